#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# nsockets(8), the completions and README.md say what nsockets does (TAP).
here=$(dirname -- "$0")
# shellcheck source=tests/papers/papers.sh
. "$here/papers.sh"

# ---- options: --help, manual, tool -------------------------------------------------------

# The options of a --help text.
helped()
{
	awk '/^  -|^      --/ {
		for (i = 1; $i ~ /^-/; i++) {
			sub(/,$/, "", $i)
			print $i
		}
	}'
}

# The options that the manual lists, and whether they take an argument.
manual_options()
{
	awk '/^\.It Fl/ {
		argument = ""
		for (i = 3; i <= NF && $i != "Ta"; i++)
			if ($i == "Ar")
				argument = $(i + 1)
		for (i = 2; i <= NF && $i != "Ta"; i++)
			if ($i == "Fl")
				print "-" $(i + 1), argument
	}' "$man/nsockets.8"
}

"$NSOCKETS" --help | helped >"$tmp/help"
"$NSOCKETS" --netstat --help | helped >"$tmp/help-netstat"
manual_options >"$tmp/listed"
cut -d ' ' -f 1 "$tmp/listed" >"$tmp/manual"
within 'every option of --help is in nsockets(8)' "$tmp/help" "$tmp/manual"
within 'every option of --netstat --help is in nsockets(8)' "$tmp/help-netstat" "$tmp/manual"

make_recording

argument_for()
{
	case $1 in
	-A | --protocol) echo inet ;;
	--columns | --sort) echo proto ;;
	--owners) echo scan ;;
	--interval | --timeout) echo 1 ;;
	*) echo "$tmp/nothing" ;;
	esac
}

# --help behind an option: what stands before it has been understood.
while read -r option argument; do
	# shellcheck disable=SC2046
	"$NSOCKETS" "$option" ${argument:+$(argument_for "$option")} --help >"$tmp/out" 2>&1 ||
		printf '%s %s: %s\n' "$option" "$argument" "$(head -n 1 "$tmp/out")"
done <"$tmp/listed" | silent 'every option of nsockets(8) is an option'

# And does something with a recording that does not end in "wrong usage".
while read -r option argument; do
	case $option in
	-c | --continuous | --record | --root) continue ;;
	# A recording does not change.
	--wait | --timeout | --kill | --events) continue ;;
	esac
	# shellcheck disable=SC2046
	"$NSOCKETS" "$option" ${argument:+$(argument_for "$option")} --root "$tmp/hand" \
		>"$tmp/out" 2>&1
	[ $? -le 1 ] || printf '%s: %s\n' "$option" "$(head -n 1 "$tmp/out")"
done <"$tmp/listed" | silent 'every option of nsockets(8) is taken with --root'

# ---- examples ----------------------------------------------------------------------------

sed -n 's/^\.Dl \(.* \)*nsockets \(-.*\)/\2/p' "$man/nsockets.8" | sed 's/ [|>].*//' \
	>"$tmp/examples"
while read -r args; do
	case " $args " in
	*' --root '*) args="${args% *} $tmp/hand" ;;
	*' --record '* | *' --wait '* | *' --kill '* | *' --events '* | *' -c'* | *' -[a-z]*c'*) args="$args --help" ;;
	*) args="$args --root $tmp/hand" ;;
	esac
	# As a shell takes it, quotes and all.
	eval "set -- $args"
	"$NSOCKETS" "$@" >"$tmp/out" 2>&1
	[ $? -le 1 ] || printf '%s: %s\n' "$args" "$(head -n 1 "$tmp/out")"
done <"$tmp/examples" | silent 'every example of nsockets(8) is understood'
if [ "$(wc -l <"$tmp/examples")" -ge 10 ]; then
	:
else
	echo "only $(wc -l <"$tmp/examples") examples were found"
fi | silent 'nsockets(8) has examples'

# ---- columns -----------------------------------------------------------------------------

"$NSOCKETS" --columns help | cut -d ' ' -f 1 >"$tmp/columns"
section nsockets.8 COLUMNS | words Cm >"$tmp/manual-columns"
within 'every column of nsockets(8) is a column' "$tmp/manual-columns" "$tmp/columns"
section nsockets.8 'MACHINE FORMATS' | sed '/^\.Ss/,$d' | words Cm | grep -vx context \
	>"$tmp/manual-machine"
"$NSOCKETS" -eop --csv --root "$tmp/hand" 2>/dev/null | head -n 1 | tr -d '\r' |
	tr ',' '\n' >"$tmp/machine"
equal 'nsockets(8) lists the columns of the machine formats' "$tmp/manual-machine" \
	"$tmp/machine"

# ---- recordings --------------------------------------------------------------------------

if [ ! -s "$tmp/hand.err" ] && grep -q '^tcp  *8080 www  *80/httpd$' "$tmp/hand.out"; then
	result 0 'the recording of netwho(7) can be read' </dev/null
else
	cat "$tmp/hand.out" "$tmp/hand.err" | result 1 'the recording of netwho(7) can be read'
fi

# ---- completions -------------------------------------------------------------------------

completions=$SOURCE_ROOT/tools/completions

# offered WORD...: what bash offers for the last of these words of a command line.
offered()
{
	PATH=$tmp/bin:$PATH bash -c '
	. "$0"
	COMP_WORDS=(nsockets "$@")
	COMP_CWORD=$#
	_nsockets
	[ ${#COMPREPLY[@]} = 0 ] || printf "%s\n" "${COMPREPLY[@]}"' \
		"$completions/nsockets.bash" "$@"
}

if command -v bash >/dev/null; then
	offered - >"$tmp/bash"
	offered --netstat - >"$tmp/bash-netstat"
	within 'bash completes every option' "$tmp/help" "$tmp/bash"
	within 'bash completes options of nsockets(8) only' "$tmp/bash" "$tmp/manual"
	{ cat "$tmp/help-netstat" && echo --tcpip; } >"$tmp/help-netstat-all"
	equal "bash completes netstat's face" "$tmp/bash-netstat" "$tmp/help-netstat-all"
	offered --columns '' | grep -vx help >"$tmp/bash-columns"
	equal 'bash completes columns' "$tmp/bash-columns" "$tmp/columns"
	offered --columns = '' | grep -vx help >"$tmp/bash-columns"
	equal 'bash completes columns behind =' "$tmp/bash-columns" "$tmp/columns"
	offered -l --sort -recv_ >"$tmp/bash-sort"
	echo -recv_q >"$tmp/sort"
	equal 'bash completes a column to sort by' "$tmp/bash-sort" "$tmp/sort"
	offered -anA unix, | sed 's/^unix,//' >"$tmp/families"
	while read -r family; do
		"$NSOCKETS" -A "$family" --help >"$tmp/out" 2>&1 || cat "$tmp/out"
	done <"$tmp/families" | silent 'bash completes families that there are'
	offered --netstat -A '' | while read -r family; do
		"$NSOCKETS" --netstat -A "$family" --help >"$tmp/out" 2>&1 || cat "$tmp/out"
	done | silent "bash completes families of netstat's face that there are"
else
	skip 'bash completes options' 'no bash'
fi

# Of zsh's only the words: zsh itself is seldom there. In parentheses stand the options that an
# option excludes.
sed "s/'([^)]*)/'/" "$completions/_nsockets" | tr -c 'a-zA-Z0-9-' '\n' |
	grep '^-' >"$tmp/zsh"
grep '^--[a-z]' "$tmp/zsh" >"$tmp/zsh-long"
within 'zsh completes every option' "$tmp/help" "$tmp/zsh"
within 'zsh completes options of nsockets(8) only' "$tmp/zsh-long" "$tmp/manual"
if command -v zsh >/dev/null; then
	zsh -n "$completions/_nsockets" 2>&1 | silent "zsh reads its completion"
else
	skip 'zsh reads its completion' 'no zsh'
fi

# ---- README.md ---------------------------------------------------------------------------

# Options of nsockets: in its commands, wherever they stand, and in the code of its section.
# A word behind an option with an argument is none.
readme_options()
{
	awk '
	function options(text, n, word, i)
	{
		n = split(text, word, /[ \t]+/)
		for (i = 1; i <= n; i++) {
			if (word[i] ~ /^-./)
				print word[i]
			if (word[i] ~ /^(--(columns|sort|record|root|protocol)|-[^-]*A)$/)
				i++
		}
	}
	/^## / { mine = /nsockets/ }
	/^```/ { code = !code; next }
	{
		line = $0
		while (match(line, /nsockets [^`#|>;]*/)) {
			options(substr(line, RSTART + 9, RLENGTH - 9))
			line = substr(line, RSTART + RLENGTH)
		}
		n = split($0, span, "`")
		for (s = 2; mine && !code && s <= n; s += 2)
			if (span[s] ~ /^-/)
				options(span[s])
	}' "$SOURCE_ROOT/README.md" | sed 's/=.*//' |
		awk '/^--/ { print; next }
		     { for (i = 2; i <= length($0); i++) print "-" substr($0, i, 1) }'
}

if [ -f "$SOURCE_ROOT/README.md" ]; then
	readme_options >"$tmp/readme"
	{ cat "$tmp/help" && echo --netstat; } >"$tmp/known"
	within 'README.md has no unknown option' "$tmp/readme" "$tmp/known"
else
	skip 'README.md has no unknown option' 'no README.md'
fi

finish
