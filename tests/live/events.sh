#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# What happens to sockets, told as it happens: who, how long, how many bytes (TAP).

set -u
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=tests/stage.sh
. "$here/../stage.sh"
begin

ip link set lo up 2>/dev/null

# wait_for FILE LINES: until it has that many.
wait_for()
{
	tries=0
	while [ "$(wc -l <"$1")" -lt "$2" ] && [ $tries -lt 100 ]; do
		tries=$((tries + 1))
		sleep 0.1
	done
}

# watch OPTIONS: events into $tmp/out until stop. The line of titles says that it has begun.
watch()
{
	: >"$tmp/out"
	"$NSOCKETS" --events -n --timeout 60 "$@" >"$tmp/out" 2>"$tmp/err" </dev/null 9>&- &
	watcher=$!
	others=$watcher
	wait_for "$tmp/out" 1
}

stop()
{
	kill "$watcher" 2>/dev/null
	wait "$watcher" 2>/dev/null
	others=
}

# The population goes, the watcher stays.
leave()
{
	others=
	finish
	others=$watcher
}

columns=event,local_port,remote_port,pid,state,lasted,sent,received,reason,time

# talk PORT MILLISECONDS: 300000 bytes one way, 5000 the other.
talk()
{
	"$POPULATION" talk "$1" 300000 5000 "$2" "$tmp/pids" </dev/null >/dev/null 2>"$tmp/talk.err" ||
		skip_all "no talk: $(cat "$tmp/talk.err")"
	client=$(awk '$1 == "client" { print $2 }' "$tmp/pids")
	server=$(awk '$1 == "server" { print $2 }' "$tmp/pids")
	worker=$(awk '$1 == "worker" { print $2 }' "$tmp/pids")
}

# told PATTERN: is there a line of these first columns?
told()
{
	tr -d '\r' <"$tmp/out" | grep -qE "^$1"
}

# ---- told by the kernel ------------------------------------------------------------------

watch --csv --columns "$columns" --owners=bpf
if grep -q ' bpf ' "$tmp/err" || [ ! -s "$tmp/out" ]; then
	ok "# SKIP no events here: $(head -n 1 "$tmp/err")"
	stop
else
	talk 18000 300
	wait_for "$tmp/out" 8
	stop
	check 'the listener is its opener'"'"'s' told "open,18000,0,$server,LISTEN,"
	check 'a call is the caller'"'"'s' told "connect,[0-9]+,18000,$client,ESTABLISHED,"
	check 'a call taken is his who takes it' told "accept,18000,[0-9]+,$worker,ESTABLISHED,"
	check 'the caller'"'"'s end, to the byte' \
		told "close,[0-9]+,18000,$client,[A-Z_0-9]+,0.[3-9][0-9]*s,300000,5000,,"
	check 'the other end, to the byte' \
		told "close,18000,[0-9]+,$worker,[A-Z_0-9]+,0.[3-9][0-9]*s,5000,300000,,"
	check 'a call that nobody takes' told "close,[0-9]+,18001,$client,SYN_SENT,[0-9.]+s,0,0,,"
	check 'the listener is closed' told "close,18000,0,$server,LISTEN,"
	check 'that is all' [ "$(wc -l <"$tmp/out")" = 8 ]
	check 'in order of time' sh -c \
		"tr -d '\r' <'$tmp/out' | tail -n +2 | sed 's/.*,//' | sort -c"
	check 'nothing is said' [ ! -s "$tmp/err" ]

	watch --csv --columns "$columns" 'dport = 18000 and sent > 1000'
	talk 18000 0
	wait_for "$tmp/out" 2
	stop
	check 'a filter takes what it says' [ "$(wc -l <"$tmp/out")" = 2 ]
	check '... the caller'"'"'s end' told "close,[0-9]+,18000,$client,"

	watch --csv --columns "$columns" 'inode > 0 and sport = 18000'
	talk 18000 0
	wait_for "$tmp/out" 2
	stop
	check 'a socket has its inode from the beginning' told "open,18000,0,$server,LISTEN,"

	watch -l --csv --columns "$columns"
	talk 18000 0
	wait_for "$tmp/out" 3
	stop
	check 'with -l listeners only' [ "$(cut -d , -f 3 "$tmp/out" | sort -u | tr '\n' ' ')" = \
		'0 remote_port ' ]

	watch --ndjson
	sleep 0.5
	talk 18000 0
	wait_for "$tmp/out" 7
	stop
	check 'a record for each' [ "$(grep -c '^{"event_time":[0-9]*,"event":"[a-z]*",.*}$' \
		"$tmp/out")" = 7 ]
	check '... with the process' grep -q "\"event\":\"accept\".*\"holders\":\[{\"pid\":$worker," \
		"$tmp/out"

	# A connection and its listener that were there before.
	populate big 1 2
	watch --csv --columns event,local_port,remote_port,pid,lasted,sent,reason
	exec 9>&-
	wait "$population"
	population=
	wait_for "$tmp/out" 6
	stop
	check 'what was there before ends too' told 'close,[0-9]+,0,[0-9]+,,'
	check '... it lasted since nobody knows when' told 'close,[0-9]+,[1-9][0-9]*,[0-9]+,,'
fi

# ---- other namespaces --------------------------------------------------------------------

if told 'close,' && unshare -n true 2>/dev/null; then
	watch --netns=all --csv --columns event,netns,local_port,pid
	# shellcheck disable=SC2016
	unshare -n sh -c 'readlink /proc/self/ns/net; "$1" talk 18000 10 10 0 "$2"' sh \
		"$POPULATION" "$tmp/pids" </dev/null >"$tmp/inside" 2>/dev/null
	inum=$(sed -n 's/.*\[\([0-9]*\)\].*/\1/p' "$tmp/inside")
	wait_for "$tmp/out" 8
	stop
	check 'another namespace'"'"'s, under its number' told "accept,$inum,18000,[0-9]+"
	watch --csv --columns event,netns,local_port,pid
	# shellcheck disable=SC2016
	unshare -n sh -c '"$1" talk 18000 10 10 0 "$2"' sh \
		"$POPULATION" "$tmp/pids" </dev/null >/dev/null 2>&1
	talk 18010 0
	wait_for "$tmp/out" 8
	stop
	check 'without being asked for it is not told' [ "$(grep -c ,18000, "$tmp/out")" = 0 ]
fi

# ---- tables compared ---------------------------------------------------------------------

watch --csv --columns "$columns" --owners=scan --interval 0.5
talk 18000 1500
wait_for "$tmp/out" 6
sleep 1.2
stop
check 'compared: the listener' told "open,18000,0,($server )?$worker?"
check 'compared: the caller' told "connect,[0-9]+,18000,$client,ESTABLISHED,"
check 'compared: the called' told "accept,18000,[0-9]+,$worker,ESTABLISHED,"
check 'compared: the caller'"'"'s end, to the byte' \
	told "close,[0-9]+,18000,$client,[A-Z_0-9]+,[12].[0-9]*s,300000,5000,,"
check 'compared: the other end, to the byte' \
	told "close,18000,[0-9]+,$worker,[A-Z_0-9]+,[12].[0-9]*s,5000,300000,,"
check 'compared: each end once' [ "$(grep -c '^close,' "$tmp/out")" = 3 ]

watch --csv --columns "$columns" --owners=scan --interval 5
talk 18000 0
wait_for "$tmp/out" 3
stop
check 'between two tables: its end is told, and its bytes' \
	told 'close,[0-9]+,18000,,CLOSE,,300000,5000,raced,'
check 'between two tables: the other end' told 'close,18000,[0-9]+,,CLOSE,,5000,300000,raced,'

# ---- many --------------------------------------------------------------------------------

# Processes called "p" and a port, which all their connections have at one end.
judge()
{
	tr -d '\r' <"$tmp/out" | awk -F , '
	$5 ~ /\/p[0-9]+\??$/ {
		held++
		port = $5
		gsub(/.*\/p|\?/, "", port)
		if (port != $3 && port != $4)
			print "not his: " $0
	}
	$1 == "accept" || $1 == "connect" { begun[$2]++ }
	$1 == "close" && $2 in begun { ended[$2]++ }
	END {
		for (cookie in begun)
			if (begun[cookie] != 1 || ended[cookie] > 1)
				print "not once: " cookie
		print "# " held + 0 " rows with their processes" >"/dev/stderr"
		if (held < 100)
			print "only " held + 0 " rows with processes"
	}'
}

watch --csv --columns event,cookie,local_port,remote_port,process
populate churn
sleep 2
leave
sleep 0.5
stop
if [ -s "$tmp/err" ]; then
	ok "# SKIP $(head -n 1 "$tmp/err")"
else
	judge >"$tmp/judged" 2>"$tmp/err"
	cat "$tmp/err"
	check 'in a crowd nobody is given what is not his' [ ! -s "$tmp/judged" ]

	# Nobody reads for longer than there is room.
	watch --csv --columns event --timeout 14
	kill -STOP "$watcher"
	populate churn
	sleep 8
	leave
	kill -CONT "$watcher"
	wait "$watcher"
	code=$?
	check 'what was lost is counted' grep -qE ' [1-9][0-9]* events came faster' "$tmp/err"
	check '... and no success' [ $code = 1 ]
fi

# ---- a look that fails -------------------------------------------------------------------

if command -v prlimit >/dev/null; then
	populate big 1 2 4
	watch -x --csv --columns event,cookie --interval 0.3
	prlimit --nofile=3:1024 --pid "$watcher"
	sleep 1
	prlimit --nofile=1024:1024 --pid "$watcher"
	sleep 1
	stop
	check 'what could not be looked at has not ended' [ "$(wc -l <"$tmp/out")" = 1 ]
	check '... and is said once' [ "$(grep -c 'Too many open files' "$tmp/err")" = 1 ]
	finish
fi

# ---- without rights ----------------------------------------------------------------------

if setpriv --reuid 12345 --regid 12345 --clear-groups true 2>/dev/null; then
	: >"$tmp/out"
	chmod 666 "$tmp/out"
	setpriv --reuid 12345 --regid 12345 --clear-groups "$NSOCKETS" --events -n --csv \
		--timeout 60 --interval 0.5 --columns "$columns" 'sport = 18000 or dport = 18000' \
		>"$tmp/out" 2>"$tmp/err" </dev/null 9>&- &
	watcher=$!
	others=$watcher
	wait_for "$tmp/out" 1
	talk 18000 1500
	wait_for "$tmp/out" 6
	stop
	check 'another user: that there are tables only is said once' [ \
		"$(grep -c 'CAP_BPF and CAP_PERFMON are needed' "$tmp/err")" = 1 ]
	check 'another user: bytes of others'"'"' connections' \
		told 'close,[0-9]+,18000,,[A-Z_0-9]+,[12].[0-9]*s,300000,5000,no-permission,'
fi

# ---- and the end -------------------------------------------------------------------------

"$NSOCKETS" --events -n --timeout 0.2 >"$tmp/out" 2>"$tmp/err"
check 'so long as it is asked for, and well' [ $? = 0 ]
"$NSOCKETS" --events --netns 4026530000 --timeout 0 >"$tmp/out" 2>"$tmp/err"
check 'no such namespace' [ $? = 1 ]

title() { head -n 1 "$tmp/out" | grep -q "$1\$"; }

for families in -x -Aall; do
	"$NSOCKETS" --events -n --timeout 0 "$families" >"$tmp/out" 2>"$tmp/err"
	check "$families: names of UNIX sockets" title ' Path'
done
"$NSOCKETS" --events -n --timeout 0 -tu >"$tmp/out" 2>"$tmp/err"
check 'none of others' title ' State'
echo "1..$number"
