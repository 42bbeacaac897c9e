#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# What nsockets and nfiles print of recordings, compared with what they should, byte for byte
# (TAP).
#
# Each SITUATION here is a directory with a recording and a file `cases`: NAME, a TAB, and
# the arguments. Beside it NAME.out is what they print; NAME.err what they complain about,
# if anything, and NAME.rc the exit code unless it is 0. In them @VERSION@ is the program's.
# Arguments of nfiles have its name before them; or lsof's: then what the real one printed when
# the recording was made is what is expected, and nobody's blessing changes it; only complaints
# are ours.
#
#   golden.sh [SITUATION...]           compare; NSOCKETS and NFILES name the programs
#   golden.sh --bless [SITUATION...]   write what is expected anew: look at it well

set -u
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=tests/stage.sh
. "$here/../stage.sh"
locate
# shellcheck source=tests/lsof-words.sh
. "$here/../lsof-words.sh"
NFILES=${NFILES-build/tools/nfiles}
case $NFILES in /*) ;; */*) NFILES=$PWD/$NFILES ;; esac
TAB=$(printf '\t')
# So many of each situation are seen by another user too.
OTHERS=3

cd "$here" || exit 1
bless=
[ "${1-}" != --bless ] || { bless=1 && shift; }
[ -x "$NSOCKETS" ] || skip_all "no $NSOCKETS"
# Dumps are in the byte order, and with the structures, of the machine that made them.
case $(printf '\001\000' | od -An -tu2 | tr -d ' '):$(getconf LONG_BIT) in
1:64) ;;
*) skip_all 'the recordings are of a little-endian 64-bit machine' ;;
esac

tmp=$(mktemp -d) || skip_all 'no temporary directory'
trap 'rm -rf "$tmp"' EXIT
trap 'exit 1' INT TERM HUP
version=$("$NSOCKETS" --version | sed 's/.* //')

# run PREFIX RECORDING ARGS: into got.out, got.err, got.rc
run()
{
	first=
	rest=$3
	program=$NSOCKETS
	locale=C
	case $rest in
	'nfiles '* | 'lsof '*)
		program=$NFILES
		# Where there is none names are bytes, as in the real one's output they are not.
		locale=C.UTF-8
		rest=${rest#* }
		;;
	--netstat*)
		first=--netstat
		rest=${rest#--netstat}
		;;
	esac
	# shellcheck disable=SC2086
	$1 env LC_ALL=$locale "$program" $first --root "$2" $rest >"$tmp/got.out" 2>"$tmp/got.err" </dev/null
	echo $? >"$tmp/got.rc"
	case $3 in
	'lsof '*) cut_paths <"$tmp/got.out" >"$tmp/cut" && mv "$tmp/cut" "$tmp/got.out" ;;
	esac
}

# can_run ARGS: is there a program for it?
can_run()
{
	case $1 in 'nfiles '* | 'lsof '*) [ -x "$NFILES" ] ;; esac
}

# What is not there is empty, or 0.
expect()
{
	for part in out err rc; do
		if [ -f "$1/$2.$part" ]; then
			sed "s/@VERSION@/$version/" "$1/$2.$part" >"$tmp/want.$part"
		else
			: >"$tmp/want.$part"
		fi
	done
	[ -s "$tmp/want.rc" ] || echo 0 >"$tmp/want.rc"
}

compare()
{
	same=1
	for part in out err rc; do
		cmp -s "$tmp/want.$part" "$tmp/got.$part" || same=
	done
	if [ "$same" ]; then
		ok "$1"
		return
	fi
	not_ok "$1"
	for part in out err rc; do
		diff -au "$tmp/want.$part" "$tmp/got.$part" | cat -v | sed "s/^/# $part: /" |
			head -n 40
	done
}

write_complaints()
{
	rm -f "$1/$2.err"
	[ ! -s "$tmp/got.err" ] || cp "$tmp/got.err" "$1/$2.err"
}

write_expected()
{
	sed "s/^{\"netwho\":\"$version\"/{\"netwho\":\"@VERSION@\"/" "$tmp/got.out" >"$1/$2.out"
	rm -f "$1/$2.rc"
	write_complaints "$1" "$2"
	[ "$(cat "$tmp/got.rc")" = 0 ] || cp "$tmp/got.rc" "$1/$2.rc"
}

situation()
{
	while IFS=$TAB read -r name args; do
		case $name in '' | '#'*) continue ;; esac
		can_run "$args" || continue
		run '' "$1/recording" "$args"
		if [ "$bless" ]; then
			case $args in
			'lsof '*) write_complaints "$1" "$name" ;;
			*) write_expected "$1" "$name" ;;
			esac
			continue
		fi
		expect "$1" "$name"
		compare "$1: $name"
	done <"$1/cases"
}

nobody='setpriv --reuid 65534 --regid 65534 --clear-groups'

# Whoever replays a recording sees what its maker saw.
another_user()
{
	cp -R "$1/recording" "$tmp/$1"
	chmod -R a+rX "$tmp/$1"
	head -n $OTHERS "$1/cases" >"$tmp/cases"
	while IFS=$TAB read -r name args; do
		can_run "$args" || continue
		run "$nobody" "$tmp/$1" "$args"
		expect "$1" "$name"
		compare "$1: $name, another user"
	done <"$tmp/cases"
	rm -rf "${tmp:?}/$1"
}

[ $# -gt 0 ] || set -- */
for one in "$@"; do
	[ ! -f "${one%/}/cases" ] || situation "${one%/}"
done
[ ! "$bless" ] || exit 0
chmod 755 "$tmp"
if [ "$(id -u)" = 0 ] && $nobody "$NSOCKETS" --version >/dev/null 2>&1; then
	for one in "$@"; do
		[ ! -f "${one%/}/cases" ] || another_user "${one%/}"
	done
else
	ok 'another user # SKIP not root, or a directory is closed to others'
fi
echo "1..$number"
