#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# nfiles(8) says what nfiles does beside lsof's options (TAP).
here=$(dirname -- "$0")
# shellcheck source=tests/papers/papers.sh
. "$here/papers.sh"
NFILES=${NFILES:-$BUILD_ROOT/tools/nfiles}

"$NFILES" --help | awk '/^  --/ { print $1 }' >"$tmp/help"
awk '/^\.(.* )?Fl / { for (i = 2; i <= NF; i++) if ($i ~ /^-[a-z][a-z]/) print "-" $i }' \
	"$man/nfiles.8" | sort -u >"$tmp/manual"
# These two need no words.
printf '%s\n' --help --version >>"$tmp/manual"
within 'every long option of --help is in nfiles(8)' "$tmp/help" "$tmp/manual"
within 'every long option of nfiles(8) is in --help' "$tmp/manual" "$tmp/help"

"$NFILES" --columns help | cut -d ' ' -f 1 >"$tmp/columns"
section nfiles.8 COLUMNS | words Cm >"$tmp/manual-columns"
within 'every column of nfiles(8) is a column' "$tmp/manual-columns" "$tmp/columns"
[ "$(wc -l <"$tmp/manual-columns")" -ge 30 ] || echo "only $(wc -l <"$tmp/manual-columns")" |
	silent 'nfiles(8) has columns'

# Every word of a filter is one: with a value that fits no other word, the value is wrong.
section nfiles.8 FILTER | sed -n '/^\.Bl/,/^\.El/p' | sed -n '/^\.It/p' | words Cm |
	grep -vxE 'cwd|rtd|txt|mem|DEL|[rwuRW]|reason' | while read -r word; do
	"$NFILES" -p 1 --filter "$word ((" 2>&1 | grep -q 'unknown word' && echo "$word"
done | silent 'every word of a filter is one'

sed -n 's/^\.Dl nfiles \(.*\)/\1/p' "$man/nfiles.8" >"$tmp/examples"
while read -r args; do
	# As a shell takes it, quotes and all.
	eval "set -- $args"
	timeout 60 "$NFILES" "$@" >"$tmp/out" 2>"$tmp/err" </dev/null
	code=$?
	if [ $code -gt 1 ] || grep -qE 'usage:|filter:|no such column|not supported' "$tmp/err"; then
		printf '%s: %s\n' "$args" "$(head -n 1 "$tmp/err")"
	fi
done <"$tmp/examples" | silent 'every example of nfiles(8) is understood'
[ "$(wc -l <"$tmp/examples")" -ge 12 ] || echo "only $(wc -l <"$tmp/examples")" |
	silent 'nfiles(8) has examples'

finish
