#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# How the recordings of this directory were made: record.sh DIR [SITUATION...], as root.
#
# Each becomes DIR/SITUATION/recording. They are taken in network, process and mount
# namespaces with nothing in them but the population, under a path that says nothing of
# the machine, and what may not leave it is removed: descriptors that came from outside.
# NSOCKETS and POPULATION name the programs. A new recording wants new expected output:
# look at it, compare it with netstat's in DIR/SITUATION/netstat, then golden.sh --bless.

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

nobody='setpriv --reuid 65534 --regid 65534 --clear-groups'

inside()
{
	names
	mkdir -p to netstat/net
	chmod 777 to
	case $1 in
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

# ---- without a kernel: families that few systems have -----------------------------------

# holder PID UID PROGRAM INODE...
holder()
{
	proc=recording/proc/$1
	mkdir -p "$proc/fd"
	printf '%s\000--many\000' "$3" >"$proc/cmdline"
	printf '%d (%.15s) S 1 %d %d 0 -1 4194560 0 0 0 0 0 0 0 0 20 0 1 0 %d 0 0\n' \
		"$1" "${3##*/}" "$1" "$1" "$(($1 * 100))" >"$proc/stat"
	printf 'Name:\t%.15s\nUid:\t%d\t%d\t%d\t%d\n' "${3##*/}" "$2" "$2" "$2" "$2" \
		>"$proc/status"
	shift 3
	fd=3
	for inode in "$@"; do
		ln -s "socket:[$inode]" "$proc/fd/$fd"
		fd=$((fd + 1))
	done
}

# One process for each family's sockets but a few, which nobody holds.
holders()
{
	holder 1 0 /sbin/init
	holder 101 1000 /usr/sbin/sctpd 20001 20002 20003 20004 20005 20006
	holder 102 0 /usr/sbin/rawd 20101 20103
	holder 103 1000 /usr/bin/mptcp 20201 20202 20301
	holder 104 0 'smcd: worker 1' 20401 20402 20403
	holder 105 0 /usr/bin/vsockd 20501 20502
	holder 106 0 /usr/bin/xdpd 20601
	holder 107 1000 /usr/bin/tipcd 20701 20702 20703
	holder 108 0 /usr/bin/packetd 20801 20901 20902
}

# families_known NAME...: /proc/net/protocols
families_known()
{
	mkdir -p recording/proc/net
	{
		echo 'protocol  size sockets  memory press maxhdr  slab module     cl co di'
		for name in "$@"; do
			printf '%-9s 1344      3      -1   NI       0   yes  kernel      y  y  y\n' \
				"$name"
		done
	} >recording/proc/net/protocols
}

sctp_files()
{
	mkdir -p recording/proc/net/sctp
	families_known SCTP SCTPv6
	cat >recording/proc/net/sctp/eps <<-END
		 ENDPT     SOCK   STY SST HBKT LPORT   UID INODE LADDRS
		000000002ac6e3a1 00000000ab1a8d21 2   10  9    5001      0 20001 0.0.0.0 
		000000003ac6e3a1 00000000bb1a8d21 0   10  10   5002   1000 20002 10.0.0.1 192.0.2.1 
		000000004ac6e3a1 00000000cb1a8d21 2   1   40   41000  1000 20004 10.0.0.1 
		000000005ac6e3a1 00000000db1a8d21 2   2   43   41003  1000 20006 10.0.0.1 
		000000006ac6e3a1 00000000eb1a8d21 2   10  11   5003      0 20003 0000:0000:0000:0000:0000:0000:0000:0000 
		000000007ac6e3a1 00000000fb1a8d21 2   1   11   5003      0 20005 2001:0db8:0000:0000:0000:0000:0000:0001 
	END
	{
		echo ' ASSOC     SOCK   STY SST ST HBKT ASSOC-ID TX_QUEUE RX_QUEUE UID INODE' \
			'LPORT RPORT LADDRS <-> RADDRS HBINT INS OUTS MAXRT T1X T2X RTXC' \
			'wmema wmemq sndbuf rcvbuf'
		tail='   30000    10    10   10    0    0        0        1        0   212992   212992'
		while read -r line; do
			printf '%s\t%s\n' "$line " "$tail"
		done <<-END
			00000000f41cf8a1 00000000bb1a8d21 0   10  3  0       3        0       17    1000 20002 5002  41001  *10.0.0.1 192.0.2.1 <-> *192.0.2.9 10.0.0.9
			00000000f51cf8a1 00000000bb1a8d21 0   10  6  0       4        0        0    1000 20002 5002  41005  *10.0.0.1 192.0.2.1 <-> *192.0.2.10
			00000000f61cf8a1 00000000cb1a8d21 2   1   3  0       1      120      340    1000 20004 41000  5002  *10.0.0.1 <-> *10.0.0.2 192.0.2.2
			00000000f71cf8a1 00000000db1a8d21 2   2   1  0       2        0        0    1000 20006 41003  5002  *10.0.0.1 <-> *10.0.0.3
			00000000f81cf8a1 00000000fb1a8d21 2   1   3  0       5        7        0       0 20005 5003  41002  *2001:0db8:0000:0000:0000:0000:0000:0001 <-> *2001:0db8:0000:0000:0000:0000:0000:0002
		END
	} >recording/proc/net/sctp/assocs
}

netns=4026532999

dumps()
{
	mkdir -p recording/diag/$netns
	${CC:-cc} -o families "$source"/make-families*.c
	./families recording/diag/$netns
	rm families
}

# make NAME: nothing of it comes from this system but the structures' layout.
make()
{
	mkdir -p "$dir/$1"
	rm -rf "$dir/$1/recording"
	cd "$dir/$1"
	holders
	case $1 in
	families)
		families_known AF_VSOCK XDP TIPC SMC SMC6 SCTP SCTPv6 MPTCP MPTCPv6 PACKET \
			NETLINK UNIX UDP UDPv6 UDP-Lite UDPLITEv6 RAW RAWv6 TCP TCPv6
		dumps
		;;
	sctp-files)
		dumps
		find recording/diag -type f ! -name links -delete
		sctp_files
		;;
	esac
	printf 'nodev\tproc\n' >recording/proc/filesystems
	printf 'user\t1000\tsomebody\nuser\t0\troot\n' >recording/names
	(cd recording && find . -type f | sed 's,^\./,size 0 ,') >index
	printf 'netwho-recording 1\neuid 0\nnetns %s\ncomplete\n' $netns >recording/netwho
	[ "$1" = families ] || cat >>index <<-END
		error ENOENT diag/$netns/sctp-inet
		error ENOENT diag/$netns/sctp-inet6
	END
	mv index recording/index
	settle
	cd "$top"
}

# ---- all of them -------------------------------------------------------------------------

take()
{
	nsockets=$(readlink -f "${NSOCKETS:-build/tools/nsockets}") || die 'no nsockets'
	population=$(readlink -f "${POPULATION:-build/tests/population}") || die 'no population'
	rm -rf "$here"
	mkdir -p "$here/tools" "$here/lib"
	cp "$nsockets" "$here/tools/nsockets"
	cp "$(dirname "$nsockets")"/../lib/libnetwho.so.0 "$here/lib/"
	cp "$population" "$here/population"
	cp "$source/record.sh" "$here/record.sh"
	(cd "$here" && unshare -n -m -p -C --fork --kill-child --mount-proc \
		sh ./record.sh --inside "$1" </dev/null >log 2>&1) || {
		cat "$here/log" >&2
		die "$1 failed"
	}
	rm -rf "$dir/$1/recording" "$dir/$1/netstat"
	mkdir -p "$dir/$1"
	mv "$here/to/recording" "$here/netstat" "$dir/$1/"
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
	esac
	scrub
	settle
	cd "$top"
	rm -rf "$here"
}

if [ "${1-}" = --inside ]; then
	inside "$2"
	exit
fi

[ $# -gt 0 ] || die 'usage: record.sh DIR [SITUATION...]'
[ "$(id -u)" = 0 ] || die 'only root can make all these namespaces'
[ ! -e $here ] || die "$here is in the way"
top=$PWD
source=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$1"
dir=$(cd "$1" && pwd)
shift
[ $# -gt 0 ] || set -- idle busy no-root namespaces hostile no-diag families sctp-files \
	selinux hidepid
for one in "$@"; do
	situation "$one"
done
