#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The entry script: how it counts tests, finds itself, and holds the rules (TAP).
set -u

DEV=$(readlink -f -- "$(dirname -- "$0")/../../dev")
tmp=$(mktemp -d) || exit 1
trap 'rm -rf "$tmp"' EXIT
number=0

is()
{
	number=$((number + 1))
	if [ "$2" = "$3" ]; then
		echo "ok $number - $1"
	else
		echo "not ok $number - $1"
		printf '%s\n' "expected: $3" "found: $2" | sed 's/^/# /'
	fi
}

# One of the script's functions, by itself, wherever it stands.
function_of()
{
	sed -n "/^$1()/,/^}/p" "$DEV" "${DEV%/dev}"/tests/dev/test.sh "${DEV%/dev}"/tests/dev/lint.sh
}

# ---- counting: one line is one test program of meson's ----

eval "$(function_of count)"

# counts STDOUT RESULT RETURNCODE
counts()
{
	printf '{"name": "unit / x", "stdout": "%s", "result": "%s", "starttime": 1, "returncode": %s, "env": {}}\n' \
		"$1" "$2" "$3" >"$tmp/log"
	count "$tmp/log" 2>/dev/null
}

is 'subtests' "$(counts 'ok 1 - a\nok 2 - b\n1..2\n' OK 0)" '2 0 0'
is 'no last newline' "$(counts '1..2\nok 1 - a\nok 2 - b' OK 0)" '2 0 0'
is 'a failed one' "$(counts 'ok 1 - a\nnot ok 2 - b\n1..2\n' ERROR 1)" '1 1 0'
is 'a skipped one' "$(counts 'ok 1 - a # SKIP no root\nok 2\n1..2\n' OK 0)" '1 0 1'
is 'a crash after all passed' "$(counts 'ok 1 - a\n1..1\n' ERROR -11)" '1 1 0'
is 'a crash' "$(counts '' ERROR -11)" '0 1 0'
is 'out of time' "$(counts 'ok 1 - a\n' TIMEOUT -15)" '1 1 0'
is 'silence is no success' "$(counts '' SKIP 0)" '0 1 0'
is 'all skipped' "$(counts '1..0 # SKIP no netstat\n' SKIP 0)" '0 0 1'
is 'exit code 0' "$(counts 'whatever\n' OK 0)" '1 0 0'
is 'exit code 77' "$(counts '' SKIP 77)" '0 0 1'
is 'exit code 1' "$(counts 'hello\n' FAIL 1)" '0 1 0'
is 'quotes in the output' \
	"$(counts 'ok 1 - \"result\": \"FAIL\"\n# \"stdout\": \"ok 9\n' OK 0)" '1 0 0'
is 'a backslash before n' "$(counts 'ok 1 - a\\nok 2 - still the first\n' OK 0)" '1 0 0'
: >"$tmp/log"
is 'no program at all' "$(count "$tmp/log")" '0 0 0'

# ---- the rules of the house ----

# lint FUNCTION: what it says of the tree in $tmp/tree
lint()
{
	(cd "$tmp/tree" && eval "$(function_of "$1")" && "$1")
}

lines()
{
	awk -v n="$1" 'BEGIN { while (n--) print "\tx();" }'
}

mkdir -p "$tmp/tree/lib/include" "$tmp/tree/tools"
touch "$tmp/tree/lib/row.h" "$tmp/tree/tools/tool.h"
{ printf 'void f(void)\n{\n'; lines 60; echo '}'; lines 337; } >"$tmp/tree/lib/a.c"
is '400 lines, function of 60' "$(lint lint_lengths 2>&1)" ''
{ printf 'void f(void)\n{\n'; lines 61; echo '}'; lines 337; } >"$tmp/tree/lib/a.c"
is '401 lines, function of 61' "$(lint lint_lengths | sort)" \
	"$(printf '%s\n' 'lib/a.c:2: function of 61 lines, more than 60' \
		'lib/a.c:401: file of 401 lines, more than 400')"
rm "$tmp/tree/lib/a.c"
mkdir "$tmp/tree/tests"
lines 400 >"$tmp/tree/lib/include/a.h"
for file in tools/a.sh tests/a.c tests/a.sh dev; do
	{ printf 'f()\n{\n'; lines 61; echo '}'; lines 336; } >"$tmp/tree/$file"
done
is '400 lines each, long functions of tests and scripts' "$(lint lint_lengths 2>&1)" ''
for file in lib/include/a.h tools/a.sh tests/a.c tests/a.sh dev; do
	lines 1 >>"$tmp/tree/$file"
done
is 'headers, tests and scripts of 401 lines' "$(lint lint_lengths 2>&1 | sort)" \
	"$(printf '%s:401: file of 401 lines, more than 400\n' dev lib/include/a.h tests/a.c \
		tests/a.sh tools/a.sh)"
printf '#include <stdio.h>\n\n#include <netwho.h>\n\n#include "tool.h"\n' >"$tmp/tree/tools/a.c"
is 'what tools may include' "$(lint lint_includes)" ''
printf '#include <row.h>\n#include "row.h"\n#include "../lib/row.h"\n' >"$tmp/tree/tools/a.c"
is 'what tools may not include' "$(lint lint_includes | cut -d: -f1,2 | tr '\n' ' ')" \
	'tools/a.c:1 tools/a.c:2 tools/a.c:3 '

# ---- the command line ----

"$DEV" frobnicate >"$tmp/out" 2>"$tmp/err"
is 'an unknown command' "$? $(wc -l <"$tmp/out") $(wc -l <"$tmp/err")" '2 0 1'
ln -s "$DEV" "$tmp/link"
is 'through a link, from elsewhere, without input' \
	"$(cd / && "$tmp/link" help <&- | head -n 1)" "$("$DEV" help | head -n 1)"

echo "1..$number"
