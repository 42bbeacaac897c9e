#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Picture after picture: who held what the kernel now finishes alone (TAP).

set -u
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=tests/stage.sh
. "$here/../stage.sh"
locate

if [ -z "${STAGE:-}" ]; then
	need unshare "$NSOCKETS" "$POPULATION"
	enter
fi

tmp=$STAGE
watcher=

leave()
{
	[ -z "$watcher" ] || kill "$watcher" 2>/dev/null
	finish
}
trap leave EXIT
trap 'exit 1' INT TERM HUP

# check TITLE COMMAND...
check()
{
	title=$1
	shift
	if "$@"; then
		ok "$title"
		return
	fi
	not_ok "$title"
	tail -n 30 "$tmp/out" | cat -v | sed 's/^/# /'
}

has() { grep -qE -- "$1" "$tmp/out"; }
none() { ! has "$1"; }

# follow ARGS: pictures of what happens while the population ends.
follow()
{
	populate odd "$tmp/sockets"
	"$NSOCKETS" -tanc --interval 0.2 --no-header "$@" >"$tmp/out" 2>"$tmp/err" </dev/null &
	watcher=$!
	sleep 0.7
	held=$population
	finish
	sleep 0.7
	kill "$watcher"
	wait "$watcher"
	watcher=
}

follow --columns local,state,process 'sport = 18000 or dport = 18000'
check 'held at first' has 'ESTABLISHED +[0-9]+/population *$'
# What had nobody when it was first seen is nobody's now.
check 'then closed, and whose it was' has "TIME_WAIT +$held/population \\(time-wait\\) *$"
follow --ndjson --columns cookie,state,last_process,reason 'sport = 18000 or dport = 18000'
check 'as a fact of its own' \
	has "\"state\":\"TIME_WAIT\",\"last_process\":\"$held/population\",\"reason\":\"time-wait\""
check 'not while it is held' none '"state":"ESTABLISHED","last_process"'
"$NSOCKETS" -tan --columns state,process --no-header 'sport = 18000 or dport = 18000' \
	>"$tmp/out" 2>"$tmp/err"
check 'one picture remembers nothing' none 'population'

echo "1..$number"
