#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# nstat where namespaces and interfaces come, go and change their names: numbers that the
# kernel counted, or none (TAP).

set -u
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=tests/stage.sh
. "$here/../stage.sh"
NSTAT=${NSTAT:-build/tools/nstat}
case $NSTAT in /*) ;; *) NSTAT=$PWD/$NSTAT ;; esac
begin ip python3 nsenter "$NSTAT"
: >"$tmp/out"
: >"$tmp/err"
mount -t tmpfs none /run 2>/dev/null || skip_all 'no /run of its own'
ip netns add blue 2>/dev/null || skip_all 'no named namespaces'
ip link set lo up
ip link add va type veth peer name vb 2>/dev/null || skip_all 'no pair of interfaces'
ip link set va addrgenmode none
ip link set vb addrgenmode none
ip link set va up
ip link set vb up

# take SECONDS ARGS...: in the background, into out and err; finish_take has its exit code.
take()
{
	rm -f "$tmp/out"
	timeout 30 "$NSTAT" "$@" >"$tmp/out" 2>"$tmp/err" </dev/null &
	taking=$!
	# What is printed first comes behind the first sample.
	for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
		[ ! -s "$tmp/out" ] || break
		sleep 0.2
	done
}

finish_take()
{
	wait $taking
	code=$?
}

# send N INTERFACE: frames of 1014 bytes
send()
{
	python3 -c '
import socket, sys
s = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
s.bind((sys.argv[2], 0))
for i in range(int(sys.argv[1])):
    s.send(b"\2\0\0\0\0\1\2\0\0\0\0\2\x88\xb5" + b"x" * 1000)
' "$@"
}

# connects N: within the namespace that it runs in
connects='
import socket, sys
l = socket.socket()
l.bind(("127.0.0.1", 0))
l.listen(9)
for i in range(int(sys.argv[1])):
    c = socket.create_connection(l.getsockname())
    l.accept()[0].close()
    c.close()
'

# sum COLUMN LAST: of rows that end so, as a number of events in intervals of a second
sum()
{
	awk -v title="$1" -v last="$2" '$0 ~ title { for (i = 1; i <= NF; i++) if ($i == title) at = i; next }
		/^Average/ { exit }
		at && $NF == last { sum += $at }
		END { printf "%.0f\n", sum }' "$tmp/out"
}

# As many, but for what a millisecond of the interval makes.
is_about()
{
	[ "$1" -ge $(($2 - $2 / 100 - 1)) ] && [ "$1" -le $(($2 + $2 / 100 + 1)) ]
}

refused()
{
	timeout 10 "$NSTAT" "$@" >"$tmp/out" 2>"$tmp/err" </dev/null
	[ $? = 1 ] && [ ! -s "$tmp/out" ] && [ "$(wc -l <"$tmp/err")" = 1 ]
}
# ---- interfaces -------------------------------------------------------------------------------

send 2000 va
take -n DEV --iface=va,other,vb,vc -p --dec=0 1 5
send 300 va
sleep 1
ip link set va down
ip link set va name other
ip link set other up
send 200 other
sleep 1
ip link del other
ip link add va type veth peer name vb
ip link set va up
ip link set vb up
send 100 va
finish_take

renamed()
{
	[ "$code" = 0 ] && is_about $(($(sum txpck/s va) + $(sum txpck/s other))) 500
}

# Above what was really sent in a second nothing is shown, in whatever row.
no_nonsense()
{
	awk '/pck/ { next } $1 ~ /:/ { for (i = 2; i < NF; i++) if ($i + 0 > 1000 || $i + 0 < 0) bad = 1 }
		END { exit bad }' "$tmp/out"
}

check 'an interface that is renamed keeps its counters' renamed
check 'what is renamed, removed and made again has no wrong rate' no_nonsense

take -n DEV -p --dec=0 1 4
send 5000 va
sleep 1
ip link set vb netns blue
ip netns exec blue ip link set vb up
sleep 1
ip netns exec blue ip link set vb netns 1 2>/dev/null
finish_take

moved()
{
	[ "$code" = 0 ] && awk '/pck/ || !/ vb$/ { next }
		{ n++; for (i = 2; i < NF; i++) if ($i + 0 > 6000 || $i + 0 < 0) bad = 1 }
		END { exit bad || !n }' "$tmp/out"
}

check 'an interface that goes to another namespace and comes back' moved

# ---- namespaces ---------------------------------------------------------------------------------

ip netns exec blue ip link set lo up
take --netns=blue -n TCP --dec=0 1 3
ip netns exec blue python3 -c "$connects" 40
python3 -c "$connects" 70
finish_take
of_blue()
{
	[ "$code" = 0 ] && is_about "$(sum active/s blue)" 40
}
check '--netns=NAME counts that namespace alone' of_blue

"$NSTAT" --sar --netns=blue -n TCP 1 1 >"$tmp/out" 2>"$tmp/err"
as_sar()
{
	[ "$(wc -l <"$tmp/out")" = 5 ] && ! grep -q blue "$tmp/out"
}
check 'of one namespace sar has its own layout' as_sar

ip netns exec blue sleep 60 &
holder=$!
others="$others $holder"
sleep 0.3
take --netns=$holder -n TCP --dec=0 1 2
nsenter -t $holder -n python3 -c "$connects" 30
finish_take
of_process()
{
	[ "$code" = 0 ] && grep -q ' passive/s.* NETNS$' "$tmp/out" &&
		is_about "$(sum active/s "$(awk 'NR == 4 { print $NF }' "$tmp/out")")" 30
}
check '--netns=PID' of_process

take --netns=all -n TCP --dec=0 1 5
ip netns exec blue python3 -c "$connects" 20
sleep 1
ip netns add red
ip netns exec red ip link set lo up
sleep 1.2
ip netns exec red python3 -c "$connects" 50
kill $holder
wait $holder 2>/dev/null
ip netns del blue
finish_take
come_and_go()
{
	[ "$code" = 0 ] && is_about "$(sum active/s blue)" 20 && is_about "$(sum active/s red)" 50 &&
		[ "$(grep -c '^[0-9].* blue$' "$tmp/out")" -lt 5 ] &&
		[ "$(grep -c '^[0-9].* red$' "$tmp/out")" -lt 4 ] &&
		grep -q '^Average.* blue$' "$tmp/out"
}
check '--netns=all, while they come and go' come_and_go

take --netns=red -n TCP 1
ip netns del red
finish_take
gone()
{
	[ "$code" = 1 ] && grep -q '^nstat: .*gone: red$' "$tmp/err" && ! grep -q -- '-[0-9]' "$tmp/out"
}
check 'the only one goes: averages, and the exit code tells' gone

ip netns add red
take --netns=red -n TCP --dec=0 1 4
ip netns exec red ip link set lo up
ip netns exec red python3 -c "$connects" 1000
sleep 1
ip netns del red
ip netns add red
finish_take
another()
{
	[ "$code" = 0 ] && is_about "$(sum active/s red)" 1000 &&
		[ "$(grep -c '^[0-9].* red$' "$tmp/out")" = 3 ]
}
check 'another one of the same name begins anew' another

# What may not be entered: one line, of somebody who has no rights here.
nobody()
{
	timeout 10 setpriv --reuid 65534 --regid 65534 --clear-groups "$NSTAT" "$@" \
		>"$tmp/out" 2>"$tmp/err" </dev/null
}
not_mine()
{
	nobody --netns=red -n TCP 0.2 1
	[ $? = 1 ] && [ ! -s "$tmp/out" ] && [ "$(wc -l <"$tmp/err")" = 1 ]
}
only_mine()
{
	nobody --netns=all -n TCP 0.2 2
	[ $? = 1 ] && [ "$(grep -c '^Average' "$tmp/out")" = 2 ] && [ "$(wc -l <"$tmp/err")" = 1 ]
}
# Those of somebody else's processes can be read, but not known: each has rows of its own.
one='' two=''
unknown()
{
	for name in one two; do
		ip netns add $name
		ip netns exec $name ip link set lo up
		ip netns exec $name sleep 60 &
		others="$others $!"
		eval "$name=$!"
		sleep 0.3
		umount "/run/netns/$name"
		rm "/run/netns/$name"
	done
	nsenter -t "$two" -n python3 -c "$connects" 1000
	rm -f "$tmp/out"
	timeout 30 setpriv --reuid 65534 --regid 65534 --clear-groups \
		"$NSTAT" --netns=all -n TCP --dec=0 1 3 >"$tmp/out" 2>"$tmp/err" </dev/null &
	taking=$!
	for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
		[ ! -s "$tmp/out" ] || break
		sleep 0.2
	done
	nsenter -t "$one" -n python3 -c "$connects" 40
	nsenter -t "$two" -n python3 -c "$connects" 70
	finish_take
	kill "$one" "$two"
	wait "$one" "$two" 2>/dev/null
	is_about "$(sum active/s "pid:$one")" 40 && is_about "$(sum active/s "pid:$two")" 70
}
if nobody -n TCP 0 2>/dev/null; then
	check 'a namespace that may not be entered' not_mine
	check 'all that may be entered' only_mine
	check 'namespaces that may not be known are told apart' unknown
else
	ok 'namespaces that may not be entered # SKIP nobody else can run it here'
fi
check 'no such namespace' refused --netns=nosuch -n TCP 1 1
check 'no such process' refused --netns=4194305 -n TCP 1 1
check 'a name that does not end' refused "--netns=$(printf '%0500d' 0)x" -n TCP 1 1
check 'no name' refused --netns= -n TCP 1 1

# ---- time ------------------------------------------------------------------------------------

# Stopped for two seconds and more: what came meanwhile is divided by them, and there are no
# samples that make up for those that were missed.
take -n TCP --dec=0 1 3
stopped=$(tr -d " " <"/proc/$taking/task/$taking/children")
kill -STOP "$stopped"
python3 -c "$connects" 300
sleep 2.2
kill -CONT "$stopped"
finish_take
late()
{
	[ "$code" = 0 ] && awk '/active/ { next } /^Average/ { exit }
		$2 + 0 > 150 { bad = 1 } $2 + 0 > 30 { seen++ }
		END { exit bad || seen != 1 }' "$tmp/out"
}
check 'a late sample is divided by the time that passed' late

# ---- recordings, privileges ---------------------------------------------------------------------

# What was shown when it was made.
recorded()
{
	rm -rf "$tmp/recording"
	"$NSTAT" --record "$tmp/recording" "$@" >"$tmp/theirs" 2>"$tmp/err" &&
		"$NSTAT" --root "$tmp/recording" "$@" >"$tmp/out" 2>"$tmp/err" &&
		grep -q / "$tmp/out" && cmp -s "$tmp/theirs" "$tmp/out"
}
check 'a recording shows what was shown' recorded -n ALL
check 'a recording of all namespaces' recorded -n DEV,TCP --netns=all
again()
{
	mv "$tmp/recording" "$tmp/first"
	recorded -n TCP && "$NSTAT" --root "$tmp/first" --root "$tmp/recording" -n TCP \
		>"$tmp/out" 2>"$tmp/err" && grep -q '^Average' "$tmp/out"
}
check 'two recordings are two samples' again
# Where nothing is counted it is not said that all is well. Sanitizers need /proc themselves.
hidden() { unshare -m sh -c "mount -t tmpfs none /proc && exec \"\$0\" $*" "$NSTAT"; }
nothing()
{
	for how in '1 1' '-n ALL 1 1' '--explain 1 1' '-n TCP --explain 1 1'; do
		hidden "$how" >"$tmp/out" 2>"$tmp/err" </dev/null
		[ $? = 3 ] && [ ! -s "$tmp/out" ] && [ "$(grep -c '^nstat:' "$tmp/err")" = 1 ] ||
			return 1
	done
}
if hidden -V >/dev/null 2>&1; then
	check 'a system that counts nothing' nothing
else
	ok 'a system that counts nothing # SKIP it cannot be hidden here'
fi
check 'a directory that is no recording' refused --root "$here" -n TCP
check 'an interval with a recording' refused --root "$tmp/recording" -n TCP 1
check 'a recording of a recording' refused --root "$tmp/recording" --record "$tmp/x" -n TCP

# capabilities ARGS: what it may still do while it runs
capabilities()
{
	rm -f "$tmp/out"
	"$NSTAT" "$@" 5 >"$tmp/out" 2>"$tmp/err" &
	taking=$!
	for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
		[ ! -s "$tmp/out" ] || break
		sleep 0.2
	done
	sed -n 's/^Cap\(Eff\|Prm\):[[:space:]]*//p' "/proc/$taking/status" | sort -u
	kill $taking
	wait $taking 2>/dev/null
}
check 'nothing may be done that is not needed' \
	test "$(capabilities -n ALL)" = 0000000000000000
check 'neither with --sar first' test "$(capabilities --sar -n TCP)" = 0000000000000000

# least PID: descriptors that it has open while it takes no sample
least()
{
	for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
		find "/proc/$1/fd" -type l | wc -l
	done | sort -n | head -n 1
}

# Namespaces that come and go leave nothing behind.
descriptors()
{
	timeout 30 "$NSTAT" --netns=all -n ALL 0.2 >"$tmp/out" 2>"$tmp/err" &
	taking=$!
	sleep 1
	child=$(tr -d " " <"/proc/$taking/task/$taking/children")
	before=$(least "$child")
	for name in a b c d e f g h; do
		ip netns add "$name"
		sleep 0.25
		ip netns del "$name"
	done
	sleep 0.5
	after=$(least "$child")
	kill $taking
	wait $taking 2>/dev/null
	[ "$before" -gt 0 ] && [ "$after" = "$before" ]
}
check 'no descriptor is left open' descriptors

# ---- numbers --------------------------------------------------------------------------------------

# How many rows there are in it.
rows()
{
	timeout 20 "$NSTAT" -n UDP "$@" >"$tmp/out" 2>"$tmp/err" && [ ! -s "$tmp/err" ] &&
		grep -c '^[0-9].* [0-9.]*$' "$tmp/out"
}
check 'intervals below a second' test "$(rows 0.05 12)" = 12
check 'their stamps tell hundredths' grep -q '^..:..:..\.[0-9][0-9]  *0' "$tmp/out"
for wrong in 0.0001 -- -1 1e3 inf nan 0x10 1s '' . 1,5 99999999999999999999; do
	[ "$wrong" != -- ] || continue
	check "the interval $wrong" refused -n TCP -- "$wrong" 1
done
for wrong in 0 -1 x 1.5 '' 99999999999999999999999; do
	check "the count $wrong" refused -n TCP -- 1 "$wrong"
done
check 'three numbers' refused -n TCP 1 2 3
check 'a count without an interval' refused -n TCP 0 1
check 'no such keyword' refused -n TCP,NOSUCH 1 1
check 'no such processor' refused -n SOFT -P x 1 1
check 'three decimals' refused -n TCP --dec=3 1 1
echo "1..$number"
