#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Command lines beside the real lsof: the same are refused, in the same words (TAP).

set -u
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=tests/stage.sh
. "$here/../stage.sh"
GRAMMAR=${GRAMMAR:-build/tests/live/lsof-grammar}
case $GRAMMAR in /*) ;; *) GRAMMAR=$PWD/$GRAMMAR ;; esac
begin lsof "$GRAMMAR"
cd "$tmp" || exit 1
# Names of services are the system's, so both are asked for the same ones.
grep -q '^syslog.*514/udp' /etc/services 2>/dev/null || skip_all 'no services'
case $(lsof -v 2>&1) in *'revision: 4.95'*) ;; *) skip_all 'another lsof than 4.95' ;; esac
mkdir directory
: >file
ln -s nowhere link
name15=aaaaaaaaaaaaaaa
name32=bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb
# shellcheck disable=SC2034
hundred=$(seq -s, 1 100)

# Complaints alone: no usage, no names that are no files, nothing that is found or not.
complaints()
{
	sed -n '/^lsof 4\./q; /^lsof (netwho)/q; /^lsof: status error on /d; /^lsof: *WARNING: can.t stat() /,/incomplete/d; /^lsof:\t/q; /^lsof version/q; p' "$1"
}

# A command line on one line, for the title of a test.
title_of()
{
	echo "$*" | tr '\n#' '__' | cut -c 1-60 | cat -v
}

# Who is refused is told how to be used.
refused()
{
	grep -q '^ usage: ' "$1" && grep -q -- '-h' "$1" && [ "$2" = 1 ]
}

compare()
{
	timeout 20 lsof "$@" </dev/null >/dev/null 2>"$tmp/real"
	code=$?
	complaints "$tmp/real" >"$tmp/one"
	if refused "$tmp/real" "$code"; then echo refused; else echo accepted; fi >>"$tmp/one"
	"$GRAMMAR" --lsof "$@" </dev/null >/dev/null 2>"$tmp/ours"
	code=$?
	complaints "$tmp/ours" >"$tmp/other"
	if [ "$code" = 1 ]; then echo refused; else echo accepted; fi >>"$tmp/other"
	if cmp -s "$tmp/one" "$tmp/other"; then
		ok "$(tail -n 1 "$tmp/one"): $(title_of "$@")"
	else
		not_ok "$(title_of "$@")"
		diff -a "$tmp/one" "$tmp/other" | cut -c 1-200 | cat -v | sed 's/^/# /'
	fi
}

# Each line is one command line, as the shell reads it.
while IFS= read -r line; do
	eval "compare $line"
done <"$here/lsof-grammar.lines"

# Bytes that are no letters.
compare -p "$(printf 'a\nb')"
compare -p "$(printf 'a\tb\001\033\177')"
compare -u "$(printf '\\\b\f\r')"
compare -c "$(printf '/\001')"
compare -i "$(printf ':8\nx')"
compare "-$(printf '%s' '"')"

# On purpose not as lsof 4.95, so that both are only run.
# differ WHY ARGS...: the real one says something else, or does.
differ()
{
	why=$1
	shift
	timeout 20 lsof "$@" </dev/null >/dev/null 2>"$tmp/real"
	real=$?
	"$GRAMMAR" --lsof "$@" </dev/null >/dev/null 2>"$tmp/ours"
	code=$?
	complaints "$tmp/real" >"$tmp/one"
	complaints "$tmp/ours" >"$tmp/other"
	title="$why: $(title_of "$@")"
	if cmp -s "$tmp/one" "$tmp/other" && [ "$real" = "$code" ]; then
		not_ok "$title (no difference)"
	else
		ok "$title"
	fi
}

for option in -H -J -j; do
	differ '4.99 has it' $option -p 1
done
differ '4.99 has it' -J -y
differ '-j is an option' --json
differ '4.99 shows such states' -sUDP:IDLE -p 1
differ '4.99 refuses them by name' -sUDP:x
differ 'c5 is a number of rounds, not -c 5' -r0c5 -p 1
differ 'a marker may be longer than its format' -r0m%c -p 1
differ 'one complaint is enough' -sTCP:,,LISTEN -p 1
differ 'numbers do not overflow' +c 4294967296 -p 1
differ 'a blank is a blank' -c "a b$name15"
differ 'an argument is shown whole' -u "^b$name32"
differ 'nothing reaches the terminal raw' -s "$(printf 'x\ny')"
differ 'nothing reaches the terminal raw' "-$(printf '\001')"
differ 'nothing reaches the terminal raw' -i "$(printf 'x\033')"
differ 'a link is not followed to say what it is' +d link

echo "1..$number"
