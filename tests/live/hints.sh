#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# What the kernel's own sockets are for, as far as it shows without a network (TAP).

set -u
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=tests/stage.sh
. "$here/../stage.sh"
locate

# Not in a namespace for processes: seen from there, somebody outside might hold them.
if [ -z "${STAGE:-}" ]; then
	need unshare mount ip "$NSOCKETS"
	[ "$(readlink /proc/self/ns/pid)" = 'pid:[4026531836]' ] ||
		skip_all 'processes outside may hold what the kernel seems to'
	unshare -n -m true 2>/dev/null || skip_all 'no namespaces allowed here'
	STAGE=$(mktemp -d) || skip_all 'no temporary directory'
	export STAGE
	trap 'rm -rf "$STAGE"' EXIT
	trap 'exit 1' INT TERM HUP
	unshare -n -m sh "$0"
	exit
fi
tmp=$STAGE

# Whoever may not be looked into could hold them: here he has nothing to look into.
cover()
{
	mkdir "$tmp/empty"
	for dir in /proc/[0-9]*/fd; do
		[ -z "$(ls -l "$dir" 2>&1 >/dev/null)" ] ||
			mount --bind "$tmp/empty" "$dir" 2>/dev/null
	done
}

# hint TITLE EXPECTED PORT DEVICE...: of the only socket of this port, with this device.
hint()
{
	title=$1
	expected=$2
	port=$3
	shift 3
	if ! ip link add "$@" 2>"$tmp/err" || ! ip link set "$1" up 2>>"$tmp/err"; then
		ok "$title # SKIP $(tail -n 1 "$tmp/err")"
		return
	fi
	"$NSOCKETS" -4uanp --csv --no-header --columns process,hint "sport = $port" \
		>"$tmp/out" 2>"$tmp/err"
	check "$title" test "$(tr -d '\r' <"$tmp/out")" = "$expected"
	ip link del "$1"
}

cover
ip link set lo up
hint 'VXLAN' 'kernel (vxlan?),vxlan?' 4789 \
	vx0 type vxlan id 7 dstport 4789 local 127.0.0.1 dev lo
hint 'Geneve' 'kernel (geneve?),geneve?' 6081 gn0 type geneve id 7 remote 127.0.0.1
hint 'WireGuard' 'kernel (wireguard?),wireguard?' 51820 wg0 type wireguard
hint 'a port of nothing known' 'kernel,' 4444 \
	vx1 type vxlan id 8 dstport 4444 local 127.0.0.1 dev lo

echo "1..$number"
