#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# nstat's daemon beside iproute2's, and each one's answers to the other (TAP).

set -u
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=tests/stage.sh
. "$here/../stage.sh"
# shellcheck source=tests/nstat-beside.sh
. "$here/../nstat-beside.sh"
begin "$NSTAT" bash ip
ip link set lo up
cd "$tmp" || exit 1

# ---- daemons ----------------------------------------------------------------------------------------

# The daemon's process, as its answers tell; they begin when it listens.
daemon_pid()
{
	"$REAL" -as nosuch | sed -n 's/^#\([0-9]*\)\..*/\1/p'
}

# serve PROGRAM ARGS...
serve()
{
	take daemon "$@"
	pid=$(daemon_pid)
	others="$others $pid"
	if [ "$(cat daemon.exit)" = 0 ] && [ -n "$pid" ] && kill -0 "$pid"; then
		ok "$who daemon goes into the background"
	else
		not_ok "$who daemon goes into the background"
		sed 's/^/# /' daemon.err
	fi
}

stop()
{
	kill "$pid"
	while kill -0 "$pid" 2>/dev/null && ! grep -q '^State:[[:space:]]*Z' "/proc/$pid/status" 2>/dev/null; do
		sleep 0.1
	done
}

# A daemon's numbers change every second: one of some comparisons falls between two samples.
steady()
{
	for _ in 1 2 3 4 5 6 7 8; do
		compare "$@"
		[ -z "$differs" ] && break
	done
	report
}

# Until the daemon has seen what moved.
seen()
{
	for _ in $(seq 150); do
		"$REAL" -as TcpOutRsts >out
		[ "$(awk '/^Tcp/ { print ($2 >= least && $3 > 0) }' least="$1" out)" = 1 ] && return
		sleep 0.2
	done
	return 1
}

for who in "iproute2's" our; do
	case $who in our) program=$NSTAT ;; *) program=$REAL ;; esac
	rm -f ./*.history
	NSTAT_HISTORY=$tmp/real.history "$REAL" -n
	cp real.history ours.history
	start=$("$REAL" -asz TcpOutRsts | awk '/^Tcp/ { print $2 }')
	serve "$program" -d 1 -t 100
	check "$who daemon is silent" [ "$(cat daemon.out daemon.err | wc -c)" = 0 ]
	"$NSTAT" -as nosuch >out
	check "$who daemon says who it is" grep -Eq "^#$pid\.[0-9]+ sampling_interval=1 time_const=100\$" out
	compare "$who daemon: a history of the kernel's" -s
	plain real
	plain ours
	cmp -s real.said ours.said || differs="$differs said"
	report
	traffic
	check "$who daemon sees what moves" seen $((start + 6))
	steady "$who daemon: all there is, and how fast" -as
	steady "$who daemon: in JSON" -asj
	steady "$who daemon: some" -as 'Udp*'
	steady "$who daemon: noted" -n
	steady "$who daemon: zeros" -asz
	take real "$REAL" -d 1
	take ours "$NSTAT" -d 1
	if cmp -s real.exit ours.exit && cmp -s real.err ours.err && [ "$(cat ours.exit)" = 255 ]; then
		ok "$who daemon is the only one"
	else
		not_ok "$who daemon is the only one"
	fi
	NSTAT_HISTORY=$tmp/ours.history "$NSTAT" -n
	cp ours.history real.history
	stop
	traffic
	alike "$who daemon is gone, and its history is stale" -z
	alike "$who daemon is gone, and forgotten"
done

who=our
serve "$NSTAT" --scan=2 --interval=4 -z
"$REAL" -asz >out
steady 'our daemon knows zeros as well' -asz
check 'its times' grep -q 'sampling_interval=2 time_const=4$' out
# What it answers takes nobody's time who does not read it.
if command -v python3 >/dev/null; then
	cat >mute.py <<'END'
import socket, subprocess, sys
mute = []
for _ in range(40):
    mute.append(socket.socket(socket.AF_UNIX))
    mute[-1].connect("\0nstat" + sys.argv[2])
sys.exit(subprocess.run([sys.argv[1], "-as"], stdout=subprocess.DEVNULL, timeout=30).returncode)
END
	check 'callers who do not listen' python3 mute.py "$NSTAT" "$(id -u)"
	cat >left.py <<'END'
import os, sys, time
for _ in range(100):
    if len([f for f in os.listdir("/proc/%s/fd" % sys.argv[1])
            if "socket" in os.readlink("/proc/%s/fd/%s" % (sys.argv[1], f))]) <= 2:
        sys.exit(0)
    time.sleep(0.1)
sys.exit(1)
END
	check 'nothing is left open' python3 left.py "$pid"
else
	ok 'callers who do not listen # SKIP no python3'
	ok 'nothing is left open # SKIP no python3'
fi
kill -STOP "$pid"
rm -f ours.history
take ours "$NSTAT"
kill -CONT "$pid"
check 'a daemon that does not answer' [ "$(cat ours.exit)" = 255 ]
brief 'a daemon that does not answer'
stop

# Its name is anybody's, but not everybody is believed.
cat >impostor.py <<'END'
import os, socket, sys
answer = sys.argv[3].encode().decode("unicode_escape").encode("latin1")
server = socket.socket(socket.AF_UNIX)
if sys.argv[2] == "other":
    os.setuid(65534)
server.bind("\0nstat" + sys.argv[1])
server.listen()
print("ready", flush=True)
while True:
    caller = server.accept()[0]
    try:
        caller.sendall(answer)
    except OSError:
        pass
    caller.close()
END
dismiss()
{
	kill "$pid"
	wait "$pid" 2>/dev/null
}

# impostor WHO ANSWER: in place of a daemon, of this user or of another one.
impostor()
{
	rm -f ready ./*.history
	python3 impostor.py "$(id -u)" "$@" >ready 2>err &
	pid=$!
	others="$others $pid"
	for _ in $(seq 100); do
		grep -qs ready ready && return
		kill -0 "$pid" 2>/dev/null || return 1
		sleep 0.1
	done
}
if command -v python3 >/dev/null; then
	if impostor other '#lies\nTcpInSegs 7 0.0\n'; then
		alike 'a daemon of somebody else is not believed' -a
		check 'nor asked' grep -q '^#kernel$' ours.out
		dismiss
	else
		ok 'a daemon of somebody else is not believed # SKIP no other user here'
	fi
	impostor same '#own\nTcpInSegs 7 2.5\nUdpNew 0 0.5\nHistoric 3 1e3'
	compare 'one of our own is, whatever counters it has' -a
	report
	dismiss
	impostor same '#own\n\x00\x01\x02\n'
	take ours "$NSTAT"
	check 'an answer that is none' [ "$(cat ours.exit)" = 254 ]
	brief 'an answer that is none'
	dismiss
	impostor same '#\x1b[31m\x9b\n\x1b[32m 5 0.0\n'
	take ours "$NSTAT" -a
	if [ "$(cat ours.exit)" = 0 ] && ! LC_ALL=C grep -q "$(printf '\033')" ours.out; then
		ok 'its names never reach a terminal raw'
	else
		not_ok 'its names never reach a terminal raw'
	fi
	dismiss
else
	ok 'daemons of others # SKIP no python3'
fi

echo "1..$number"
