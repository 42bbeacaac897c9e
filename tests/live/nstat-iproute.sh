#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# nstat beside iproute2's: what both print and keep (TAP).

set -u
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=tests/stage.sh
. "$here/../stage.sh"
# shellcheck source=tests/nstat-beside.sh
. "$here/../nstat-beside.sh"
begin "$NSTAT" bash ip
ip link set lo up
cd "$tmp" || exit 1

# ---- every option alone, and as they are used ---------------------------------------------------

same
check 'nothing has moved' [ "$(cat ours.out)" = '#kernel' ]
moved
if grep -q '^TcpAttemptFails  *6 ' ours.out && grep -q '^IcmpMsgInType3  *3 ' ours.out; then
	ok 'what has moved, and by how much'
else
	not_ok 'what has moved, and by how much'
	sed 's/^/# /' ours.out
fi
same
for options in -a -z -n -s -j -p -az -as -zs -asz -js -jz -jp -jpz -jpa -ajs -ns -an -ans -zn \
	-azj --ignore --zeros --nooutput --noupdate --json --pretty --ign --zer '--json --pretty' \
	'--js --pr --ze' '-t 5' '-t5' '--interval 7' '--interval=7' '-d 0' '-d x' '-d -3' '-a -- ' \
	-r -rn -ra -rs -ras --reset -arz '-s -j' '-v' --help -h '-?' '-ah' '-n -h'; do
	# shellcheck disable=SC2086
	case $options in
	-v | *h* | *\?) ;; # told below
	*) moved $options ;;
	esac
done
for pattern in 'Tcp*' 'tcp*' TcpRetransSegs '*Type3*' 'Icmp6*' 'IcmpMsg?nType3' '[TI]cp*' nosuch \
	'[' '*' '?' '' 'Ip\*' 'Ip6InReceives' Tcp TCP 5x; do
	moved "$pattern"
	moved -z "$pattern"
	moved -a "$pattern"
	moved -s "$pattern"
	moved -j "$pattern"
done
moved 'Ip*' 'Udp*'
moved -az TcpRetransSegs TcpExtTCPLostRetransmit
moved 'Udp*' -a -z
moved -- 'Udp*'
moved -n 'Udp*'
moved -n 5
moved -zn 5
moved
same -a

take ours "$NSTAT" -V
case $(cat ours.out) in
"nstat utility, netwho-"[0-9]*) ok 'the version, as iproute2 puts it' ;;
*) not_ok 'the version, as iproute2 puts it' ;;
esac
take real "$REAL" -V --bogus
take ours "$NSTAT" -V --bogus
check 'nothing behind -V is looked at' cmp -s real.exit ours.exit
for options in -h --help '-?' -ah '-n -h'; do
	# shellcheck disable=SC2086
	take real "$REAL" $options
	# shellcheck disable=SC2086
	take ours "$NSTAT" $options
	if cmp -s real.exit ours.exit && grep -q '^Usage: nstat' ours.out; then
		ok "help: $options"
	else
		not_ok "help: $options"
	fi
done

# ---- each reads what the other has kept ----------------------------------------------------------

traffic
rm -f ./*.history
"$REAL" -V >/dev/null
NSTAT_HISTORY=$tmp/real.history "$REAL" -n
cp real.history ours.history
moved
rm -f ./*.history
NSTAT_HISTORY=$tmp/ours.history "$NSTAT" -n
cp ours.history real.history
moved
same -s
# In a /tmp of its own, where ours may have been built.
cat >own-tmp <<'END'
mkdir own || exit 3
mount -t tmpfs nothing own 2>/dev/null || exit 3
top=${NSTAT%/tools/*}
case $top in
/tmp/*)
	mkdir -p "own${top#/tmp}"
	mount --bind "$top" "own${top#/tmp}" || exit 3
	;;
esac
mount --rbind own /tmp || exit 3
"$NSTAT" -n || exit 1
[ "$(stat -c %a,%s "/tmp/.nstat.u$(id -u)")" = "600,$1" ] || exit 1
[ "$("$REAL")" = '#kernel' ] || exit 1
[ "$("$NSTAT")" = '#kernel' ]
END
take ours "$NSTAT" -n
size=$(wc -c <ours.history)
unshare -m sh own-tmp "$size" >out 2>err
case $? in
0) ok 'without a name it is in /tmp, and only the user may read it' ;;
3) ok 'without a name it is in /tmp # SKIP no mounts allowed here' ;;
*) not_ok 'without a name it is in /tmp, and only the user may read it' ;;
esac

# ---- histories of every kind ----------------------------------------------------------------------

kept '#kernel\nTcpInSegs                       99999999            0.0\n'
alike 'less than it was' -z 'TcpInSegs' 'Tcp*'
kept '#kernel\nTcpInSegs 1\nTcpOutSegs 2 3\nUdpInDatagrams\t1\t0.0\n'
alike 'lines that somebody else wrote'
kept 'TcpInSegs 1 0.0\n'
alike 'no word of whose it is'
kept '#4711.99 sampling_interval=1 time_const=60\nTcpInSegs 1 0.0\n'
alike 'of a daemon that is gone'
kept '#other\n#kernel\nTcpInSegs 1 0.0\n'
alike 'whose it is, said twice'
kept '#kernel\n'
alike 'nothing but whose it is'
kept ''
alike 'empty'
kept '#kernel\nTcpInSegs 1 0.0\nTcpInSegs 2 0.0\n'
alike 'one counter twice'
kept '#kernel\nTcpInSegs -1 0.0\nTcpOutSegs 99999999999999999999999 0.0\n'
alike 'numbers that are none' -z
kept '#kernel\nTcpInSegs 1 nan\nTcpOutSegs 1 inf\nUdpInErrors 1 1e400'
alike 'rates that are none, and no end of line'
kept '#kernel\nTcpInSegs 1 0.0\n'
touch -d '1990-01-01' real.history ours.history
alike 'older than the machine'
kept '#kernel\nTcpInSegs 1 0.0\n'
touch -d '1990-01-01' real.history ours.history
alike 'older than the machine, and nobody asks' -a

# broken WHAT TEXT: no history at all.
broken()
{
	kept "$2"
	compare "no history: $1"
	# What stands behind a NUL iproute2 does not see.
	[ "$1" != 'a NUL' ] || [ "$(cat ours.exit)" != 254 ] || differs=
	report
	brief "no history: $1"
}

broken 'no value' '#kernel\nTcpInSegs\n'
broken 'an empty line' '#kernel\n\n'
broken 'a word for a value' '#kernel\nTcpInSegs x\n'
broken 'a newline' '\n'
broken 'a letter' 'x'
broken 'colours' '#kernel\nTcpInSegs 1 0.0\n\033[31m\n'
broken 'a NUL' '#kernel\nTcp\000InSegs 1\n'
head -c 300000 /dev/urandom >real.history
cp real.history ours.history
take ours "$NSTAT"
check 'any bytes' [ "$(cat ours.exit)" = 254 ]
brief 'any bytes'

rm -f ./*.history
echo '#kernel' >elsewhere
cp elsewhere elsewhere.was
ln -s elsewhere real.history
ln -s elsewhere ours.history
refused 'a symbolic link is not followed'
check 'nor is its file changed' cmp -s elsewhere elsewhere.was
same -r
rm -f ./*.history
mkdir real.history ours.history
differs=
take real "$REAL"
take ours "$NSTAT"
cmp -s real.exit ours.exit || differs="exit"
title='a directory'
report
brief 'a directory'
rmdir real.history ours.history
kept '#kernel\n'
ln real.history real.other
ln ours.history ours.other
refused 'a file of two names'
rm -f ./*.history ./*.other
mkfifo ours.history
take ours "$NSTAT"
check 'a pipe' [ "$(cat ours.exit)" = 255 ]
brief 'a pipe'
rm -f ./*.history
kept '#kernel\n'
if chown 65534 real.history ours.history 2>/dev/null; then
	refused "another user's file"
else
	ok "another user's file # SKIP no other user here"
fi
rm -f ./*.history
NSTAT_HISTORY=/no/such/file "$REAL" >real.out 2>real.err
echo $? >real.exit
NSTAT_HISTORY=/no/such/file "$NSTAT" >ours.out 2>ours.err
echo $? >ours.exit
agreed=$(cat real.exit ours.exit | sort -u | wc -l)
check 'a directory that is not there' [ "$agreed" = 1 ]
brief 'a directory that is not there'
check 'and which one' grep -q /no/such/file ours.err
NSTAT_HISTORY='' "$NSTAT" >ours.out 2>ours.err
check 'an empty name' [ $? = 255 ]

kept '#kernel\n'
NSTAT_HISTORY=$tmp/ours.history "$NSTAT" -a >/dev/full 2>ours.err
code=$?
if [ $code = 255 ] && cmp -s real.history ours.history; then
	ok 'what nobody could see is not noted'
else
	not_ok "what nobody could see is not noted ($code)"
fi
brief 'what nobody could see'

# ---- wrong usage -----------------------------------------------------------------------------------

for options in -q --bogus --no -d -t '-t 0' '-t -1' '-t x' '-t 0x' '--interval=' '--json=1' -aq \
	'--scan' '-1'; do
	# shellcheck disable=SC2086
	refused "wrong: $options" $options
done

# ---- counters of another place ----------------------------------------------------------------------

mkdir -p root/net/sctp
cat >root/net/snmp <<'END'
Ip: Forwarding DefaultTTL InReceives New
Ip: 1 64 18446744073709551615 7
Tcp: RtoAlgorithm RtoMin RtoMax MaxConn ActiveOpens CurrEstab InSegs
Tcp: 1 200 120000 -1 4294967296 7 5
END
cat >root/net/netstat <<'END'
TcpExt: SyncookiesSent AVeryLongNameThatFillsAWholeColumn Odd
TcpExt: 3 77 0
END
printf 'Ip6InReceives                   \t12\nIcmp6OutType133\t4\n' >root/net/snmp6
printf 'SctpCurrEstab                   \t1\nSctpActiveEstabs\t2\n' >root/net/sctp/snmp
PROC_ROOT=$tmp/root
export PROC_ROOT
rm -f ./*.history
same -s
same -as
same -zsr
same 'Tcp*' -a -s
take ours "$NSTAT" -j -s
check 'JSON has all 64 bits' grep -q '"TcpActiveOpens":4294967296' ours.out
take ours "$NSTAT" -n
sed -i 's/77 0/80 0/' root/net/netstat
cp ours.history real.history
take ours "$NSTAT" -s
take real "$REAL" -s
if grep -q 'WholeColumn3  *0\.0$' ours.out && cmp -s real.out ours.out; then
	ok 'a name as long as its column, in our history'
else
	not_ok 'a name as long as its column, in our history'
fi
printf '#kernel\n%-32s%-16u%6.1f\n' TcpExtAVeryLongNameThatFillsAWholeColumn 77 0 >ours.history
take ours "$NSTAT" -s
check 'and in one of iproute2' grep -q 'WholeColumn3  *0\.0$' ours.out
# On a machine of 32 bits a counter begins anew, which iproute2 does not see.
if [ "$(setarch i686 uname -m 2>/dev/null)" = i686 ]; then
	printf '#kernel\nTcpInSegs 4294967290 0.0\nSctpActiveEstabs 5 0.0\n' >ours.history
	take ours setarch i686 "$NSTAT" -zs
	check '32 bits: from its end to its beginning' grep -q '^TcpInSegs  *11  *0\.0$' ours.out
	check '32 bits: what only shrank' \
		grep -q '^SctpActiveEstabs  *0  *0\.0 (overflow)$' ours.out
else
	ok '32 bits # SKIP no such personality'
fi
rm -f ./*.history
mv root/net/snmp6 other
PROC_NET_SNMP6=$tmp/other
PROC_NET_SCTP_SNMP=/no/such
export PROC_NET_SNMP6 PROC_NET_SCTP_SNMP
same -as
same -asz
printf 'Tcp: InSegs OutSegs\nTcp: 5\n' >root/net/snmp
take ours "$NSTAT" -a
if [ "$(cat ours.exit)" = 254 ] && grep -q '^TcpInSegs  *5 ' ours.out; then
	ok 'cut lines'
else
	not_ok 'cut lines'
fi
brief 'cut lines'
printf 'Tcp: \033[31mX\nTcp: 5\n' >root/net/snmp
take ours "$NSTAT" -as
check 'names never reach a terminal raw' grep -q '^Tcp.x1b.31mX' ours.out
unset PROC_ROOT PROC_NET_SNMP6 PROC_NET_SCTP_SNMP


# ---- at the same time -------------------------------------------------------------------------------

# Whoever comes takes what moved since the one before: nothing is told twice, nothing is lost.
rm -f ./*.history
NSTAT_HISTORY=$tmp/ours.history
export NSTAT_HISTORY
"$NSTAT" -n
before=$("$NSTAT" -asz TcpOutRsts | awk '/Tcp/ { print $2 }')
runs=
for i in 1 2 3 4 5 6 7 8; do
	bash -c ': </dev/tcp/127.0.0.1/1' 2>/dev/null &
	runs="$runs $!"
	"$NSTAT" >"many.$i" 2>&1 &
	runs="$runs $!"
	"$REAL" >"many.real.$i" 2>&1 &
	runs="$runs $!"
done
# shellcheck disable=SC2086
wait $runs
"$NSTAT" >many.last 2>&1
after=$("$NSTAT" -asz TcpOutRsts | awk '/Tcp/ { print $2 }')
told=$(cat many.* | awk '$1 == "TcpOutRsts" { n += $2 } END { print n + 0 }')
if [ "$told" = $((after - before)) ] && [ "$told" = 8 ] && ! cat many.* | grep -q '^nstat'; then
	ok 'many at once, of both programs: each of 8 resets is told once'
else
	not_ok "many at once, of both programs: $told of 8 ($before to $after)"
fi
unset NSTAT_HISTORY

echo "1..$number"
