#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Containers, pods, units and sessions of processes in groups that are called so, and the groups
# that sockets were made in (TAP).

set -u
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=tests/stage.sh
. "$here/../stage.sh"
begin

# Where the hierarchies of type $1 are mounted, and we may make a group and be in it.
hierarchy()
{
	awk -v type="$1" '$3 == type { print $2 }' /proc/self/mounts | while read -r point; do
		try=$point/netwho-${STAGE##*.}
		echo "$try" >>"$STAGE/groups"
		mkdir "$try" 2>/dev/null || continue
		# shellcheck disable=SC2016
		sh -c 'echo $$ >"$0/cgroup.procs"' "$try" 2>/dev/null || continue
		echo "$point"
		break
	done
}

point=$(hierarchy cgroup2)
[ -n "$point" ] || skip_all 'no cgroup v2 to write to'
top=/netwho-${STAGE##*.}
base=$point$top
mkfifo "$tmp/open"
# Processes live as long as this can be read from.
exec 8<>"$tmp/open"

# serve PORT DIRECTORY...: a listener by a process in these groups; $server is its id.
serve()
{
	port=$1
	shift
	mkdir -p "$@"
	mkfifo "$tmp/ready$port"
	# shellcheck disable=SC2016
	sh -c 'port=$0 population=$1; shift
		for group; do echo $$ >"$group/cgroup.procs" || exit 1; done
		exec "$population" listen "$port"' "$port" "$POPULATION" "$@" \
		<"$tmp/open" >"$tmp/ready$port" 2>"$tmp/err" 8>&- &
	server=$!
	others="$others $server"
	read -r word <"$tmp/ready$port" || word=
	[ "$word" = ready ] || echo "# no process in $*: $(tail -n 1 "$tmp/err")"
}

run()
{
	# shellcheck disable=SC2086
	$as "$NSOCKETS" -tln --csv --no-header --columns "$columns" "$@" \
		>"$tmp/out" 2>"$tmp/err" </dev/null
	code=$?
	tr -d '\r' <"$tmp/out" >"$tmp/rows"
}

# row TITLE EXPECTED: it, alone.
row()
{
	if [ "$(cat "$tmp/rows")" = "$2" ]; then
		ok "$1"
		return
	fi
	not_ok "$1"
	{ echo "expected: $2"; cat "$tmp/rows" "$tmp/err"; } | sed 's/^/# /'
}

as=
all=container,runtime,pod,unit,user_unit,slice,session,holder_cgroup
id() { printf '%064x' "$1"; }
one=$(id 1)
two=$(id 2)
uid=0a1b2c3d-1111-2222-3333-444455556666
uid_=$(echo $uid | tr - _)

# ---- what groups are called ---------------------------------------------------------------------

# Each with the labels that come of it: container, runtime, pod, unit, user unit, slice, session.
port=18400
while read -r group labels; do
	port=$((port + 1))
	serve $port "$base/$group"
	columns=$all
	run "sport = $port"
	# In CSV a backslash is written twice.
	row "$group" "$labels,$(echo "$top/$group" | sed 's/\\/\\\\/g')"
done <<END
plain ,,,,,,
system.slice/docker-$one.scope $one,docker,,,,system.slice,
docker/$two $two,docker,,,,,
machine.slice/libpod-$(id 3).scope/container $(id 3),podman,,,,machine.slice,
machine.slice/libpod-conmon-$(id 3).scope ,,,libpod-conmon-$(id 3).scope,,machine.slice,
kubepods.slice/kubepods-pod$uid_.slice/cri-containerd-$(id 4).scope $(id 4),containerd,$uid,,,kubepods-pod$uid_.slice,
kubepods/besteffort/pod$uid/$(id 5) $(id 5),kubernetes,$uid,,,,
lxc.payload.web web,lxc,,,,,
lxc.payload.db/system.slice/sql.service db,lxc,,sql.service,,system.slice,
machine.slice/machine-box\\x2d1.scope/payload box-1,systemd-nspawn,,,,machine.slice,
system.slice/foo.service ,,,foo.service,,system.slice,
user.slice/user-1000.slice/session-3.scope ,,,session-3.scope,,user-1000.slice,3
user.slice/user-1000.slice/user@1000.service/app.slice/edit.service ,,,user@1000.service,edit.service,user-1000.slice,
system.slice/docker-$one.scope/docker/$(id 6) $(id 6),docker,,,,system.slice,
END
docker=18402
foo=18411

# ---- filters ------------------------------------------------------------------------------------

# takes PORTS FILTER...
takes()
{
	expected=$1
	shift
	columns=local_port
	run "$@"
	row "$*" "$(echo "$expected" | tr ' ' '\n')"
}

takes 18402 "container = $one"
takes '18402 18403' "container = $one or container = $two"
takes '18408 18409' 'container = web or container = d?'
takes 18410 'container = box-1'
takes '18406 18407' "pod = $uid"
takes 18411 'unit = foo.service'
takes '18411 18413' 'unit = foo.* or unit = edit.service'
takes 18413 'unit = user@1000.service'
takes '' 'unit = bar.service'
columns=cgroup
run "sport = $foo"
if ! grep -q '[0-9]' "$tmp/rows"; then
	ok 'groups of sockets # SKIP a kernel that does not tell them'
	echo "1..$number"
	exit 0
fi
takes 18411 "cgroup $top/system.slice/foo.service"
takes 18411 "cgroup $base/system.slice/foo.service"
takes 18411 "cgroup = ${top#/}/system.slice/foo.service/"
takes 18411 "cgroup $(stat -c %i "$base/system.slice/foo.service")"
takes '' "cgroup $top/system.slice"

# ---- the group a socket was made in ----------------------------------------------------------------

columns=made_in
run "sport = $foo"
row 'made where its holder is' ''
serve 18420 "$base/system.slice/first.service"
serve 18421 "$base/system.slice/first.service"
moved=$server
"$NSOCKETS" -tln --baseline "$tmp/baseline" 'sport = 18421' 2>"$tmp/err"
mkdir "$base/system.slice/second.service"
echo "$moved" >"$base/system.slice/second.service/cgroup.procs"
columns=local_port,unit,holder_cgroup,made_in
run 'sport = 18420 or sport = 18421'
row 'its holder has moved' "18420,first.service,$top/system.slice/first.service,
18421,second.service,$top/system.slice/second.service,$top/system.slice/first.service"
takes 18421 'unit = second.service'
takes 18420 'unit = first.service'
takes '18420 18421' "cgroup $top/system.slice/first.service"
takes '' "cgroup $top/system.slice/second.service"
"$NSOCKETS" -tln --diff "$tmp/baseline" 'sport = 18421' >"$tmp/out" 2>"$tmp/err"
code=$?
cut -c 1 "$tmp/out" | tr -d '\n' >"$tmp/signs"
check 'a unit is part of a baseline' [ "$code $(cat "$tmp/signs")" = '1 -+' ]
check 'the one that was' grep -q '^- .*	first\.service$' "$tmp/out"
check 'the one that is' grep -q '^+ .*	second\.service$' "$tmp/out"

# Nobody holds it, and it is its listener's container's.
mkfifo "$tmp/ready-call"
"$POPULATION" call $docker 19402 <"$tmp/open" >"$tmp/ready-call" 2>"$tmp/err" 8>&- &
others="$others $!"
read -r word <"$tmp/ready-call" || word=
"$NSOCKETS" -tnp --csv --no-header --columns local_port,reason \
	"sport = $docker and state established and container = $one" 2>"$tmp/err" |
	tr -d '\r' >"$tmp/rows"
row 'a connection in a queue is of a container' "$docker,not-accepted"

# ---- with less to see ------------------------------------------------------------------------------

columns=local_port,unit,made_in
as='setpriv --reuid 65533 --regid 65533 --clear-groups'
if $as "$NSOCKETS" --version >/dev/null 2>&1; then
	run "sport = $foo"
	row 'another user: where it was made' "$foo,,$top/system.slice/foo.service"
	takes $docker "container = $one"
else
	ok 'another user # SKIP not root, or a directory is closed to others'
fi
as=
columns=local_port,$all,made_in
run --record "$tmp/recording" 'sport = 18421'
cp "$tmp/rows" "$tmp/live"
run --root "$tmp/recording" 'sport = 18421'
check 'a recording says the same' cmp -s "$tmp/rows" "$tmp/live"
check 'which is something' grep -q 'second.*first' "$tmp/live"

# From inside of a namespace for groups, the names of others begin with "/..".
if unshare -C true 2>/dev/null; then
	as="$tmp/inside"
	cat >"$as" <<-END
		#!/bin/sh
		echo \$\$ >"$base/system.slice/foo.service/cgroup.procs" && exec unshare -C "\$@"
	END
	chmod +x "$as"
	columns=container,unit,holder_cgroup,made_in
	run 'sport = 18403'
	row 'outside of a namespace for groups' "$two,,/../../docker/$two,"
	run "sport = $foo"
	row 'inside of it' ',,/,'
	as=
else
	ok 'in a namespace for groups # SKIP not allowed here'
fi

# ---- groups that go, and those of old --------------------------------------------------------------

# A group goes when nobody is left in it.
for pid in $others; do
	if grep -q '/first\.service$' "/proc/$pid/cgroup" 2>/dev/null; then
		kill "$pid"
		wait "$pid" 2>/dev/null
	fi
done
rmdir "$base/system.slice/first.service" 2>"$tmp/err"
columns=local_port,unit,made_in
run 'sport = 18420 or sport = 18421'
row 'made in a group that is gone' '18421,second.service,'

old=$(hierarchy cgroup)
if [ -n "$old" ]; then
	columns=$all,made_in
	serve 18430 "$old$top/docker/$(id 7)"
	run 'sport = 18430'
	row 'a container in a hierarchy of old' "$(id 7),docker,,,,,,$top/docker/$(id 7),"
	# As dockerd does where systemd has both kinds: in the new one it stays with its starter.
	serve 18431 "$old$top/docker/$(id 8)" "$base/system.slice/containerd.service"
	run 'sport = 18431'
	row 'a container in both' "$(id 8),docker,,,,,,$top/docker/$(id 8),"
else
	ok 'hierarchies of old # SKIP none to write to'
fi

# ---- the end -------------------------------------------------------------------------------------

finish
remove_groups
: >"$tmp/left"
while read -r group; do
	[ ! -d "$group" ] || echo "$group" >>"$tmp/left"
done <"$STAGE/groups"
check 'nothing is left behind' [ ! -s "$tmp/left" ]

echo "1..$number"
