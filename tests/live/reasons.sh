#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Why nobody holds a socket: every reason, where it is made to happen (TAP).
#
# What is raced is in churn.sh: it takes many looks to meet one.

set -u
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=tests/stage.sh
. "$here/../stage.sh"
begin

as=

# reason TITLE EXPECTED FILTER...: of all these sockets, of which there is one at least.
reason()
{
	title=$1
	expected=$2
	shift 2
	for way in auto scan; do
		# shellcheck disable=SC2086
		$as "$NSOCKETS" -anp --no-header --owners=$way --columns process,reason "$@" \
			>"$tmp/out" 2>"$tmp/err" </dev/null
		sed 's/ *$//' "$tmp/out" >"$tmp/found"
		if grep -q . "$tmp/found" && ! grep -vE "^$expected\$" "$tmp/found" | grep -q .; then
			ok "$title ($way)"
			continue
		fi
		not_ok "$title ($way)"
		echo "# not: $expected"
		sed 's/^/# /' "$tmp/found" "$tmp/err"
	done
}

skip()
{
	ok "$1 # SKIP $2"
}

populate odd "$tmp/sockets"
# The listener that is nobody's but a ring's.
mkfifo "$tmp/ring-in" "$tmp/ring-out"
"$POPULATION" ring 18301 <"$tmp/ring-in" >"$tmp/ring-out" 2>"$tmp/ring-err" &
ring=$!
others=$ring
exec 8>"$tmp/ring-in"
read -r ringed <"$tmp/ring-out" || ringed=

# ---- of connections -------------------------------------------------------------------------

reason 'not accepted' 'not-accepted +not-accepted' -t 'sport = 18005 and state established'
reason 'half open' 'syn-recv +syn-recv' -t 'sport = 18007 and state syn-recv'
# Its listener closes: the kernel keeps the request until its timer looks at it, the later the
# more answers it has sent, and there is no socket left that it could belong to.
mkfifo "$tmp/keep" "$tmp/listens" "$tmp/calls"
exec 7<>"$tmp/keep"
"$POPULATION" listen 18310 <"$tmp/keep" >"$tmp/listens" 2>"$tmp/err" 7>&- &
listener=$!
others="$others $listener"
read -r word <"$tmp/listens" || word=
"$POPULATION" call 18310 19310 deaf <"$tmp/keep" >"$tmp/calls" 2>"$tmp/err" 7>&- &
others="$others $!"
read -r word <"$tmp/calls" || word=
half='sport = 18310 and state syn-recv'
# The next look of the timer is eight seconds away then.
"$NSOCKETS" --wait --timeout 60 -tno "$half and retransmits >= 3" >"$tmp/out" 2>"$tmp/err"
kill "$listener"
wait "$listener" 2>/dev/null
"$NSOCKETS" -tln --no-header 'sport = 18310' >"$tmp/out" 2>"$tmp/err"
check 'the listener has closed' [ ! -s "$tmp/out" ]
reason 'half open, its listener has closed' 'syn-recv +syn-recv' -t "$half"
reason 'waiting to be forgotten' 'time-wait +time-wait' -t 'state time-wait'
reason 'closed, its FIN not yet confirmed' 'orphan +orphan' -t 'sport = 19013'
reason 'closed, its peer has not' 'orphan +orphan' -t 'sport = 19009'
reason 'not accepted, UNIX' 'not-accepted +not-accepted' -x 'not inode gt 0'

# ---- held, but by no descriptor ----------------------------------------------------------------

if [ -n "$(sed -n 's/^scm_fds:.*/yes/p' /proc/self/fdinfo/* "/proc/$population/fdinfo/"* \
	2>/dev/null | head -n 1)" ]; then
	reason 'on its way' 'in-flight +in-flight' -t 'sport = 18026'
else
	skip 'on its way' 'a kernel that does not count what is queued'
fi
if [ -n "$ringed" ]; then
	# Not a reason: the ring's process is the holder, as everywhere in this table.
	reason 'registered with an io_uring' "$ring/[a-z]+" -t 'sport = 18301'
	"$NSOCKETS" -tan --no-header 'sport = 18301' -p --json >"$tmp/out" 2>"$tmp/err"
	if grep -q '"via":"io_uring"' "$tmp/out"; then
		ok 'and how is told'
	else
		not_ok 'and how is told'
		sed 's/^/# /' "$tmp/out" "$tmp/err"
	fi
else
	skip 'registered with an io_uring' "$(tail -n 1 "$tmp/ring-err")"
fi
reason 'the end of the kernel' 'kernel +kernel' -A netlink 'sport = 0'
if command -v ip >/dev/null && ip link add name vx0 type vxlan id 7 dstport 4789 \
	local 127.0.0.1 dev lo 2>"$tmp/err" && ip link set vx0 up 2>>"$tmp/err"; then
	# One descriptor is on its way, and there are two sockets now that nobody holds.
	reason 'a socket of the kernel beside one on its way' 'unknown +unknown' \
		-u 'sport = 4789'
else
	skip 'a socket of the kernel' "$(tail -n 1 "$tmp/err")"
fi

# ---- held, but not to be seen ------------------------------------------------------------------

if unshare -p -m --fork --mount-proc true 2>/dev/null; then
	as='unshare -p -m --fork --mount-proc'
	reason 'a process outside' 'other-pidns +other-pidns' -t 'sport = 18001'
	as=
else
	skip 'a process outside' 'no namespace for processes here'
fi
as='setpriv --reuid 65533 --regid 65533 --clear-groups'
if $as "$NSOCKETS" --version >/dev/null 2>&1; then
	reason "another user's" 'no-permission +no-permission' -t 'sport = 18001'
	# What the state alone says needs no rights.
	reason 'half open, to another user' 'syn-recv +syn-recv' -t \
		'sport = 18007 and state syn-recv'
	reason 'waiting to be forgotten, to another user' 'time-wait +time-wait' -t \
		'state time-wait'
else
	skip "another user's" 'not root, or a directory is closed to others'
fi

# ---- the kernel's -------------------------------------------------------------------------------

# With nothing on its way any more. In a namespace for processes of our own it might as well
# be somebody's outside of it.
as=
finish
if ip link show vx0 >/dev/null 2>&1; then
	if [ "$(readlink /proc/self/ns/pid)" = 'pid:[4026531836]' ]; then
		reason 'a socket of the kernel' 'kernel +kernel' -u 'sport = 4789'
	else
		reason 'a socket of the kernel, or of others' 'other-pidns +other-pidns' \
			-u 'sport = 4789'
	fi
fi

echo "1..$number"
