# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh disable=SC2154,SC2086
# Recordings that end too early, or say too little of themselves.

# How many rows a family has.
count()
{
	"$NSOCKETS" --root "$situation" -A "$1" $rows 2>/dev/null | wc -l
}

# still TITLE CODE PATTERN LOST ARGS...
still()
{
	title=$1 want=$2 pattern=$3 lost_rows=$4
	shift 4
	ask "$@"
	expect_code "$want"
	if [ "$pattern" ]; then expect_line "$pattern"; else expect_silence; fi
	expect_rows "$lost_rows"
	result "$title"
}

test_cut_dumps()
{
	fresh namespaces
	sockets=$(count tcp)
	message "$dumps/tcp-inet" 5
	cut_at "$dumps/tcp-inet" $((at + len / 2))
	still 'a dump cut inside a message' 1 'tcp-inet.*cut' $((sockets - 4)) -A tcp,unix $rows
	cut_at "$dumps/tcp-inet" $((at + 3))
	still 'a dump cut inside a header' 1 'tcp-inet.*cut' $((sockets - 4)) -A tcp,unix $rows
	cut_at "$dumps/tcp-inet" $at
	still 'a dump cut between messages' 1 'tcp-inet.*cut' $((sockets - 4)) -A tcp,unix $rows
	: >"$dumps/tcp-inet"
	still 'an empty dump' 1 'tcp-inet.*cut' $sockets -A tcp,unix $rows
	run --netstat --root "$case" -tan
	expect_line 'tcp'
	expect_something
	result "an empty dump, netstat's face"
	rm "$dumps/tcp-inet"
	still 'a dump that is in the index only' 1 'tcp' $sockets -A tcp,unix $rows
	fresh namespaces
	message "$dumps/links" 1
	cut_at "$dumps/links" $((len / 2))
	still 'a list of interfaces, cut' 1 'links' 0 -A tcp $rows
	for family in unix netlink; do
		fresh namespaces
		sockets=$(count $family)
		message "$dumps/$family" 2
		cut_at "$dumps/$family" $((at + len - 1))
		still "a dump of $family, cut" 1 "$family.*cut" $((sockets - 1)) \
			-A tcp,$family $rows
	done
}

# Half of a last line is no line; it was whole once.
test_cut_files()
{
	for file in tcp tcp6 udp raw icmp unix packet netlink; do
		fresh_net no-diag
		size=$(wc -c <"$case/proc/net/$file")
		last=$(tail -n 1 "$case/proc/net/$file" | wc -c)
		cut_at "$case/proc/net/$file" $((size - last + 20))
		still "/proc/net/$file, cut inside a line" 1 "net/$file.*cut" 1 -A all -ane --csv
	done
	fresh_net no-diag
	rm "$case/proc/net/tcp"
	lost=$("$NSOCKETS" --root "$situation" -4tane --csv --no-header 2>/dev/null | wc -l)
	still 'a file that is in the index only' 1 'net/tcp' "$lost" -A tcp,udp -ane --csv --no-header
	: >"$case/proc/net/tcp"
	still 'a file without a line' 1 'net/tcp' "$lost" -A tcp,udp -ane --csv --no-header
}

# A process that holds TCP sockets in that recording.
holder()
{
	"$NSOCKETS" --root "$situation" -tan --csv --no-header --columns pid |
		tr -d '\r' | grep -m 1 .
}

test_cut_processes()
{
	fresh namespaces
	pid=$(holder)
	plain='-tane --csv --no-header'
	cut_at "$case/proc/$pid/cmdline" 5
	ask -tan --csv --no-header --columns local,pid
	expect_code 0
	expect_rows 0
	result 'arguments that are cut do not matter when nobody wants them'
	for file in cmdline stat status; do
		fresh namespaces
		cut_at "$case/proc/$pid/$file" 12
		ask -tan --csv --no-header --columns local,remote,holders,pid
		run --root "$case" -tan --json --columns local,remote,holders
		expect_code 1
		expect_line "proc/$pid/$file"
		expect_something
		result "/proc/PID/$file, cut"
		rm "$case/proc/$pid/$file"
		run --root "$case" -tan --json --columns local,remote,holders
		expect_code 1
		expect_line "proc/$pid/$file"
		result "/proc/PID/$file, in the index only"
		still "and all sockets are there (/proc/PID/$file)" 0 '' 0 $plain
	done
}

test_cut()
{
	test_cut_dumps
	test_cut_files
	test_cut_processes
}

test_index()
{
	fresh namespaces
	grep -v complete "$situation/netwho" >"$case/netwho"
	still 'a recording that was not ended' 1 'recording' 0 -A all $rows
	run --netstat --root "$case" -an
	expect_line 'recording'
	! grep -q 'bogus' "$tmp/err" || complain 'it says that a line is bogus'
	expect_something
	result "a recording that was not ended, netstat's face"
	fresh namespaces
	# The index says what was refused and how long files were; here all are as they were.
	rm "$case/index"
	still 'a recording without an index' 0 '' 0 -A all $rows
	: >"$case/index"
	still 'an empty index' 0 '' 0 -A all $rows
	head -c 4096 /dev/urandom | tr -d '\n' >"$case/index"
	still 'an index of noise' 1 'index' 0 -A all $rows
	printf 'size\nerror ENOENT\nsize x proc/1\nsize 99999999999999999999999 x\n' \
		>"$case/index"
	still 'an index of half lines' 1 'index' 0 -A all $rows
	fresh namespaces
	sockets=$(count tcp)
	sed "s,^size [0-9]* \(diag/.*/tcp-inet\)\$,error EWHATEVER \1," "$situation/index" \
		>"$case/index"
	still 'an error nobody knows' 1 'tcp' "$sockets" -A tcp,unix $rows
	fresh namespaces
	printf 'size 1 ../../../etc/passwd\nerror ENOENT /etc/passwd\nsize 1 proc/../x\n' \
		>>"$case/index"
	ask -A all $rows
	expect_rows 0
	expect_no_row 'root:'
	result 'an index with paths that lead out'
	fresh namespaces
	printf 'nobody knows\nuser\nuser\t0\nuser\tx\t\\x0\nhost\t127.0.0.1\t\\xzz\n' \
		>"$case/names"
	reindex names
	still 'names that are none' 1 'names' 0 -A all $rows
}
