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

# Of a mount that is there.
sed -n 's/^\.Dl nfiles \(.*\)/\1/p' "$man/nfiles.8" | sed 's,/net/away,/proc,' >"$tmp/examples"
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

# ---- completions -------------------------------------------------------------------------

completions=$SOURCE_ROOT/tools/completions
mkdir "$tmp/bin"
ln -s "$NFILES" "$tmp/bin/nfiles"

# offered WORD...: what bash offers for the last of these words of a command line.
offered()
{
	PATH=$tmp/bin:$PATH bash -c '
	. "$0"
	COMP_WORDS=(nfiles "$@")
	COMP_CWORD=$#
	_nfiles
	[ ${#COMPREPLY[@]} = 0 ] || printf "%s\n" "${COMPREPLY[@]}"' \
		"$completions/nfiles.bash" "$@"
}

if command -v bash >/dev/null; then
	offered -- >"$tmp/bash"
	equal 'bash completes every long option' "$tmp/bash" "$tmp/help"
	offered -a --columns '' | grep -vx help >"$tmp/bash-columns"
	equal 'bash completes columns' "$tmp/bash-columns" "$tmp/columns"
	"$NFILES" --usage --columns help | cut -d ' ' -f 1 | sed 's/^/pid,-/' >"$tmp/usage"
	offered --usage --sort pid,- >"$tmp/bash-usage"
	equal "bash completes another table's columns" "$tmp/bash-usage" "$tmp/usage"
else
	skip 'bash completes options' 'no bash'
fi
grep -o -e "--[a-z][a-z]*[=[]" "$completions/_nfiles" | tr -d '=[' >"$tmp/zsh"
equal 'zsh completes every long option' "$tmp/zsh" "$tmp/help"
if command -v zsh >/dev/null; then
	zsh -n "$completions/_nfiles" 2>&1 | silent 'zsh reads its completion'
else
	skip 'zsh reads its completion' 'no zsh'
fi

finish
