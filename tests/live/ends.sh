#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Other ends of channels beside the real lsof's, of every kind, held by one, two and three (TAP).

set -u
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=tests/stage.sh
. "$here/../stage.sh"
NFILES=${NFILES:-build/tools/nfiles}
case $NFILES in /*) ;; *) NFILES=$PWD/$NFILES ;; esac
export NFILES
begin lsof pgrep "$NFILES"
case $(lsof -v 2>&1) in *'revision: 4.95'*) ;; *) skip_all 'another lsof than 4.95' ;; esac
LC_ALL=C.UTF-8
cd / || exit 1
mkdir "$tmp/queues"
# Without it message queues are plain files, for both.
mount -t mqueue none "$tmp/queues" 2>/dev/null && echo '# message queues are mounted'
populate ends "$tmp/files"
main=$population
one=$(pgrep -P "$main" | head -n 1)
two=$(pgrep -P "$main" | tail -n 1)
all=$main,$one,$two
dir=$tmp/files
echo "# $(find "/proc/$main/fd" "/proc/$one/fd" "/proc/$two/fd" -type l | wc -l) descriptors of $all"

# What only runs for the comparison holds what it was given.
others_only()
{
	grep -av '^lsof \|^nfiles \|^timeout ' "$1" |
		sed -E 's/ [0-9]+,(lsof|nfiles|timeout),[^ ]*//g
			s/^(lsof|nfiles): /NAME: /'
}

compare()
{
	timeout 20 lsof "$@" </dev/null >"$tmp/one" 2>"$tmp/err" 9>&-
	code=$?
	timeout 20 "$NFILES" --lsof "$@" </dev/null >"$tmp/other" 2>"$tmp/err" 9>&-
	other=$?
	others_only "$tmp/one" >"$tmp/real"
	others_only "$tmp/other" >"$tmp/ours"
	title="$code, $(wc -l <"$tmp/real") lines: $(echo "$*" |
		sed "s,$tmp,TMP,g; s/$all/ALL/; s/\<$main\>/MAIN/; s/\<$one\>/ONE/; s/\<$two\>/TWO/")"
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
done <"$here/ends.lines"

echo "1..$number"
