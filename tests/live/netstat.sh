#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Compare `nsockets --netstat` with the real netstat, on sockets of every kind (TAP).
#
# NSOCKETS and POPULATION name the programs. NSOCKETS=netstat compares netstat with
# itself, which shows what this test can tell at best.

set -u
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=tests/stage.sh
. "$here/../stage.sh"

if [ -z "${STAGE:-}" ]; then
	need netstat unshare "$NSOCKETS" "$POPULATION"
	netstat --version | grep -q '2\.10' || skip_all 'another version of netstat'
	enter
fi

prefix=
tmp=$STAGE

trap finish EXIT
trap 'exit 1' INT TERM HUP

# ---- what is compared ----

case $NSOCKETS in
netstat | */netstat) mode= ;;
*) mode=--netstat ;;
esac

# Seconds of running timers differ between two runs, and the kernel's hash tables have no
# order: seconds become letters, and rows are sorted, each protocol in its place.
even()
{
	sed -E 's, (on|keepalive|timewait|probe) \([0-9]+\.[0-9]{2}/, \1 (S.SS/,' |
		awk '$1 != last || /^(Active|Proto)/ { block++ }
		     { last = $1; printf "%06d %s\n", block, $0 }' |
		sort
}

# take NAME COMMAND...: what it prints, what it complains about, how it ends.
take()
{
	take_as=$tmp/$1
	shift
	# shellcheck disable=SC2086
	$prefix "$@" >"$take_as.raw" 2>"$take_as.err" </dev/null
	echo "exit $?" >"$take_as.exit"
	even <"$take_as.raw" >"$take_as.out"
}

# Ours between two of netstat's: a timer that fires, a retry or a TIME_WAIT that is over
# changes the system itself, so ours is right when it equals either neighbour. When two
# such things happen, one on each side, it can equal neither; hence three attempts.
same_as_netstat()
{
	for _ in 1 2 3; do
		take before netstat "$@"
		# shellcheck disable=SC2086
		take ours "$NSOCKETS" $mode "$@"
		take after netstat "$@"
		if agree before ours || agree after ours; then
			return 0
		fi
	done
	return 1
}

same()
{
	if same_as_netstat "$@"; then
		ok "$label${label:+ }netstat $*"
	else
		not_ok "$label${label:+ }netstat $*"
		differences after ours
	fi
}

# fails THEIRS OURS ARGS...: the same exit code, and first lines that mean the same; ours
# has one line where netstat goes on with its whole usage.
fails()
{
	theirs=$1
	ours=$2
	shift 2
	take after netstat "$@"
	# shellcheck disable=SC2086
	take ours "$NSOCKETS" $mode "$@"
	if ! head -n 1 "$tmp/after.err" | grep -Eiq "$theirs"; then
		ok "netstat $* # SKIP this netstat answers otherwise"
	elif [ -n "$mode" ] && [ "$(wc -l <"$tmp/ours.err")" -ne 1 ]; then
		not_ok "netstat $* fails in one line"
		sed 's/^/# err: /' "$tmp/ours.err" | head -n 5
	elif head -n 1 "$tmp/ours.err" | grep -Eiq "$ours" &&
		cmp -s "$tmp/after.exit" "$tmp/ours.exit"; then
		ok "netstat $* fails"
	else
		not_ok "netstat $* fails"
		for one in after ours; do
			head -n 1 "$tmp/$one.err" | cat - "$tmp/$one.exit" |
				sed "s/^/# $one: /"
		done
	fi
}

# elsewhere COMMAND ARGS...: what netstat does besides sockets, others do better.
elsewhere()
{
	command=$1
	shift
	if [ -z "$mode" ]; then
		ok "netstat $* names another command # SKIP this is netstat"
		return
	fi
	take ours "$NSOCKETS" $mode "$@"
	if [ "$(wc -l <"$tmp/ours.err")" -eq 1 ] && grep -Eq "$command" "$tmp/ours.err" &&
		[ ! -s "$tmp/ours.raw" ] && grep -qx 'exit 1' "$tmp/ours.exit"; then
		ok "netstat $* names another command"
	else
		not_ok "netstat $* names another command"
		cat "$tmp/ours.err" "$tmp/ours.exit" | sed 's/^/# ours: /' | head -n 5
	fi
}

# ---- the world it happens in ----

# Names that need cutting, and no resolver: answers depend on these files only.
names()
{
	mkdir "$tmp/etc"
	cat /etc/passwd >"$tmp/etc/passwd"
	echo 'a-user-with-a-long-name:x:12345:12345::/:/bin/false' >>"$tmp/etc/passwd"
	cat >"$tmp/etc/hosts" <<-END
		127.0.0.1 localhost
		127.0.0.2 a-host-whose-name-does-not-fit.example.org
		127.0.0.3 three.example.org
		::1 localhost ip6-localhost
		fd00:1234:5678:9abc:def0:1234:5678:9abc six-does-not-fit.example.org
	END
	cat /etc/services >"$tmp/etc/services" 2>/dev/null
	cat >>"$tmp/etc/services" <<-END
		short 18000/tcp
		a-service-name-that-is-too-long 18001/tcp
		twenty-characters-ok 18002/tcp
		datagrams-only 18043/udp
	END
	printf '%s: files\n' passwd group hosts services protocols \
		>"$tmp/etc/nsswitch.conf"
	: >"$tmp/etc/resolv.conf"
	for file in passwd hosts services nsswitch.conf resolv.conf; do
		mount --bind "$tmp/etc/$file" "/etc/$file" 2>/dev/null ||
			echo "# /etc/$file stays as it is"
	done
}

# ---- the comparisons ----

chmod 755 "$tmp"
names
populate odd "$tmp/sockets"
label=

same
while read -r args; do
	# shellcheck disable=SC2086
	same $args
done <<END
-a
-l
-n
-al
-an
-aln
-ln
-npl
-npa
-p
-tanpe
-tanpeo
-tulpn
-tupe
-tunapl
-xap
-x
-xl
-xlp
-xe
-wan
-w
-wlnp
-Uan
-Ul
-Uulnp
-4an
-6an
-4tln
-6tlnp
-6x
-4l
-an6W
-anW
-aW
-tW
-anpeoW
-A unix,inet -an
-A inet6 -an
-A inet -A unix -l
-A tcpip -an
-tl
-ta
-t
-u
-ul
-ua
-ae
-aeen
-aoe
-o
-on
-ton
-uon
-won
-lt
-vn
-v
-N -d
-tan 12345
-e
--all --numeric --tcp --listening --program
--all
--inet -n
--inet -a
--inet6 -an
--inet --inet6 -an
--tcp --udp --listening --numeric
--udplite -an
--raw --all --numeric
--unix --all
--protocol=unix -a
--protocol=inet,inet6 -an
--protocol unix -l
-a --numeric-ports
-a --numeric-hosts
-a --numeric-users
-ae --numeric-users
-ae --numeric-hosts --numeric-ports
-at --wide --extend --timers
--tcp --prog --list
--ip -an
--ine -an
--w -an
--e -an
--symbolic --tcp
--ext --tim -t
-ddp -a
END

# For ever, once a second: two rounds of it.
prefix='timeout 1.5'
same -ctan
same --continuous -xl
prefix=

fails 'option.*X' 'option.*X' -X
fails 'option.*foo' 'option.*foo' --foo
fails 'num.*ambiguous' 'ambiguous|option.*num' --num
fails 'argument.*A' 'argument.*A|option.*A' -A
fails 'unknown address family .foo' 'unknown address family .foo' -A foo
fails 'unknown address family .foo' 'unknown address family .foo' -A unix,foo
for family in ax25 ipx netrom rose x25; do
	fails "no support for .AF $family" "no support for .AF $family" --$family
	fails "no support for .AF $family" "no support for .AF $family" -A $family -an
done
fails 'AF INET \(sctp\)' 'sctp' -S
fails 'AF INET \(sctp\)' 'sctp' -tSn
fails 'AF BLUETOOTH' 'bluetooth' -2
fails 'AF BLUETOOTH' 'bluetooth' --rfcomm
fails 'SELinux is not enabled' 'SELinux' -Z
fails 'usage' '.' -i -r
fails 'usage' '.' -s -i

elsewhere 'ip .*route' -r
elsewhere 'ip .*route' -rn
elsewhere 'ip .*link' -i
elsewhere 'ip .*maddr' -g
elsewhere 'nstat' -s
elsewhere 'nstat' --statistics
elsewhere 'conntrack' -M

# By its name alone.
if [ -n "$mode" ]; then
	link=$(command -v "$NSOCKETS")
	case $link in /*) ;; *) link=$PWD/$link ;; esac
	ln -s "$link" "$tmp/netstat"
	nsockets=$NSOCKETS
	NSOCKETS=$tmp/netstat
	mode=
	label='by name:'
	same -tlnp
	fails 'option.*X' 'option.*X' -X
	NSOCKETS=$nsockets
	mode=--netstat
fi

# Another user sees all sockets, and few owners.
label='another user:'
prefix='setpriv --reuid 65534 --regid 65534 --clear-groups'
if $prefix test -x "$(command -v "$NSOCKETS")" 2>/dev/null; then
	for args in -npa -tlnp -a -xp -uanpe; do
		same $args
	done
	# Nothing at all to be seen: the other warning.
	prefix='setpriv --reuid 65533 --regid 65533 --clear-groups'
	for args in -npa -tlnp; do
		same $args
	done
else
	ok "another user # SKIP not root, or a directory is closed to others"
fi

echo "1..$number"
