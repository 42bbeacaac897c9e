#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Measure nsockets against ss, netstat and lsof on a big host, and nfiles against lsof, and hold
# them to their demands.
#
# Programs: NSOCKETS, NFILES, POPULATION, MEASURE. Sizes: PROCESSES (each with EACH TCP sockets),
# FEWER processes for the small host, MANY sockets each for the huge one (0: none),
# FILES regular files each for the host of files (0: none), UNIX_SOCKETS, SPACES namespaces
# (0: none), ROUNDS, BUDGET (seconds after which a slow command runs no further round). Quick:
# PROCESSES=50 FEWER=5 UNIX_SOCKETS=1000 MANY=0.
# Whatever comes out, the exit code is 0, unless nothing could be measured.

set -u
LC_ALL=C
export LC_ALL

NSOCKETS=${NSOCKETS:-build/tools/nsockets}
NFILES=${NFILES:-build/tools/nfiles}
POPULATION=${POPULATION:-build/tests/population}
MEASURE=${MEASURE:-build/tests/bench/measure}
LIMITS=${MEASURE%/*}
PROCESSES=${PROCESSES:-1000}
FEWER=${FEWER:-100}
EACH=${EACH:-100}
FILES=${FILES:-100}
MANY=${MANY:-1000}
SPACES=${SPACES:-50}
UNIX_SOCKETS=${UNIX_SOCKETS:-20000}
ROUNDS=${ROUNDS:-5}
BUDGET=${BUDGET:-6}

cannot()
{
	echo "bench: $1" >&2
	exit 1
}

# Its own processes, sockets and /proc: what else this machine does must not count.
enter()
{
	for user in '' '-r'; do
		ways='-n -m -p --fork --kill-child --mount-proc'
		# shellcheck disable=SC2086
		unshare $user $ways true 2>/dev/null || continue
		BENCH_DIR=$(mktemp -d) || cannot 'no temporary directory'
		export BENCH_DIR
		trap 'rm -rf "$BENCH_DIR"' EXIT
		# shellcheck disable=SC2086
		unshare $user $ways sh "$0" &
		trap 'kill $!; wait $!; exit 1' INT TERM HUP
		wait $!
		exit
	done
	cannot 'no network and process namespace allowed here'
}

for program in "$NSOCKETS" "$NFILES" "$POPULATION" "$MEASURE" unshare; do
	command -v "$program" >/dev/null || cannot "no $program"
done
[ -n "${BENCH_DIR:-}" ] || enter

tmp=$BENCH_DIR
population=

end_population()
{
	[ -n "$population" ] || return 0
	exec 9>&-
	# shellcheck disable=SC2086
	kill $population 2>/dev/null
	# shellcheck disable=SC2086
	wait $population
	population=
}
trap end_population EXIT
trap 'exit 1' INT TERM HUP

# limit NAME VALUE NEEDED: an empty or wordy value is no limit.
limit()
{
	case $2 in
	'' | *[!0-9]*) return 0 ;;
	esac
	[ "$2" -ge "$3" ] || cannot "$1 is $2, but $3 are needed"
}

# Is there room for so many processes and descriptors?
room()
{
	processes=$((PROCESSES + 2 * SPACES + 50))
	most=$((MANY > EACH ? MANY : EACH))
	files=$((PROCESSES * (most + 10) + UNIX_SOCKETS + 1000))
	limit 'the limit of processes' \
		"$(awk '/^Max processes/ { print $3 }' /proc/self/limits)" $processes
	limit kernel.pid_max "$(cat /proc/sys/kernel/pid_max)" $((processes + 300))
	limit fs.file-max "$(cat /proc/sys/fs/file-max)" $files
	# Version 2 of the cgroups, and version 1.
	for group in "$(sed -n 's/^0:://p' /proc/self/cgroup)" \
		"/pids$(sed -n 's/^[0-9]*:pids://p' /proc/self/cgroup)"; do
		pids=$(cat "/sys/fs/cgroup$group/pids.max" 2>/dev/null)
		limit pids.max "$pids" $processes
	done
}

# populate PROCESSES EACH UNIX-SOCKETS [FILES-EACH DIR]
populate()
{
	rm -f "$tmp/stdin" "$tmp/stdout"
	mkfifo "$tmp/stdin" "$tmp/stdout"
	"$POPULATION" --seconds 900 big "$@" <"$tmp/stdin" >"$tmp/stdout" &
	population=$!
	exec 9>"$tmp/stdin"
	read -r word <"$tmp/stdout" || word=
	[ "$word" = ready ] || cannot 'no population'
}

# As many sockets as PROCESSES have, but in SPACES namespaces. All end with one descriptor.
populate_spaces()
{
	rm -f "$tmp/stdin" "$tmp/stdout"
	mkfifo "$tmp/stdin" "$tmp/stdout"
	exec 9<>"$tmp/stdin" 8<>"$tmp/stdout"
	i=0
	while [ $i -lt "$SPACES" ]; do
		unshare -n "$POPULATION" --seconds 900 big $((PROCESSES / SPACES)) "$EACH" \
			<"$tmp/stdin" >&8 9>&- 8>&- &
		population="$population $!"
		read -r word <&8 || word=
		[ "$word" = ready ] || cannot 'no population in a namespace'
		i=$((i + 1))
	done
}

# measure FILE COMMAND[, COMMAND]...: those whose program exists; ours is the first.
measure()
{
	file=$1
	shift
	list=
	for command in "$@"; do
		command -v "${command%% *}" >/dev/null || continue
		list="$list${list:+ :: }$command"
	done
	# shellcheck disable=SC2086
	"$MEASURE" -n "$ROUNDS" -b "$BUDGET" $list >"$tmp/$file" ||
		cannot 'measuring failed'
}

measure_all()
{
	measure "$1-owners" "$NSOCKETS -tanp --owners=scan" "$NSOCKETS -tanp" 'ss -tanp' \
		'netstat -tanp' 'lsof -nP -iTCP'
	measure "$1-plain" "$NSOCKETS -tan" 'ss -tan' 'netstat -tan'
	measure "$1-listen" "$NSOCKETS -tlnp" 'ss -tlnp' "$NSOCKETS -tln" 'ss -tln'
	measure "$1-json" "$NSOCKETS -tanp --json"
}

# Of one process of the population, and of a port that one connection has.
measure_files()
{
	one=$(pgrep -P "$population" | tail -n 1)
	port=$(awk '$4 == "01" { split($2, a, ":"); n[a[2]]++ }
		END { for (p in n) if (n[p] == 1) { print p; exit } }' /proc/net/tcp)
	port=$((0x${port:-0}))
	for args in "inet -nP -i" "one -an -p $one -i" "port -nP -i :$port" "short -t -i :$port"; do
		name=${args%% *}
		args=${args#* }
		measure "files-$name" "$NFILES $args" "lsof $args"
	done
}

table()
{
	awk '
		NR == 1 { first = $1 }
		{
			command = $6
			sub(/.*\//, "", command)
			for (i = 7; i <= NF; i++)
				command = command " " $i
			printf "%-30s %9.3f %9.3f %9.1f %8.2f %5d%s\n", command, $1, $2,
				$3 / 1024, (first > 0 ? $1 / first : 0), $4,
				($5 ? "  exit " $5 : "")
		}' "$tmp/$1"
}

tcp_sockets()
{
	awk '/^TCP:/ { print $3 }' /proc/net/sockstat
}

descriptors()
{
	find /proc/[0-9]*/fd -type l 2>/dev/null | wc -l
}

# report NAME
report()
{
	printf '\n%s TCP sockets, %s descriptors\n' "$sockets" "$files"
	printf '%-30s %9s %9s %9s %8s %5s\n' command seconds cpu MiB ratio runs
	table "$1-owners"
	table "$1-plain"
	table "$1-listen"
	table "$1-json"
}

# field FILE LINE FIELD
field()
{
	awk -v line="$2" -v field="$3" 'NR == line { print $field }' "$tmp/$1"
}

# demand TEXT VALUE OPERATOR BOUND UNIT
demand()
{
	awk -v text="$1" -v value="$2" -v how="$3" -v bound="$4" -v unit="$5" 'BEGIN {
		if (value == "" || bound == "") {
			printf "demand %s: not measured\n", text
			exit
		}
		met = how == ">=" ? value + 0 >= bound + 0 : value + 0 <= bound + 0
		printf "demand %s: %s (%.5g%s, bound %.5g%s)\n", text,
			met ? "met" : "NOT met", value, unit, bound, unit
	}'
}

fastest_other()
{
	awk -v ours="$NSOCKETS" '$6 != ours && $5 == 0 && (!n++ || $1 < best) { best = $1 }
	     END { print best }' "$tmp/$1"
}

# seconds_of_ss FILE
seconds_of_ss()
{
	awk '$6 == "ss" { print $1 }' "$tmp/$1"
}

sum()
{
	[ -n "$1" ] && [ -n "$2" ] && awk "BEGIN { print $1 + $2 }"
}

divide()
{
	[ -n "$1" ] && [ -n "$2" ] && awk "BEGIN { if ($2 > 0) print $1 / $2 }"
}

room
"$MEASURE" -n "$ROUNDS" "$NSOCKETS" -tanp >"$tmp/zero" || cannot 'measuring failed'
[ "$(field zero 1 5)" = 0 ] || cannot "$NSOCKETS -tanp ends with $(field zero 1 5)"

populate "$PROCESSES" "$EACH" "$UNIX_SOCKETS"
sockets=$(tcp_sockets)
files=$(descriptors)
big=$sockets
bound=$(((400 * sockets + 120 * files) / 1024))
measure_all big
measure big-limit "$LIMITS/limit-dump" "$LIMITS/limit-files"
report big
table big-limit
measure_files
echo
for name in inet one port short; do table "files-$name"; done
end_population

: >"$tmp/files-few"
: >"$tmp/files-all"
if [ "$FILES" -gt 0 ]; then
	mkdir "$tmp/regular"
	populate "$PROCESSES" 0 0 "$FILES" "$tmp/regular"
	measure files-all "$NFILES -n" 'lsof -n'
	printf '\n%s descriptors\n' "$(descriptors)"
	table files-all
	end_population
	rm -rf "$tmp/regular"
fi

populate "$FEWER" "$EACH" $((UNIX_SOCKETS * FEWER / PROCESSES))
sockets=$(tcp_sockets)
files=$(descriptors)
measure_all small
report small
one=$(pgrep -P "$population" | tail -n 1)
measure files-few "$NFILES -an -p $one -i"
table files-few
end_population

: >"$tmp/huge"
: >"$tmp/spaces"
if [ "$MANY" -gt 0 ]; then
	populate "$PROCESSES" "$MANY" 0
	huge=$(tcp_sockets)
	measure huge "$NSOCKETS -tanp" "$NSOCKETS -tan"
	printf '\n%s TCP sockets\n' "$huge"
	table huge
	end_population
fi
if [ "$SPACES" -gt 0 ]; then
	populate_spaces
	measure spaces "$NSOCKETS --netns=all -tanp"
	printf '\nas many as at first, in %s namespaces\n' "$SPACES"
	table spaces
	end_population
fi

printf '\n%-30s %9.3f %9.3f %9.1f\n' 'nsockets -tanp, 0' "$(field zero 1 1)" \
	"$(field zero 1 2)" "$(divide "$(field zero 1 3)" 1024)"
ours_big=$(field big-owners 1 1)
ours_small=$(field small-owners 1 1)
echo
demand "--owners=scan 8 times faster than the fastest other at $big" \
	"$(divide "$(fastest_other big-owners)" "$ours_big")" '>=' 8 ' times'
demand "with BPF 8 times faster than the fastest other at $big" \
	"$(divide "$(fastest_other big-owners)" "$(field big-owners 2 1)")" '>=' 8 ' times'
demand "nsockets -tan no slower than ss -tan at $big" \
	"$(field big-plain 1 1)" '<=' "$(seconds_of_ss big-plain)" ' s'
demand "--owners=scan 2 times faster than ss -tanp at $sockets" \
	"$(divide "$(seconds_of_ss small-owners)" "$ours_small")" '>=' 2 ' times'
demand "--owners=scan: time at $big / time at $sockets" \
	"$(divide "$ours_big" "$ours_small")" '<=' 12 ''
demand '--owners=scan: 400 bytes for each socket and 120 for each descriptor' \
	$(($(field big-owners 1 3) - $(field zero 1 3))) '<=' "$bound" ' KiB'
demand 'with BPF: 400 bytes for each socket and 120 for each descriptor' \
	$(($(field big-owners 2 3) - $(field zero 1 3))) '<=' "$bound" ' KiB'
demand "nsockets -tlnp 8 times faster than ss -tlnp at $big" \
	"$(divide "$(field big-listen 2 1)" "$(field big-listen 1 1)")" '>=' 8 ' times'
demand "nsockets -tln no slower than ss -tln at $big" \
	"$(field big-listen 3 1)" '<=' "$(field big-listen 4 1)" ' s'
demand "JSON in twice the time of text at $big" \
	"$(divide "$(field big-json 1 1)" "$(field big-owners 2 1)")" '<=' 2 ' times'
demand "nsockets -tanp within 1.25 of the raw dump and the raw walk at $big" \
	"$(divide "$(field big-owners 2 1)" "$(sum "$(field big-limit 1 1)" "$(field big-limit 2 1)")")" \
	'<=' 1.25 ' times'
demand "nsockets -tanp: time at ${huge:-none} / time at $big" \
	"$(divide "$(field huge 1 1)" "$(field big-owners 2 1)")" '<=' 12 ''
demand "nsockets -tanp: memory at ${huge:-none}" "$(field huge 1 3)" '<=' 600000 ' KiB'
demand "$SPACES namespaces / one" \
	"$(divide "$(field spaces 1 1)" "$(field big-owners 2 1)")" '<=' 3 ' times'

# beside NAME TEXT BOUND: so many times faster than lsof.
beside()
{
	demand "nfiles $2: times faster than lsof" \
		"$(divide "$(field "files-$1" 2 1)" "$(field "files-$1" 1 1)")" '>=' "$3" ' times'
	demand "nfiles $2: memory / lsof's" \
		"$(divide "$(field "files-$1" 1 3)" "$(field "files-$1" 2 3)")" '<=' 0.5 ''
}

beside inet '-nP -i' 15
beside one '-an -p PID -i' 20
beside port '-nP -i :PORT' 20
beside short '-t -i :PORT' 20
beside all '-n' 3
demand "nfiles -an -p PID -i: time at $PROCESSES processes / time at $FEWER" \
	"$(divide "$(field files-one 1 1)" "$(field files-few 1 1)")" '<=' 2 ''
