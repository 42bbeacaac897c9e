#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Sockets of other network namespaces, with the rights to enter them and without (TAP).

set -u
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=tests/stage.sh
. "$here/../stage.sh"
begin

run()
{
	# shellcheck disable=SC2086
	$as "$NSOCKETS" "$@" >"$tmp/out" 2>"$tmp/err" </dev/null
	code=$?
	sed 's/  *$//; s/  */ /g' "$tmp/out" >"$tmp/rows"
}

has() { grep -qxE -- "$1" "$tmp/rows"; }
count() { [ "$(grep -cE -- "$2" "$tmp/rows")" = "$1" ]; }
is() { [ "$code" = "$1" ]; }
says() { grep -qE -- "$1" "$tmp/err"; }

# A namespace with a listener at 127.4.0.1:18000, as in each of the others.
as=
for i in 1 2; do
	mkfifo "$tmp/in$i" "$tmp/out$i"
	unshare -n "$POPULATION" big 1 1 <"$tmp/in$i" >"$tmp/out$i" 2>"$tmp/err" &
	others="$others $!"
	case $i in
	1) exec 7>"$tmp/in$i" ;;
	2) exec 8>"$tmp/in$i" ;;
	esac
	read -r word <"$tmp/out$i" || word=
	[ "$word" = ready ] || skip_all "no namespaces: $(tail -n 1 "$tmp/err")"
done
# shellcheck disable=SC2086
set -- $others
first=$(readlink "/proc/$1/ns/net" | tr -cd 0-9)
second=$(readlink "/proc/$2/ns/net" | tr -cd 0-9)
own=$(readlink /proc/self/ns/net | tr -cd 0-9)
inside=$1

columns='netns,local_port,process'
run --netns=all -tlnp --no-header --columns $columns
check 'all: the listener of the first' has "$first 18000 [0-9]+/[a-z]+"
check 'all: the listener of the second' has "$second 18000 [0-9]+/[a-z]+"
check 'all: each once' count 2 ' 18000 '
check 'all: without complaint' is 0
pids=$(sed -n 's,.* 18000 \([0-9]*\)/.*,\1,p' "$tmp/rows" | sort -u)
# shellcheck disable=SC2086
set -- $pids
check 'all: by a process of each' [ $# = 2 ]
for pid in $pids; do
	space=$(readlink "/proc/$pid/ns/net" | tr -cd 0-9)
	check 'all: which lives in it' has "$space 18000 $pid/[a-z]+"
done

run --netns="$inside" -tlnp --no-header --columns $columns
check 'of a process: its own' has "$first 18000 [0-9]+/[a-z]+"
check 'of a process: no other' count 0 "^($second|$own) "
run --netns="$first" -tlnp --no-header --columns $columns
check 'by its number: its own' has "$first 18000 [0-9]+/[a-z]+"
run --netns=self -tlnp --no-header --columns $columns
check 'self: none of theirs' count 0 "^($first|$second) "
run --netns=all -tanp --no-header --columns $columns "netns = $second"
check 'a filter: its own' has "$second 18000 [0-9]+/[a-z]+"
check 'a filter: no other' count 0 "^($first|$own) "

# The same of a recording, without the namespaces.
run --netns=all -tlnp --record "$tmp/recording" --no-header --columns $columns
cp "$tmp/rows" "$tmp/live"
run --netns=all -tlnp --root "$tmp/recording" --no-header --columns $columns
check 'a recording of it' cmp -s "$tmp/rows" "$tmp/live"

for which in no-such-namespace 999999999; do
	run --netns=$which -tln
	check "$which: exit code" is 1
	check "$which: its name is said" says "$which"
done

# A namespace of a thread alone, and one that nothing but a mount keeps alive.
mkdir "$tmp/elsewhere"
chmod 755 "$tmp/elsewhere"
trap 'finish; umount "$tmp/elsewhere/mounted" 2>/dev/null' EXIT
for i in 3 4; do
	mkfifo "$tmp/in$i" "$tmp/out$i"
done
"$POPULATION" alone 18333 <"$tmp/in3" >"$tmp/out3" 2>"$tmp/err" &
thread=$!
exec 6>"$tmp/in3"
read -r word <"$tmp/out3" || word=
"$POPULATION" alone 18444 "$tmp/elsewhere/mounted" <"$tmp/in4" >"$tmp/out4" 2>"$tmp/err" &
mount=$!
exec 5>"$tmp/in4"
read -r mounted <"$tmp/out4" || mounted=
others="$others $thread $mount"
tid=
for task in "/proc/$thread/task/"*; do
	[ "${task##*/}" = "$thread" ] || tid=${task##*/}
done
third=$(readlink "/proc/$thread/task/$tid/ns/net" | tr -cd 0-9)
fourth=$(stat -c %i "$tmp/elsewhere/mounted")

columns='netns,netns_name,netns_pid,local_port,process'
if [ "$word" = ready ]; then
	run --netns=all -tlnp --no-header --columns $columns
	check 'of a thread: its listener' has "$third $tid 18333 $thread/[a-z]+"
	check 'of a thread: once' count 1 ' 18333 '
	run --netns="$third" -tlnp --no-header --columns $columns
	check 'of a thread: by its number' has "$third $tid 18333 $thread/[a-z]+"
	run --netns="$tid" -tlnp --no-header --columns local_port
	check 'of a thread: by its own' has 18333
else
	ok "of a thread # SKIP $(tail -n 1 "$tmp/err")"
fi
if [ "$mounted" = ready ]; then
	run --netns=all -tlnp --no-header --columns $columns
	check 'of a mount: its listener' has "$fourth mounted 18444 $mount/[a-z]+"
	check 'of a mount: once' count 1 ' 18444 '
	check 'of a mount: without complaint' is 0
	run --netns=mounted -tlnp --no-header --columns $columns
	check 'of a mount: by its name' has "$fourth mounted 18444 $mount/[a-z]+"
	run --netns="$fourth" -tln --no-header
	check 'of a mount: by its number' has 'mounted tcp .* 127.0.0.1:18444 .* LISTEN'
else
	ok "of a mount # SKIP $(tail -n 1 "$tmp/err")"
fi
run --netns=all -tlnp --record "$tmp/recording2" --no-header --columns $columns
cp "$tmp/rows" "$tmp/live"
run --netns=all -tlnp --root "$tmp/recording2" --no-header --columns $columns
check 'a recording of both' cmp -s "$tmp/rows" "$tmp/live"
check 'a recording of both: without complaint' is 0

# Mounted where there is no room for the path, and then at a short one.
far=$tmp/elsewhere/$(printf '%0200d' 0)
if [ "$mounted" = ready ] && mkdir "$far" && : >"$far/far" && : >"$tmp/elsewhere/near" &&
	unshare --net="$far/far" true 2>"$tmp/err" &&
	mount --bind "$far/far" "$tmp/elsewhere/near" 2>"$tmp/err"; then
	run --netns=near -tln --no-header
	check 'of two mounts: by the name of the shorter' is 0
	check 'of two mounts: without complaint' [ ! -s "$tmp/err" ]
	umount "$far/far" "$tmp/elsewhere/near"
else
	ok "of two mounts # SKIP $(tail -n 1 "$tmp/err")"
fi

as='setpriv --reuid 65533 --regid 65533 --clear-groups'
if $as "$NSOCKETS" --version >/dev/null 2>&1; then
	run --netns=all -tlnp --no-header --columns local_port,process
	check 'another user: they are shown' count 2 '^18000 '
	[ "$word" != ready ] || check 'another user: of a thread' has '18333 no-permission'
	check 'another user: of a mount it is not' count 0 '^18444 '
	check 'another user: with the reason in place of a process' count 2 '^18000 no-permission$'
	check 'another user: how they were read is said' \
		says '^nsockets: [0-9]+ network namespaces \(first: .*\) could not be entered: .*; read in /proc$'
	check 'another user: once' [ "$(grep -c 'could not be entered' "$tmp/err")" = 1 ]
	if [ "$(readlink /proc/self/ns/mnt)" != "$(readlink "/proc/$PPID/ns/mnt")" ] &&
		[ "$mounted" = ready ] && mount -t tmpfs run /run && mkdir /run/netns; then
		for name in x1 x2; do
			: >/run/netns/$name
			unshare --net=/run/netns/$name true
		done 2>"$tmp/unshare"
		run --netns=x1 -tuln --no-header
		check 'another user: one that has a name alone' [ "$(cat "$tmp/err")" = "nsockets: \
namespace x1 could neither be entered nor read: \
Operation not permitted (CAP_SYS_ADMIN is needed)" ]
		check 'another user: one that has a name alone: exit code' is 1
		run --netns=all -tuln --no-header
		check 'another user: what cannot be read is said' \
			says '^nsockets: 3 network namespaces \(first: namespace .*\) could neither be'
		check 'another user: in two lines' [ "$(wc -l <"$tmp/err")" = 2 ]
		run --netns=all -tuln --json
		check 'another user: machines are told all' [ "$(grep -c \
			'"kind":"unreadable","where":"proc/net/[a-z6]* in namespace x[12]"' "$tmp/out")" = 8 ]
		umount /run/netns/x1 /run/netns/x2 /run
	fi
else
	ok 'another user # SKIP not root, or a directory is closed to others'
fi

echo "1..$number"
