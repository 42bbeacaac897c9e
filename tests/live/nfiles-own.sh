#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# What nfiles shows beside lsof's table, of files and processes that the test makes (TAP).

set -u
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=tests/stage.sh
. "$here/../stage.sh"
NFILES=${NFILES:-build/tools/nfiles}
case $NFILES in /*) ;; *) NFILES=$PWD/$NFILES ;; esac
export NFILES
begin python3 "$NFILES"
LC_ALL=C.UTF-8
cd / || exit 1
populate files "$tmp/files"
main=$population

# run ARGS...: $code, and what it said.
run()
{
	timeout 60 "$NFILES" "$@" </dev/null >"$tmp/out" 2>"$tmp/err"
	code=$?
}

# hold COMMAND...: a process that uses what its redirections say, until the test ends.
hold()
{
	"$@" 9>&- &
	held=$!
	others="$others $held"
	# It is what it is to be once it has executed.
	for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
		case $(cat /proc/$held/comm) in sleep | python3) break ;; esac
		sleep 0.1
	done
}

# is TITLE WANTED: the whole of what was shown.
is()
{
	if [ "$(cat "$tmp/out")" = "$2" ]; then
		ok "$1"
		return
	fi
	not_ok "$1"
	printf '%s\n' "$2" >"$tmp/wanted"
	diff -a "$tmp/wanted" "$tmp/out" | head -n 20 | cat -v | sed 's/^/# /'
	head -n 3 "$tmp/err" | sed 's/^/# /'
}

# json TITLE PYTHON: of `d`, what was shown, this is true.
json()
{
	if python3 -c 'import json, os, sys
d = json.load(open(sys.argv[1]))
f = d.get("files") or d.get("processes") or []
sys.exit(0 if eval("(" + sys.argv[2] + ")") else 1)' "$tmp/out" "$2" 2>"$tmp/python"; then
		ok "$1"
	else
		not_ok "$1"
		{ tail -n 1 "$tmp/python"; tail -n 5 "$tmp/err"; head -c 1500 "$tmp/out"; } |
			cat -v | sed 's/^/# /'
	fi
}

# ---- columns and machine formats ---------------------------------------------------------

run -K i -p "$main"
rows=$(($(wc -l <"$tmp/out") - 1))
run -K i -p "$main" --json
json "as many objects as lsof's table has lines" "len(f) == $rows and $rows > 40"
json 'numbers are numbers' "all(isinstance(r['pid'], int) and r['pid'] == $main and
	isinstance(r.get('size', 0), int) and isinstance(r['deleted'], bool) for r in f)"
json 'what stat says' 'all((s.st_size, s.st_ino, s.st_nlink, s.st_blocks * 512) ==
	(r["size"], r["inode"], r["nlink"], r["allocated"]) and
	r["device"] == "%d,%d" % (os.major(s.st_dev), os.minor(s.st_dev))
	for r in f if r["type"] == "REG" and isinstance(r["fd"], int)
	for s in [os.stat("/proc/%d/fd/%d" % (r["pid"], r["fd"]))])'
json 'what readlink says' 'all(os.readlink(os.fsencode("/proc/%d/fd/%d" % (r["pid"], r["fd"]))) ==
	(bytes.fromhex(r["link_hex"]) if "link_hex" in r else r["link"].encode())
	for r in f if isinstance(r["fd"], int) and "error" not in r)'
cp "$tmp/out" "$tmp/json"
run -K i -p "$main" --ndjson
if jq=$(python3 -c 'import json, sys
a = [r for r in map(json.loads, open(sys.argv[1])) if "note" not in r]
b = json.load(open(sys.argv[2]))["files"]
print(a == b)' "$tmp/out" "$tmp/json") && [ "$jq" = True ]; then
	ok 'a line an object'
else
	not_ok 'a line an object'
fi
columns=pid,fd,type,inode,name,access
run -K i -p "$main" --csv --columns $columns
python3 -c 'import csv, json, sys
a = list(csv.DictReader(open(sys.argv[1], newline="")))
b = json.load(open(sys.argv[2]))["files"]
keys = sys.argv[3].split(",")
assert list(a[0]) == keys and len(a) == len(b)
for x, y in zip(a, b):
	for k in ("pid", "fd", "type", "inode", "access"):
		assert x[k] == str(y.get(k, "")), (x, y)' \
	"$tmp/out" "$tmp/json" $columns 2>"$tmp/err"
check 'CSV says the same' [ $? = 0 ]

: >"$tmp/a file"
hold sleep 300 3<"$tmp/a file" 4>>"$tmp/a file"
one=$held
run -a -p "$one" -d 3,4 --columns fd,access,type,name
is 'a table of columns' "FD A TYPE NAME
 3 r REG  $tmp/a file
 4 w REG  $tmp/a file"
run -a -p "$one" -d 4 --columns fd,flags,offset,mount
json_mount=$(findmnt -n -o TARGET -T "$tmp" 2>/dev/null)
[ -z "$json_mount" ] || is 'flags, offset, mount' "$(printf 'FD FLAGS         OFFSET MOUNT\n 4 wronly,append      0 %s' "$json_mount")"
run -a -p "$one" -d 3,4 --columns +nlink --csv
check 'columns besides the usual ones' grep -q '^comm,pid,.*,nlink' "$tmp/out"
run -p "$main" --columns help
check '--columns help lists them' grep -q '^mount  ' "$tmp/out"
run -K i -a -p "$main" -d 0-999 --csv --columns size,fd --sort -size,fd
tr -d '\r' <"$tmp/out" | sed 1d | grep -v '^,' >"$tmp/sizes"
sort -t , -s -k 1,1nr -k 2,2n "$tmp/sizes" >"$tmp/sorted"
check 'sorted by two columns' cmp "$tmp/sizes" "$tmp/sorted"
run -K i -p "$main" --sort inode
cp "$tmp/out" "$tmp/ours"
run -K i -p "$main"
sort "$tmp/out" >"$tmp/theirs"
check "lsof's own table in another order" \
	sh -c '[ "$(sort "$0")" = "$(cat "$1")" ] && ! cmp -s "$0" "$2"' \
	"$tmp/ours" "$tmp/theirs" "$tmp/out"

# ---- filters -------------------------------------------------------------------------------

fds_of()
{
	tr -d '\r' <"$tmp/out" | sed 1d | sort | tr '\n' ' '
}

for link in /proc/"$main"/fd/*; do
	case $(stat -L -c '%h %F' "$link" 2>/dev/null) in
	'0 regular'*) echo "${link##*/}" ;;
	esac
done | sort | tr '\n' ' ' >"$tmp/wanted"
run --filter "pid = $main and type = REG and deleted and fd >= 0" --csv --columns fd
check 'deleted regular files' [ "$(fds_of)" = "$(cat "$tmp/wanted")" ]
head -c 3000000 /dev/zero >"$tmp/large"
hold sleep 300 5<"$tmp/large"
two=$held
run --filter "comm = sleep and size > 2M" --csv --columns pid,fd,size
check 'by size and name' [ "$(fds_of)" = "$two,5,3000000 " ]
run --filter "name = '$tmp/a file' and access = w" --csv --columns pid,fd
check 'by path and access' [ "$(fds_of)" = "$one,4 " ]
run --filter "name ~ nfiles-no-such-file"
check 'nothing fits: exit code 1' [ "$code" = 1 ]
hold python3 -c 'import socket, time
s = socket.socket(); s.bind(("127.0.0.1", 18411)); s.listen()
time.sleep(300)'
server=$held
listens() { "$NSOCKETS" -tln 'sport = 18411' | grep -q 18411; }
for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
	ip link set lo up 2>/dev/null
	listens && break
	sleep 0.1
done
run --filter 'sport = 18411 and state listening and comm = python3' --csv \
	--columns pid,proto,local_address,local_port,state
check 'a socket among files' [ "$(fds_of)" = "$server,tcp,127.0.0.1,18411,LISTEN " ]
run -p "$server" -a --filter 'type = IPv4 or fd = cwd' --csv --columns fd,type
check "within what lsof's options select" \
	[ "$(fds_of | sed 's/^[0-9]*,/N,/')" = 'N,IPv4 cwd,DIR ' ]

# ---- deleted files --------------------------------------------------------------------------

mkdir "$tmp/fs"
if mount -t tmpfs -o size=16m none "$tmp/fs" 2>/dev/null; then
	head -c 1048576 /dev/zero >"$tmp/fs/small"
	head -c 3145728 /dev/zero >"$tmp/fs/large"
	head -c 1048576 /dev/zero >"$tmp/fs/linked"
	ln "$tmp/fs/linked" "$tmp/fs/other"
	hold sleep 300 3<"$tmp/fs/small" 4<"$tmp/fs/large" 5<"$tmp/fs/large" 6<"$tmp/fs/linked"
	three=$held
	hold sleep 300 7<"$tmp/fs/large"
	four=$held
	rm "$tmp/fs/small" "$tmp/fs/large" "$tmp/fs/linked"
	run -p "$three,$four" --deleted
	is 'each deleted file once, with all who hold it' "  SPACE FILES FILE SYSTEM$(printf "%$((${#tmp} - 8))s" '') TYPE
4194304     2 $tmp/fs tmpfs

  SPACE FILE SYSTEM$(printf "%$((${#tmp} - 8))s" '') NAME$(printf "%$((${#tmp} + 5))s" '') HOLDERS
3145728 $tmp/fs $tmp/fs/large $three/sleep/4,$three/sleep/5,$four/sleep/7
1048576 $tmp/fs $tmp/fs/small $three/sleep/3"
	run --deleted --json
	json 'sums by file system' "[(s['allocated'], s['files']) for s in d['file_systems']
		if s.get('mount') == '$tmp/fs'] == [(4194304, 2)]"
	json 'the largest first, memory behind all disks' \
		"(lambda k: k == sorted(k))([(s['memory'], -s['allocated']) for s in d['file_systems']])
		and (lambda k: k == sorted(k))([(r['memory'], -r.get('allocated', 0)) for r in f])"
	json 'holders by number' "[[(h['pid'], h['fd']) for h in r['holders']] for r in f
		if r['name'] == '$tmp/fs/large'] == [[($three, 4), ($three, 5), ($four, 7)]]"
	json 'memory is told apart' "any(r['memory'] and r['name'].startswith('/memfd:') for r in f)"
	run -p "$three" --deleted -H
	check 'sizes for people' grep -q '^ *3.0M ' "$tmp/out"
else
	ok 'deleted files # SKIP no mount allowed here'
fi

# ---- descriptors and limits -------------------------------------------------------------------

mkfifo "$tmp/fifo"
# shellcheck disable=SC2094
hold sh -c 'ulimit -Sn 40; ulimit -Hn 60; exec sleep 300' \
	</dev/null >/dev/null 2>/dev/null 3<>"$tmp/fifo" 4</dev/null 5</dev/null 6</dev/null
five=$held
n=$(find /proc/"$five"/fd -type l | wc -l)
run -p "$five" --usage --json
json 'how many of how many' "[(r['used'], r['limit'], r['hard'], r['percent']) for r in f] ==
	[($n, 40, 60, $((n * 100 / 40)))] and $n >= 7"
json 'kinds add up' "all(r['files'] + r['sockets'] + r['pipes'] + r['others'] == r['used'] for r in f)"
json 'the whole system' "0 < d['system']['open'] <= d['system']['limit']"
run -p "$five,$one" --usage --columns pid,limit,percent
check 'the fullest first, and the whole system behind' \
	sh -c 'sed -n "2s/^ *\([0-9]*\) .*/\1/p" "$0" | grep -qx "$1" &&
		tail -n 1 "$0" | grep -q "^The whole system: [0-9]* open files, of at most [0-9]*$"' \
	"$tmp/out" "$five"
run --usage --filter "pid = $five" --csv --columns pid
check 'limits of processes that a filter takes' [ "$(fds_of)" = "$five " ]
run -a -c sleep -p "$one,$main" --usage --csv --columns pid
check "limits of processes that lsof's options select" [ "$(fds_of)" = "$one " ]

# ---- who uses a path ---------------------------------------------------------------------------

cp "$(command -v sleep)" "$tmp/sleep" && mkdir "$tmp/place"
hold sh -c "cd '$tmp/place' && exec '$tmp/sleep' 300"
six=$held
: >"$tmp/mapped"
echo x >"$tmp/mapped"
hold python3 -c 'import mmap, sys, time
f = open(sys.argv[1], "r+b"); m = mmap.mmap(f.fileno(), 0); f.close()
time.sleep(300)' "$tmp/mapped"
seven=$held
sleep 0.3
access_of() { sed 1d "$tmp/out" | awk '{ print $2, $3, $4 }' | tr '\n' ';'; }
run --who "$tmp/a file"
check 'who has a file open, and for writing' [ "$(access_of)" = "$one F.... sleep;" ]
run --who "$tmp/large"
check 'who reads it' [ "$(access_of)" = "$two f.... sleep;" ]
run --who "$tmp/place"
check 'whose directory it is' [ "$(access_of)" = "$six ..c.. sleep;" ]
run --who "$tmp/sleep"
check 'whose program it is' [ "$(access_of)" = "$six ...e. sleep;" ]
mapped() { grep -q "$tmp/mapped" /proc/"$seven"/maps; }
for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
	mapped && break
	sleep 0.1
done
run --who "$tmp/mapped" --json
json 'who has mapped it' "[(r['pid'], r['access'], r['comm']) for r in f] == [($seven, 'F...m', 'python3')]"
if command -v fuser >/dev/null; then
	for path in "$tmp/a file" "$tmp/large" "$tmp/place" "$tmp/sleep" "$tmp/mapped"; do
		# It writes numbers to one place, and all else to the other.
		fuser -v "$path" >"$tmp/one" 2>"$tmp/other"
		tr -s ' ' '\n' <"$tmp/one" | grep . >"$tmp/pids"
		sed -n "s,^$path:,,; s/^ *[^ ]*  *\([fFrcem.]\{5\}\)  *\(.*\)$/\1 \2/p" \
			"$tmp/other" | paste -d ' ' "$tmp/pids" - | tr '\n' ';' >"$tmp/fuser"
		run --who "$path"
		check "as fuser: ${path##*/}" [ "$(access_of)" = "$(cat "$tmp/fuser")" ]
	done
fi
hold python3 -c 'import socket, sys, time
s = socket.socket(socket.AF_UNIX); s.bind(sys.argv[1]); s.listen()
time.sleep(300)' "$tmp/socket"
eight=$held
for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
	[ -S "$tmp/socket" ] && break
	sleep 0.1
done
run --who "$tmp/socket" --csv --columns pid
check 'who is bound to a socket' [ "$(fds_of)" = "$eight " ]
: >"$tmp/nobody"
run --who "$tmp/nobody"
check 'nobody: exit code 1, and no word' \
	[ "$code,$(wc -c <"$tmp/out"),$(wc -c <"$tmp/err")" = 1,0,0 ]

# ---- containers -----------------------------------------------------------------------------------

point=$(awk '$3 == "cgroup2" { print $2; exit }' /proc/self/mounts)
id=$(printf '%064x' 7)
group=${point:-/nowhere}/netwho-${STAGE##*.}/docker-$id.scope
echo "${group%/*}" >>"$STAGE/groups"
# shellcheck disable=SC2016
if mkdir -p "$group" 2>/dev/null && sh -c 'echo $$ >"$0"' "$group/cgroup.procs" 2>/dev/null; then
	# shellcheck disable=SC2016
	hold sh -c 'echo $$ >"$0/cgroup.procs"; exec sleep 300' "$group"
	run --filter "container = $id and fd = txt" --csv --columns pid,runtime,container
	check 'containers of processes' [ "$(fds_of)" = "$held,docker,$id " ]
else
	ok 'containers of processes # SKIP no cgroup v2 to write to'
fi

# ---- bad input --------------------------------------------------------------------------------------

# wrong TEXT ARGS...: exit code 1, nothing shown, and one line, or a filter's three, that say so.
wrong()
{
	text=$1
	shift
	run "$@"
	title="refused: $*"
	if [ "$code" = 1 ] && [ ! -s "$tmp/out" ] && head -n 1 "$tmp/err" | grep -q "$text" &&
		[ "$(wc -l <"$tmp/err")" -le 3 ]; then
		ok "$title"
	else
		not_ok "$title"
		cat "$tmp/out" "$tmp/err" | head -n 5 | sed 's/^/# /'
	fi
}

wrong 'no such column (--columns help lists them): nope' --columns pid,nope
wrong 'no such column.*: $' --json --columns pid,,fd
wrong 'no such column to sort by (--columns help lists them): -nope' --sort -nope
wrong 'no such column to sort by' --json --sort pid,
wrong 'no such column' --usage --columns name
wrong 'no such column' --deleted --columns pid
wrong 'no such column to sort by' --who / --sort name
wrong 'unknown word' --filter 'comn = x'
wrong 'unheld sockets' --filter 'reason = kernel'
wrong 'a device is expected' --filter 'device = 8'
wrong 'status error on /no/such' --who /no/such
"$NSOCKETS" 'type = REG' >"$tmp/out" 2>"$tmp/err"
check "nsockets refuses a file's words" \
	[ "$?,$(head -n 1 "$tmp/err")" = "2,nsockets: filter: this is asked of files, and there are none but sockets here" ]

echo "1..$number"
