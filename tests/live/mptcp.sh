#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# MPTCP connections and their subflows, beside what ss says of them (TAP).

set -u
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=tests/stage.sh
. "$here/../stage.sh"
begin ss ip

# Three addresses of one host: each connection gets two subflows beside its first.
prepare()
{
	ip link set lo up && ip mptcp limits set subflows 4 add_addr_accepted 4 &&
		for last in 1 2 3; do
			ip address add 10.45.0.$last/24 dev lo || return 1
		done &&
		ip mptcp endpoint add 10.45.0.2 dev lo subflow &&
		ip mptcp endpoint add 10.45.0.3 dev lo subflow
}
prepare >"$tmp/err" 2>&1 || skip_all "no MPTCP: $(tail -n 1 "$tmp/err")"
[ "$(cat /proc/sys/net/mptcp/enabled)" = 1 ] || skip_all 'MPTCP is switched off'
populate mptcp 10.45.0.1 2

run()
{
	"$NSOCKETS" "$@" >"$tmp/out" 2>"$tmp/err" </dev/null
	code=$?
}

same() { cmp -s "$tmp/$1" "$tmp/$2" || { diff "$tmp/$1" "$tmp/$2" >"$tmp/err" && false; }; }
some() { [ "$(wc -l <"$tmp/$1")" -ge "$2" ]; }

# ---- tokens ------------------------------------------------------------------------------

# COOKIE TOKEN, both as ss writes them; a subflow's own token is the second one.
ss -HOMnaie | sed -n 's/.* sk:\([0-9a-f]*\) .* token:0*\([0-9a-f]*\).*/\1 \2/p' |
	sort >"$tmp/theirs"
run -A mptcp -an --csv --no-header --columns cookie,mptcp_token
tr -d '\r' <"$tmp/out" | awk -F, '$2 > 0 { printf "%x %x\n", $1, $2 }' | sort >"$tmp/ours"
check 'connections: their tokens' same theirs ours
check 'connections: six of them and more' some ours 6
ss -HOtnaie | sed -n 's/.* sk:\([0-9a-f]*\) .* token:[^/]*\/0*\([0-9a-f]*\)(.*/\1 \2/p' |
	sort >"$tmp/subflows"
run -tan --csv --no-header --columns cookie,mptcp_token
tr -d '\r' <"$tmp/out" | awk -F, '$2 > 0 { printf "%x %x\n", $1, $2 }' | sort >"$tmp/ours"
check 'subflows: their tokens' same subflows ours
check 'subflows: fifteen of them and more' some ours 15

# SUBFLOW CONNECTION
sort -k 2 "$tmp/subflows" >"$tmp/left"
sort -k 2 "$tmp/theirs" >"$tmp/right"
join -1 2 -2 2 -o 1.1,2.1 "$tmp/left" "$tmp/right" | sort >"$tmp/theirs"
run -A mptcp,tcp -an --csv --no-header --columns state,cookie,connection
tr -d '\r' <"$tmp/out" | awk -F, '$1 != "LISTEN" && $3 { printf "%x %x\n", $2, $3 }' |
	sort >"$tmp/ours"
check 'subflows: their connections' same theirs ours
run -tan --csv --no-header --columns connection
check 'without the connections none is named' eval '! grep -q "[0-9]" "$tmp/out"'

# ---- the table for people ----------------------------------------------------------------

# Below each connection, and nowhere else, what belongs to it; each row once.
is_grouped()
{
	awk '{ marked = /^  tcp/ }
	$1 ~ /^mptcp/ { at = $2; next }
	marked { if ($3 != at) { print "below another one: " $0; wrong = 1 }; next }
	$3 { print "alone: " $0; wrong = 1 }
	{ at = "" }
	END { exit wrong }' "$tmp/out" >"$tmp/err"
}
run -A mptcp,tcp -an --no-header --columns proto,cookie,connection
cp "$tmp/out" "$tmp/grouped"
check 'subflows stand below their connection' is_grouped
check 'and are marked' eval '[ "$(grep -c "^  tcp" "$tmp/out")" -ge 17 ]'
check 'IPv6 as well' grep -q '^  tcp6' "$tmp/out"
run -A all -an --columns proto,cookie,connection --no-header
check 'among all families too' is_grouped
run -A mptcp,tcp -an --csv --no-header --columns cookie
tr -d '\r' <"$tmp/out" | sort >"$tmp/theirs"
awk '{ print $2 }' "$tmp/grouped" | sort >"$tmp/ours"
check 'each row once' same theirs ours
run -A mptcp,tcp -an --columns proto,cookie,connection --no-header --sort cookie
awk '{ print $2 }' "$tmp/out" >"$tmp/ours"
sort -n "$tmp/ours" >"$tmp/theirs"
check 'an order that is asked for stays' same theirs ours
check 'and nothing is marked there' eval '! grep -q "^ " "$tmp/out"'
run -A mptcp -an --no-header --columns proto
check 'connections alone' eval '! grep -q "^ *tcp" "$tmp/out"'
run --netstat -tan
check "netstat's face has no connections" eval '! grep -qE "mptcp|^ " "$tmp/out"'
# A connection that the filter leaves out is none to stand below of.
run -A mptcp,tcp -an --no-header --columns proto,cookie,connection proto = tcp
check 'without its connection nothing is marked' \
	eval '[ -s "$tmp/out" ] && ! grep -qE "^ |[0-9] +[0-9]+ +[0-9]" "$tmp/out"'

# How many there are: the kernel's own count, where it has one.
run -A mptcp,tcp -an --csv --no-header --columns family,state,cookie,subflows_total,connection
tr -d '\r' <"$tmp/out" | awk -F, '
	$1 == "mptcp" && $2 == "ESTABLISHED" && $4 { total[$3] = $4 }
	$5 { found[$5]++ }
	END { for (c in total) if (total[c] != found[c]) { print c, total[c], found[c]; exit 1 } }' \
	>"$tmp/wrong"
check 'as many as the kernel counts' eval '! grep -q . "$tmp/wrong"'

# ---- who holds them ----------------------------------------------------------------------

# A subflow is in the hands of its connection's holder, or nobody's for the same reason.
run -A mptcp,tcp -anp --csv --no-header --columns cookie,connection,process
tr -d '\r' <"$tmp/out" | sort -u >"$tmp/held"
awk -F, 'NR == FNR { process[$1] = $3; next }
	$2 && process[$2] != $3 { print $1 ": " $3 " but " process[$2]; wrong = 1 }
	END { exit wrong }' "$tmp/held" "$tmp/held" >"$tmp/wrong"
check 'the holder of the connection' eval '! grep -q . "$tmp/wrong"'
for reason in orphan not-accepted; do
	check "or why there is none: $reason" \
		eval '[ "$(grep -c ",[0-9][0-9]*,$reason" "$tmp/held")" = 3 ]'
done
run -tanp --no-header --columns process 'sport = 20100 or sport = 19100'
check 'without the connection: an orphan' eval '[ "$(grep -c "^orphan" "$tmp/out")" = 1 ]'
check 'and a holder' grep -q '^[0-9]*/population' "$tmp/out"

# ---- recorded -------------------------------------------------------------------------------

run -A mptcp,tcp -anp --record "$tmp/recording"
cp "$tmp/out" "$tmp/theirs"
run -A mptcp,tcp -anp --root "$tmp/recording"
cp "$tmp/out" "$tmp/ours"
check 'a recording of it' same theirs ours
run -tanp --no-header --columns process --root "$tmp/recording" 'sport = 20100'
check 'a recording: an orphan' grep -q '^orphan' "$tmp/out"

echo "1..$number"
