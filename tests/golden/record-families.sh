# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh disable=SC2154,SC2164
# Recordings made without a kernel, of families that few systems have. Sourced by record.sh.

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
