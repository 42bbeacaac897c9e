#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Header, map, library and manual pages are about the same library (TAP).
here=$(dirname -- "$0")
# shellcheck source=tests/papers/papers.sh
. "$here/papers.sh"

# ---- pages -------------------------------------------------------------------------------

for page in "$man"/*.[1-8]; do
	if command -v mandoc >/dev/null; then
		mandoc -T lint -W warning "$page" 2>&1 | silent "${page##*/} is well-formed"
	else
		skip "${page##*/} is well-formed" 'no mandoc'
	fi
done

# ---- names -------------------------------------------------------------------------------

# Without comments and macros, every name before a parenthesis is a function.
# shellcheck disable=SC2086
$CC -E -P -x c -I"${header%/*}" "$header" | grep -o 'nw_[a-z0-9_]* *(' | tr -d ' (' >"$tmp/header"
grep -o 'nw_[a-z0-9_]*;' "$SOURCE_ROOT/lib/netwho.map" | tr -d ';' >"$tmp/map"
# The version itself is a symbol too, an absolute one.
nm -D --defined-only "$LIBNETWHO" | awk '$2 != "A" { sub(/@.*/, "", $3); print $3 }' \
	>"$tmp/library"
equal 'the map has the functions of the header' "$tmp/map" "$tmp/header"
equal 'the library exports the functions of the header' "$tmp/library" "$tmp/header"

# In a page, macros of the header look like functions.
sed -n 's/^#define \(nw_[a-z0-9_]*\)(.*/\1/p' "${header%/*}"/*.h >"$tmp/macros"
words Fn <"$man/libnetwho.3" | grep '^nw_' | grep -vxF -f "$tmp/macros" >"$tmp/page"
equal 'libnetwho(3) has the functions of the header' "$tmp/page" "$tmp/header"
grep -oh 'NW_WANT_[A-Z]*' "${header%/*}"/*.h >"$tmp/header-wants"
grep -o 'NW_WANT_[A-Z]*' "$man/libnetwho.3" >"$tmp/page-wants"
equal 'libnetwho(3) has all that can be wanted' "$tmp/page-wants" "$tmp/header-wants"

# ---- the header by itself ------------------------------------------------------------------

printf '#include <netwho.h>\n' >"$tmp/alone.c"
strict='-Wall -Wextra -Werror -pedantic -fsyntax-only'
# shellcheck disable=SC2086
$CC -std=c11 $strict -I"${header%/*}" "$tmp/alone.c" 2>&1 | silent 'the header is C11'
cp "$tmp/alone.c" "$tmp/alone.cc"
cxx=${CXX:-$(command -v c++ || command -v g++)}
if [ -n "$cxx" ]; then
	# shellcheck disable=SC2086
	$cxx -std=c++11 $strict -I"${header%/*}" "$tmp/alone.cc" 2>&1 |
		silent 'the header is C++11'
else
	skip 'the header is C++11' 'no C++ compiler'
fi

# ---- who includes whom -----------------------------------------------------------------------

# A tool sees <netwho.h>, headers of the system, and what stands in tools/ itself.
(cd "$SOURCE_ROOT/lib" && find . -name '*.h' ! -path './include/*') | sed 's,.*/,,' \
	>"$tmp/private"
find "$SOURCE_ROOT/tools" -name '*.[ch]' | while read -r file; do
	sed -n 's/^[[:space:]]*#[[:space:]]*include[[:space:]]*[<"]\([^>"]*\)[>"].*/\1/p' "$file" |
		while read -r name; do
			case $name in
			*lib/* | *../*) ;;
			*)
				[ -f "$SOURCE_ROOT/tools/$name" ] && continue
				grep -qxF "$name" "$tmp/private" || continue
				;;
			esac
			printf '%s includes %s\n' "${file##*/}" "$name"
		done
done | silent 'tools see no header of the library but <netwho.h>'

# ---- the words of the library ------------------------------------------------------------------

cat >"$tmp/words.c" <<'END'
#include <netwho.h>
#include <stdio.h>

int main(void)
{
	for (int i = NW_REASON_NONE + 1; i < NW_REASONS_; i++)
		printf("reason %s\n", nw_reason_name(i));
	for (int i = 0; i < NW_NOTES_; i++)
		printf("kind %s\n", nw_note_kind_name(i));
	for (int i = 0; i < NW_FAMILIES_; i++)
		printf("family %s\n", nw_family_name(i));
	return 0;
}
END
build_here "$tmp/words" "$tmp/words.c" | silent 'a program can be built'
"$tmp/words" >"$tmp/words.out"

# known KIND: these words as the library has them.
known()
{
	sed -n "s/^$1 //p" "$tmp/words.out" >"$tmp/$1"
}

known reason
known kind
known family
section nsockets.8 REASONS | sed -n 's/^\.It //p' | sed 's/^Sy //' >"$tmp/page-reasons"
equal 'nsockets(8) has every reason' "$tmp/page-reasons" "$tmp/reason"
section netwho.7 NOTES | sed -n 's/^\.It Sy //p' >"$tmp/page-kinds"
equal 'netwho(7) has every kind of note' "$tmp/page-kinds" "$tmp/kind"
words Cm <"$man/nsockets.8" >"$tmp/page-families"
within 'nsockets(8) has every family' "$tmp/family" "$tmp/page-families"
tr -c 'a-z0-9' '\n' <"$SOURCE_ROOT/tools/completions/nsockets.bash" >"$tmp/bash-families"
within 'bash completes every family' "$tmp/family" "$tmp/bash-families"
tr -c 'a-z0-9' '\n' <"$SOURCE_ROOT/tools/completions/_nsockets" >"$tmp/zsh-families"
within 'zsh completes every family' "$tmp/family" "$tmp/zsh-families"

# ---- the example ---------------------------------------------------------------------------------

make_recording
literal libnetwho.3 'int main' >"$tmp/example.c"
build_here "$tmp/example" "$tmp/example.c" | silent 'the example of libnetwho(3) compiles'
"$tmp/example" "$tmp/hand" >"$tmp/out" 2>"$tmp/err"
code=$?
if [ $code = 0 ] && [ "$(cat "$tmp/out")" = 'tcp port 8080 80/httpd' ]; then
	result 0 'the example of libnetwho(3) runs' </dev/null
else
	cat "$tmp/out" "$tmp/err" | result 1 'the example of libnetwho(3) runs'
fi

finish
