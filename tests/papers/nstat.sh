#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# nstat(8), its help and completions say what nstat does, and all the same (TAP).
here=$(dirname -- "$0")
# shellcheck source=tests/papers/papers.sh
. "$here/papers.sh"
NSTAT=${NSTAT:-$BUILD_ROOT/tools/nstat}
NSTAT_HISTORY=$tmp/history
export NSTAT_HISTORY

# ---- options ------------------------------------------------------------------------------

# Of lines as "  -s TIME  ..." and "  -z, --zeros  ...".
options()
{
	awk '/^ *-/ {
		for (i = 1; $i ~ /^-/; i++) {
			sub(/[,=].*/, "", $i)
			print $i
		}
	}'
}

# iproute2's exit code of help is 255.
"$NSTAT" --help >"$tmp/usage" 2>&1
options <"$tmp/usage" >"$tmp/help"
awk '/^\.It Fl / {
	for (i = 2; i <= NF; i++) {
		if ($(i - 1) == "Fl" || (was && $i != "," && $(i - 1) == ","))
			print "-" $i
		was = $i == "Fl" || (was && ($i == "," || $(i - 1) == ","))
	}
}' "$man/nstat.8" | grep -vx -e '-Ns' >"$tmp/manual"
# Of a single letter that only iproute2 has, help says nothing.
printf '%s\n' '-\&?' -v >"$tmp/hidden"
echo --sar >>"$tmp/help"
within 'every option of --help is in nstat(8)' "$tmp/help" "$tmp/manual"
grep -vxF -f "$tmp/hidden" "$tmp/manual" >"$tmp/manual-told"
within 'every option of nstat(8) is in --help' "$tmp/manual-told" "$tmp/help"

# ---- keywords -------------------------------------------------------------------------------

# "KEYWORD title", as the header of a report shows them.
columns()
{
	"$NSTAT" -n "$1" 0 2>/dev/null | awk -v name="$1" '
		/^[0-9]/ && !seen++ {
			for (i = 2; i <= NF; i++)
				if ($i !~ /^(IFACE|FCHOST|CPU|AM|PM)$/)
					print name, $i
		}'
}

section nstat.8 KEYWORDS | awk '/^\.It Cm / { name = $3 } /^\.Li .* Pq / { print name, $2 }' \
	>"$tmp/manual-columns"
cut -d ' ' -f 1 "$tmp/manual-columns" | uniq >"$tmp/keywords"
# What this kernel does not count has no report.
while read -r keyword; do
	columns "$keyword" >"$tmp/one"
	[ -s "$tmp/one" ] || continue
	cat "$tmp/one" >>"$tmp/columns"
	grep "^$keyword " "$tmp/manual-columns" >>"$tmp/manual-shown"
done <"$tmp/keywords"
equal 'nstat(8) has the columns of each report' "$tmp/manual-shown" "$tmp/columns"
if [ "$(wc -l <"$tmp/keywords")" = 20 ]; then
	result 0 'nstat(8) has all keywords of sar' </dev/null
else
	result 1 'nstat(8) has all keywords of sar' <"$tmp/keywords"
fi

# And of the counters that the tables name.
awk '/NSTAT_(RATE|KILO|GAUGE)/ {
	line = $0
	while (match(line, /\{ "[A-Za-z0-9_]*", "[A-Za-z0-9_]*" \}/)) {
		split(substr(line, RSTART, RLENGTH), word, "\"")
		print word[4]
		line = substr(line, RSTART + RLENGTH)
	}
}' "$SOURCE_ROOT/tools/nstat-keywords.c" >"$tmp/counters"
section nstat.8 KEYWORDS | awk '/^\.Li .* Pq / { for (i = 4; i <= NF; i++) print $i }' \
	>"$tmp/manual-counters"
within 'nstat(8) has the counters of all columns' "$tmp/counters" "$tmp/manual-counters"

# ---- examples -------------------------------------------------------------------------------

# For a moment only, which sar has not, and into files of this test.
sed -n 's/^\.Dl nstat\(.*\)/\1/p' "$man/nstat.8" |
	sed "/--sar/!s, [0-9][0-9.]* [0-9][0-9]*\$, 0.1 1,; s,^ 1\$, 0.1 1,; s,/var/tmp/,$tmp/,
		s, dev.svg, $tmp/dev.svg,; s/ -s [0-9:]* -e [0-9:]*//" >"$tmp/examples"
while read -r args; do
	# As a shell takes it, quotes and all.
	eval "set -- $args"
	timeout 60 "$NSTAT" "$@" >"$tmp/out" 2>"$tmp/err" </dev/null
	code=$?
	if [ $code != 0 ] || [ ! -s "$tmp/out" ] && [ ! -s "$tmp/dev.svg" ]; then
		printf '%s: %s %s\n' "$args" $code "$(head -n 1 "$tmp/err")"
	fi
done <"$tmp/examples" | silent 'every example of nstat(8) runs'
[ "$(wc -l <"$tmp/examples")" -ge 12 ] || echo "only $(wc -l <"$tmp/examples")" |
	silent 'nstat(8) has examples'

# ---- completions ------------------------------------------------------------------------------

completions=$SOURCE_ROOT/tools/completions
mkdir "$tmp/bin"
ln -s "$NSTAT" "$tmp/bin/nstat"
section nstat.8 KEYWORDS | awk '/^\.It Cm / { print $3 }' >"$tmp/complete-keywords"
echo ALL >>"$tmp/complete-keywords"

# offered WORD...: what bash offers for the last of these words of a command line.
offered()
{
	PATH=$tmp/bin:$PATH bash -c '
	. "$0"
	COMP_WORDS=(nstat "$@")
	COMP_CWORD=$#
	_nstat
	[ ${#COMPREPLY[@]} = 0 ] || printf "%s\n" "${COMPREPLY[@]}"' \
		"$completions/nstat.bash" "$@"
}

if command -v bash >/dev/null; then
	offered - >"$tmp/bash"
	equal 'bash completes every option' "$tmp/bash" "$tmp/help"
	offered -n '' >"$tmp/bash-keywords"
	equal 'bash completes keywords' "$tmp/bash-keywords" "$tmp/complete-keywords"
	offered -n TCP,ET >"$tmp/bash-keywords"
	echo TCP,ETCP >"$tmp/list"
	equal 'bash completes lists of keywords' "$tmp/bash-keywords" "$tmp/list"
	offered --iface = '' >"$tmp/bash-interfaces"
	ls /sys/class/net >"$tmp/interfaces"
	equal 'bash completes interfaces' "$tmp/bash-interfaces" "$tmp/interfaces"
	offered -az TcpRetrans >"$tmp/bash-counters"
	echo TcpRetransSegs >"$tmp/list"
	equal 'bash completes counters' "$tmp/bash-counters" "$tmp/list"
else
	skip 'bash completes options' 'no bash'
fi
grep -o -e "'-[-a-zA-Z]*[+=]*\[" -e "{-.*}'" "$completions/_nstat" | tr "{,}'" '\n\n\n\n' |
	sed 's/[+=[]*$//' | grep '^-' >"$tmp/zsh"
grep -o -e "([-a-z]*)--[a-z]*\[" "$completions/_nstat" | sed 's/.*)//; s/\[//' >>"$tmp/zsh"
equal 'zsh completes every option' "$tmp/zsh" "$tmp/help"
grep -A 3 '^_nstat_keywords' "$completions/_nstat" | tr -c 'A-Z0-9' '\n' | grep -E '^[A-Z]{2}' \
	>"$tmp/zsh-keywords"
equal 'zsh completes keywords' "$tmp/zsh-keywords" "$tmp/complete-keywords"
if command -v zsh >/dev/null; then
	zsh -n "$completions/_nstat" 2>&1 | silent 'zsh reads its completion'
else
	skip 'zsh reads its completion' 'no zsh'
fi

finish
