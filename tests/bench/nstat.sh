#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Measure nstat against sar, and hold it to its demands.
#
# Programs: NSTAT, MEASURE, sar if it is there. SAMPLES of nstat and SAR_SAMPLES of sar, which takes
# one a second; ROUNDS of each, of the first line STARTS.
# Whatever comes out, the exit code is 0, unless nothing could be measured.

set -u
LC_ALL=C
export LC_ALL

NSTAT=${NSTAT:-build/tools/nstat}
MEASURE=${MEASURE:-build/tests/bench/measure}
SAMPLES=${SAMPLES:-100}
SAR_SAMPLES=${SAR_SAMPLES:-10}
ROUNDS=${ROUNDS:-3}
STARTS=${STARTS:-41}
REPORTS='-n TCP,ETCP'

cannot()
{
	echo "bench: $1" >&2
	exit 1
}

for program in "$NSTAT" "$MEASURE"; do
	command -v "$program" >/dev/null || cannot "no $program"
done
tmp=$(mktemp -d) || cannot 'no temporary directory'
trap 'rm -rf "$tmp"' EXIT
trap 'exit 1' INT TERM HUP

sar=
command -v sar >/dev/null && sar=sar

# measure FILE OPTION COMMAND...
measure()
{
	file=$1
	shift
	"$MEASURE" "$@" >"$tmp/$file" || cannot 'measuring failed'
}

# field FILE LINE FIELD
field()
{
	awk -v line="$2" -v field="$3" 'NR == line { print $field }' "$tmp/$1"
}

table()
{
	awk '{
		command = $6
		sub(/.*\//, "", command)
		for (i = 7; i <= NF; i++)
			command = command " " $i
		printf "%-34s %9.4f %9.4f %9.1f %5d%s\n", command, $1, $2, $3 / 1024, $4,
			($5 && $5 != 137 ? "  exit " $5 : "")
	}' "$tmp/$1"
}

# demand TEXT VALUE BOUND UNIT
demand()
{
	awk -v text="$1" -v value="$2" -v bound="$3" -v unit="$4" 'BEGIN {
		if (value == "" || bound == "") {
			printf "demand %s: not measured\n", text
			exit
		}
		printf "demand %s: %s (%.4g%s, bound %.4g%s)\n", text,
			value + 0 <= bound + 0 ? "met" : "NOT met", value, unit, bound, unit
	}'
}

# each LINE SAMPLES: microseconds of processor time a sample takes; starting is not among them.
each()
{
	[ -n "$(field cpu "$1" 2)" ] &&
		awk "BEGIN { print ($(field cpu $(($1 + 1)) 2) - $(field cpu "$1" 2)) / ($2 - 1) * 1e6 }"
}

part()
{
	[ -n "$1" ] && [ -n "$2" ] && awk "BEGIN { print $1 / $2 }"
}

# shellcheck disable=SC2086
measure cpu -n "$ROUNDS" "$NSTAT" $REPORTS 0.05 1 :: "$NSTAT" $REPORTS 0.05 "$SAMPLES" \
	${sar:+:: $sar $REPORTS 1 1 :: $sar $REPORTS 1 "$SAR_SAMPLES"}
# shellcheck disable=SC2086
measure start -f -n "$STARTS" "$NSTAT" $REPORTS 1 1 ${sar:+:: $sar $REPORTS 1 1}
[ "$(field cpu 2 5)" = 0 ] || cannot "$NSTAT ends with $(field cpu 2 5)"

printf '%-34s %9s %9s %9s %5s\n' command seconds cpu MiB runs
table cpu
echo 'until the first line'
table start
ours=$(each 1 "$SAMPLES")
theirs=$(each 3 "$SAR_SAMPLES")
printf '\none sample: nstat %.1f us, sar %.1f us of processor time\n\n' "$ours" "${theirs:-0}"
demand 'nstat -n TCP,ETCP: processor time of a sample / sar and sadc' \
	"$(part "$ours" "$theirs")" 0.3333 ''
demand 'nstat: until the first line / sar' \
	"$(part "$(field start 1 1)" "$(field start 2 1)")" 0.5 ''
demand 'nstat: memory' "$(field cpu 2 3)" 8192 ' KiB'
