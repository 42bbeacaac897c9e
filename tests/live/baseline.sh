#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# --baseline and --diff: what comes, goes and stays, and files that are none (TAP).

set -u
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=tests/stage.sh
. "$here/../stage.sh"
begin

run()
{
	"$NSOCKETS" -tlnp "$@" >"$tmp/out" 2>"$tmp/err" </dev/null
	code=$?
}

diff_to() { run --diff "$@"; }
is() { [ "$code" = "$1" ]; }
silent() { [ ! -s "$tmp/out" ] && [ ! -s "$tmp/err" ]; }
# One complaint, and no rows.
complains() { [ ! -s "$tmp/out" ] && [ "$(cat "$tmp/err")" = "nsockets: $1" ]; }
# shows LINE...: these, in this order, and no other.
shows() { [ ! -s "$tmp/err" ] && [ "$(cat "$tmp/out")" = "$(printf '%s\n' "$@")" ]; }
# A line of a baseline, of a listener at this port by this program; the other end is anybody.
line() { printf 'tcp\t127.0.0.1:%s\t0.0.0.0:*\t\t%s\t' "$1" "$2"; }

mkfifo "$tmp/open"
# Processes live as long as this can be read from.
exec 8<>"$tmp/open"

# serve PROGRAM PORT...: $server is its id.
serve()
{
	program=$1
	shift
	rm -f "$tmp/ready"
	mkfifo "$tmp/ready"
	ln -sf "$POPULATION" "$tmp/$program"
	"$tmp/$program" listen "$@" <"$tmp/open" >"$tmp/ready" 2>>"$tmp/err" 8>&- &
	server=$!
	others="$others $server"
	read -r word <"$tmp/ready" || word=
	[ "$word" = ready ] || echo "# no listeners: $(tail -n 1 "$tmp/err")"
}

unserve()
{
	kill "$1"
	wait "$1" 2>/dev/null
}

# ---- what stays --------------------------------------------------------------------------------

base=$tmp/baseline
serve one 18701 18702
first=$server
run --baseline "$base"
check 'written' is 0
check 'and nothing shown' silent
{
	echo 'netwho-baseline 1'
	line 18701 one
	echo
	line 18702 one
	echo
} >"$tmp/expected"
check 'what is in it' cmp -s "$base" "$tmp/expected"
check 'nothing beside it' [ ! -e "$base.new" ]
diff_to "$base"
check 'nothing has changed' is 0
check 'nothing is shown then' silent
unserve "$first"
serve one 18702 18701
[ "$server" != "$first" ] || echo '# the same process id again'
first=$server
diff_to "$base"
check 'another process of the program' is 0
check 'another process: nothing is shown' silent
mkfifo "$tmp/called"
"$POPULATION" call 18701 19701 <"$tmp/open" >"$tmp/called" 2>"$tmp/err" 8>&- &
others="$others $!"
read -r word <"$tmp/called" || word=
run 'sport = 18701 and recv_q = 1'
check 'somebody waits to be accepted' grep -q :18701 "$tmp/out"
diff_to "$base"
check 'what waits in a queue is not compared' is 0
run --baseline "$tmp/again"
check 'written again it is the same' cmp -s "$base" "$tmp/again"

# ---- what comes and goes -------------------------------------------------------------------------

serve two 18703
second=$server
diff_to "$base"
check 'a new listener: exit code' is 1
check 'a new listener' shows "+ $(line 18703 two)"
run --baseline "$tmp/three"
diff_to "$base" 'sport = 18702 or sport = 18703'
check 'the filter chooses what is compared' shows "- $(line 18701 one)" "+ $(line 18703 two)"
unserve "$second"
diff_to "$tmp/three"
check 'one that is gone: exit code' is 1
check 'one that is gone' shows "- $(line 18703 two)"
diff_to "$base"
check 'as it was' is 0
serve other 18703
other=$server
diff_to "$tmp/three"
check 'another program at the same port: exit code' is 1
check 'another program at the same port' shows "+ $(line 18703 other)" "- $(line 18703 two)"
unserve "$other"
unserve "$first"
serve one 18702
diff_to "$tmp/three"
check 'all at once' shows "- $(line 18701 one)" "- $(line 18703 two)"
diff_to "$base" --no-header --columns local
check 'in one form, whatever the columns' shows "- $(line 18701 one)"
serve 'od	d\' 18704
run --baseline "$tmp/hostile"
diff_to "$tmp/hostile"
check 'a name that is a field and more' is 0
check 'a name: no field of its own' grep -qF "$(line 18704 'od\x09d\\')" "$tmp/hostile"
run --baseline "$base" --no-header
check 'over an old one' cmp -s "$base" "$tmp/hostile"

# Of several programs, which one has the lower number is chance.
shared='sport = 18706 and program = aa and program = bb'
for names in 'aa bb' 'bb aa'; do
	# shellcheck disable=SC2086
	"$POPULATION" share 18706 $names <"$tmp/open" >"$tmp/shared" 2>"$tmp/err" 8>&- &
	sharer=$!
	others="$others $sharer"
	"$NSOCKETS" --wait --timeout 20 -tnp state listening "$shared" >"$tmp/$names" 2>"$tmp/err"
	[ "$names" = 'bb aa' ] || run --baseline "$tmp/sharing" "$shared"
	[ "$names" = 'aa bb' ] || diff_to "$tmp/sharing" "$shared"
	unserve $sharer
done
check 'two programs, in another order' is 0
check 'they are named' grep -qE '	aa,bb,[^,	]*	$' "$tmp/sharing"
check 'they were in that order' grep -qE '/aa,[0-9]+/bb' "$tmp/aa bb"
check 'and in the other' grep -qE '/bb,[0-9]+/aa' "$tmp/bb aa"

# ---- everything ----------------------------------------------------------------------------------

populate odd "$tmp/sockets"
steady='not state time-wait and not ( state syn-sent or state syn-recv )'
"$NSOCKETS" -A all -anp --baseline "$tmp/all" "$steady" >"$tmp/out" 2>"$tmp/err"
check 'sockets of every kind: written' [ -s "$tmp/all" ]
"$NSOCKETS" -A all -anp --diff "$tmp/all" "$steady" >"$tmp/out" 2>"$tmp/err"
check 'sockets of every kind stay what they are' [ ! -s "$tmp/out" ]
check 'there are some' [ "$(wc -l <"$tmp/all")" -gt 80 ]
finish

# ---- files that are none -------------------------------------------------------------------------

foreign()
{
	diff_to "$1"
	check "$2: exit code" is 1
	check "$2: said" complains "not a baseline of nsockets: $1"
}
: >"$tmp/none"
foreign "$tmp/none" 'an empty file'
printf 'netwho-baseline 1' >"$tmp/none"
foreign "$tmp/none" 'a first line that is cut'
printf 'netwho-baseline 2\n' >"$tmp/none"
foreign "$tmp/none" 'of a version to come'
head -c 100000 /dev/zero >"$tmp/none"
foreign "$tmp/none" 'zeros'
foreign "$tmp" 'a directory'

cannot()
{
	check "$1: exit code" is 1
	check "$1: said" complains "cannot use the baseline $2: $3"
}
diff_to "$tmp/nothing"
cannot 'no such file' "$tmp/nothing" 'No such file or directory'
run --baseline "$tmp/nothing/at-all"
cannot 'no such directory' "$tmp/nothing/at-all" 'No such file or directory'
mkdir "$tmp/directory"
run --baseline "$tmp/directory"
cannot 'a directory in its place' "$tmp/directory" 'Is a directory'
check 'a directory in its place: nothing beside it' [ ! -e "$tmp/directory.new" ]

another='setpriv --reuid 65533 --regid 65533 --clear-groups'
if $another "$NSOCKETS" --version >/dev/null 2>&1; then
	# Who holds a socket is not seen by everybody: all else is compared.
	serve one 18701 18702
	hidden_one=$server
	run --baseline "$tmp/full"
	chmod 644 "$tmp/full"
	look='sport = 18701 or sport = 18702 or sport = 18703'
	$another "$NSOCKETS" -tln --diff "$tmp/full" "$look" >"$tmp/out" 2>"$tmp/err"
	code=$?
	check 'holders not to be seen: nothing has changed' is 0
	check 'holders not to be seen: nothing is shown' [ ! -s "$tmp/out" ]
	check 'holders not to be seen: said' grep -q 'holders of 2 of 2 sockets not shown' "$tmp/err"
	mkdir -m 777 "$tmp/theirs"
	$another "$NSOCKETS" -tln --baseline "$tmp/theirs/base" "$look" >"$tmp/out" 2>"$tmp/err"
	check 'holders not to be seen: written as such' grep -qxF "$(line 18701 '?')" "$tmp/theirs/base"
	diff_to "$tmp/theirs/base" "$look"
	check 'holders that were not seen: exit code' is 0
	check 'holders that were not seen: nothing is shown' silent
	serve two 18703
	$another "$NSOCKETS" -tln --diff "$tmp/full" "$look" >"$tmp/out" 2>"$tmp/err"
	code=$?
	check 'a new one, holder not to be seen: exit code' is 1
	check 'a new one, holder not to be seen' [ "$(cat "$tmp/out")" = "+ $(line 18703 '?')" ]
	unserve "$server"
	unserve "$hidden_one"
	cp "$base" "$tmp/before"
	chmod 600 "$base"
	$another "$NSOCKETS" -tlnp --diff "$base" >"$tmp/out" 2>"$tmp/err"
	code=$?
	cannot 'not to be read' "$base" 'Permission denied'
	$another "$NSOCKETS" -tlnp --baseline "$base" >"$tmp/out" 2>"$tmp/err"
	code=$?
	cannot 'not to be written' "$base" 'Permission denied'
	check 'not to be written: as it was' cmp -s "$base" "$tmp/before"
else
	ok 'another user # SKIP not root, or a directory is closed to others'
fi

# Where there is room for one page.
mkdir "$tmp/small"
if [ "$(readlink /proc/self/ns/mnt)" != "$(readlink "/proc/$PPID/ns/mnt")" ] &&
	mount -t tmpfs -o size=4096 small "$tmp/small" 2>"$tmp/err"; then
	serve one 18701
	run --baseline "$tmp/small/baseline"
	check 'in the last room there is' is 0
	cp "$tmp/small/baseline" "$tmp/before"
	run --baseline "$tmp/small/baseline"
	cannot 'no room' "$tmp/small/baseline" 'No space left on device'
	check 'no room: the old one is whole' cmp -s "$tmp/small/baseline" "$tmp/before"
	check 'no room: nothing beside it' [ ! -e "$tmp/small/baseline.new" ]
	umount "$tmp/small"
else
	ok 'no room # SKIP no file system of its own here'
fi

# What is no file does not become one.
mkfifo "$tmp/pipe"
cat "$tmp/pipe" >"$tmp/piped" &
reader=$!
others="$others $reader"
run --baseline "$tmp/pipe"
if [ -p "$tmp/pipe" ]; then
	wait "$reader"
	check 'a pipe remains one' grep -qx 'netwho-baseline 1' "$tmp/piped"
else
	not_ok 'a pipe remains one'
fi
ln -s "$tmp/aim" "$tmp/link"
: >"$tmp/aim"
run --baseline "$tmp/link"
check 'a link remains one' [ -L "$tmp/link" ]
check 'what it leads to is written' grep -qx 'netwho-baseline 1' "$tmp/aim"
# What somebody else has put beside it is not written through.
: >"$tmp/victim"
ln -s "$tmp/victim" "$base.new"
run --baseline "$base"
check 'a link beside it' is 0
check 'a link beside it: not followed' [ ! -s "$tmp/victim" ]

cd "$tmp" || exit 1
for pair in '--baseline x --diff x' '--baseline x --watch' '--baseline x -c' \
	'--kill --baseline x' '--kill --diff x' '--baseline x --json' '--baseline x --ndjson' \
	'--baseline x --csv' '--diff x --json' '--diff x --ndjson' '--csv --diff x'; do
	# shellcheck disable=SC2086
	timeout 10 "$NSOCKETS" -tln $pair 'sport = 18701' >"$tmp/out" 2>"$tmp/err" </dev/null
	code=$?
	check "$pair: exit code" is 3
	check "$pair: said" grep -q 'exclude each other' "$tmp/err"
done

echo "1..$number"
