#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Formats of nstat for programs: beside sadf, and by themselves (TAP).

set -u
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=tests/stage.sh
. "$here/../stage.sh"
NSTAT=${NSTAT:-build/tools/nstat}
case $NSTAT in /*) ;; *) NSTAT=$PWD/$NSTAT ;; esac
export NSTAT
begin sar sadf ip python3 "$NSTAT"
cd "$tmp" || exit 1
: >out
: >err

keywords='DEV EDEV NFS NFSD SOCK IP EIP ICMP EICMP TCP ETCP UDP SOCK6 IP6 EIP6 ICMP6 EICMP6 UDP6
	SOFT'
ip link set lo up
ip link add v0 type veth peer name v1

# Both at the same time, of the same namespace.
sar -n ALL -o real 1 3 >/dev/null 2>sar.err 9>&- &
"$NSTAT" -o ours 1 3 >/dev/null 2>err 9>&- &
wait
[ -s real ] || skip_all "no samples of sar: $(head -n 1 sar.err)"
check 'samples are kept' [ -s ours ]
check 'without complaint' [ ! -s err ]

# ---- shapes of sadf, and sar's report of a file ------------------------------------------------

# Later versions have another name for retransmitted segments.
shape()
{
	sed -E -e 's/retrseg/retrans/g' \
		-e 's/[0-9]{4}-[0-9]{2}-[0-9]{2}/DATE/g; s/[0-9]{2}:[0-9]{2}:[0-9]{2}/TIME/g' \
		-e 's/[0-9]+\.[0-9]{2}/N.NN/g; s/;[0-9]+/;N/g; s/: [0-9]+/: N/g' "$1"
}

# And how long each line is: columns are as wide.
report()
{
	awk '{ sub(/retrseg/, "retrans"); $0 = $0 " " length($0); print }' "$1" |
		sed -E -e 's,[0-9]{2}/[0-9]{2}/[0-9]{2},DATE,; s/[0-9]{2}:[0-9]{2}:[0-9]{2}/TIME/' \
			-e 's/ +[0-9]+\.[0-9]{2}/ N.NN/g' -e '/TIME|Average/s/ +[0-9]+ / N /g' \
			-e '/TIME|Average/s/ +[0-9]+ / N /g'
}

same()
{
	"$2" real.raw >real.shape
	"$2" ours.raw >ours.shape
	if [ -s real.raw ] && cmp -s real.shape ours.shape; then
		ok "$1"
	else
		not_ok "$1"
		diff real.shape ours.shape | head -n 12 | cut -c 1-200 | sed 's/^/# /'
	fi
}

for keyword in $keywords; do
	sadf -d real -- -n "$keyword" >real.raw 2>/dev/null
	"$NSTAT" -f ours --sadf=d -n "$keyword" >ours.raw 2>err
	same "sadf -d of $keyword" shape
	sadf -j real -- -n "$keyword" >real.raw 2>/dev/null
	"$NSTAT" -f ours --sadf=j -n "$keyword" >ours.raw 2>err
	same "sadf -j of $keyword" shape
	# Its column of processors is narrower than others, wherever samples come from.
	[ "$keyword" != SOFT ] || continue
	sar -f real -n "$keyword" >real.raw 2>/dev/null
	"$NSTAT" --sar -f ours -n "$keyword" >ours.raw 2>err
	same "sar -f of $keyword" report
done

sadf -d real -- -n ALL >real.raw
"$NSTAT" -f ours --sadf=d -n ALL >ours.raw 2>err
same 'sadf -d of all of them' shape
sadf -j real -- -n ALL >real.raw
"$NSTAT" -f ours --sadf=j -n ALL >ours.raw 2>err
same 'sadf -j of all of them' shape
check 'which is JSON' python3 -m json.tool ours.raw /dev/null
sar -f real -n TCP,ETCP,DEV >real.raw
"$NSTAT" --sar -f ours -n TCP,ETCP,DEV >ours.raw 2>err
same 'sar -f of more than one keyword' report
sar -f real -n TCP 2 1 >real.raw
"$NSTAT" --sar -f ours -n TCP 2 1 >ours.raw 2>err
same 'sar -f with an interval and a count' report
sadf -d real -- -n SOFT -P ALL >real.raw
"$NSTAT" -f ours --sadf=d -n SOFT -P ALL >ours.raw 2>err
same 'sadf -d of each processor' shape

# ---- as it comes ---------------------------------------------------------------------------------

"$NSTAT" --sadf=j -n TCP 0.1 2 >out 2>err
check 'sadf -j as it comes is JSON' python3 -m json.tool out /dev/null
"$NSTAT" --sadf=d -n TCP,ETCP 0.1 2 >out 2>err
check 'sadf -d as it comes has a header for each change' [ "$(grep -c '^#' out)" = 4 ]
"$NSTAT" --sadf=d -n TCP 0.1 2 >out 2>err
check 'and one for all rows of one report' [ "$(grep -c '^#' out)" = 1 ]

# ---- JSON, a line each, CSV ------------------------------------------------------------------------

hostile=$(printf 'e\033[1m"\\,x')
ip link add "$hostile" type veth peer name v2 2>/dev/null || hostile=
cat >look.py <<'END'
import csv, datetime, io, json, os, subprocess, sys

# In the way that numbers are written here.
interval = sys.argv[2]

def nstat(*words):
    done = subprocess.run([os.environ['NSTAT'], *words], capture_output=True)
    assert done.returncode == 0 and not done.stderr, (words, done)
    assert b'\x1b' not in done.stdout, words
    return done.stdout.decode()

# What sadf has of each keyword, by the keys of its document.
real = json.load(open('real.json'))['sysstat']['hosts'][0]['statistics'][0]['network']
names = {'net-%s' % word.lower(): word.lower() for word in sys.argv[1].split()}
names['softnet'] = 'soft'

def sample(one, count):
    when = datetime.datetime.strptime(one['time'], '%Y-%m-%dT%H:%M:%S.%fZ')
    now = datetime.datetime.now(datetime.timezone.utc).replace(tzinfo=None)
    assert abs((now - when).total_seconds()) < 3600, one['time']
    assert one['seconds'] > 0
    assert one['netns'] == os.stat('/proc/self/ns/net').st_ino
    for key, report in real.items():
        ours = one[names[key]]
        if isinstance(report, list):
            assert isinstance(ours, list), key
            report, rows = report[0], ours
        else:
            rows = [ours]
        want = [word.replace('-', '_').replace('retrseg', 'retrans') for word in report]
        for row in rows:
            assert list(row) == want, (key, row)
            assert all(v is None or isinstance(v, (int, float, str)) for v in row.values())

document = json.loads(nstat('--json', '-n', 'ALL', interval, '2'))
assert document['host']['nodename'] == os.uname().nodename
assert document['host']['cpus'] == os.cpu_count()
assert len(document['samples']) == 2
for one in document['samples']:
    sample(one, 2)
lines = nstat('--ndjson', '-n', 'ALL', interval, '3').splitlines()
assert len(lines) == 3
for line in lines:
    sample(json.loads(line), 3)
with open('/proc/net/dev', encoding='utf-8') as file:
    devices = [line.rsplit(':', 1)[0].strip() for line in list(file)[2:]]
assert [row['iface'] for row in json.loads(lines[0])['dev']] == devices, devices
# There is no NFS here, which is not 0.
if not os.path.exists('/proc/net/rpc/nfs'):
    assert json.loads(lines[0])['nfs']['call'] is None
assert json.loads(lines[0])['sock']['totsck'] > 0

text = nstat('--csv', '-n', 'ALL', '-P', 'ALL', interval, '2')
assert text.endswith('\r\n') and text.count('\n') == text.count('\r\n')
rows = list(csv.reader(io.StringIO(text), strict=True))
header = rows[0]
assert header[:4] == ['time', 'seconds', 'netns', 'netns_name'], header
assert len(set(header)) == len(header), header
assert all(len(row) == len(header) for row in rows)
table = [dict(zip(header, row)) for row in rows[1:]]
for key, report in real.items():
    for column in (report[0] if isinstance(report, list) else report):
        assert column.replace('-', '_').replace('retrseg', 'retrans') in header, column
assert sum(1 for row in table if row['active'] != '') == 2
assert {row['cpu'] for row in table} > {'', 'all', '0'}
assert sum(1 for row in table if row['iface'] == 'v0') == 4
assert [row[len(row) - 4:] for row in csv.reader(io.StringIO(nstat('--csv', '-n', 'TCP', interval, '1')))][0] == \
    ['active', 'passive', 'iseg', 'oseg']

# What did not change is left out.
quiet = json.loads(nstat('--ndjson', '-z', '-n', 'EDEV,EIP', interval, '1'))
assert quiet['edev'] == [] and 'eip' not in quiet, quiet
END
LC_ALL=C sadf -j real -- -n ALL >real.json
python3 look.py "$keywords" 0.1 >out 2>err
check 'JSON, lines of it and CSV have all keys, and numbers' [ ! -s err ]
[ -n "$hostile" ] || echo '# no hostile name here'
TZ=XXX-5 python3 look.py "$keywords" 0.1 >out 2>err
check 'in another time zone as well' [ ! -s err ]

if localedef -i de_DE -f UTF-8 "$tmp/de_DE.UTF-8" >/dev/null 2>&1; then
	LOCPATH=$tmp LC_ALL=de_DE.UTF-8 python3 look.py "$keywords" 1 >out 2>err
	check 'where numbers have a decimal comma as well' [ ! -s err ]
	LOCPATH=$tmp LC_ALL=de_DE.UTF-8 "$NSTAT" -f ours --sadf=d -n TCP >out 2>err
	check 'and in the shapes of sadf' grep -q ';0\.00$' out
else
	echo '# no locale with a decimal comma here'
fi

# ---- namespaces ----------------------------------------------------------------------------------

unshare -n sleep 60 </dev/null >/dev/null 2>&1 9>&- &
others="$others $!"
for _ in $(seq 100); do
	[ "$(readlink "/proc/$!/ns/net")" = "$(readlink /proc/self/ns/net)" ] || break
	sleep 0.05
done
inode=$(readlink "/proc/$!/ns/net" | tr -cd 0-9)
"$NSTAT" --netns=$! --ndjson 0.1 1 >out 2>err
check 'a sample tells its namespace' grep -q "\"netns\":$inode," out
"$NSTAT" --netns=all --ndjson -o spaces 0.1 2 >out 2>err
check 'and of all of them there is one each' [ "$(grep -c "\"netns\":$inode," out)" = 2 ]
check 'beside our own' [ "$(wc -l <out)" -ge 4 ]
cp out live
"$NSTAT" -f spaces --ndjson >out 2>err
check 'kept, they are the same' cmp -s out live
"$NSTAT" -f spaces --netns="$inode" --ndjson >out 2>err
check 'and one of them can be had' [ "$(grep -c "\"netns\":$inode," out):$(wc -l <out)" = 2:2 ]
"$NSTAT" -f spaces --netns=nosuch --ndjson >out 2>err
check 'one that is not there is told' [ "$?:$(wc -l <err)" = 1:1 ]
"$NSTAT" --netns=all --sadf=j 0.1 1 >out 2>err
check 'sadf -j has a field more' grep -q '^					"netns": "' out
check 'and is JSON' python3 -m json.tool out /dev/null

echo "1..$number"
