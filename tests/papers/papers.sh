# SPDX-License-Identifier: GPL-2.0-or-later
# What the tests of the papers share: results, sets of words, and what papers say.
# To be sourced; `here` is the directory it stands in.
# shellcheck shell=sh

set -u
LC_ALL=C
export LC_ALL

SOURCE_ROOT=${SOURCE_ROOT:-$(cd "$here/../.." && pwd)}
BUILD_ROOT=${BUILD_ROOT:-$SOURCE_ROOT/build}
NSOCKETS=${NSOCKETS:-$BUILD_ROOT/tools/nsockets}
LIBNETWHO=${LIBNETWHO:-$BUILD_ROOT/lib/libnetwho.so}
CC=${CC:-cc}
man=$SOURCE_ROOT/man
header=$SOURCE_ROOT/lib/include/netwho.h

tmp=$(mktemp -d) || exit 1
trap 'rm -rf "$tmp"' EXIT
trap 'exit 1' INT TERM HUP

# ---- results ----------------------------------------------------------------------

# The number of this test. Many tests end a pipe, in a shell of their own: the count is kept
# in a file.
count()
{
	echo >>"$tmp/count"
	number=$(($(wc -l <"$tmp/count")))
}

# Standard input explains a failure.
result()
{
	count
	if [ "$1" = 0 ]; then
		echo "ok $number - $2"
	else
		echo "not ok $number - $2"
		sed 's/^/# /' | head -n 20
	fi
}

skip()
{
	count
	echo "ok $number - $1 # SKIP $2"
}

# silent NAME: good when there is nothing on standard input, which is a list of faults.
silent()
{
	faults=$(cat)
	printf '%s\n' "$faults" >"$tmp/faults"
	if [ -z "$faults" ]; then
		result 0 "$1" </dev/null
	else
		result 1 "$1" <"$tmp/faults"
	fi
}

# within NAME SET OTHER: every line of one file is a line of the other. A set without
# anything in it would pass, and means that it was looked for in the wrong way.
within()
{
	sort -u "$2" >"$tmp/left"
	sort -u "$3" >"$tmp/right"
	{
		[ -s "$tmp/left" ] || echo "nothing was found in ${2##*/}"
		comm -23 "$tmp/left" "$tmp/right" | sed "s/\$/: in ${2##*/}, not in ${3##*/}/"
	} | silent "$1"
}

# equal NAME SET OTHER
equal()
{
	sort -u "$2" >"$tmp/left"
	sort -u "$3" >"$tmp/right"
	{
		[ -s "$tmp/left" ] || echo "nothing was found in ${2##*/}"
		comm -23 "$tmp/left" "$tmp/right" | sed "s/\$/: in ${2##*/}, not in ${3##*/}/"
		comm -13 "$tmp/left" "$tmp/right" | sed "s/\$/: in ${3##*/}, not in ${2##*/}/"
	} | silent "$1"
}

finish()
{
	echo "1..$(($(wc -l <"$tmp/count")))"
}

# ---- what papers say ----------------------------------------------------------------

# literal PAGE WORD: its first literal display that has this word, as a reader sees it.
literal()
{
	awk -v word="$2" '
	/^\.Bd/ { text = ""; inside = 1; next }
	/^\.Ed/ && inside {
		inside = 0
		if (index(text, word)) {
			printf "%s", text
			exit
		}
		next
	}
	inside { text = text $0 "\n" }' "$man/$1" | sed 's/\\e/\\/g; s/\\(dq/"/g'
}

# section PAGE NAME: a section's source.
section()
{
	awk -v name="$2" '/^\.Sh / { on = substr($0, 5) == name } on' "$man/$1"
}

# words MACRO: the arguments of a macro wherever it stands in a line, one a line.
words()
{
	awk -v macro="$1" '/^\./ {
		sub(/^\./, "")
		on = 0
		for (i = 1; i <= NF; i++) {
			if ($i == macro)
				on = 1
			else if ($i ~ /^[A-Z][a-z]$/)
				on = 0
			else if (on && $i ~ /[A-Za-z0-9]/)
				print $i
		}
	}'
}

# ---- a recording made by hand, as the paper says --------------------------------------

make_recording()
{
	mkdir "$tmp/bin"
	ln -s "$NSOCKETS" "$tmp/bin/nsockets"
	literal netwho.7 'mkdir -p hand' >"$tmp/hand.sh"
	(cd "$tmp" && PATH=$tmp/bin:$PATH sh -e hand.sh) >"$tmp/hand.out" 2>"$tmp/hand.err"
}

# ---- programs against the library ------------------------------------------------------

# A library with sanitizers needs programs with the same.
sanitizers()
{
	nm -D --undefined-only "$LIBNETWHO" | awk '
	/ __asan_/ { asan = "-fsanitize=address" }
	/ __ubsan_/ { ubsan = "-fsanitize=undefined" }
	END { print asan, ubsan }'
}

# build PROGRAM SOURCE FLAGS...
build()
{
	program=$1
	source=$2
	shift 2
	# shellcheck disable=SC2046,SC2086
	$CC -std=c11 -Wall -Wextra -Werror $(sanitizers) -o "$program" "$source" "$@" 2>&1
}

# Without pkg-config: where the library was built.
build_here()
{
	dir=${LIBNETWHO%/*}
	build "$1" "$2" -I"${header%/*}" -L"$dir" -lnetwho -Wl,-rpath,"$dir"
}
