#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# What is installed is where programs, people and shells look for it (TAP).
here=$(dirname -- "$0")
# shellcheck source=tests/papers/papers.sh
. "$here/papers.sh"

if ! command -v meson >/dev/null; then
	echo '1..0 # SKIP no meson'
	exit 0
fi
if [ -z "${LIBDIR:-}" ]; then
	echo '1..0 # SKIP meson.build says where things belong'
	exit 0
fi

dest=$tmp/dest
meson install -C "$BUILD_ROOT" --no-rebuild --destdir "$dest" >"$tmp/log" 2>&1
result $? 'meson install' <"$tmp/log"

# place WHAT FILE...
place()
{
	what=$1
	shift
	for file in "$@"; do
		[ -s "$dest$file" ] || printf '%s is not there\n' "$file"
	done | silent "$what"
}

place 'the tools' "$BINDIR/nsockets" "$BINDIR/nfiles" "$BINDIR/nstat"
place 'the library' "$LIBDIR/libnetwho.so" "$LIBDIR/libnetwho.so.0"
place 'the header' "$INCLUDEDIR/netwho.h"
place 'the header of rows' "$INCLUDEDIR/netwho-row.h"
place 'the header of uses' "$INCLUDEDIR/netwho-use.h"
place 'the header of counters' "$INCLUDEDIR/netwho-counters.h"
place 'the header of blame' "$INCLUDEDIR/netwho-blame.h"
place 'the header of sides' "$INCLUDEDIR/netwho-sides.h"
place "pkg-config's file" "$LIBDIR/pkgconfig/libnetwho.pc"
if [ -n "$MANDIR" ]; then
	place 'the manual pages' "$MANDIR/man3/libnetwho.3" "$MANDIR/man7/netwho.7" \
		"$MANDIR/man8/nsockets.8" "$MANDIR/man8/nfiles.8" "$MANDIR/man8/nstat.8"
else
	skip 'the manual pages' 'built without them'
fi
place 'the completions' "$DATADIR/bash-completion/completions/nsockets" \
	"$DATADIR/bash-completion/completions/nfiles" \
	"$DATADIR/bash-completion/completions/nstat" \
	"$DATADIR/zsh/site-functions/_nsockets" "$DATADIR/zsh/site-functions/_nfiles" \
	"$DATADIR/zsh/site-functions/_nstat"

# Headers of the library's own must stay at home.
find "$dest$INCLUDEDIR" -name '*.h' ! -name netwho.h ! -name netwho-row.h \
	! -name netwho-sides.h ! -name netwho-use.h ! -name netwho-counters.h ! -name netwho-blame.h 2>&1 | silent 'no other header'

if command -v pkg-config >/dev/null; then
	PKG_CONFIG_PATH=$dest$LIBDIR/pkgconfig PKG_CONFIG_SYSROOT_DIR=$dest
	export PKG_CONFIG_PATH PKG_CONFIG_SYSROOT_DIR
	flags=$(pkg-config --cflags --libs libnetwho 2>"$tmp/log")
	result $? 'pkg-config knows the library' <"$tmp/log"
	make_recording
	literal libnetwho.3 'int main' >"$tmp/example.c"
	# shellcheck disable=SC2086
	build "$tmp/example" "$tmp/example.c" $flags | silent 'its flags build the example'
	LD_LIBRARY_PATH=$dest$LIBDIR "$tmp/example" "$tmp/hand" >"$tmp/out" 2>&1
	result $? 'the installed library runs it' <"$tmp/out"
else
	skip 'pkg-config knows the library' 'no pkg-config'
fi

LD_LIBRARY_PATH=$dest$LIBDIR "$dest$BINDIR/nsockets" --version >"$tmp/out" 2>&1
result $? 'the installed tool runs' <"$tmp/out"

finish
