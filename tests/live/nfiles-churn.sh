#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Two hundred processes a second, with thousands of descriptors: each row is of one file and of
# the process that has it, and nothing stays behind in a program that looks often (TAP).

set -u
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=tests/stage.sh
. "$here/../stage.sh"
NFILES=${NFILES:-build/tools/nfiles}
REPEAT=${REPEAT:-build/tests/live/uses-repeat}
case $NFILES in /*) ;; *) NFILES=$PWD/$NFILES ;; esac
case $REPEAT in /*) ;; *) REPEAT=$PWD/$REPEAT ;; esac
export NFILES REPEAT
begin python3 "$NFILES" "$REPEAT"
LC_ALL=C.UTF-8
cd / || exit 1
populate fdchurn "$tmp/files"

# judged COMMAND...: of its lines those that begin so are tests.
judged()
{
	"$@" >"$tmp/judged" 2>"$tmp/err"
	code=$?
	while IFS= read -r line; do
		case $line in
		'ok '*) ok "${line#ok }" ;;
		'not_ok '*) not_ok "${line#not_ok }" ;;
		*) printf '%s\n' "$line" ;;
		esac
	done <"$tmp/judged"
	if [ $code = 0 ]; then
		ok "${1##*/} ends well"
	else
		not_ok "${1##*/} ends with exit code $code"
		tail -n 30 "$tmp/err" | cat -v | sed 's/^/# /'
	fi
}

judged python3 "$here/nfiles-churn.py" "$NFILES" "$tmp/files" "${RUNS:-200}"
judged "$REPEAT" "${RUNS:-200}"

echo "1..$number"
