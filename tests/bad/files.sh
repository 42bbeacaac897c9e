# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh disable=SC2154,SC2086
# Lines of /proc/net that no kernel writes.

net='-A all -ane --csv --no-header'

# edit FILE SED: its second line, the first that is a socket's.
edit()
{
	sed "2$2" "$case/proc/net/$1" >"$tmp/edited"
	cp "$tmp/edited" "$case/proc/net/$1"
	reindex proc/net/$1
}

test_files()
{
	for file in tcp tcp6 udp udp6 udplite raw raw6 icmp unix packet netlink; do
		fresh_net no-diag
		edit $file 's/^\(.\{30\}\).*/\1/'
		still "/proc/net/$file: a line with too few fields" 1 "net/$file: 1 entry" 1 $net
	done
	for file in eps assocs; do
		fresh_net sctp-files
		sed '2s/^\(.\{30\}\).*/\1/' "$case/proc/net/sctp/$file" >"$tmp/edited"
		cp "$tmp/edited" "$case/proc/net/sctp/$file"
		reindex proc/net/sctp/$file
		still "/proc/net/sctp/$file: a line with too few fields" 1 \
			"sctp/$file: 1 entry" 1 $net
	done
	for file in tcp udp raw icmp packet netlink; do
		fresh_net no-diag
		edit $file 's/$/ 1 2 3 4 5 6 7 8 9/'
		still "/proc/net/$file: a line with too many fields" 0 '' 0 $net
		fresh_net no-diag
		edit $file 's/.*//'
		still "/proc/net/$file: an empty line" 1 "net/$file: 1 entry" 1 $net
		fresh_net no-diag
		edit $file 's/[0-9]/z/g'
		still "/proc/net/$file: a line without numbers" 1 "net/$file: 1 entry" 1 $net
	done
}

# field FILE N VALUE TITLE: what no field of that width can hold.
field()
{
	fresh_net no-diag
	awk -v n="$2" -v value="$3" 'NR == 2 { $n = value } { print }' \
		"$case/proc/net/$1" >"$tmp/edited"
	cp "$tmp/edited" "$case/proc/net/$1"
	reindex proc/net/$1
	still "/proc/net/$1: $4" 1 "net/$1: 1 entry" 1 $net
}

test_file_lines()
{
	huge=99999999999999999999999999
	field tcp 2 0100007F:1F4FF 'a port of five digits'
	field tcp 2 0100007F 'no port'
	field tcp 2 100007F:1F4F 'an address of seven digits'
	field tcp 4 101 'a state beyond 255'
	field tcp 4 FFFFFFFFFFFFFFFFFF 'a state beyond all numbers'
	field tcp 5 1FFFFFFFF:00000000 'a queue beyond 32 bits'
	field tcp 5 00000000:1FFFFFFFF 'the other queue beyond 32 bits'
	field tcp 6 101:00000000 'a timer beyond 255'
	field tcp 8 4294967296 'a user beyond 32 bits'
	field tcp 10 $huge 'an inode beyond all numbers'
	field tcp 10 -5 'an inode below zero'
	field udp 8 4294967296 'a user beyond 32 bits'
	field udp 10 $huge 'an inode beyond all numbers'
	field packet 9 $huge 'an inode beyond all numbers'
	field netlink 10 $huge 'an inode beyond all numbers'
	field unix 7 $huge 'an inode beyond all numbers'
	field unix 5 10001 'a type of five digits'

	fresh_net no-diag
	printf 'a\000b\000\n' >>"$case/proc/net/tcp"
	printf '\000\000\000\000\000\000\n' >>"$case/proc/net/udp"
	reindex proc/net/tcp
	reindex proc/net/udp
	ask $net
	expect_code 1
	expect_lines 'net/(tcp|udp): 1 entry'
	expect_rows 0
	result 'lines with NULs'
	fresh_net no-diag
	tail -n 1 "$situation/proc/net/tcp" | tr ' ' '\000' >>"$case/proc/net/tcp"
	reindex proc/net/tcp
	still 'a line with NULs for blanks' 1 'net/tcp: 1 entry' 0 $net
	fresh_net no-diag
	awk 'BEGIN { for (i = 0; i < 100000; i++) printf "0123456789"; print "" }' \
		>"$tmp/megabyte"
	for file in tcp udp raw unix packet netlink; do
		cat "$tmp/megabyte" >>"$case/proc/net/$file"
		reindex proc/net/$file
	done
	ask $net
	expect_code 1
	expect_lines 'net/(tcp|udp|raw|unix|packet|netlink): 1 entry'
	expect_rows 0
	result 'lines of a megabyte'
	fresh_net no-diag
	{
		cat "$situation/proc/net/unix"
		printf '0000000000000000: 00000002 00000000 00010000 0001 01 77777 /x'
		cat "$tmp/megabyte"
	} >"$case/proc/net/unix"
	reindex proc/net/unix
	ask -xan --csv --no-header --columns inode
	grep -v 77777 "$tmp/out" >"$tmp/others"
	cp "$tmp/others" "$tmp/out"
	expect_rows 0
	result 'a UNIX name of a megabyte'
	fresh_net no-diag
	sed -n '1p' "$situation/proc/net/tcp" >"$case/proc/net/tcp"
	reindex proc/net/tcp
	ask -4tan --csv --no-header
	expect_code 0
	expect_silence
	expect_nothing
	result '/proc/net/tcp with its first line only'
}
