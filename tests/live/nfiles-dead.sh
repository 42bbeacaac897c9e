#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# A file system whose server never answers: all else is told, and soon (TAP).
# shellcheck disable=SC2016,SC2217

set -u
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=tests/stage.sh
. "$here/../stage.sh"
NFILES=${NFILES:-build/tools/nfiles}
case $NFILES in /*) ;; *) NFILES=$PWD/$NFILES ;; esac
SILENT=${SILENT:-build/tests/fuse-silent}
case $SILENT in /*) ;; *) SILENT=$PWD/$SILENT ;; esac
export NFILES SILENT
[ -c /dev/fuse ] || skip_all 'no /dev/fuse'
begin "$NFILES" "$SILENT"
LC_ALL=C.UTF-8
tree=$tmp/tree
mnt=$tree/mounted
mkdir -p "$mnt" "$tree/beside"
echo beside >"$tree/beside/file"
ln -s ../mounted/dir "$tree/beside/link"
mount -t tmpfs nothing "$mnt" 2>/dev/null || skip_all 'no mounts allowed here'
umount "$mnt"

"$SILENT" "$mnt" >"$tmp/ready" 2>"$tmp/err" &
server=$!
others="$others $server"
for _ in 1 2 3 4 5 6 7 8 9 10; do
	grep -qs ready "$tmp/ready" && break
	kill -0 "$server" 2>/dev/null || break
	sleep 0.2
done
grep -qs ready "$tmp/ready" || skip_all "no FUSE here: $(head -n 1 "$tmp/err")"

# A copy of a program would have to be read from there: the shell maps a file by running it.
(
	cd "$mnt/dir" || exit 1
	exec sleep 600 3<"$mnt/file" 4<"$mnt/dir" 5<"$mnt/dir/inner" 6<"$tree/beside/file" \
		</dev/null >/dev/null 2>&1
) &
holder=$!
others="$others $holder"
(exec sleep 600 3<"$tree/beside/file" 4<"$tree" </dev/null >/dev/null 2>&1) &
other=$!
others="$others $other"
for pid in $holder $other; do
	while [ "$(cat "/proc/$pid/comm")" != sleep ]; do sleep 0.05; done
done

# Whoever runs and is run is in the list as well.
steady()
{
	grep -av '^nfiles \|^lsof \|^timeout \|^sh \|^COMMAND ' "$1"
}

# ---- while it answers -----------------------------------------------------------------------

# beside ARGS...: the same rows as lsof.
beside()
{
	timeout 60 lsof "$@" </dev/null >"$tmp/out" 2>"$tmp/err"
	echo "exit code $?" >"$tmp/real"
	steady "$tmp/out" >>"$tmp/real"
	timeout 60 "$NFILES" "$@" </dev/null >"$tmp/out" 2>"$tmp/err"
	echo "exit code $?" >"$tmp/ours"
	steady "$tmp/out" >>"$tmp/ours"
	if cmp -s "$tmp/real" "$tmp/ours"; then
		ok "as lsof: $(echo "$*" | sed "s,$tmp,TMP,g; s/$holder/HOLDER/")"
	else
		not_ok "as lsof: $*"
		diff -a "$tmp/real" "$tmp/ours" | head -n 20 | cat -v | sed 's/^/# /'
	fi
}

if command -v lsof >/dev/null; then
	beside -p "$holder"
	beside "$mnt"
	beside "$mnt/file"
	beside "$tree/beside/link/inner"
	beside +D "$tree"
	beside -x f +D "$tree"
	beside +D "$mnt"
	beside -x l +d "$tree/beside"
	beside -f -- "$mnt"
	beside -s -e "$mnt" -p "$holder"
	beside -O -p "$holder"
	beside -S 5 -p "$holder"
else
	echo '# not beside lsof: there is none'
fi
"$NFILES" -nP >"$tmp/out" 2>"$tmp/err"
steady "$tmp/out" | grep -av "$mnt" >"$tmp/alive"
"$NFILES" -nP -p "$holder" >"$tmp/out" 2>"$tmp/err"
grep -aF "$mnt" "$tmp/out" >"$tmp/there"

# ---- from now on it does not ----------------------------------------------------------------

kill -USR1 "$server"

# ask ARGS...: within a time that is long for whoever waits for nothing, and short for him who
# waits for a server.
ask()
{
	timeout -s KILL 10 "$NFILES" "$@" </dev/null >"$tmp/out" 2>"$tmp/err"
	code=$?
}

# says TITLE CODE: it came back, with this exit code.
says()
{
	if [ "$code" = "$2" ]; then ok "$1"; else
		not_ok "$1: exit code $code"
		head -n 5 "$tmp/err" | cat -v | sed 's/^/# /'
	fi
}

# How many rows say that they are not whole.
unanswered()
{
	grep -acF '(stat: Connection timed out)' "$tmp/out"
}

rows=$(wc -l <"$tmp/there")
ask -nP
says 'all files of all processes' 0
steady "$tmp/out" | grep -av "$mnt" >"$tmp/dead"
check 'what is elsewhere is told as before' \
	sh -c 'diff "$1/alive" "$1/dead" >"$1/out"' - "$tmp"
ask -nP -p "$holder"
says 'the process that has files there' 0
check 'each of its files there has a row that says so' [ "$(unanswered)" = "$rows" ]
# What is known without the server: what it is, its device and inode.
awk '{ print $1, $2, $3, $4, $5, $6 }' "$tmp/there" >"$tmp/known"
grep -aF "$mnt" "$tmp/out" | awk '{ print $1, $2, $3, $4, $5, $6 }' >"$tmp/said"
check 'type and device are known nevertheless' cmp "$tmp/known" "$tmp/said"
check 'there is one warning' sh -c '[ "$(grep -c "WARNING: can.t stat() fuse file system $2\$" \
	"$1/err")" = 1 ] && grep -q "^      Output information may be incomplete.$" "$1/err"' \
	- "$tmp" "$mnt"
ask -nP -p "$other"
says 'a process that has none there' 0
check 'nothing is warned of' [ ! -s "$tmp/err" ]
ask -w -p "$holder"
check 'with -w neither rows nor warnings say more' \
	sh -c '[ ! -s "$1/err" ] && ! grep -q "(stat: " "$1/out"' - "$tmp"
ask -nP -i
check 'sockets alone are nothing to warn of' [ ! -s "$tmp/err" ]

ask -t +D "$tree/beside"
says 'a directory beside it' 1
ask -t +D "$tree"
says 'a directory above it' 1
check 'without what is mounted there' sh -c '[ ! -s "$2/err" ] && grep -qx "$1" "$2/out"' \
	- "$other" "$tmp"
ask -x f +D "$tree"
says 'a directory above it, and across mounts' 1
check 'which is warned of' grep -qF "can't lstat($mnt): Connection timed out" "$tmp/err"
check 'and all else is found' grep -qF "$tree/beside/file" "$tmp/out"
ask -x l +d "$tree/beside"
check 'a link that leads there' grep -qF \
	"can't stat($tree/beside/link) symbolc link: Connection timed out" "$tmp/err"
ask +D "$mnt"
says 'the directory itself' 1
check 'is refused' grep -qF "can't stat($mnt): Connection timed out" "$tmp/err"
ask "$mnt/file" "$tree/beside/file" "$mnt/dir/inner" "$mnt/nosuch"
says 'files there by name' 1
check 'are refused' [ "$(grep -c 'status error on .*: Connection timed out$' "$tmp/err")" = 3 ]
check 'and others are found' grep -qF "$tree/beside/file" "$tmp/out"
ask "$tree/beside/link/inner"
says 'a file there, by a link' 1
ask "$mnt"
says 'all files there, by the name of the mount' 0
check 'are found' [ "$(unanswered)" = "$rows" ]
ask -V +f -- "$mnt"
says 'all files of a file system' 0

ask -e "$mnt" -p "$holder"
says 'an exempt mount' 0
check 'is left alone' sh -c '[ "$(grep -cF "(-e $2)" "$1/out")" = "$3" ] && [ ! -s "$1/err" ]' \
	- "$tmp" "$mnt" "$rows"
ask -b -p "$holder"
says 'with -b' 0
check 'what is cached is told' sh -c '[ "$(grep -cF "$2" "$1/out")" = "$3" ]' - "$tmp" "$mnt" "$rows"
ask -S 2 -p "$holder"
says 'with a deadline of its own' 0
check 'each file says so' [ "$(unanswered)" = "$rows" ]
ask -t -a -p "$holder" -d 6
says 'one descriptor elsewhere' 0

# ---- the end --------------------------------------------------------------------------------

kill -KILL "$server"
wait "$server" 2>/dev/null
for _ in 1 2 3 4 5 6 7 8 9 10; do
	left=$(ps -A -o stat=,comm= | grep -c '^D.* nfiles$')
	[ "$left" = 0 ] && break
	sleep 0.2
done
check 'no helper is left when the server is gone' [ "$left" = 0 ]
ask -p "$holder"
says 'without a server' 0
check 'the kernel says what is wrong' grep -qF '(stat: Transport endpoint is not connected)' "$tmp/out"

echo "1..$number"
