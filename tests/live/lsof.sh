#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Tables beside the real lsof's, row for row, of descriptors of every kind (TAP).

set -u
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=tests/stage.sh
. "$here/../stage.sh"
# shellcheck source=tests/lsof-words.sh
. "$here/../lsof-words.sh"
NFILES=${NFILES:-build/tools/nfiles}
case $NFILES in /*) ;; *) NFILES=$PWD/$NFILES ;; esac
export NFILES
begin lsof "$NFILES"
case $(lsof -v 2>&1) in *'revision: 4.95'*) ;; *) skip_all 'another lsof than 4.95' ;; esac
LC_ALL=C.UTF-8
cd / || exit 1
dir=$tmp/files
populate files "$dir"
: >"$tmp/unused"
main=$population
group=$(ps -o pgid= -p "$main" | tr -d ' ')
all=$main$(pgrep -P "$main" | sed 's/^/,/' | tr -d '\n')
inet=$(lsof -nPwap "$main" -i -Ff | sed -n 's/^f//p' | tr '\n' ,)
echo "# $(find /proc/"$main"/fd -type l | wc -l) descriptors, processes: $all, group $group, Internet: $inet"

# Both are in their own list, and so are their descriptors; both say their name.
others_only()
{
	sed -e 's/^lsof: /NAME: /; s/^nfiles: /NAME: /' "$1" | grep -av '^lsof \|^nfiles '
}

# What begins with --lsof is not the same without it.
compare()
{
	timeout 20 "$NFILES" "$@" </dev/null >"$tmp/other" 2>"$tmp/err"
	other=$?
	[ "$1" != --lsof ] || shift
	timeout 20 lsof "$@" </dev/null >"$tmp/one" 2>/dev/null
	code=$?
	others_only "$tmp/one" >"$tmp/real"
	others_only "$tmp/other" | cut_paths >"$tmp/ours"
	title="$code, $(wc -l <"$tmp/real") lines: $(echo "$*" | sed "s,$tmp,TMP,g; s/$all/ALL/; s/$main/MAIN/")"
	if [ "$code" = "$other" ] && cmp -s "$tmp/real" "$tmp/ours"; then
		ok "$title"
	else
		not_ok "$title"
		echo "# exit code $code, ours $other"
		diff -a "$tmp/real" "$tmp/ours" | head -n 20 | cat -v | sed 's/^/# /'
		head -n 3 "$tmp/err" | cat -v | sed 's/^/# /'
	fi
}

while IFS= read -r line; do
	eval "compare $line"
done <"$here/lsof.lines"

echo "1..$number"
