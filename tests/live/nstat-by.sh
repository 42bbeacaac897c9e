#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# nstat --by and --drops: what goes wrong is blamed on whoever it is, as often as it happened (TAP).

set -u
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=tests/stage.sh
. "$here/../stage.sh"
NSTAT=${NSTAT:-build/tools/nstat}
case $NSTAT in /*) ;; */*) NSTAT=$PWD/$NSTAT ;; esac
export NSTAT
begin python3 nft ip setpriv

ip link set lo up 2>/dev/null
nft add table ip probe 2>/dev/null || skip_all 'no nftables here'
nft delete table ip probe
without='setpriv --bounding-set -bpf,-perfmon,-sys_admin --inh-caps -bpf,-perfmon,-sys_admin'

# counter GROUP NAME: as the kernel has it now.
counter()
{
	awk -v group="$1:" -v name="$2" '
		$1 == group && !n++ { for (i = 2; i <= NF; i++) if ($i == name) at = i; next }
		$1 == group { print $at }' /proc/net/snmp /proc/net/netstat
}

counters()
{
	for one in 'Tcp RetransSegs' 'Tcp OutRsts' 'TcpExt ListenDrops' 'Udp RcvbufErrors' \
		'Udp NoPorts'; do
		# shellcheck disable=SC2086
		echo "${one#* } $(counter $one)"
	done
}

# grew NAME: between the two looks.
grew()
{
	awk -v name="$1" '$1 == name { if (FNR == NR) before = $2; else print $2 - before }' \
		"$tmp/before" "$tmp/after"
}

await_harm()
{
	tries=0
	while [ ! -s "$tmp/harm.out" ] && [ $tries -lt 300 ]; do
		tries=$((tries + 1))
		sleep 0.1
	done
}

# watch_harm OPTIONS: what nstat tells of all that goes wrong, into out. It begins when the first
# sample is there, and ends a sample after the last of it.
watch_harm()
{
	: >"$tmp/out"
	: >"$tmp/harm"
	: >"$tmp/harm.out"
	counters >"$tmp/before"
	# shellcheck disable=SC2086
	${as:-} "$NSTAT" "$@" --ndjson 0.5 60 >"$tmp/out" 2>"$tmp/err" </dev/null &
	watcher=$!
	others=$watcher
	samples 1
	rm -f "$tmp/in"
	mkfifo "$tmp/in"
	python3 "$here/nstat-by.py" "$tmp/harm" <"$tmp/in" >"$tmp/harm.out" 2>"$tmp/harm.err" &
	harm=$!
	others="$watcher $harm"
	exec 8>"$tmp/in"
	await_harm
	counters >"$tmp/after"
	samples $(($(sample_count) + 3))
	kill -INT "$watcher"
	wait "$watcher"
	code=$?
	exec 8>&-
	wait "$harm"
	others=
}

sample_count()
{
	grep -o '"time":"[^"]*"' "$tmp/out" | sort -u | wc -l
}

samples()
{
	tries=0
	while [ "$(sample_count)" -lt "$1" ] && [ $tries -lt 200 ] &&
		kill -0 "$watcher" 2>/dev/null; do
		tries=$((tries + 1))
		sleep 0.1
	done
}

# sum COLUMN PATTERN: over all rows that have this, rates times seconds.
sum()
{
	grep -- "$2" "$tmp/out" | awk -v key="\"$1\":" '
		function value(name,  at, rest)
		{
			at = index($0, name)
			if (!at)
				return 0
			rest = substr($0, at + length(name))
			return rest + 0
		}
		{ all += value(key) * value("\"seconds\":") }
		END { printf "%d\n", all + 0.5 }'
}

# of NAME: its process; often NAME.
of() { awk -v name="$1" '$1 == name { print $2 }' "$tmp/harm"; }
often() { awk -v name="$1" '$1 == name { print $3 }' "$tmp/harm"; }
by() { printf '"pid":%s,' "$(of "$1")"; }

# same WHAT GOT WANTED
same()
{
	[ "$2" = "$3" ] || echo "# $1: $2, and should be $3"
	[ "$2" = "$3" ]
}

# The kernel counts a segment sent again now and then without telling of it: that one is said
# to be nobody's, and is one.
told()
{
	[ "$2" = "$3" ] && return
	unseen=$(sum "$1" '"rank":"nobody"')
	[ "$unseen" = 1 ] || echo "# nobody's: $unseen"
	[ "$unseen" = 1 ] && same "$1" "$(($2 + unseen))" "$3"
}

# ---- told by the kernel ----------------------------------------------------------------------

as=
watch_harm --by process
if [ ! -s "$tmp/harm.out" ]; then
	skip_all "nothing went wrong: $(tail -n 1 "$tmp/harm.err")"
fi
if grep -q 'bpf' "$tmp/err"; then
	ok "# SKIP no BPF here: $(head -n 1 "$tmp/err")"
else
	check 'BPF: the end is well' [ $code = 0 ]
	check 'BPF: nothing is said' [ ! -s "$tmp/err" ]
	check 'BPF: the overflowing listener' \
		same overflow "$(sum overflow "$(by overflow)")" "$(often overflow)"
	check 'BPF: it has its name' grep -q "$(by overflow)\"command\":\"the overflow\"" "$tmp/out"
	check 'BPF: the retransmitting connection' \
		told retrans "$(sum retrans "$(by lose)")" "$(often lose)"
	check 'BPF: it has its name' grep -q "$(by lose)\"command\":\"the lose\"" "$tmp/out"
	check 'BPF: who resets' same rst_out "$(sum rst_out "$(by reset)")" "$(often reset)"
	check 'BPF: who is refused' same rst_in "$(sum rst_in "$(by refused)")" "$(often refused)"
	check 'BPF: whose datagrams are dropped' \
		same drop "$(sum drop "$(by deaf)")" "$(grew RcvbufErrors)"
	check 'BPF: its name does nothing to a terminal' sh -c "grep -q 'the deaf.u001b' '$tmp/out' &&
		! tr -d '\n' <'$tmp/out' | grep -q '[[:cntrl:]]'"
	check 'BPF: nobody has refused' \
		same rst_out "$(sum rst_out '"rank":"nobody"')" "$(often refused)"
	for pair in retrans:RetransSegs rst_out:OutRsts overflow:ListenDrops; do
		check "BPF: all of ${pair#*:}" same "${pair%:*}" \
			"$(sum "${pair%:*}" '"rank":"all"')" "$(grew "${pair#*:}")"
	done

	watch_harm --by socket
	check 'BPF: the connection' told retrans \
		"$(sum retrans '"remote":"127.0.0.1:18003","process":"'"$(of lose)/")" "$(often lose)"
	check 'BPF: the socket' same drop "$(sum drop '"local":"127.0.0.1:18004"')" \
		"$(grew RcvbufErrors)"
	# Before 6.11 nobody tells which socket a packet was for.
	if grep -q rx_sk /sys/kernel/btf/vmlinux; then
		check 'BPF: and why' same drop \
			"$(sum drop '"local":"127.0.0.1:18004".*"drop_reason":"SOCKET_RCVBUFF"')" \
			"$(grew RcvbufErrors)"
	fi

	watch_harm --by listener
	check 'BPF: the listener' same overflow "$(sum overflow \
		'"queue":2,"limit":1,"local":"127.0.0.1:18001","process":"'"$(of overflow)/")" \
		"$(often overflow)"
	check 'BPF: no other' [ "$(grep -vc '18001\|"rank":"all"' "$tmp/out")" = 0 ]

	# In another namespace, which is not ours.
	unshare -n sleep 60 &
	elsewhere=$!
	others=$elsewhere
	watch_harm --by process --netns $elsewhere
	check 'BPF: of another namespace: nothing of ours' \
		[ "$(grep -vc '"rank":"all"' "$tmp/out"),$(grep -c '"rank":"all"' "$tmp/out" |
			sed 's/[1-9].*/some/')" = 0,some ]
	watch_harm --by process --netns all
	check 'BPF: of all of them: ours as well' \
		told retrans "$(sum retrans "$(by lose)")" "$(often lose)"
	kill $elsewhere

	watch_harm --drops
	check 'BPF: dropped for lack of room' same drops \
		"$(sum packets '"reason":"SOCKET_RCVBUFF"')" "$(grew RcvbufErrors)"
	check 'BPF: dropped for lack of a socket' same drops \
		"$(sum packets '"reason":"NO_SOCKET","place":"[a-z_0-9.]*udp')" "$(grew NoPorts)"
	check 'BPF: refused' same drops \
		"$(sum packets '"reason":"NO_SOCKET","place":"[a-z_0-9.]*tcp')" "$(often refused)"
	check 'BPF: what the filter drops, the first and each but the last' same drops \
		"$(sum packets '"reason":"NETFILTER_DROP","place":"nft_do_chain[a-z_0-9.]*+0x[0-9a-f]*"')" \
		"$(often lose)"
	check 'BPF: places are functions of this kernel' sh -c "sed -n \
		's/.*\"place\":\"\\([^\"+]*\\)+0x.*/\\1/p' '$tmp/out' | sort -u | while read -r name; do
		grep -q \" [tTwW] \$name\\( \\|\$\\|	\\)\" /proc/kallsyms || exit 1; done"
fi

# ---- tables compared -------------------------------------------------------------------------

# shellcheck disable=SC2086
if $without true 2>/dev/null; then
	as=$without
	watch_harm --by process
	check 'compared: the end is well' [ $code = 0 ]
	check 'compared: it is said once' \
		[ "$(grep -c 'CAP_BPF and CAP_PERFMON are needed' "$tmp/err")" = 1 ]
	check 'compared: and nothing else' [ "$(wc -l <"$tmp/err")" = 1 ]
	check 'compared: the overflowing listener' \
		same overflow "$(sum overflow "$(by overflow)")" "$(often overflow)"
	check 'compared: the retransmitting connection' \
		same retrans "$(sum retrans "$(by lose)")" "$(often lose)"
	check 'compared: whose datagrams are dropped' \
		same drop "$(sum drop "$(by deaf)")" "$(grew RcvbufErrors)"
	check 'compared: resets are nobody'"'"'s' \
		same rst_out "$(sum rst_out '"rank":"nobody"')" "$(grew OutRsts)"
	check 'compared: nobody is said to be reset' [ "$(grep -c '"rst_in"' "$tmp/out")" = 0 ]
	for pair in retrans:RetransSegs rst_out:OutRsts overflow:ListenDrops; do
		check "compared: all of ${pair#*:}" same "${pair%:*}" \
			"$(sum "${pair%:*}" '"rank":"all"')" "$(grew "${pair#*:}")"
	done

	# A look that fails: what it did not see has not begun anew.
	if command -v prlimit >/dev/null; then
		rm -f "$tmp/in"
		mkfifo "$tmp/in"
		: >"$tmp/harm.out"
		: >"$tmp/out"
		python3 "$here/nstat-by.py" "$tmp/harm" <"$tmp/in" >"$tmp/harm.out" &
		harm=$!
		exec 8>"$tmp/in"
		await_harm
		# shellcheck disable=SC2086
		$as "$NSTAT" --by socket --ndjson 0.2 100 >"$tmp/out" 2>"$tmp/err" </dev/null 8>&- &
		watcher=$!
		others="$watcher $harm"
		samples 2
		prlimit --nofile=3:1024 --pid "$watcher"
		samples $(($(sample_count) + 2))
		counters >"$tmp/before"
		python3 -c 'import socket
for _ in range(3):
	socket.socket().connect_ex(("127.0.0.1", 18009))'
		counters >"$tmp/after"
		samples $(($(sample_count) + 2))
		prlimit --nofile=1024:1024 --pid "$watcher"
		samples $(($(sample_count) + 4))
		kill -INT "$watcher"
		wait "$watcher"
		exec 8>&-
		wait "$harm"
		others=
		check 'compared: what was not seen for a while did not happen' same retrans \
			"$(sum retrans '"rank":"all"'),$(sum overflow '"rank":"all"')" 0,0
		check 'compared: and what happened meanwhile is told in the end' same rst_out \
			"$(sum rst_out '"rank":"all"')" "$(grew OutRsts)"
	fi

	watch_harm --drops
	check 'counters: it is said once' \
		[ "$(grep -c 'CAP_BPF and CAP_PERFMON are needed' "$tmp/err")" = 1 ]
	check 'counters: which tell of drops' same drops \
		"$(sum packets '"counter":"Udp.RcvbufErrors"')" "$(grew RcvbufErrors)"
	as=
fi

# ---- without rights --------------------------------------------------------------------------

if setpriv --reuid 12345 --regid 12345 --clear-groups test -x "$NSTAT" 2>/dev/null; then
	chmod 666 "$tmp/out"
	as='setpriv --reuid 12345 --regid 12345 --clear-groups'
	watch_harm --by process
	check 'another user: what goes wrong, and why nobody is named' same retrans \
		"$(sum retrans '"command":"(no-permission)"')" "$(often lose)"
	check 'another user: one line for BPF, one for processes' [ "$(wc -l <"$tmp/err")" = 2 ]
	as=
fi

# ---- as text, and what does not go together --------------------------------------------------

watch_text()
{
	"$NSTAT" "$@" >"$tmp/out" 2>"$tmp/err" </dev/null
	code=$?
}

watch_text --by process 0.2 2
check 'text: titles three times, and the average' sh -c \
	"[ \"\$(grep -c ' COMMAND\$' '$tmp/out')\" = 3 ] && grep -q '^Average: .* all\$' '$tmp/out'"
check 'text: 80 columns' sh -c "! grep -qE '.{81}' '$tmp/out'"
watch_text --by listener --csv 0.2 1
check 'CSV: a record of its own for the keys' sh -c "head -n 1 '$tmp/out' |
	grep -q '^time,seconds,overflow,retrans,rst_out,drop,queue,limit,local,process'"
watch_text --by process --json 0.2 2
check 'JSON: a document' python3 -m json.tool "$tmp/out" /dev/null
if localedef -i de_DE -f UTF-8 "$tmp/de_DE.UTF-8" >/dev/null 2>&1; then
	LOCPATH=$tmp LC_ALL=de_DE.UTF-8 watch_text --by process --json 0.2 1
	check 'where numbers have a decimal comma as well' \
		python3 -m json.tool "$tmp/out" /dev/null
	LOCPATH=$tmp LC_ALL=de_DE.UTF-8 watch_text --drops --csv 0.2 1
	check 'and in CSV' sh -c "awk -F, 'NF != 5 { exit 1 }' '$tmp/out'"
fi

while read -r args; do
	# shellcheck disable=SC2086
	watch_text $args
	check "refused: $args" [ $code = 1 ]
	check '... by one line' [ "$(wc -l <"$tmp/err")" = 1 ]
	check '... and nothing is shown' [ ! -s "$tmp/out" ]
done <<'END'
--by nobody 1 1
--by process --drops 1 1
--by process -n TCP 1 1
--by socket 0
--by listener --svg x 1 1
--drops -o x 1 1
--drops --iface lo 1 1
--by process --netns no-such-namespace 1 1
--drops --netns no-such-namespace 1 1
END
echo "1..$number"
