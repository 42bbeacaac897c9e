#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Waiting for a socket, and ending some (TAP).

set -u
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=tests/stage.sh
. "$here/../stage.sh"
begin

# result TITLE CODE [COMPLAINT]: of what was just run, and the rows it shows when so.
result()
{
	title=$1
	expected=$2
	shift 2
	if [ "$code" = "$expected" ] &&
		if [ $# -gt 0 ]; then grep -qE -- "$1" "$tmp/err"; else [ ! -s "$tmp/err" ]; fi; then
		ok "$title"
		return
	fi
	not_ok "$title"
	echo "# exit code $code, not $expected"
	sed 's/^/# /' "$tmp/err" "$tmp/out"
}

run()
{
	"$NSOCKETS" "$@" >"$tmp/out" 2>"$tmp/err" </dev/null
	code=$?
}

rows()
{
	grep -c '^tcp' "$tmp/out"
}

# is TITLE FOUND EXPECTED
is()
{
	if [ "$2" = "$3" ]; then
		ok "$1"
	else
		not_ok "$1"
		echo "# $2, not $3"
		sed 's/^/# /' "$tmp/err" "$tmp/out"
	fi
}

# ---- waiting ----------------------------------------------------------------------------

run --wait --timeout 0.3 -tn 'sport = 18000'
result 'nothing comes' 1 'no such socket within 0.3 seconds'
is 'and nothing is shown' "$(wc -l <"$tmp/out")" 0
run --wait --timeout 1 -tn 'sport = 18000'
result 'nothing comes for a second' 1 'no such socket within 1 second$'
run --wait --timeout 0 -tn 'sport = 18000'
result 'no time at all' 1 'no such socket'

timeout 20 "$NSOCKETS" --wait --timeout 15 -tn 'sport = 18000' >"$tmp/waited" 2>"$tmp/err" &
waiter=$!
# Not before it has looked once in vain.
sleep 0.3
populate odd "$tmp/sockets"
wait $waiter
code=$?
cp "$tmp/waited" "$tmp/out"
result 'it comes' 0
is 'and is shown' "$(($(rows) > 0))" 1
run --wait -tn 'sport = 18000'
result 'it was there already' 0

# ---- ending -------------------------------------------------------------------------------

run -tn state established '( sport = 18000 or dport = 18000 )'
before=$(rows)
run --kill -tn state established '( sport = 18000 or dport = 18000 )' 'sport = 18000'
if grep -q 'ends no sockets' "$tmp/err"; then
	ok 'ending sockets # SKIP a kernel without CONFIG_INET_DIAG_DESTROY'
	echo "1..$number"
	exit 0
fi
result 'connections are ended' 0
ended=$(rows)
is 'and shown' "$((ended > 0 && ended <= before))" 1
run -tn state established 'sport = 18000'
is 'none of them is left' "$(rows)" 0
run -tn state listening 'sport = 18000'
is 'their listener is' "$(rows)" 1
run --kill -tn state established 'sport = 18000'
result 'nothing to end' 1 'no such socket'
run -tn state established '( sport = 18011 or dport = 18011 )'
before=$(rows)
run --kill -tn state established '( sport = 18011 or dport = 18011 )'
result 'both ends of a connection: the second goes with the first' 0
is 'and both are shown' "$((before == 2 && $(rows) == 2))" 1
run -tn state established '( sport = 19002 or dport = 19002 )'
before=$(rows)
run --kill -tn state established '( sport = 19002 or dport = 19002 )'
result 'an IPv4 end, and its v4-mapped other end' 0
is 'and both are shown too' "$((before == 2 && $(rows) == 2))" 1
# The kernel looks one of them up, and the next one when that has gone.
run -tn state listening 'sport = 18022'
before=$(rows)
run --kill -tn state listening 'sport = 18022'
result 'listeners that share a port' 0
is 'all of them' "$(rows)" "$before"
run --kill -tn state bound-inactive 'sport = 18023'
if [ -s "$tmp/err" ] && ! grep -q 'no such socket' "$tmp/err"; then
	result 'one that is bound, and no more' 1 'does not find'
fi
run --kill -xn state listening
result 'UNIX sockets cannot be ended' 1 '[0-9]+ of [0-9]+ sockets? (was|were) not ended: this kernel'
run --kill -tn
result 'not everything at once' 3 '--kill needs a filter'

run -tn state listening 'sport = 18001'
before=$(rows)
another='setpriv --reuid 65533 --regid 65533 --clear-groups'
if $another "$NSOCKETS" --version >/dev/null 2>&1; then
	$another "$NSOCKETS" --kill -tn 'sport = 18001' >"$tmp/out" 2>"$tmp/err" </dev/null
	code=$?
	result 'another user may not' 1 'CAP_NET_ADMIN'
	is 'and is not shown what he did not do' "$(rows)" 0
	run -tn state listening 'sport = 18001'
	is 'it is still there' "$(rows)" "$before"
else
	ok 'another user # SKIP not root, or a directory is closed to others'
fi
run --kill -tn 'sport = 18001' --json
result 'as JSON' 0
is 'with what was ended' "$(grep -c '"local_port":18001,' "$tmp/out")" "$before"
run -tan 'sport = 18001'
is 'a listener too' "$(rows)" 0

for pair in '--kill --root x' '--wait --root x' '--wait -c' '--kill --watch' '--kill --record x' \
	'--kill --summary' '--record x --watch' '--wait --trouble' '--events --root x' \
	'--events --json' '--events --watch' '--events -c' '--events --sort local'; do
	# shellcheck disable=SC2086
	run $pair -tn 'sport = 18001'
	result "$pair" 3 'exclude each other'
done
run --timeout 3 -tn
result '--timeout alone' 3 '--timeout is of --wait and --events'
run --wait --timeout x -tn
result '--timeout of what is no number' 3 'takes seconds'
run --wait --timeout 0x1p4 -tn
result '--timeout of what is no decimal number' 3 'takes seconds'

echo "1..$number"
