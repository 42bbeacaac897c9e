#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# --watch, on a terminal that tmux plays: what is bold, cut, counted, and left behind (TAP).

set -u
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=tests/stage.sh
. "$here/../stage.sh"
begin tmux

tm() { tmux -S "$tmp/tmux" -f /dev/null "$@" 2>>"$tmp/err"; }
trap 'tm kill-server; finish' EXIT

escape=$(printf '\033')
bold="$escape\\[1m"

# What is on the screen, with attributes in $tmp/raw. Asked twice it might have changed.
capture()
{
	tm capture-pane -pe >"$tmp/raw"
	sed "s/$escape\\[[0-9;]*m//g" "$tmp/raw" >"$tmp/out"
}

has() { grep -qE -- "$1" "$tmp/out"; }
none() { ! has "$1"; }
is_bold() { grep -E -- "$1" "$tmp/raw" | grep -q "$bold"; }
not_bold() { has "$1" && ! is_bold "$1"; }
mode() { [ "$(tm display-message -p '#{alternate_on} #{cursor_flag} #{wrap_flag}')" = "$1" ]; }

# await COMMAND...: until it holds of the screen; false when it never does.
await()
{
	for _ in $(seq 300); do
		capture
		! "$@" || return 0
		sleep 0.1
	done
	return 1
}

size()
{
	columns_now=$1
	rows_now=$2
	tm resize-window -x "$1" -y "$2"
}
key() { tm send-keys "$@"; }

# start ARGS: in the terminal's shell, which then says the exit code.
start()
{
	# The terminal learns its size a moment after the window.
	key -l "until [ \"\$(stty size)\" = '$rows_now $columns_now' ]; do sleep 0.1; done"
	key Enter
	key -l "clear; echo earlier; $* ; echo code=\$?="
	key Enter
}

stop()
{
	key C-c
	await has '^code='
}

# serve PORT...: listeners; $server is their process.
serve()
{
	rm -f "$tmp/ready"
	mkfifo "$tmp/ready"
	"$POPULATION" listen "$@" <"$tmp/open" >"$tmp/ready" 2>>"$tmp/err" 8>&- &
	server=$!
	others="$others $server"
	read -r word <"$tmp/ready" || word=
	[ "$word" = ready ] || echo "# no listeners: $(tail -n 1 "$tmp/err")"
}

unserve()
{
	kill "$1"
	wait "$1" 2>/dev/null
}

mkfifo "$tmp/open"
# Processes live as long as this can be read from.
exec 8<>"$tmp/open"
serve 18601
rows_now=24
columns_now=80
tm new-session -d -x 80 -y 24 'PS1=; export PS1; exec sh' 8>&- ||
	skip_all "no terminal: $(tail -n 1 "$tmp/err")"
watch="$NSOCKETS --watch -tln"

# ---- the first picture ----------------------------------------------------------------------

start "$watch --interval 60"
check 'it is shown' await has ':18601 .*LISTEN$'
check 'nothing of it is bold' not_bold ':18601 '
check 'title' has '^Proto Recv-Q'
check 'its own screen, no cursor, no wrapping' mode '1 0 0'
check 'what was there is not on it' none earlier
serve 18602
# As long as it takes, and once more.
sleep 1.5
capture
check 'nothing new before the time' none ':18602 '
key C-c
check 'it ends, with exit code 0' await has '^code=0=$'
check 'the screen is as it was' has '^earlier$'
check 'a cursor, and lines that wrap' mode '0 1 1'

# ---- what is new ----------------------------------------------------------------------------

start "$watch --interval 2"
await has ':18602 '
check 'what was there before is not bold' not_bold ':18602 '
serve 18603
check 'what is new is' await is_bold ':18603 '
check 'what is not new is not' not_bold ':18602 '
check 'the next time neither' await not_bold ':18603 '
unserve "$server"
check 'what is gone is not shown' await none ':18603 '
check 'and leaves nothing' not_bold ':18602 '
stop

for value in 1 ''; do
	start "NO_COLOR=$value $watch --interval 2"
	await has ':18602 '
	serve 18604
	await has ':18604 '
	if [ -n "$value" ]; then
		check 'NO_COLOR' not_bold ':18604 '
	else
		check 'NO_COLOR, empty' is_bold ':18604 '
	fi
	unserve "$server"
	stop
done

# ---- sizes ----------------------------------------------------------------------------------

# shellcheck disable=SC2046
serve $(seq 18610 18639)
"$NSOCKETS" -tln >"$tmp/all"
lines=$(wc -l <"$tmp/all")
width=$(awk '{ if (length > most) most = length } END { print most }' "$tmp/all")
size "$width" 10
start "$watch --interval 0.2"
check 'too long: the rest is counted' await has "^\\($((lines - 8)) more lines\\)$"
cut_at() { [ "$(grep -c '^tcp' "$tmp/out")" = "$1" ]; }
check 'too long: what fits is shown' cut_at 6
check 'as wide as the screen: all of a line' has ':18601 .*LISTEN$'
size "$width" 20
check 'a larger screen' await has "^\\($((lines - 18)) more lines\\)$"
check 'with more of it' cut_at 16
size "$width" 50
check 'room for all' await has ':18639 .*LISTEN$'
check 'nothing to count' none 'more lines'
check 'every line' cut_at $((lines - 2))
check 'none of them is cut' none 'cut at the right'

# Cut lines are beginnings of lines, each in a line of its own.
beginnings()
{
	head -n "$lines" "$tmp/out" >"$tmp/cut"
	[ "$(wc -l <"$tmp/cut")" = "$lines" ] && paste -d '\n' "$tmp/all" "$tmp/cut" | awk -v most="$1" '
	NR % 2 { whole = $0; next }
	{ sub(/ *$/, "") }
	index(whole, $0) != 1 || length > most || length < most / 2 { wrong++ }
	END { exit wrong > 0 }'
}
for narrow in $((width - 1)) 40; do
	size "$narrow" 50
	check "$narrow columns" await beginnings "$narrow"
	long=$(awk -v n="$narrow" 'length > n { long++ } END { print long }' "$tmp/all")
	check "$narrow columns: those that are cut are counted" \
		await has "^\\($long lines? cut at the right\\)$"
done
size 60 10
check 'cut at the right and below' \
	await has "^\\($((lines - 8)) more lines\\) \\([78] lines cut at the right\\)$"
stop
check 'ends on a narrow screen as well' has '^code=0=$'
size 80 24

# ---- details --------------------------------------------------------------------------------

# Lines behind a tab, as long as the screen allows, broken between words.
details()
{
	awk '
	/^        / { lines++; if (length > longest) longest = length }
	/^        [^:]*$/ { wrong++ }
	END { exit !(lines > 1 && !wrong && longest > 60 && longest <= 80) }' "$tmp/out"
}
facts='--extended --memory --tcp-info sport = :18601'
start "$watch --interval 60 $facts"
check 'details are broken where the screen ends' await details
stop
key -l "clear; $NSOCKETS -tln $facts"
key Enter
check 'without --watch too' await details

# ---- other ends -----------------------------------------------------------------------------

start "sh -c 'echo \$\$ >$tmp/pid; exec $watch'"
await has ':18601 '
kill "$(cat "$tmp/pid")"
check 'ended by SIGTERM' await has '^code=0=$'
check 'the screen is as it was then' mode '0 1 1'

# What it looks at goes away.
"$POPULATION" listen 18605 <"$tmp/open" >/dev/null 2>&1 8>&- &
server=$!
others="$others $server"
start "$watch --interval 0.2 --netns $server"
await has ':18601 '
unserve "$server"
check 'nothing to look at any more: exit code' await has '^code=1=$'
check 'why' has "^nsockets: no such process: $server$"
check 'on the screen as it was' mode '0 1 1'

# ---- no terminal ------------------------------------------------------------------------------

"$NSOCKETS" --watch -tln >"$tmp/out" 2>"$tmp/err" </dev/null
code=$?
check 'without a terminal: exit code' [ $code = 1 ]
check 'without a terminal: one line' \
	[ "$(cat "$tmp/err")" = 'nsockets: --watch needs a terminal; -c repeats without one' ]
check 'without a terminal: nothing else' [ ! -s "$tmp/out" ]
for interval in 0.05 x ''; do
	"$NSOCKETS" --watch --interval "$interval" -tln >"$tmp/out" 2>"$tmp/err" </dev/null
	code=$?
	check "--interval '$interval'" [ $code = 3 ]
done

echo "1..$number"
