#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The filter language beside that of ss: the same words choose the same sockets (TAP).
#
# Sockets are told apart by what both programs print: the cookie of TCP and UDP sockets,
# the inode of UNIX sockets. NSOCKETS and POPULATION name the programs.

set -u
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=tests/stage.sh
. "$here/../stage.sh"
begin ss

# What ss shows with these words, and what we do. Its -e is where it shows cookies. Packet and
# netlink sockets by their own end.
theirs()
{
	case $1 in
	unix) shift && ss -Hxan "$@" | grep -oE '[0-9]+ +\* +[0-9]+ *$' | awk '{ print $1 }' ;;
	link)
		shift
		ss -Hna -f link "$@" | awk '{ print $5 }' | sed 's/^\*:/3:/; s/[][]//g'
		;;
	netlink)
		shift
		# The programs' own come and go.
		ss -Hna -f netlink "$@" | awk '{ print $4 }' | sed 's/:0$/:kernel/' | grep -v '^4:[0-9]'
		;;
	*) shift && ss -Htuane "$@" | grep -oE 'sk:[0-9a-f]+' | sed 's/^sk://' ;;
	esac 2>"$tmp/ss.err" | sort -u
}

ours()
{
	case $1 in
	# Without an inode: not accepted yet, and shown by /proc alone.
	unix) shift && "$NSOCKETS" -xan --columns inode --no-header "$@" | grep '[0-9]' ;;
	link) shift && "$NSOCKETS" -an -A packet --columns local --no-header "$@" ;;
	netlink)
		shift
		"$NSOCKETS" -an -A netlink --columns local --no-header "$@" | grep -v '^4:[0-9]'
		;;
	*)
		shift
		"$NSOCKETS" -tuan --columns cookie --no-header "$@" |
			awk 'NF { printf "%x\n", $1 }'
		;;
	esac 2>"$tmp/ours.err" | sed 's/ *$//' | sort -u
}

# Ours between two of theirs: a TIME_WAIT that ends, or a retry, changes the system itself.
# alike FAMILY WORDS THEIR-WORDS, each split at blanks
alike()
{
	family=$1
	for _ in 1 2 3; do
		# shellcheck disable=SC2086
		theirs "$family" $3 >"$tmp/before"
		# shellcheck disable=SC2086
		ours "$family" $2 >"$tmp/ours"
		# shellcheck disable=SC2086
		theirs "$family" $3 >"$tmp/after"
		cmp -s "$tmp/before" "$tmp/ours" && break
		cmp -s "$tmp/after" "$tmp/ours" && break
	done
	shift
	set -- "$1"
	if { cmp -s "$tmp/before" "$tmp/ours" || cmp -s "$tmp/after" "$tmp/ours"; } &&
		[ ! -s "$tmp/ours.err" ]; then
		ok "$family: $* ($(wc -l <"$tmp/ours"))"
		[ ! -s "$tmp/ours" ] || found=$((found + 1))
		return
	fi
	not_ok "$family: $*"
	sed 's/^/# stderr: /' "$tmp/ours.err"
	diff "$tmp/after" "$tmp/ours" | sed -n '/^[<>]/p' | head -n 10 | sed 's/^/# ss <, ours >: /'
}

populate odd "$tmp/sockets"
# The words are patterns for the two programs, not for the shell.
set -f
found=0

# The inside of each line is given to both as it stands, word by word.
while read -r words; do
	[ -n "$words" ] || continue
	alike inet "$words" "$words"
done <<'END'
state established
state listening
state time-wait
state syn-sent
state syn-recv
state close-wait
state fin-wait-2
state connected
state synchronized
state bucket
state big
exclude listening
exclude established exclude time-wait
state established state close-wait
state established ( dport = :ssh or sport = :ssh )
state fin-wait-1 ( sport = :http or sport = :https ) dst 193.233.7/24
sport = :18000
sport = 18000
sport eq 18000
sport neq 18000
sport != 18000
sport >= 18020
sport <= 18010
sport gt 18040
sport lt 18003
sport > 18005 and sport < 18010
dport = 18000
dport != 18000
dport gt 18000
src 127.0.0.1
src 127.0.0.0/8
src 127.0.0.1:18000
src [::1]
src [::1]:18045
src 0.0.0.0/0
src ::/0
dst 127.0.0.1
dst 127.0.0.0/8
dst [::1]
dst 127.0.0.1 and dport 18000
not src 127.0.0.1
! sport = 18000
( sport = 18000 or sport = 18001 )
( sport = 18000 | dport = 18000 ) & src 127.0.0.1
state established ( sport = 18000 or dport = 18000 )
state established sport gt 18010 dst 127.0.0.1
sport = 18000 || dport = 18000
sport = 18000 && src 127.0.0.1
not ( sport = 18000 or not src 127.0.0.1 )
dev lo
not dev lo
dev = lo or sport = 18000
autobound
fwmark = 0
fwmark = 0x1234
fwmark != 0x1234
fwmark = 0x01/0x03
src inet:127.0.0.1
src inet6:[::1]
dst localhost
src localhost
dst localhost:18000
dst 10.0.0.0/8
sport = ssh
sport = :ssh or sport = :http
END

while read -r words; do
	[ -n "$words" ] || continue
	alike unix "$words" "$words"
done <<'END'
state listening
state established
state connected
exclude listening
src unix:@abstract-name
src unix:@abstract*
src unix:*relative*
src unix:*full.sock
not src unix:*.sock
src unix:*no-such-name*
src /tmp/.X11-unix/*
src *full.sock
src *bstract*
src @abstract-name
src /tmp/* | src *seq*
src *full.sock or src @abstract*
not src *.sock
END

while read -r words; do
	alike link "$words" "$words"
done <<'END'
src *
src ip
src ip:*
src :lo
src *:lo
src all
src link:*
sport = lo
sport = :lo
sport = link::lo
sport != lo
sport gt 0
dport = :lo
END

while read -r words; do
	alike netlink "$words" "$words"
done <<'END'
src *
src rtnl
src rtnl:*
src rtnl:kernel
src genl
src 0
src 0:1
src *:kernel
src netlink:rtnl
sport = kernel
sport = :kernel
sport = 1
sport != kernel
END

# What we understand and ss of today does not, beside what it has for that.
alike inet 'src ::1' 'src [::1]'
alike inet 'dst ::1' 'dst [::1]'
alike link 'src LINK:IP' 'src ip'
alike netlink 'src netlink:RTNL' 'src rtnl'
alike unix 'path = *full.sock' 'src *full.sock'
alike inet 'src ::1:18045' 'src [::1]:18045'
alike inet 'port = 18000' '( sport = 18000 or dport = 18000 )'
alike inet 'port != 18000' 'sport != 18000 and dport != 18000'
alike inet 'src != 127.0.0.1' 'not src 127.0.0.1'
alike inet 'src 127.0.0.1 or src ::1' 'src 127.0.0.1 or src [::1]'
alike inet '( sport = 18000 or dport = 18000 ) and not state listening' \
	'exclude listening ( sport = 18000 or dport = 18000 )'
alike unix 'src != unix:*full.sock' 'not src unix:*full.sock'
alike unix 'src unix:*.sock and state listening' 'state listening src unix:*.sock'

# Control groups: by the path of the directory, as ss has it, or from the top of the hierarchy.
mount=$(awk '{ for (i = 6; i < NF; i++) if ($i == "-" && $(i + 1) == "cgroup2") print $5 }' \
	/proc/self/mountinfo | head -n 1)
group=$mount/netwho-${tmp##*/}
if [ -n "$mount" ] && mkdir "$group" 2>/dev/null; then
	trap 'finish; rmdir "$group" 2>/dev/null' EXIT
	mkfifo "$tmp/group.in" "$tmp/group.out"
	sh -c 'echo 0 >"$1/cgroup.procs" && exec "$2" big 1 2' - "$group" "$POPULATION" \
		<"$tmp/group.in" >"$tmp/group.out" 2>/dev/null &
	others="$others $!"
	exec 8>"$tmp/group.in"
	read -r word <"$tmp/group.out" || word=
	for path in "$group" "$group/" "/${group##*/}" "${group##*/}" "$mount"; do
		alike inet "cgroup = $path" "cgroup = $path"
	done
	alike inet "cgroup = /${group##*/}" "cgroup = $group"
	alike inet "cgroup != $group" "cgroup != $group"
	alike inet "not cgroup = $group" "not cgroup = $group"
	alike inet "not cgroup != /${group##*/}" "cgroup = $group"
	alike inet "cgroup = $group and state listening" "state listening cgroup = $group"
	alike inet "cgroup = $group or sport = 18001" "cgroup = $group or sport = 18001"
	[ "$word" = ready ] && grep -q . "$tmp/ours" || not_ok 'a population in a control group'
	"$NSOCKETS" -tan "sport = 1 or cgroup = $group/none" >"$tmp/out" 2>"$tmp/err"
	code=$?
	check 'no such control group: exit code' [ $code = 2 ]
	check 'no such control group: pointed at' grep -qE '^ {24}\^~+$' "$tmp/err"
	exec 8>&-
else
	ok 'inet: cgroup # SKIP no control groups can be made here'
fi

# ss sees no names of UNIX peers: theirs is what the peers themselves are called.
"$NSOCKETS" -xan --columns inode --no-header 'src unix:*seqpacket-connected and state established' \
	2>/dev/null | grep -o '[0-9]*' | sort >"$tmp/servers"
"$NSOCKETS" -xan --columns peer_inode --no-header 'dst unix:*seqpacket-connected' 2>/dev/null |
	grep -o '[0-9]*' | sort >"$tmp/peers"
if [ -s "$tmp/peers" ] && cmp -s "$tmp/servers" "$tmp/peers"; then
	ok 'unix: dst of those connected to a name'
else
	not_ok 'unix: dst of those connected to a name'
	diff "$tmp/servers" "$tmp/peers" | sed 's/^/# /'
fi

# Bound, and neither listening nor connected: ss knows them since 6.8, and only by name.
ours inet state bound-inactive >"$tmp/bound"
ours inet >"$tmp/plain"
if [ -s "$tmp/bound" ] && ! grep -qxF -f "$tmp/bound" "$tmp/plain"; then
	ok 'inet: state bound-inactive'
elif [ "$(uname -r | cut -d. -f1)" -lt 6 ]; then
	ok 'inet: state bound-inactive # SKIP an older kernel'
else
	not_ok 'inet: state bound-inactive'
fi

# Who asks about one process only has nobody else looked into, and still the same rows.
pid=$("$NSOCKETS" -tan --ndjson --columns holders state listening 2>/dev/null |
	grep -o '"pid":[0-9]*' | head -n 1 | cut -d: -f2)
"$NSOCKETS" -tan --columns cookie --no-header pid = "${pid:-1}" >"$tmp/alone" 2>/dev/null
"$NSOCKETS" -tan --columns cookie,holders --no-header pid = "${pid:-1}" 2>/dev/null |
	awk '{ print $1 }' >"$tmp/shown"
sed -i 's/ *$//' "$tmp/alone"
if [ -s "$tmp/alone" ] && cmp -s "$tmp/alone" "$tmp/shown"; then
	ok "pid = $pid, and with its holders shown"
else
	not_ok "pid = $pid, and with its holders shown"
	diff "$tmp/alone" "$tmp/shown" | sed 's/^/# /'
fi

# Marks are told to the privileged: to others not even how many there are.
if [ "$(id -u)" = 0 ] && setpriv --reuid 65534 --clear-groups "$NSOCKETS" --version >/dev/null 2>&1; then
	setpriv --reuid 65534 --clear-groups "$NSOCKETS" -tuan fwmark = 0x1234 >"$tmp/out" 2>"$tmp/err"
	code=$?
	check 'marks that are not told: exit code' [ $code = 1 ]
	check 'marks that are not told: said once' \
		[ "$(grep -c 'sock_diag mark: Operation not permitted' "$tmp/err")" = 1 ]
else
	ok 'marks that are not told # SKIP nobody to be'
fi

# What matches nothing here would agree with anything that matches nothing.
if [ "$found" -ge 40 ]; then
	ok "$found of them choose something"
else
	not_ok "only $found of them choose something"
fi
echo "1..$number"
