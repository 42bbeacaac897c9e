#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# What is shown, and what is said, where less can be seen: by another user, without /proc (TAP).

set -u
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=tests/stage.sh
. "$here/../stage.sh"
begin setpriv

# run ARGS: as $as says, into out, err and $code.
run()
{
	# shellcheck disable=SC2086
	$as "$NSOCKETS" "$@" >"$tmp/out" 2>"$tmp/err" </dev/null
	code=$?
}

is() { [ "$code" = "$1" ]; }
quiet() { [ ! -s "$tmp/err" ]; }
says() { grep -qE -- "$1" "$tmp/err"; }
lines() { [ "$(wc -l <"$tmp/err")" -eq "$1" ]; }
none() { ! grep -qE -- "$1" "$tmp/out"; }
# rows N REGEX: at least N rows, and all of them like that.
rows()
{
	[ "$(grep -cE '^(tcp|udp|raw|unix)' "$tmp/out")" -ge "$1" ] &&
		! grep -E '^(tcp|udp|raw|unix)' "$tmp/out" | grep -qvE -- "$2"
}

populate odd "$tmp/sockets"

# ---- another user ---------------------------------------------------------------------------

as='setpriv --reuid 65533 --regid 65533 --clear-groups'
if $as "$NSOCKETS" --version >/dev/null 2>&1; then
	for args in -uanp -Uanp -wanp; do
		run $args
		check "another user, $args: nobody's holder is seen" rows 1 'no-permission|kernel'
		check "another user, $args: one line says so" lines 1
		check "another user, $args: what would help" says 'CAP_SYS_PTRACE|root'
	done
	# Several sockets share these ports: the kernel answers for any one of them.
	run -tlnp 'sport = 18022'
	check 'another user: a shared TCP port' rows 2 no-permission
	run -uanp 'sport = 18054'
	check 'another user: a shared UDP port' rows 3 no-permission
	run -tanp --bound-inactive 'sport = 18023'
	check 'another user: one that is bound, and no more' rows 1 no-permission
	run -anp --bound-inactive
	check 'another user: nothing is called gone that is there' none ' raced'
	check 'another user: an answer, with less in it' is 0
	run -tn
	check 'another user: who does not ask for holders hears nothing' quiet
else
	ok 'another user # SKIP not root, or a directory is closed to others'
fi
as=

# ---- no /proc -----------------------------------------------------------------------------------

run -tlnp
cp "$tmp/out" "$tmp/with"
# The loader finds its way from /proc/self/exe.
LD_LIBRARY_PATH=$(cd "$(dirname "$NSOCKETS")/../lib" 2>/dev/null && pwd)
export LD_LIBRARY_PATH
cat >"$tmp/without" <<'END'
mount -t tmpfs none /proc && exec "$@"
END
if unshare -m sh "$tmp/without" "$NSOCKETS" --version >/dev/null 2>&1; then
	as="unshare -m sh $tmp/without"
	run -tlnp
	check 'no /proc: listeners are shown' rows 5 'unknown|syn-recv|not-accepted'
	check 'no /proc: as many as there are' \
		[ "$(wc -l <"$tmp/out")" -eq "$(wc -l <"$tmp/with")" ]
	check 'no /proc: said once' lines 1
	check 'no /proc: by its name' says '^nsockets: proc: '
	check 'no /proc: exit code' is 1
	run -wan
	check 'no /proc: nobody says there are no such sockets' says '^nsockets: proc/net/raw: '
	check 'no /proc: exit code for raw' is 1
	if command -v netstat >/dev/null; then
		for args in -wan -San -an; do
			$as netstat $args >/dev/null 2>"$tmp/real" </dev/null
			real=$?
			run --netstat $args
			check "no /proc: netstat's exit code for $args" is $real
			# Where it has nothing but files, we have the kernel's answer.
			[ "$args" = -an ] || check "no /proc: and what it says" \
				cmp -s "$tmp/real" "$tmp/err"
		done
	fi
	run -an
	check 'no /proc: what may be missing is said' says '^nsockets: proc/net/protocols: '
	check 'no /proc: once' lines 1
else
	ok 'no /proc # SKIP it cannot be hidden here'
fi

echo "1..$number"
