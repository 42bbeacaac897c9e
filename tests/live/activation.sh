#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Which socket units the listeners of systemd belong to (TAP).
#
# No systemd is needed: process 1 of a namespace is a program of that name.

set -u
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=tests/stage.sh
. "$here/../stage.sh"
locate
need unshare nsenter mount "$NSOCKETS" "$POPULATION"
unshare -n -m -p --fork --mount-proc true 2>/dev/null || skip_all 'no namespaces allowed here'
STAGE=$(mktemp -d) || skip_all 'no temporary directory'
tmp=$STAGE
group=

# The group can be removed once the last process in it is gone.
leave()
{
	finish
	[ -z "$group" ] || rmdir "$group" 2>/dev/null || { sleep 1; rmdir "$group"; }
	rm -rf "$tmp"
}
trap leave EXIT
trap 'exit 1' INT TERM HUP

skip()
{
	ok "$1 # SKIP $2"
}

# shows TITLE EXPECTED ARGS...: the only row, by `as`.
shows()
{
	title=$1
	expected=$2
	shift 2
	# shellcheck disable=SC2086
	$as "$NSOCKETS" -an --no-header "$@" >"$tmp/out" 2>"$tmp/err" </dev/null
	if [ "$(sed 's/ *$//' "$tmp/out")" = "$expected" ]; then
		ok "$title"
		return
	fi
	not_ok "$title"
	{ echo "not: $expected" && cat "$tmp/out" "$tmp/err"; } | cat -v | sed 's/^/# /'
}

# ---- a process 1 -----------------------------------------------------------------------------

# first GROUP: a program that becomes process 1, called systemd, with these units.
first()
{
	cp "$POPULATION" "$tmp/systemd"
	cat >"$tmp/first" <<-END
		#!/bin/sh
		exec unshare -n -m -p --fork --kill-child --mount-proc sh "$tmp/inside" "\$@"
	END
	cat >"$tmp/inside" <<-END
		mount -t tmpfs none /run
		for dir in /etc/systemd /usr/lib/systemd /usr/local/lib/systemd /lib/systemd; do
			[ ! -d \$dir ] || mount -t tmpfs none \$dir
		done
		mkdir -p /run/systemd
		cp -R "$tmp/units" /run/systemd/system
		[ -z "$1" ] || echo 0 >"$1/cgroup.procs"
		exec "$tmp/systemd" "\$@"
	END
	chmod 755 "$tmp/first"
}

# unit NAME LINE...
unit()
{
	mkdir -p "$tmp/units"
	name=$1
	shift
	{ echo '[Socket]' && printf '%s\n' "$@"; } >"$tmp/units/$name"
}

unit web.socket 'ListenStream=127.0.0.1:18000' 'ListenDatagram=[::]:18044'
unit any.socket 'ListenStream=18002'
unit path.socket "ListenStream=$tmp/sockets/full.sock"
unit abstract.socket 'ListenStream=@abstract-name'
unit one.socket 'ListenStream=127.0.0.2:18003'
unit two.socket 'ListenStream=127.0.0.2:18003'
unit theirs.socket 'ListenStream=127.0.0.1:18031'
unit dropped.socket 'ListenStream=127.0.0.1:18005'
mkdir "$tmp/units/dropped.socket.d"
printf '[Socket]\nListenStream=\nListenStream=127.0.0.1:18006\n' \
	>"$tmp/units/dropped.socket.d/other.conf"

# ---- by the address ----------------------------------------------------------------------------

population_program=$POPULATION
first ''
POPULATION=$tmp/first
populate odd "$tmp/sockets"
as="nsenter -t $population -m -n --pid=/proc/$population/ns/pid_for_children"

shows 'a listener' '1/systemd (web.socket)' --columns process -t 'sport = 18000 and state listening'
shows 'a datagram socket' '1/systemd (web.socket)' --columns process -u 'sport = 18044'
shows 'a port alone' '1/systemd (any.socket)' --columns process -6t \
	'sport = 18002 and state listening'
shows 'a path' '1/systemd (path.socket)' --columns process -x \
	"src = $tmp/sockets/full.sock and state listening"
shows 'an abstract name' '1/systemd (abstract.socket)' --columns process -x \
	'src = @abstract-name and state listening'
shows 'two units of one address' '1/systemd' --columns process -t \
	'sport = 18003 and src = 127.0.0.2 and state listening'
shows 'a drop-in takes away' '1/systemd' --columns process -t 'sport = 18005 and state listening'
shows 'and adds' '1/systemd (dropped.socket)' --columns process -t \
	'sport = 18006 and state listening'
shows 'what a service listens on itself' '127.0.0.1:18031' --columns local,socket_unit -t \
	'sport = 18031'
shows 'an address of no unit' '1/systemd' --columns process -t \
	'sport = 18007 and state listening'
shows 'the filter knows it' '127.0.0.1:18000' --columns local -t 'unit = web.socket'
shows 'a column of its own' 'web.socket' --columns socket_unit -t \
	'sport = 18000 and state listening'

$as "$NSOCKETS" --netstat -anp >"$tmp/out" 2>"$tmp/err"
check "netstat's face says nothing of it" sh -c \
	"grep -q '1/systemd' '$tmp/out' && ! grep -qE '\((web|any|path)' '$tmp/out'"

for what in recorded replayed; do
	way=--record
	[ $what = recorded ] || way=--root
	# shellcheck disable=SC2086
	$as "$NSOCKETS" $way "$tmp/recording" -anlp >"$tmp/$what.out" 2>"$tmp/$what.err" </dev/null
	echo $? >"$tmp/$what.exit"
done
cp "$tmp/replayed.out" "$tmp/out"
cp "$tmp/replayed.err" "$tmp/err"
check 'a recording says the same' agree recorded replayed
check 'and has the units' grep -q '(dropped.socket)' "$tmp/replayed.out"
finish

# ---- by the control group ----------------------------------------------------------------------

hierarchy=$(sed -n 's/^[^ ]* [^ ]* [^ ]* \/ \([^ ]*\) .* - cgroup2 .*/\1/p' /proc/self/mountinfo |
	head -n 1)
title='the control group counts more than the address'
if [ -n "$hierarchy" ] && mkdir "$hierarchy/netwho-$$.socket" 2>"$tmp/err"; then
	group=$hierarchy/netwho-$$.socket
	POPULATION=$population_program
	first "$group"
	POPULATION=$tmp/first
	populate odd "$tmp/sockets2"
	as="nsenter -t $population -m -n --pid=/proc/$population/ns/pid_for_children"
	$as "$NSOCKETS" -tan --no-header --columns cgroup 'sport = 18000 and state listening' \
		>"$tmp/out" 2>"$tmp/err"
	if grep -q '[1-9]' "$tmp/out"; then
		shows "$title" "1/systemd (netwho-$$.socket)" --columns process -t \
			'sport = 18000 and state listening'
	else
		skip "$title" 'the kernel does not tell it'
	fi
	shows 'of UNIX sockets it is not told' '1/systemd (abstract.socket)' --columns process -x \
		'src = @abstract-name and state listening'
	finish
else
	skip "$title" 'no hierarchy of version 2 to write to'
fi


echo "1..$number"
