#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# What nstat makes of two samples that were recorded, compared with what it should, byte for
# byte (TAP).
#
# Each SITUATION here is a directory with the recordings 1 and 2, two seconds apart, and a file
# `cases`: NAME, a TAB, and the arguments, in which 1 and 2 are the recordings. Beside it
# NAME.out is what is printed; NAME.err what is complained about, if anything, and NAME.rc the
# exit code unless it is 0. The files of linux-VERSION-x86_64 have the names that net/ipv4/proc.c,
# net/ipv6/proc.c and net/core/net-procfs.c of that version give to counters; the others are
# such as no kernel writes.
#
#   counters.sh [SITUATION...]           compare; NSTAT names the program
#   counters.sh --bless [SITUATION...]   write what is expected anew: look at it well

set -u
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=tests/stage.sh
. "$here/../stage.sh"
NSTAT=${NSTAT-build/tools/nstat}
case $NSTAT in /*) ;; *) NSTAT=$PWD/$NSTAT ;; esac
TAB=$(printf '\t')
unset S_COLORS S_COLORS_SGR S_TIME_FORMAT
export TZ=UTC

cd "$here" || exit 1
bless=
[ "${1-}" != --bless ] || { bless=1 && shift; }
[ -x "$NSTAT" ] || skip_all "no $NSTAT"
tmp=$(mktemp -d) || skip_all 'no temporary directory'
trap 'rm -rf "$tmp"' EXIT
trap 'exit 1' INT TERM HUP

# run SITUATION ARGS: into got.out, got.err, got.rc
run()
{
	# shellcheck disable=SC2086
	(cd "$1" && set -- $2 && "$NSTAT" "$@") >"$tmp/got.out" 2>"$tmp/got.err" </dev/null
	echo $? >"$tmp/got.rc"
}

# What is not there is empty, or 0.
compare()
{
	same=1
	for part in out err rc; do
		if [ -f "$1/$2.$part" ]; then
			cp "$1/$2.$part" "$tmp/want.$part"
		elif [ $part = rc ]; then
			echo 0 >"$tmp/want.rc"
		else
			: >"$tmp/want.$part"
		fi
		cmp -s "$tmp/want.$part" "$tmp/got.$part" || same=
	done
	if [ "$same" ]; then
		ok "$1: $2"
		return
	fi
	not_ok "$1: $2"
	for part in out err rc; do
		diff -au "$tmp/want.$part" "$tmp/got.$part" | cat -v | sed "s/^/# $part: /" |
			head -n 40
	done
}

write_expected()
{
	cp "$tmp/got.out" "$1/$2.out"
	rm -f "$1/$2.err" "$1/$2.rc"
	[ ! -s "$tmp/got.err" ] || cp "$tmp/got.err" "$1/$2.err"
	[ "$(cat "$tmp/got.rc")" = 0 ] || cp "$tmp/got.rc" "$1/$2.rc"
}

[ $# -gt 0 ] || set -- */
for one in "$@"; do
	one=${one%/}
	while IFS=$TAB read -r name args; do
		run "$one" "$args"
		if [ "$bless" ]; then
			write_expected "$one" "$name"
		else
			compare "$one" "$name"
		fi
	done <"$one/cases"
done
[ ! "$bless" ] || exit 0
echo "1..$number"
