# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh disable=SC2034,SC2086,SC2154
# Netlink messages in a file: where they are, and how to change their bytes.

# messages FILE: a line "OFFSET LENGTH TYPE" for each, the last one NLMSG_DONE (3).
messages()
{
	od -An -v -tu1 "$1" | awk '
	{ for (i = 1; i <= NF; i++) b[n++] = $i }
	END {
		for (at = 0; at + 16 <= n; at += int((len + 3) / 4) * 4) {
			len = b[at] + 256 * b[at + 1] + 65536 * b[at + 2]
			if (len < 16)
				break
			print at, len, b[at + 4] + 256 * b[at + 5]
		}
	}'
}

# message FILE N: offset and length of its nth message, counted from 1, as $at and $len.
message()
{
	# shellcheck disable=SC2046
	set -- $(messages "$1" | sed -n "$2p")
	at=$1 len=$2
}

# patch FILE OFFSET BYTES: as printf writes them.
patch()
{
	# shellcheck disable=SC2059
	printf "$3" | dd of="$1" bs=1 seek="$2" conv=notrunc 2>/dev/null
}

# cut_at FILE BYTES
cut_at()
{
	head -c "$2" "$1" >"$tmp/cut"
	cp "$tmp/cut" "$1"
}
