#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Sockets beside the real lsof's where there are so many that they are found in other ways
# than few (TAP).

set -u
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=tests/stage.sh
. "$here/../stage.sh"
NFILES=${NFILES:-build/tools/nfiles}
case $NFILES in /*) ;; *) NFILES=$PWD/$NFILES ;; esac
export NFILES
begin lsof "$NFILES"
case $(lsof -v 2>&1) in *'revision: 4.95'*) ;; *) skip_all 'another lsof than 4.95' ;; esac
LC_ALL=C.UTF-8
cd / || exit 1

compare()
{
	timeout 60 "$NFILES" "$@" </dev/null >"$tmp/ours" 2>"$tmp/err"
	other=$?
	timeout 60 lsof "$@" </dev/null >"$tmp/real" 2>/dev/null
	code=$?
	title="$about: $code, $(wc -l <"$tmp/real") lines: $*"
	if [ "$code" = "$other" ] && cmp -s "$tmp/real" "$tmp/ours"; then
		ok "$title"
	else
		not_ok "$title"
		echo "# exit code $code, ours $other"
		diff -a "$tmp/real" "$tmp/ours" | head -n 20 | cat -v | sed 's/^/# /'
		head -n 3 "$tmp/err" | cat -v | sed 's/^/# /'
	fi
}

compare_all()
{
	compare -nP -i
	compare -nP -i4
	compare -nP -i6
	compare -nP -iUDP
	compare -nP -iTCP -sTCP:ESTABLISHED
	compare -nP -iTCP -sTCP:^ESTABLISHED
	compare -nP -i -Tqs
	compare -nP -i -F
	compare -nPt -i
	compare -nP -i -c population
	compare -nP -i :1-65535
	compare -nPRl -i
}

about='few of each'
populate big 300 10 10
compare_all
finish
about='many of each'
populate big 60 150 10
compare_all

echo "1..$number"
