#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Samples that nstat keeps in a file: what is shown of them, and what may happen to it (TAP).

set -u
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=tests/stage.sh
. "$here/../stage.sh"
NSTAT=${NSTAT:-build/tools/nstat}
case $NSTAT in /*) ;; *) NSTAT=$PWD/$NSTAT ;; esac
export NSTAT
begin ip python3 sar "$NSTAT"
cd "$tmp" || exit 1
ip link set lo up

run()
{
	timeout 60 "$NSTAT" "$@" </dev/null >out 2>err 9>&-
	code=$?
}

is() { [ "$code" = "$1" ]; }
says() { [ "$(wc -l <err)" = 1 ] && grep -qF -- "$1" err; }
silent() { [ ! -s err ]; }
rows() { [ "$(grep -c '^{' out)" = "$1" ]; }
listing() { "$NSTAT" -f "$1" --ndjson -n TCP; }
size() { wc -c <"$1"; }

# Where the records of a file begin, and of which kind they are.
records()
{
	python3 - "$1" <<'END'
import struct, sys
data, at = open(sys.argv[1], 'rb').read(), 0
while at < len(data):
    magic, kind, size, checksum = struct.unpack('<4s4sII', data[at:at + 16])
    assert magic == b'\x9dNS\x01'
    print(at, kind[:1].decode())
    at += 16 + size
assert at == len(data)
END
}

# ---- what is kept is what was shown ------------------------------------------------------------

run --ndjson -n ALL -o kept 0.1 5
check 'five samples are shown while they are kept' rows 5
check 'without complaint' silent
cp out live
run --ndjson -n ALL -f kept
check 'and they are the same later' cmp -s live out
run -n TCP -o text 0.1 3
cp out live
run -n TCP -f text
check 'in sar'"'"'s layout as well' cmp -s live out
run --csv -n DEV -f text
check 'whatever was asked for when they were kept' [ "$(grep -c ',lo,' out)" = 3 ]
run -f text
check 'TCP and ETCP if nothing is' [ "$(grep -c 'active/s\|atmptf/s' out)" = 2 ]
run -f kept --explain
check 'they are explained' [ "$code:$(head -c 1 out | wc -c)" = 0:1 ]
run -f kept --svg chart.svg
check 'and drawn' grep -q '</svg>' chart.svg
run --ndjson -f kept -n TCP
cat kept kept | head -c "$(size kept)" | "$NSTAT" --ndjson -f /dev/stdin -n TCP >piped 2>err
check 'a pipe will do' cmp -s out piped
check 'each sample is one record' \
	[ "$(records kept | grep -c 'S$') $(records kept | grep -c 'H$')" = '6 1' ]

run --ndjson -o kept 0.1 2
check 'more are appended' rows 2
run --ndjson -f kept
check 'the time between is a row' rows 8
check 'of no restart' [ "$(grep -c restart out)" = 0 ]
cat text kept >both
run --ndjson -f both
check 'files may be put together' rows 12

run --ndjson -f kept 100
check 'of an interval that is too long nothing is shown' rows 0
run --ndjson -f kept 0.2
check 'samples at an interval are shown' [ "$(grep -c '^{' out)" -lt 8 ]
check 'and some of them' [ "$(grep -c '^{' out)" -gt 1 ]
run --ndjson -f kept 0.1 3
check 'and so many' rows 3

# ---- half a record at its end ----------------------------------------------------------------------

run --ndjson -n TCP -o whole 0.05 4
listing whole >all
last=$(records whole | tail -n 1 | cut -d ' ' -f 1)
for more in 1 15 16 100; do
	head -c $((last + more)) whole >torn
	run --ndjson -f torn -n TCP
	check "$more bytes of a record: the rows before are there" rows 3
	check "$more bytes: and it is said where" says "$more bytes from $last on are half a record"
	check "$more bytes: which is no trouble" is 0
	head -n 3 all | cmp -s - out || not_ok 'they are the same'
	run --ndjson -n TCP -o torn 0.05 2
	check "$more bytes: it goes on behind them" rows 2
	cp out more
	run --ndjson -f torn -n TCP
	check "$more bytes: all rows are there, and one between" rows 6
	check "$more bytes: those behind are the same" [ "$(tail -n 2 out)" = "$(cat more)" ]
	check "$more bytes: and it is said" says 'half a record'
	check "$more bytes: still no trouble" is 0
done

# A file that a program which was killed leaves is read.
for _ in 1 2 3 4 5; do
	timeout -s KILL 0.3 "$NSTAT" -o killed 0.001 >/dev/null 2>&1 9>&-
done
run --ndjson -f killed
check 'what programs that were killed leave is read' [ "$(grep -c '^{' out)" -gt 5 ]
check 'without trouble' is 0

# ---- damage ------------------------------------------------------------------------------------------

# The third sample.
at=$(records whole | grep 'S$' | sed -n 3p | cut -d ' ' -f 1)
for where in 0 4 9 12 20 200; do
	cp whole hurt
	byte=$(od -An -tu1 -j $((at + where)) -N 1 hurt)
	# shellcheck disable=SC2059
	printf "$(printf '\\%03o' $((byte ^ 1)))" |
		dd of=hurt bs=1 seek=$((at + where)) conv=notrunc 2>/dev/null
	run --ndjson -f hurt -n TCP
	check "byte $where of a sample: a row less" rows 3
	check "byte $where: and it is said" says "bytes from $at on are damaged"
	check "byte $where: which is trouble" is 1
done
# Of the first names, all samples up to where they are told again.
at=$(records whole | grep 'N$' | head -n 1 | cut -d ' ' -f 1)
cp whole hurt
printf 'XXXX' | dd of=hurt bs=1 seek=$((at + 50)) conv=notrunc 2>/dev/null
run --ndjson -f hurt -n TCP
check 'names are lost: rows that others have are there' [ "$(grep -c '^{' out)" -ge 2 ]
check 'names are lost: it is said' grep -q 'the names of their counters are lost' err
check 'names are lost: which is trouble' is 1
# Nothing but noise between what is whole.
{ cat whole; head -c 5000 /dev/urandom; cat whole; } >noisy
run --ndjson -f noisy -n TCP
check 'noise costs nothing of what is before and behind it' [ "$(grep -c '"tcp"' out)" -ge 8 ]

# ---- who may write, and where ------------------------------------------------------------------------

"$NSTAT" -o shared 0.1 >/dev/null 2>first 9>&- &
writer=$!
others="$others $writer"
for _ in $(seq 100); do
	[ -s shared ] && break
	sleep 0.05
done
run -o shared 0.1 1
check 'a second one that writes is refused' says 'shared: somebody else is writing to it'
check 'with nothing shown' [ ! -s out ]
check 'and it is trouble' is 1
run --ndjson -f shared
check 'reading is not' is 0
kill -INT $writer
wait $writer
check 'the first one did not mind' [ "$?:$(size first)" = 0:0 ]
run -o shared 0.1 1
check 'after its end another one may' is 0

mkdir small
if mount -t tmpfs -o size=64k none small 2>/dev/null; then
	run -o small/full 0.001 10000
	check 'a full disk is said in one line' says 'small/full: No space left on device'
	check 'and is trouble' is 1
	check 'something was shown' [ "$(wc -l <out)" -gt 10 ]
	run --ndjson -f small/full
	check 'the file is whole' silent
	check 'and has samples' [ "$(grep -c '^{' out)" -gt 5 ]
	umount small
else
	echo '# no file system of our own here'
fi
(
	ulimit -f 40
	run --json -o limited 0.001 10000
	check 'a file that may not grow is said as well' says 'limited: File too large'
	check 'and the document is whole' python3 -m json.tool out /dev/null
	echo "$number" >number
)
number=$(cat number)
run --ndjson -f limited
check 'that file is whole' silent

# ---- what is no such file: the exit codes of sar -------------------------------------------------------

codes()
{
	title=$1
	shift
	LC_ALL=C timeout 20 sar -n TCP "$@" </dev/null >/dev/null 2>&1 9>&-
	real=$?
	run -n TCP "$@"
	check "$title: $real, as sar has it" is $real
	check "$title: one line" [ "$(wc -l <err)" = 1 ]
	check "$title: nothing is shown" [ ! -s out ]
}

cp /etc/passwd foreign
: >empty
codes 'a file that is not there' -f nosuch
codes 'something else' -f foreign
codes 'nothing at all' -f empty
codes 'a directory' -f .
codes 'to something else' -o foreign 1 1
check 'which stays as it was' cmp -s foreign /etc/passwd
codes 'to a device' -o /dev/null 1 1
codes 'to where there is nothing' -o nosuch/file 1 1
codes 'both of them' -f kept -o other 1 1
codes 'a time without a file' -s 10:00:00 1 1
codes 'no time of day' -f kept -s 25:00:00
codes 'an interval of 0' -f kept 0
printf '\235NS\001' >begun
run -f begun
check 'a begin alone has no sample' is 3
run -f /dev/zero
check 'what has no end is not read to its end' is 3
head -c 3000 kept | tail -c +100 >part
run -f part
check 'a part without a whole record is none' is 3

# ---- from when to when ----------------------------------------------------------------------------------

# It is three seconds before midnight, in a time zone of our own.
since=$((($(date +%s) + 3) % 86400))
TZ=$(printf 'XXX-%d:%d:%d' $(((86400 - since) / 3600)) $(((86400 - since) % 3600 / 60)) \
	$(((86400 - since) % 60)))
export TZ
sar -n TCP -o real 1 7 >/dev/null 2>&1 9>&- &
run -n TCP -o ours 1 7
wait
stamps() { sed -n 's/^\([0-9][0-9]:[0-9][0-9]:[0-9][0-9]\).*/\1/p' "$1"; }
check 'midnight is in them' [ "$(stamps out | grep -c '^23:') $(stamps out | grep -c '^00:')" != '0 0' ]

# From the second stamp, of which there is no row, to the one before the last.
between()
{
	start=$(stamps full | sed -n 2p)
	end=$(stamps full | tail -n 2 | head -n 1)
	stamps full | sed '1d;$d' >want
	"$@" -n TCP -s "$start" -e "$end" >out 2>err
	stamps out >have
	cmp -s want have
}

sar -f real -n TCP >full
between sar -f real || echo "# sar has it otherwise: $(tr '\n' ' ' <have)"
"$NSTAT" -f ours -n TCP >full
check 'a time over midnight' between "$NSTAT" -f ours
check 'in the shape of sadf' [ "$("$NSTAT" -f ours --sadf=d -n TCP -s "$start" -e "$end" |
	grep -vc '^#')" = "$(($(wc -l <want) - 1))" ]
run -n TCP -f ours -s "$(date -d '+1 hour' +%Y-%m-%dT%H:%M:%S)"
check 'a time when there is nothing' [ "$(wc -l <out)" = 1 ]
run --ndjson -n TCP -f ours -s "$(date -u -d '-1 hour' +%Y-%m-%dT%H:%M:%SZ)" -e '2200-01-01 00:00'
check 'dates' rows 7
for interval in 1 2 3 4; do
	sar -f real -n TCP $interval >full 2>/dev/null
	run -n TCP -f ours $interval
	check "every $interval seconds: as many rows as sar" \
		[ "$(stamps full | wc -l)" = "$(stamps out | wc -l)" ]
done

# Where headers stand, on a terminal of so many lines as well.
headers()
{
	sed -E 's/[0-9]{2}:[0-9]{2}:[0-9]{2}/T/; s/ +-?[0-9.]+\r?/ N/g; 1d'
}
same_headers()
{
	for args in 'TCP' 'TCP 1 1' 'TCP 1 2' 'TCP,DEV 1 3' 'DEV 2' 'SOFT' 'SOFT -P 0' 'SOFT -P ALL 1 2'; do
		# shellcheck disable=SC2086
		sar -f real -n $args | headers >want
		# shellcheck disable=SC2086
		"$NSTAT" --sar -f ours -n $args | headers >have
		[ "$(wc -l <want)" -gt 2 ] && cmp -s want have || return 1
	done
	command -v script >/dev/null || return 0
	for args in 'TCP 1 4' 'TCP 1 5' TCP SOCK DEV 'DEV 1 3' 'SOFT -P ALL' 'SOFT -P 0,1'; do
		for rows in 4 5 6 9; do
			script -qc "stty rows $rows cols 150; S_COLORS=never sar -f real -n $args" \
				/dev/null </dev/null | headers >want
			script -qc "stty rows $rows cols 150;
				S_COLORS=never '$NSTAT' --sar -f ours -n $args" \
				/dev/null </dev/null | headers >have
			[ "$(wc -l <want)" -gt 2 ] && cmp -s want have || return 1
		done
	done
}
sar -f real -n TCP >full
"$NSTAT" --sar -f ours -n TCP >out
if [ "$(stamps full | wc -l)" = "$(stamps out | wc -l)" ]; then
	check 'headers are where those of sar are' same_headers
else
	ok 'headers are where those of sar are # SKIP sar was late'
fi
unset TZ

# ---- another boot -------------------------------------------------------------------------------------

echo 01234567-89ab-cdef-0123-456789abcdef >boot
if mount --bind boot /proc/sys/kernel/random/boot_id 2>/dev/null; then
	cp whole boots
	run -o boots 0.05 3
	umount /proc/sys/kernel/random/boot_id
	collector=$(sar --sadc | sed 's/^.*: //')
	# What writes for sar may still have its file when sar ends.
	averages() { sar -f real2 -n TCP 2>/dev/null | grep -c Average; }
	for _ in 1 2 3 4 5; do
		sar -o real2 -n TCP 1 1 >/dev/null 2>&1
		[ "$(averages)" = 1 ] && break
		sleep 0.2
	done
	for _ in 1 2 3 4 5 6 7 8 9 10; do
		"$collector" real2 2>/dev/null
		sar -f real2 -n TCP | grep -q RESTART && break
		sleep 0.2
	done
	for _ in 1 2 3 4 5; do
		sar -o real2 -n TCP 1 1 >/dev/null 2>&1
		[ "$(averages)" = 2 ] && break
		sleep 0.2
	done
	run -f boots -n TCP,ETCP
	check 'a restart is shown' grep -qE '^[0-9:]{8}     LINUX RESTART	\([0-9]+ CPU\)$' out
	same_outline()
	{
		diff real.outline ours.outline | sed 's/^/# /' | cat -v
		cmp -s real.outline ours.outline
	}
	outline()
	{
		sed -E -e 's/[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{2})? +/TIME /; s/retrseg/retrans/' \
			-e 's/ +[0-9.]+/ N/g; s/\([0-9]+ /(N /' "$1" | tail -n +2 | uniq
	}
	sar -f real2 -n TCP,ETCP >real.out
	outline out >ours.outline
	outline real.out >real.outline
	check 'as sar shows it' same_outline
	sadf -d real2 -- -n TCP,ETCP | sed -E 's/[0-9][0-9.:-]*/N/g; s/retrseg/retrans/' | uniq >real.outline
	run -f boots -n TCP,ETCP --sadf=d
	sed -E 's/[0-9][0-9.:-]*/N/g' out | uniq >ours.outline
	check 'and sadf -d' same_outline
	sadf -j real2 -- -n TCP | sed -n '/restarts/,$p' | sed -E 's/[0-9]+/N/g' >real.outline
	run -f boots -n TCP --sadf=j
	sed -n '/restarts/,$p' out | sed -E 's/[0-9]+/N/g' >ours.outline
	check 'and sadf -j' same_outline
	run -f boots -n TCP --ndjson
	check 'no row is of two boots' [ "$(grep -c '"tcp"' out):$(grep -c '"restart":true' out)" = 7:1 ]
else
	echo '# the number of the boot may not be covered here'
fi

# ---- SIGINT ends what takes long ----------------------------------------------------------------

interrupted()
{
	timeout --preserve-status -k 20 -s INT 1 "$NSTAT" -n TCP -f "$1" >out 2>err 9>&- &&
		grep -q '^Average' out
}

# What looks like a long record wherever one may begin.
cp text slow
python3 -c '
import struct, sys
sys.stdout.buffer.write((b"\x9dNS\1S\0\0\0" + struct.pack("<I", 1 << 23) + b"\0\0\0\0") * 1000000)
' >>slow
check 'a damaged file that takes long to look through' interrupted slow
mkfifo pipe
(cat text && exec sleep 60) >pipe &
others="$others $!"
check 'a pipe that nobody writes to any more' interrupted pipe
echo "1..$number"
