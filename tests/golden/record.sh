#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# How the recordings of this directory were made: record.sh DIR [SITUATION...], as root.
#
# Each becomes DIR/SITUATION/recording. They are taken in network, process and mount
# namespaces with nothing in them but the population, under a path that says nothing of
# the machine, and what may not leave it is removed: descriptors that came from outside.
# NSOCKETS, NFILES and POPULATION name the programs. A new recording wants new expected output:
# look at it, compare it with netstat's in DIR/SITUATION/netstat, then golden.sh --bless.
# What `cases` ask lsof for is expected as the real one says it meanwhile.

set -eu
LC_ALL=C
export LC_ALL

here=/tmp/pop

die()
{
	echo "record.sh: $*" >&2
	exit 1
}

# ---- inside: what runs in the namespaces ------------------------------------------------

# Names that need cutting, and no resolver: answers depend on these files only.
names()
{
	mkdir etc
	cat >etc/passwd <<-END
		root:x:0:0::/:/bin/false
		nobody:x:65534:65534::/:/bin/false
		a-user-with-a-long-name:x:12345:12345::/:/bin/false
	END
	cat >etc/hosts <<-END
		127.0.0.1 localhost
		127.0.0.2 a-host-whose-name-does-not-fit.example.org
		127.0.0.3 three.example.org
		::1 localhost ip6-localhost
		fd00:1234:5678:9abc:def0:1234:5678:9abc six-does-not-fit.example.org
	END
	cat >etc/services <<-END
		short 18000/tcp
		a-service-name-that-is-too-long 18001/tcp
		twenty-characters-ok 18002/tcp
		datagrams-only 18043/udp
	END
	cat >etc/protocols <<-END
		icmp 1 ICMP
		udp 17 UDP
		ipv6-icmp 58 IPv6-ICMP
		ospf 89 OSPFIGP
	END
	printf '%s: files\n' passwd group hosts services protocols >etc/nsswitch.conf
	: >etc/resolv.conf
	for file in passwd hosts services protocols nsswitch.conf resolv.conf; do
		mount --bind etc/$file /etc/$file
	done
}

started=0

# start COMMAND...: a population, until this shell ends.
start()
{
	started=$((started + 1))
	mkfifo "in$started" "out$started"
	"$@" <"in$started" >"out$started" 2>>population.err &
	case $started in
	1) exec 8>in1 ;;
	*) exec 9>in2 ;;
	esac
	read -r word <"out$started"
	[ "$word" = ready ] || die "no population: $(cat population.err)"
}

# record [PREFIX...]: with everything that has a name; and what netstat says meanwhile, and
# where it says so from.
record()
{
	"$@" netstat -anpe >netstat/anpe 2>&1
	"$@" netstat -apeoW >netstat/apeoW 2>&1
	"$@" ./tools/nsockets -apeo -A all --record "$PWD/to/recording" >/dev/null 2>record.err
	for file in tcp tcp6 udp udp6 udplite udplite6 raw raw6 icmp icmp6 unix packet netlink
	do
		cat /proc/net/$file >netstat/net/$file
	done
}

# Each connection of this host's gets two subflows beside its first.
subflows()
{
	ip link set lo up
	ip mptcp limits set subflows 4 add_addr_accepted 4
	for last in 1 2 3; do
		ip address add 10.45.0.$last/24 dev lo
	done
	ip mptcp endpoint add 10.45.0.2 dev lo subflow
	ip mptcp endpoint add 10.45.0.3 dev lo subflow
}

nobody='setpriv --reuid 65534 --regid 65534 --clear-groups'

inside_files()
{
	case $1 in
	file-kinds | file-no-root | file-hidepid) start ./population files $here/files ;;
	file-ends | file-odd-facts) start ./population ends $here/ends ;;
	file-hostile) start ./population hostile $here/files ;;
	esac
	case $1 in
	file-hidepid) mount -o remount,hidepid=2 /proc ;;
	esac
	case $1 in
	file-no-root | file-hidepid)
		# shellcheck disable=SC2086
		record_files $nobody
		;;
	*)
		record_files
		;;
	esac
}

inside()
{
	names
	mkdir -p to netstat/net
	chmod 777 to
	case $1 in
	file-*)
		inside_files "$1"
		;;
	idle)
		record
		;;
	busy | no-diag)
		start ./population odd $here/sockets
		record
		;;
	no-root)
		start ./population odd $here/sockets
		# shellcheck disable=SC2086
		record $nobody
		;;
	namespaces)
		start unshare -n ./population big 2 6 3
		start ./population big 3 4 5
		record
		;;
	hostile)
		start ./population hostile $here/sockets
		record
		;;
	selinux)
		start ./population big 4 4 6
		record
		;;
	mptcp)
		subflows
		start ./population mptcp 10.45.0.1 2
		record
		;;
	hidepid)
		start ./population odd $here/sockets
		mount -o remount,hidepid=2 /proc
		# shellcheck disable=SC2086
		record $nobody
		;;
	esac
}

# ---- outside: what is done to a recording afterwards ------------------------------------

# What came from outside the namespaces with the shell's descriptors.
scrub()
{
	find recording -path '*/fd/*' -type l | while read -r link; do
		case $(readlink "$link") in
		socket:* | pipe:* | anon_inode:* | /dev/null | / | /proc/* | $here/*) ;;
		*) rm "$link" ;;
		esac
	done
	# Pipes between the shell and nobody.
	find recording -path '*/fd/[1-9]??' -lname 'pipe:*' -delete
	# Where the machine's file systems come from: all that is asked is where cgroups are.
	if [ -f recording/proc/self/mountinfo ]; then
		echo '30 1 0:26 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw' \
			>recording/proc/self/mountinfo
	fi
	for file in recording/proc/[0-9]*/cgroup; do
		[ ! -f "$file" ] || sed -i '/^0::/!d' "$file"
	done
	if grep -r -a -l -e "$top" -e "${HOME:-/root}" recording; then
		die 'that names the machine'
	fi
}

# Sizes in the index follow what was edited; git keeps no empty directories.
settle()
{
	while read -r kind value path; do
		if [ "$kind" = size ]; then
			[ -f "recording/$path" ] || continue
			value=$(wc -c <"recording/$path")
		fi
		echo "$kind $value $path"
	done <recording/index >index
	mv index recording/index
	find recording -type d -empty -exec touch '{}/.keep' ';'
	chmod -R u=rwX,go=rX recording
}

# index KIND VALUE PATH: say this of a path, and nothing else.
index()
{
	grep -v " $3\$" recording/index >index || :
	echo "$1 $2 $3" >>index
	LC_ALL=C sort -k 3 index >recording/index
	rm index
}

# A kernel built without the modules that answer sock_diag.
without_diag()
{
	for dump in recording/diag/*/*; do
		name=${dump#recording/}
		[ "${name##*/}" != links ] || continue
		rm "$dump"
		index error ENOENT "$name"
	done
	cp netstat/net/* recording/proc/net/
	for file in recording/proc/net/*; do
		index size 0 "${file#recording/}"
	done
}

# Holders in a service, in a container and in a pod.
with_cgroups()
{
	hex=0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
	pod=kubepods-burstable-pod12345678_1234_1234_1234_123456789abc.slice
	set -- /system.slice/nginx.service "/system.slice/docker-$hex.scope" \
		"/kubepods.slice/kubepods-burstable.slice/$pod/cri-containerd-$hex.scope"
	for file in recording/proc/[0-9]*/cgroup; do
		[ -n "${1-}" ] || break
		echo "0::$1" >"$file"
		shift
	done
}

# Labels end with a newline, a NUL, or not at all.
with_selinux()
{
	printf 'nodev\tselinuxfs\n' >>recording/proc/filesystems
	set -- 'system_u:system_r:httpd_t:s0\000' \
		'unconfined_u:unconfined_r:unconfined_t:s0-s0:c0.c1023\000' \
		'\033[31mlabel with blanks\n' 'secret'
	for file in recording/proc/[0-9]*/cmdline; do
		pid=${file#recording/proc/}
		pid=${pid%/cmdline}
		[ -n "${1-}" ] || break
		mkdir -p "recording/proc/$pid/attr"
		# shellcheck disable=SC2059
		printf "$1" >"recording/proc/$pid/attr/current"
		index size 0 "proc/$pid/attr/current"
		shift
	done
	# The last one may not be read.
	index error EACCES "proc/$pid/attr/current"
}

# ---- all of them -------------------------------------------------------------------------

take()
{
	nsockets=$(readlink -f "${NSOCKETS:-build/tools/nsockets}") || die 'no nsockets'
	population=$(readlink -f "${POPULATION:-build/tests/population}") || die 'no population'
	rm -rf "$here"
	mkdir -p "$here/tools" "$here/lib"
	nfiles=$(readlink -f "${NFILES:-build/tools/nfiles}") || die 'no nfiles'
	cp "$nsockets" "$nfiles" "$here/tools/"
	cp "$(dirname "$nsockets")"/../lib/libnetwho.so.0 "$here/lib/"
	cp "$population" "$here/population"
	cp "$source/record.sh" "$source/record-files.sh" "$here/"
	[ ! -f "$dir/$1/cases" ] || cp "$dir/$1/cases" "$here/"
	(cd "$here" && unshare -n -m -p -C --fork --kill-child --mount-proc \
		sh ./record.sh --inside "$1" </dev/null >log 2>&1) || {
		cat "$here/log" >&2
		die "$1 failed"
	}
	rm -rf "$dir/$1/recording" "$dir/$1/netstat"
	mkdir -p "$dir/$1"
	case $1 in
	file-*) mv "$here/to/recording" "$here/lsof" "$dir/$1/" ;;
	*) mv "$here/to/recording" "$here/netstat" "$dir/$1/" ;;
	esac
}

situation()
{
	case $1 in
	families | sctp-files)
		make "$1"
		return
		;;
	esac
	take "$1"
	cd "$dir/$1"
	case $1 in
	no-diag) without_diag ;;
	namespaces) with_cgroups ;;
	selinux) with_selinux ;;
	file-odd-facts) with_odd_facts ;;
	esac
	case $1 in
	file-*) scrub_files ;;
	*) scrub ;;
	esac
	settle
	cd "$top"
	rm -rf "$here"
}

source=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=tests/golden/record-files.sh
. "$source/record-files.sh"

if [ "${1-}" = --inside ]; then
	inside "$2"
	exit
fi

[ $# -gt 0 ] || die 'usage: record.sh DIR [SITUATION...]'
[ "$(id -u)" = 0 ] || die 'only root can make all these namespaces'
[ ! -e $here ] || die "$here is in the way"
top=$PWD
# shellcheck source=tests/golden/record-families.sh
. "$source/record-families.sh"
mkdir -p "$1"
dir=$(cd "$1" && pwd)
shift
[ $# -gt 0 ] || set -- idle busy no-root namespaces hostile no-diag families sctp-files \
	selinux hidepid mptcp file-kinds file-ends file-hostile file-no-root file-hidepid \
	file-odd-facts
for one in "$@"; do
	situation "$one"
done
