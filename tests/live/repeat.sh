#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Picture after picture: who held what the kernel now finishes alone (TAP).

set -u
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=tests/stage.sh
. "$here/../stage.sh"
begin

has() { grep -qE -- "$1" "$tmp/out"; }
none() { ! has "$1"; }

# follow ARGS: pictures of what happens while the population ends.
follow()
{
	populate odd "$tmp/sockets"
	"$NSOCKETS" -tanc --interval 0.2 --no-header "$@" >"$tmp/out" 2>"$tmp/err" </dev/null &
	watcher=$!
	others=$watcher
	sleep 0.7
	held=$population
	# The population alone ends here.
	others=
	finish
	others=$watcher
	sleep 0.7
	kill "$watcher"
	wait "$watcher"
	others=
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
