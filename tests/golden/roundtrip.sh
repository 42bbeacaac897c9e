#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Whatever is shown while a recording is made is what its replay shows, byte for byte, here
# and to another user (TAP). NSOCKETS and POPULATION name the programs.

set -u
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=tests/stage.sh
. "$here/../stage.sh"
locate
NFILES=${NFILES-$PWD/build/tools/nfiles}
program=$NSOCKETS

if [ -z "${STAGE:-}" ]; then
	need unshare "$NSOCKETS" "$POPULATION"
	enter
fi

tmp=$STAGE

trap finish EXIT
trap 'exit 1' INT TERM HUP

# No resolver: what has a name has it in these files.
names()
{
	mkdir "$tmp/etc"
	cat >"$tmp/etc/hosts" <<-END
		127.0.0.1 localhost
		127.0.0.2 a-host-whose-name-is-long.example.org
		::1 localhost ip6-localhost
	END
	cat >"$tmp/etc/services" <<-END
		short 18000/tcp
		datagrams-only 18043/udp
	END
	printf '%s: files\n' passwd group hosts services protocols >"$tmp/etc/nsswitch.conf"
	: >"$tmp/etc/resolv.conf"
	for file in hosts services nsswitch.conf resolv.conf; do
		mount --bind "$tmp/etc/$file" "/etc/$file" 2>/dev/null ||
			echo "# /etc/$file stays as it is"
	done
}

# take AS PREFIX FACE SOURCE DIR ARGS...
take()
{
	as=$tmp/$1 prefix=$2 face=$3 from=$4 from_dir=$5
	shift 5
	# shellcheck disable=SC2086
	$prefix "$program" $face "$from" "$from_dir" "$@" >"$as.out" 2>"$as.err" </dev/null
	echo "exit $?" >"$as.exit"
}

made=0

# same PREFIX ARGS...: recorded and replayed, each time with a recording of its own.
same()
{
	prefix=$1 face=
	shift
	title="${program##*/} $*"
	[ "$1" != --netstat ] || { face=--netstat && shift; }
	made=$((made + 1))
	dir=$tmp/open/$made
	take recorded "$prefix" "$face" --record "$dir" "$@"
	take replayed "$prefix" "$face" --root "$dir" "$@"
	if agree recorded replayed && [ -s "$tmp/recorded.out" ]; then
		ok "${prefix:+another user: }$title"
	else
		not_ok "${prefix:+another user: }$title"
		differences recorded replayed
	fi
}

# Who replays does not matter. The recording of the last same().
same_to_nobody()
{
	cp -R "$dir" "$tmp/open/copy"
	chmod -R a+rX "$tmp/open/copy"
	take replayed "$nobody" '' --root "$tmp/open/copy" "$@"
	if agree recorded replayed; then
		ok "replayed by another user: $*"
	else
		not_ok "replayed by another user: $*"
		differences recorded replayed
	fi
	rm -rf "$tmp/open/copy"
}

# What is saved does not depend on what was shown, but for names.
contents()
{
	(cd "$1" && find . \( -path './diag/*' -o -path './proc/net/*' \) -type f | sort) \
		>"$2"
}

same_contents()
{
	take little '' '' --record "$tmp/open/little" -tln --no-header
	contents "$tmp/open/1" "$tmp/much.files"
	contents "$tmp/open/little" "$tmp/little.files"
	if cmp -s "$tmp/much.files" "$tmp/little.files" && [ -s "$tmp/much.files" ]; then
		ok 'a recording has everything, whatever was asked for'
	else
		not_ok 'a recording has everything, whatever was asked for'
		diff "$tmp/much.files" "$tmp/little.files" | sed 's/^/# /'
	fi
}

# Command lines and keys are in it.
private()
{
	if [ -z "$(find "$tmp/open/1" ! -type l -perm /077)" ]; then
		ok 'a recording is for the eyes of its owner'
	else
		not_ok 'a recording is for the eyes of its owner'
	fi
}

chmod 755 "$tmp"
mkdir "$tmp/open"
chmod 777 "$tmp/open"
names
populate odd "$tmp/sockets"

while read -r args; do
	# shellcheck disable=SC2086
	same '' $args
done <<END
-anp
-apeo
-a
-tulpn
-xap
-A all -anpeoW
-A all -ap --json
-A packet,netlink,ping,mptcp -ape --ndjson
-anpeo --csv
-ta --columns local,remote,process,rtt,cgroup,bytes_acked,holders
-wuap --sort -recv_q
-x --sort path --no-header
--netstat -apeo
--netstat -anp
--netstat
END
same_contents
private

nobody='setpriv --reuid 65534 --regid 65534 --clear-groups'
if [ "$(id -u)" = 0 ] && $nobody "$NSOCKETS" --version >/dev/null 2>&1; then
	same '' -A all -ape
	same_to_nobody -A all -ape
	same "$nobody" -A all -anpe
	same "$nobody" -tape --json
	same "$nobody" --netstat -ap
else
	ok 'another user # SKIP not root, or a directory is closed to others'
fi

# ---- files -----------------------------------------------------------------------------------

finish
if [ ! -x "$NFILES" ]; then
	ok 'nfiles # SKIP it is not built'
	echo "1..$number"
	exit
fi
program=$NFILES
populate files "$tmp/files"
while read -r args; do
	# shellcheck disable=SC2086
	same '' $args
done <<END
-nP
-i
-nP -U -o
-nPE -K i
-nPl -R -g +L +fg
-nP -F0
-nP --json
--ndjson -K i
--csv --columns pid,comm,fd,type,device,rdev,inode,nlink,size,allocated,offset,lock,name
-c pop -a -d 0-50,cwd,mem --sort -size
--filter fd>100
--usage
--deleted
--tree
--netns all -nP -i
END
if [ "$(id -u)" = 0 ] && $nobody "$NFILES" --version >/dev/null 2>&1; then
	same '' -nP -K i
	same_to_nobody -nP -K i
	same "$nobody" -nP
	same "$nobody" --json
	same "$nobody" --usage
else
	ok 'nfiles, another user # SKIP not root, or a directory is closed to others'
fi
echo "1..$number"
