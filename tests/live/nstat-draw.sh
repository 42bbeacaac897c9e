#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# nstat's drawings: --svg as a file that is whole, --plot on a terminal that tmux plays (TAP).

set -u
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=tests/stage.sh
. "$here/../stage.sh"
NSTAT=${NSTAT:-build/tools/nstat}
case $NSTAT in /*) ;; */*) NSTAT=$PWD/$NSTAT ;; esac
begin tmux ip python3 "$NSTAT"

tm() { tmux -S "$tmp/tmux" -f /dev/null "$@" 2>>"$tmp/err"; }
trap 'tm kill-server; finish' EXIT
: >"$tmp/err"
: >"$tmp/out"
ip link set lo up 2>>"$tmp/err" || skip_all 'no loopback'

# refuse N: so many connections that nobody takes.
refuse()
{
	python3 -c '
import socket, sys
for i in range(int(sys.argv[1])):
    with socket.socket() as s:
        s.connect_ex(("127.0.0.1", 9))' "$1"
}

# What the kernel has counted: counted Tcp AttemptFails
counted()
{
	awk -v group="$1:" -v name="$2" '
	$1 == group && !at { for (i = 2; i <= NF; i++) if ($i == name) at = i; next }
	$1 == group { print $at }' /proc/self/net/snmp
}

# The number behind a series in a chart's legend: legend NAME last|max
legend()
{
	awk -v name="$1" -v which="$2" '
	index($0, ">" name "<") { left = which == "last" ? 1 : 2; next }
	left && --left == 0 { gsub(/<[^>]*>/, ""); print; exit }' "$tmp/out"
}
has() { grep -qE -- "$1" "$tmp/out"; }
near() { awk -v a="$1" -v b="$2" 'BEGIN { exit !(a >= b * 0.95 && a <= b * 1.05) }'; }

# await COMMAND...: until it holds; false when it never does.
await()
{
	for _ in $(seq 300); do
		! "$@" || return 0
		sleep 0.1
	done
	return 1
}

# The first sample is taken, and SIGTERM (bit 14) ends no more at once.
ready()
{
	caught=$(sed -n 's/^SigCgt:[[:space:]]*//p' "/proc/$1/status")
	[ $((0x$caught & 0x4000)) != 0 ]
}

# ---- a chart --------------------------------------------------------------------------------

before=$(counted Tcp AttemptFails)
"$NSTAT" -n TCP,ETCP --svg - 6 1 >"$tmp/out" 2>"$tmp/err" &
nstat=$!
await ready $nstat
refuse 60
wait $nstat
code=$?
after=$(counted Tcp AttemptFails)
check 'to standard output: exit code' [ $code = 0 ]
check 'as many connections as the kernel counted' \
	near "$(legend atmptf/s max)" "$(awk -v n=$((after - before)) 'BEGIN { print n / 6 }')"
check 'the last is the largest, of one' \
	[ "$(legend atmptf/s last)" = "$(legend atmptf/s max)" ]
check 'what was zero is told' has 'Zero all the time: .*isegerr/s'
check 'connections and segments are apart' \
	[ "$(grep -c 'class="h"' "$tmp/out")" = 4 ]
check 'whose it is' has "<text class=\"t\".*$(uname -r)"

valid() { ! command -v xmllint >/dev/null || xmllint --noout "$1" 2>>"$tmp/err"; }
drawn()
{
	! command -v rsvg-convert >/dev/null ||
		rsvg-convert "$1" 2>>"$tmp/err" | head -c 8 | grep -q PNG
}
check 'well-formed' valid "$tmp/out"

# Names of interfaces may be anything but a slash, a colon and blanks.
hostile=$(printf 'a<b&"%b' '\0377')
ip link add "$hostile" type dummy 2>>"$tmp/err" && ip link set "$hostile" up 2>>"$tmp/err"
ip link add ']]>' type dummy 2>>"$tmp/err"
"$NSTAT" -n ALL --svg "$tmp/chart.svg" 0.2 5 >"$tmp/out" 2>"$tmp/err" &
nstat=$!
refuse 20
wait $nstat
check 'to a file nothing is printed' [ ! -s "$tmp/out" ]
check 'nothing is complained of' [ ! -s "$tmp/err" ]
cp "$tmp/chart.svg" "$tmp/out"
check 'well-formed with odd names' valid "$tmp/chart.svg"
check 'it can be drawn' drawn "$tmp/chart.svg"

# ---- a file that is whole -------------------------------------------------------------------

mkdir "$tmp/charts"
for signal in INT TERM HUP; do
	echo before >"$tmp/charts/chart.svg"
	"$NSTAT" --svg "$tmp/charts/chart.svg" 0.1 >"$tmp/out" 2>"$tmp/err" &
	nstat=$!
	await ready $nstat
	sleep 0.3
	check "SIG$signal: it was as it had been" [ "$(cat "$tmp/charts/chart.svg")" = before ]
	kill -$signal $nstat
	wait $nstat
	code=$?
	check "SIG$signal: exit code" [ $code = 0 ]
	check "SIG$signal: the chart is there" grep -q '^</svg>$' "$tmp/charts/chart.svg"
	check "SIG$signal: and nothing beside it" [ "$(ls "$tmp/charts")" = chart.svg ]
done
echo before >"$tmp/charts/chart.svg"
"$NSTAT" --svg "$tmp/charts/chart.svg" 0.1 >"$tmp/out" 2>"$tmp/err" &
nstat=$!
await ready $nstat
kill -KILL $nstat
wait $nstat 2>/dev/null
check 'killed: as it was' [ "$(cat "$tmp/charts/chart.svg")" = before ]
check 'killed: nothing beside it' [ "$(ls "$tmp/charts")" = chart.svg ]

# refused WHAT FILE: at once, with one line.
refused()
{
	timeout 20 "$NSTAT" --svg "$2" 30 >"$tmp/out" 2>"$tmp/err"
	code=$?
	check "$1: exit code" [ $code = 1 ]
	check "$1: one line" [ "$(wc -l <"$tmp/err")" = 1 ]
	check "$1: which" grep -qF -- "nstat: --svg $2: " "$tmp/err"
}
refused 'no such directory' "$tmp/no/chart.svg"
refused 'a directory' "$tmp/charts"
"$NSTAT" --svg - 0.1 1 >/dev/full 2>"$tmp/err"
code=$?
check 'a full disk' [ $code = 1 ]
check 'a full disk: one line' [ "$(wc -l <"$tmp/err")" = 1 ]

# ---- a terminal -----------------------------------------------------------------------------

escape=$(printf '\033')
key() { tm send-keys "$@"; }
capture()
{
	tm capture-pane -pe >"$tmp/raw"
	sed "s/$escape\\[[0-9;]*m//g" "$tmp/raw" >"$tmp/out"
}
shows() { capture && has "$1"; }
mode() { [ "$(tm display-message -p '#{alternate_on} #{cursor_flag} #{wrap_flag}')" = "$1" ]; }
run()
{
	key -l "clear; echo earlier; $* ; echo code=\$?="
	key Enter
}
tm -u new-session -d -x 80 -y 24 'LC_ALL=C.UTF-8 PS1=; export LC_ALL PS1; exec sh' ||
	skip_all "no terminal: $(tail -n 1 "$tmp/err")"
refuse 100 &

run "$NSTAT -n ETCP,SOCK --plot 0.2"
check '--plot: bars' await shows '^ totsck +[0-9]+ +[0-9]+ +[0-9]+ +[0-9]+ +[▁▂▃▄▅▆▇█]{5}'
check '--plot: those of a unit below its name' \
	[ "$(grep -A 5 '^SOCK sockets$' "$tmp/out" | grep -c '^ [a-z]*sck\|^ tcp-tw')" = 5 ]
check '--plot: its own screen' mode '1 0 0'
check '--plot: what was there is not on it' [ -z "$(grep earlier "$tmp/out")" ]
check '--plot: attributes' grep -q "$escape\\[36m" "$tmp/raw"
check '--plot: no line is longer than the screen' \
	[ "$(awk '{ print length }' "$tmp/out" | sort -n | tail -n 1)" -le 240 ]
tm resize-window -x 60 -y 8
check '--plot: a smaller screen' await shows '\([0-9]+ rows? always 0\)'
tm resize-window -x 120 -y 40
longer() { shows '^ totsck .*[▁▂▃▄▅▆▇█]{45}'; }
check '--plot: a wider screen has more bars' await longer
key C-z
check '--plot: stopped' await shows '[Ss]topped'
check '--plot: stopped, the screen is as it was' mode '0 1 1'
key -l fg
key Enter
check '--plot: continued' await mode '1 0 0'
check '--plot: continued, it goes on' await shows '^SOCK sockets$'
key C-c
check '--plot: the screen is as it was' await mode '0 1 1'
key -l 'echo ended=$?='
key Enter
check '--plot: exit code' await shows '^ended=0=$'
check '--plot: the last picture is below' has '^ totsck '
check '--plot: behind what was there' has '^earlier$'

# At once, although the next sample is far.
run "NO_COLOR=1 $NSTAT -n SOCK --plot 60"
check '--plot: before the first sample' await shows 'the first sample takes 60 s'
check '--plot: NO_COLOR' [ -z "$(grep "$escape\\[[0-9;]*m" "$tmp/raw")" ]
tm resize-window -x 70 -y 20
check '--plot: drawn anew when the size changes' await shows '^ +now +min +max +scale'
key C-c
check '--plot: it ends at once' await shows '^code=0=$'

run "sh -c 'echo \$\$ >$tmp/pid; exec $NSTAT --plot 0.2'"
await shows '^TCP segments/s$'
kill "$(cat "$tmp/pid")"
check '--plot: ended by SIGTERM' await shows '^code=0=$'
check '--plot: the screen is as it was then' mode '0 1 1'

run "LC_ALL=C $NSTAT -n SOCK --plot 0.2 8"
check '--plot: without UTF-8' await shows '^ totsck .* [_.:=+*#-]{8}$'
await shows '^code=0=$'

"$NSTAT" --plot 1 1 >"$tmp/out" 2>"$tmp/err"
code=$?
check '--plot: no terminal' [ $code = 1 ]
check '--plot: no terminal, one line' \
	[ "$(cat "$tmp/err")" = 'nstat: --plot needs a terminal; without it rows are printed' ]
check '--plot: no terminal, nothing else' [ ! -s "$tmp/out" ]

echo "1..$number"
