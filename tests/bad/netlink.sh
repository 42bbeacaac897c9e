# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh disable=SC2154,SC2086
# Netlink messages that are not what they say.

tcp='-A tcp,unix -anpe --csv --no-header'

# broken TITLE PATTERN LOST: of the copy's TCP and UNIX sockets.
broken()
{
	still "$1" 1 "$2" "$3" $tcp
	fresh namespaces
	message "$dumps/tcp-inet" 3
}

test_netlink()
{
	fresh namespaces
	dump=$dumps/tcp-inet
	n=$(($(messages "$dump" | wc -l) - 1))
	message "$dump" 3
	patch "$dump" $at '\000\000\000\000'
	broken 'a message of length 0' 'tcp-inet' $((n - 2))
	patch "$dump" $at '\017\000\000\000'
	broken 'a message shorter than its header' 'tcp-inet' $((n - 2))
	patch "$dump" $at '\000\000\000\200'
	broken 'a message of length 0x80000000' 'tcp-inet' $((n - 2))
	patch "$dump" $at '\377\377\377\377'
	broken 'a message of length 0xffffffff' 'tcp-inet' $((n - 2))
	patch "$dump" $at '\377\377\377\177'
	broken 'a message longer than its file' 'tcp-inet' $((n - 2))
	patch "$dump" $((at + 16)) '\052'
	broken 'a message of another family' 'tcp-inet.*(1 entry|entries)' 1
	patch "$dump" $((at + 4)) '\001\000'
	still 'a message that is no operation' 0 '' 1 $tcp
	fresh namespaces

	# One that is long enough for a header, not for a socket; and its rest as another.
	patch "$dump" $at '\044\000\000\000'
	patch "$dump" $((at + 36)) "$(printf '\\%03o\\%03o\\000\\000\\001\\000' \
		$(((len - 36) % 256)) $(((len - 36) / 256)))"
	broken 'a message too short for a socket' 'tcp-inet.*1 entry' 1

	# NLMSG_DONE with an error, as from a kernel that gives up: -EACCES.
	message "$dump" $((n + 1))
	patch "$dump" $((at + 16)) '\363\377\377\377'
	broken 'a dump that ends with an error' 'tcp.*denied' "$(count tcp)"
	patch "$dump" 0 '\044\000\000\000\002\000'
	patch "$dump" 16 '\377\377\377\377'
	broken 'a dump that begins with an error' 'tcp.*not permitted' "$(count tcp)"
	patch "$dump" 0 '\044\000\000\000\002\000'
	patch "$dump" 16 '\000\000\000\000'
	broken 'a dump that is an acknowledgement' 'tcp' $n
	patch "$dump" 0 '\024\000\000\000\002\000'
	patch "$dump" 16 '\000'
	broken 'an error without a request' 'tcp' $n
	patch "$dump" 0 '\020\000\000\000\002\000'
	broken 'an error without a number' 'tcp' "$(count tcp)"
	patch "$dump" 0 '\020\000\000\000\003\000'
	still 'an end without a number' 0 '' $n $tcp
	fresh namespaces

	# NLM_F_DUMP_INTR: looked at three times, shown once.
	message "$dump" 3
	patch "$dump" $((at + 6)) '\022'
	still 'a dump that was interrupted' 0 'tcp-inet.*changed' 0 $tcp
	fresh namespaces
	head -c 65536 /dev/urandom >"$dump"
	reindex diag/$netns/tcp-inet
	ask $tcp
	expect_code 1
	expect_lines 'tcp'
	result 'a dump of noise'
	fresh namespaces
	yes 'a dump of text' | head -c 65536 >"$dump"
	reindex diag/$netns/tcp-inet
	ask $tcp
	expect_code 1
	expect_lines 'tcp'
	result 'a dump of text'
}

# The first attribute of a message stands behind `header` bytes of payload.
test_attributes()
{
	for family in tcp-inet:72 unix:16 netlink:28; do
		header=${family#*:}
		family=${family%:*}
		fresh namespaces
		n=$(count ${family%-*})
		message "$dumps/$family" 2
		patch "$dumps/$family" $((at + 16 + header)) '\377\177'
		ask -A ${family%-*} -an --csv --no-header --columns proto,inode,cookie
		expect_code 1
		expect_line "$family.*1 entry"
		expect_rows 0
		result "$family: an attribute longer than its message"
		patch "$dumps/$family" $((at + 16 + header)) '\003\000'
		ask -A ${family%-*} -an --csv --no-header --columns proto,inode,cookie
		expect_code 1
		expect_line "$family.*1 entry"
		expect_rows 0
		result "$family: an attribute shorter than its header"
		patch "$dumps/$family" $((at + 16 + header)) '\000\000'
		ask -A ${family%-*} -an --csv --no-header --columns proto,inode,cookie
		expect_code 1
		expect_line "$family.*1 entry"
		expect_rows 0
		result "$family: an attribute of length 0"
	done
	fresh families
	for family in sctp-inet smc xdp tipc packet; do
		message "$dumps/$family" 1
		cut_at "$dumps/$family" $((len - 1))
		patch "$dumps/$family" 0 "$(printf '\\%03o\\%03o' $(((len - 1) % 256)) \
			$(((len - 1) / 256)))"
	done
	ask -A all $rows
	expect_code 1
	expect_lines 'sctp|smc|xdp|tipc|packet'
	result 'one message of each family, cut inside its last attribute'
}
