#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Events made in known numbers, each kind in a namespace of its own; nstat tells as many (TAP).

set -u
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=tests/stage.sh
. "$here/../stage.sh"
NSTAT=${NSTAT:-build/tools/nstat}
EVENTS=${EVENTS:-build/tests/events}
case $NSTAT in /*) ;; */*) NSTAT=$PWD/$NSTAT ;; esac
case $EVENTS in /*) ;; */*) EVENTS=$PWD/$EVENTS ;; esac
export NSTAT EVENTS
locate
export NSOCKETS
begin ip "$NSTAT" "$EVENTS"

cat >"$tmp/inside" <<'END'
ip link set lo up || exit 3
[ -z "$3" ] || echo "$3" >/proc/sys/net/ipv4/tcp_syncookies || exit 5
[ ! -f "$STAGE/rules" ] || nft -f "$STAGE/rules" 2>"$STAGE/err" || exit 4
"$EVENTS" "$1" "$2" sh "$STAGE/look" >"$STAGE/events" 2>>"$STAGE/err"
END
# What nstat says, the kernel's own files, and what the rules have counted, while all is there.
cat >"$tmp/look" <<'END'
for _ in 1 2 3 4 5 6 7 8 9 10; do
	cat /proc/net/snmp /proc/net/netstat >"$STAGE/before"
	"$NSTAT" --explain >"$STAGE/out" 2>>"$STAGE/err"
	cat /proc/net/snmp /proc/net/netstat >"$STAGE/kernel"
	# A timer may have run out meanwhile.
	! cmp -s "$STAGE/before" "$STAGE/kernel" || break
done
"$NSOCKETS" -tn --no-header --columns state state syn-recv >"$STAGE/half" 2>>"$STAGE/err"
[ ! -f "$STAGE/rules" ] || nft list counters >"$STAGE/counted"
END

# made KIND N [SYNCOOKIES]: in a new namespace. The numbers of nstat are in $tmp/grown.
made()
{
	what="$2 $1"
	: >"$tmp/err"
	unshare -n sh "$tmp/inside" "$1" "$2" "${3:-}"
	code=$?
	awk '
	/^no trouble:/ { words = 1; next }
	words { for (i = 1; i < NF; i += 2) print $i, $(i + 1); next }
	/^[A-Z]/ && NF == 3 { print $1, $2 }' "$tmp/out" | sort >"$tmp/grown"
	check "$what: made" [ $code = 0 ]
}

# rules MATCH [MORE]: what comes in and matches is counted, and dropped if it matches more.
rules()
{
	cat >"$tmp/rules" <<-END
		table inet events {
			counter seen { }
			counter lost { }
			chain input {
				type filter hook input priority 0;
				$1 counter name seen
				$1 ${2:-} counter name lost drop
			}
		}
	END
	unshare -n nft -f "$tmp/rules" 2>"$tmp/err" && return
	rm -f "$tmp/rules"
	return 1
}

counted()
{
	awk -v name="$1" '$2 == name { here = 1 } here && $1 == "packets" { print $2; exit }' \
		"$tmp/counted"
}

grown()
{
	number_of=$(sed -n "s/^$1 //p" "$tmp/grown")
	echo "${number_of:-0}"
}

# tells NAME N [NAME N]...
tells()
{
	while [ $# -gt 1 ]; do
		ours=$(grown "$1")
		check "$what: $1 is $2" [ "$ours" = "$2" ]
		[ "$ours" = "$2" ] || echo "# not $ours"
		shift 2
	done
}

# No event of another kind is told.
only()
{
	sed -n '/^no trouble:/q; /^[A-Z][A-Za-z0-9]* /s/ .*//p' "$tmp/out" | sort >"$tmp/told"
	printf '%s\n' "$@" | sort >"$tmp/expected"
	check "$what: no other trouble" cmp -s "$tmp/told" "$tmp/expected"
}

# Every counter that is not 0 is in one of the two, with its number; gauges are in neither.
same()
{
	awk '
	{ prefix = $1; sub(/:$/, "", prefix) }
	names[prefix] == "" { names[prefix] = $0; next }
	{
		n = split(names[prefix], name, " ")
		for (i = 2; i <= n; i++)
			if ($i != 0 && name[i] !~ /^(Forwarding|DefaultTTL|Rto.*|MaxConn|.*CurrEstab)$/)
				print prefix name[i], $i
		names[prefix] = ""
	}' "$tmp/kernel" | sort >"$tmp/truth"
	grep -v '^Icmp6\|^Ip6\|^Udp6' "$tmp/grown" | diff - "$tmp/truth" >"$tmp/differs"
	check "$what: as the kernel has it" [ ! -s "$tmp/differs" ]
	sed 's/^/# /' "$tmp/differs"
}

made connects 7
tells TcpActiveOpens 7 TcpPassiveOpens 7
check "$what: no trouble" grep -q '^Nothing that tells of trouble grew\.' "$tmp/out"
same

made refused 6
tells TcpActiveOpens 6 TcpAttemptFails 6 TcpOutRsts 6
only TcpAttemptFails TcpOutRsts
same

# Both ends are here, and each is reset.
made resets 5
tells TcpExtTCPAbortOnData 5 TcpOutRsts 5 TcpEstabResets 10
only TcpExtTCPAbortOnData TcpOutRsts TcpEstabResets
same

made unread 5
tells TcpExtTCPAbortOnClose 5 TcpOutRsts 5 TcpEstabResets 10
only TcpExtTCPAbortOnClose TcpOutRsts TcpEstabResets
same

made overflows 9
tells TcpActiveOpens 10 TcpPassiveOpens 1 TcpExtListenOverflows 9 TcpExtListenDrops 9
only TcpExtListenOverflows TcpExtListenDrops
same

# Of five receive windows two were opened again, and three are closed.
made windows 5
check "$what: closed are three more than opened" \
	[ $(($(grown TcpExtTCPToZeroWindowAdv) - $(grown TcpExtTCPFromZeroWindowAdv))) = 3 ]
same

made no-port 8
tells UdpNoPorts 8 UdpOutDatagrams 8
same

made no-room 50
lost=$(cat "$tmp/events")
check "$what: some were lost" [ "$lost" -gt 0 ]
tells UdpRcvbufErrors "$lost" UdpInErrors "$lost" UdpInDatagrams $((50 - lost))
same

made damaged-tcp 4
tells TcpInErrs 4 TcpInCsumErrors 4
only TcpInErrs TcpInCsumErrors
same

made damaged-udp 4
tells UdpInErrors 4 UdpInCsumErrors 4 UdpNoPorts 0
only UdpInErrors UdpInCsumErrors
same

# Callers who do not know of their calls: the SYN-ACK is answered by a reset.
made half-open 6
tells TcpExtEmbryonicRsts 6 TcpAttemptFails 6 TcpOutRsts 6
only TcpExtEmbryonicRsts TcpAttemptFails TcpOutRsts
same

made challenges 6
tells TcpExtTCPSYNChallenge 6 TcpExtTCPChallengeACK 6
only TcpExtTCPSYNChallenge TcpExtTCPChallengeACK TcpInErrs
same

# ---- what the network loses ------------------------------------------------------------------

if rules 'tcp dport 7001 meta length > 200' 'numgen inc mod 2 == 0'; then
	# Every other one is lost: each segment once.
	made segments 10
	check "$what: the network lost as many" [ "$(counted lost)" = 10 ]
	tells TcpRetransSegs 10 TcpExtTCPSynRetrans 0
	check "$what: as many more came" [ "$(counted seen)" = 20 ]
	same

	rules 'tcp dport 7001 meta length > 200'
	made given-up 4
	tells TcpExtTCPAbortOnTimeout 4 TcpRetransSegs $(($(counted seen) - 4))
	same

	rules 'tcp dport 7001'
	made unanswered 4
	tells TcpAttemptFails 4 TcpExtTCPAbortOnTimeout 4 TcpActiveOpens 4
	tells TcpExtTCPSynRetrans $(($(counted seen) - 4)) TcpRetransSegs $(($(counted seen) - 4))
	same

	# Those that stay half open leave no room for the others.
	rules 'tcp sport 7001'
	made half-open 9 1
	rest=$((9 - $(wc -l <"$tmp/half")))
	check "$what: more than there is room for" [ $rest -gt 0 ]
	tells TcpExtTCPReqQFullDoCookies $rest TcpExtSyncookiesSent $rest
	same
	made half-open 9 0
	rest=$((9 - $(wc -l <"$tmp/half")))
	check "$what: more than there is room for" [ $rest -gt 0 ]
	tells TcpExtTCPReqQFullDrop $rest TcpExtListenDrops $rest
	same
	rm -f "$tmp/rules"
else
	ok "what the network loses # SKIP no nftables: $(tail -n 1 "$tmp/err")"
fi

# ---- the same per second -----------------------------------------------------------------------

# rate TITLE: of a row below its header, or of a section of TCPX.
rate()
{
	awk -v title="$1" '
	/^Average/ { exit }
	{ for (i = 1; i < NF; i++) if ($i == title && $(i + 1) ~ /^[0-9.]+$/) print $(i + 1) }
	at && NF >= at && $at ~ /^[0-9.]+$/ { print $at; at = 0 }
	{ for (i = 1; i <= NF; i++) if ($i == title "/s") at = i }' "$tmp/out" | head -n 1
}

# The clock may be late: what is told is the time that really passed, which is not said here.
near()
{
	awk -v rate="$(rate "$1")" -v n="$2" 'BEGIN { exit !(rate * 4 > n - 0.5 && rate * 4 < n + 0.5) }'
}

rates()
{
	near active 12 && near passive 6 && near atmptf 6 && near estres 4 && near orsts 8 &&
		near noport 7 && near AttemptFails 6 && near TCPAbortOnData 2 &&
		near EstabResets 4 && near OutRsts 8
}

cat >"$tmp/inside" <<'END'
ip link set lo up || exit 3
"$NSTAT" -n UDP,TCP,ETCP,TCPX 4 1 >"$STAGE/out" 2>"$STAGE/err" &
sleep 1
"$EVENTS" connects 4
"$EVENTS" resets 2
"$EVENTS" refused 6
"$EVENTS" no-port 7
wait
END
for _ in 1 2 3; do
	unshare -n sh "$tmp/inside"
	! rates || break
done
check 'rates of rows and of sections' rates
awk '/^Average/ { $1 = ""; print }' "$tmp/out" >"$tmp/average"
awk '/^[0-9]/ { $1 = ""; print }' "$tmp/out" >"$tmp/first"
check 'the average of one sample is that sample' cmp -s "$tmp/first" "$tmp/average"

echo "1..$number"
