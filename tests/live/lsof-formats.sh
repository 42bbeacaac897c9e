#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Formats beyond those of the real lsof, checked by what it says; rounds; odd answers (TAP).

set -u
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=tests/stage.sh
. "$here/../stage.sh"
NFILES=${NFILES:-build/tools/nfiles}
case $NFILES in /*) ;; *) NFILES=$PWD/$NFILES ;; esac
export NFILES
begin lsof python3 "$NFILES"
case $(lsof -v 2>&1) in *'revision: 4.95'*) ;; *) skip_all 'another lsof than 4.95' ;; esac
LC_ALL=C.UTF-8
cd / || exit 1
populate files "$tmp/files"
main=$population
all=$main$(pgrep -P "$main" | sed 's/^/,/' | tr -d '\n')
odd=$(printf 'odd \377 "name"\134')
sleep 60 7>"$tmp/$odd" &
others=$!
all=$all,$others

# ---- fields and JSON -----------------------------------------------------------------------

records()
{
	python3 "$here/lsof-records.py" "$@" >"$tmp/out" 2>"$tmp/err"
}

# What was sent takes its time to arrive: queues have to rest first.
for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
	lsof -nPw -F0 -a -p "$all" -d '^mem' >"$tmp/real"
	sleep 0.5
	lsof -nPw -F0 -a -p "$all" -d '^mem' >"$tmp/again"
	! cmp -s "$tmp/real" "$tmp/again" || break
done
"$NFILES" -nPw -F0 -a -p "$all" -d '^mem' >"$tmp/fields"
"$NFILES" -nPw -J -a -p "$all" -d '^mem' >"$tmp/json"
"$NFILES" -nPw -j -a -p "$all" -d '^mem' >"$tmp/lines"
check 'fields are those of lsof, and offsets' records fields "$tmp/real" "$tmp/fields"
check 'JSON says what the fields of lsof say' records json "$tmp/real" "$tmp/json"
check 'and so do its lines' records lines "$tmp/real" "$tmp/lines"
lsof -nPw -F0 -K -a -p "$all" -d cwd >"$tmp/real"
"$NFILES" -nPw -F0 -K -a -p "$all" -d cwd >"$tmp/fields"
"$NFILES" -nPw -J -K -a -p "$all" -d cwd >"$tmp/json"
check 'threads in fields' records fields "$tmp/real" "$tmp/fields"
check 'threads in JSON' records json "$tmp/real" "$tmp/json"

# asked FILE EXPRESSION: of all files in a document.
asked()
{
	python3 -c 'import json, sys
files = [f for p in json.load(open(sys.argv[1]))["processes"] for f in p["files"]]
sys.exit(not eval(sys.argv[2]))' "$@" >"$tmp/out" 2>"$tmp/err"
}

"$NFILES" -nPw -J -a -p "$all" -i >"$tmp/json"
check 'Internet sockets have addresses' asked "$tmp/json" \
	'files and all(":" in f["name"] for f in files)'
"$NFILES" -nPw -J -a -p "$all" -U >"$tmp/json"
check 'UNIX sockets have states' asked "$tmp/json" \
	'files and all(f["tcp_info"]["state"] for f in files)'
"$NFILES" -J -Ffn -a -p "$others" -d 7 >"$tmp/json"
check 'bytes that are no text' asked "$tmp/json" \
	'files and bytes.fromhex(files[0]["name_hex"]).endswith(b"odd \xff \"name\"\\")'
check 'keys that were chosen' asked "$tmp/json" 'files[0].keys() == {"fd", "name", "name_hex"}'
"$NFILES" -J -p 999999 >"$tmp/json"
check 'nothing is a document too' asked "$tmp/json" 'files == []'

size=$(stat -Lc %s "/proc/$main/exe")
human=$(awk -v n="$size" 'BEGIN {
	u = 0
	if (n < 1024) { print n "B"; exit }
	while (n >= 1048576) { n = int(n / 1024); u++ }
	printf "%.1f%s\n", n / 1024, substr("KMGTPE", u + 1, 1) }')
"$NFILES" -H -a -p "$main" -d txt >"$tmp/out" 2>"$tmp/err"
check "a size for people: $human" grep -q " $human " "$tmp/out"

# A number as long as the limit lets it be.
python3 -c 'import os, resource, sys, time
hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
os.dup2(0, 12345)
print("ready", flush=True)
time.sleep(60)' </dev/null >"$tmp/high" 2>/dev/null &
high=$!
others="$others $high"
for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
	[ ! -s "$tmp/high" ] || break
	sleep 0.2
done
if [ -s "$tmp/high" ]; then
	for fields in -Ff -Ff0 '+c0 -o'; do
		# shellcheck disable=SC2086
		lsof -w -a -p "$high" -d 12345 $fields >"$tmp/real"
		# shellcheck disable=SC2086
		"$NFILES" --lsof -w -a -p "$high" -d 12345 $fields >"$tmp/out" 2>"$tmp/err"
		check "a long number: $fields" cmp "$tmp/real" "$tmp/out"
	done
	"$NFILES" -Ff -a -p "$high" -d 12345 >"$tmp/out" 2>"$tmp/err"
	check 'a long number, whole' grep -qx f12345 "$tmp/out"
fi

# ---- rounds ----------------------------------------------------------------------------------

"$NFILES" -J -Ffn -a -p "$main" -d cwd -r1c2 >"$tmp/out" 2>"$tmp/err"
check 'document follows document' test "$(grep -c '^{"lsof_version".*}$' "$tmp/out")" = 2
check 'and nothing else' test "$(wc -l <"$tmp/out")" = 2
"$NFILES" -j -Ff -a -p "$main" -d cwd,rtd -r1c2 >"$tmp/out" 2>"$tmp/err"
{
	printf '{"pid":%d,"fd":"cwd"}\n{"pid":%d,"fd":"rtd"}\n\n' "$main" "$main"
	printf '{"pid":%d,"fd":"cwd"}\n{"pid":%d,"fd":"rtd"}\n\n' "$main" "$main"
} >"$tmp/want"
check 'empty lines between rounds of lines' cmp "$tmp/want" "$tmp/out"

# Each round has its own table: the process ends, and so do the rounds.
sleep 2.5 &
short=$!
timeout 30 "$NFILES" -w -a -p "$short" -d cwd +r1 >"$tmp/out" 2>"$tmp/err"
code=$?
wait "$short"
check 'until there is none: something was found' test "$code" = 0
rounds=$(grep -c '^=======$' "$tmp/out")
check "a marker after each round that shows something: $rounds" test "$rounds" -ge 2
check 'a title in each round' test "$(grep -c '^COMMAND' "$tmp/out")" = "$rounds"
check 'the last line is a marker' test "$(tail -n 1 "$tmp/out")" = =======

# A signal ends it as it ends every program; what was shown until then is there.
timeout -s TERM --preserve-status 2.5 "$NFILES" -a -p "$main" -d cwd -r1 >"$tmp/out" 2>"$tmp/err"
check 'a signal ends it' test $? = 143
check 'what was shown before it is there' grep -q '^=======$' "$tmp/out"
"$NFILES" -a -p "$main" -d cwd -r1 >/dev/full 2>"$tmp/err" </dev/null
check 'nobody listens any more' test $? = 1
check 'which is said' grep -q 'cannot write' "$tmp/err"

# ---- the portmapper --------------------------------------------------------------------------

ip link set lo up 2>/dev/null
# mapper [silent]: listens when this returns; $mapper
mapper()
{
	rm -f "$tmp/mapper"
	mkfifo "$tmp/mapper"
	python3 "$here/portmapper.py" "$@" >"$tmp/mapper" 2>/dev/null &
	mapper=$!
	others="$others $mapper"
	read -r word <"$tmp/mapper" && [ "$word" = ready ]
}

# Sockets of those who ask come and go.
established()
{
	sed -E 's/->127.0.0.1:[0-9]+/->/; /\(CLOSE_WAIT\)|sunrpc.*->|:111.*->/d; s/:[0-9]{5}->/->/'
}

ask()
{
	# shellcheck disable=SC2086
	timeout 20 "$1" -w -a -p "$mapper" -i $2 +M 2>"$tmp/err" | awk '{ print $NF, $(NF - 1) }' |
		established
}

if mapper; then
	for how in -nP -n '-nP -iTCP'; do
		ask lsof "$how" >"$tmp/real"
		ask "$NFILES" "$how" >"$tmp/out"
		check "names of the portmapper: $how" cmp "$tmp/real" "$tmp/out"
		check "and there are some: $how" grep -qF '[400000]' "$tmp/out"
	done
	"$NFILES" -nP -a -p "$mapper" -i >"$tmp/out" 2>"$tmp/err"
	check 'none unless they are asked for' sh -c "! grep -qF '[' $tmp/out"
	kill "$mapper"
	wait "$mapper" 2>/dev/null
fi
if mapper silent; then
	timeout 30 "$NFILES" -nP -a -p "$mapper" -i +M >"$tmp/out" 2>"$tmp/err"
	check 'one that does not answer' test $? = 0
	check 'which is said' grep -q 'portmapper does not answer' "$tmp/err"
	check 'and all else is there' grep -q '127.0.0.1:2049 (LISTEN)' "$tmp/out"
	kill "$mapper"
	wait "$mapper" 2>/dev/null
fi

# ---- what is refused ---------------------------------------------------------------------------

# wrong TEXT LINE: a mount supplement of this one line.
wrong()
{
	# shellcheck disable=SC2059
	printf "$2" >"$tmp/supplement"
	"$NFILES" -p "$main" +m "$tmp/supplement" >"$tmp/out" 2>"$tmp/err"
	check "a mount supplement: $1" test "$?" = 1
	check 'which is said' grep -qF "nfiles: $tmp/supplement line $1" "$tmp/err"
}

"$NFILES" +m >"$tmp/supplement"
"$NFILES" -a -p "$main" -d cwd +m "$tmp/supplement" >"$tmp/out" 2>"$tmp/err"
check 'its own mount supplement is a good one' test $? = 0
wrong '1: no path: "foo 0x1"' 'foo 0x1\n'
wrong '1: no device: "/foo"' '/foo\n'
wrong '2: illegal device: "/foo 0xx"' '/ 0x1\n/foo 0xx\n'
wrong '1: illegal device: "/foo 7"' '/foo 7\n'
wrong '2 path duplicate of 1: "/"' '/ 0x1\n/ 0x2\n'
"$NFILES" -p "$main" +m "$tmp/none" >"$tmp/out" 2>"$tmp/err"
check 'one that is not there' test $? = 1
check 'which is said' grep -qF "can't open($tmp/none)" "$tmp/err"
if [ ! -e /sys/fs/selinux/enforce ]; then
	"$NFILES" -Z >"$tmp/out" 2>"$tmp/err"
	check 'no contexts without SELinux' test $? = 1
	check 'which is said' grep -qx 'nfiles: -Z limited to SELinux' "$tmp/err"
fi

echo "1..$number"
