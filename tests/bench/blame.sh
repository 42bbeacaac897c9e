#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# What nstat --by costs: throughput of iperf3 on loopback with it and without, in turns.
#
# Programs: NSTAT. PAIRS of runs of SECONDS each. Whatever comes out, the exit code is 0, unless
# nothing could be measured.

set -u
LC_ALL=C
export LC_ALL

NSTAT=${NSTAT:-build/tools/nstat}
PAIRS=${PAIRS:-7}
SECONDS_EACH=${SECONDS_EACH:-3}

cannot()
{
	echo "bench: $1" >&2
	exit 1
}

# Its own network: what else this machine sends must not count.
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

case $NSTAT in /*) ;; *) NSTAT=$PWD/$NSTAT; export NSTAT ;; esac
for program in "$NSTAT" iperf3 ip unshare; do
	command -v "$program" >/dev/null || cannot "no $program"
done
[ -n "${BENCH_DIR:-}" ] || enter

tmp=$BENCH_DIR
server=
watcher=
leave()
{
	for one in $server $watcher; do
		kill "$one" 2>/dev/null
		wait "$one" 2>/dev/null
	done
}
trap leave EXIT
trap 'exit 1' INT TERM HUP

ip link set lo up || cannot 'no loopback'
iperf3 -s -B 127.0.0.1 >/dev/null 2>&1 &
server=$!
sleep 1

# run: bits per second.
run()
{
	iperf3 -c 127.0.0.1 -t "$SECONDS_EACH" -f k 2>/dev/null |
		awk '/receiver/ { for (i = 2; i <= NF; i++) if ($i == "Kbits/sec") print $(i - 1) }'
}

# Whoever is first gains or loses by it: in turns.
pair=0
: >"$tmp/ratios"
while [ $pair -lt "$PAIRS" ]; do
	for turn in 1 2; do
		if [ $(((pair + turn) % 2)) = 0 ]; then
			"$NSTAT" --by process 1 >"$tmp/out" 2>"$tmp/err" &
			watcher=$!
			sleep 1
			with=$(run)
			kill -INT $watcher
			wait $watcher
			watcher=
		else
			without=$(run)
		fi
	done
	if [ -z "${with:-}" ] || [ -z "${without:-}" ]; then
		cannot 'iperf3 does not measure'
	fi
	echo "$with $without" | awk '{ print $1 / $2, $1, $2 }' >>"$tmp/ratios"
	pair=$((pair + 1))
done
grep -q bpf "$tmp/err" && echo "# no BPF: $(head -n 1 "$tmp/err")"

printf '%-10s %12s %12s\n' ratio 'Mbit/s with' without
awk '{ printf "%-10.3f %12.0f %12.0f\n", $1, $2 / 1000, $3 / 1000 }' "$tmp/ratios"
sort -n "$tmp/ratios" | awk '{ all[NR] = $1 } END {
	median = NR % 2 ? all[(NR + 1) / 2] : (all[NR / 2] + all[NR / 2 + 1]) / 2
	printf "demand nstat --by costs at most 5 %% of throughput: %s (%.3f, bound 0.95)\n",
		(median >= 0.95 ? "met" : "NOT met"), median }'
