# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh disable=SC2154,SC2086
# Links that lead out of a recording, and what is no file in place of one.

# What would be found if anybody followed: a recording like this one, marked.
canary()
{
	chmod -R u+rwx "$tmp/outside" 2>/dev/null
	rm -rf "$tmp/outside"
	cp -R "$situation" "$tmp/outside"
	chmod -R u+rwX "$tmp/outside"
	for file in "$tmp"/outside/proc/[0-9]*/cmdline; do
		printf 'CANARY\000' >"$file"
	done
	for file in "$tmp"/outside/proc/[0-9]*/stat; do
		sed 's/(.*)/(CANARY)/' "$file" >"$tmp/edited" && cp "$tmp/edited" "$file"
	done
	for file in "$tmp"/outside/proc/[0-9]*/cgroup; do
		echo '0::/CANARY.service' >"$file"
	done
	printf 'user\t0\tCANARY\nuser\t1000\tCANARY\n' >"$tmp/outside/names"
	sed 's/^netns.*/netns 1/' "$situation/netwho" >"$tmp/outside/netwho"
}

everything='-A all -ape --csv --no-header --columns '\
'proto,local,path,inode,refcount,user,process,holders,unit,holder_cgroup,made_in'

# leads_out SITUATION PATH PATTERN: PATH is a link to its like outside.
leads_out()
{
	fresh $1
	rm -rf "${case:?}/$2"
	ln -s "$tmp/outside/$2" "$case/$2"
	ask $everything
	expect_no_row CANARY
	expect_code 1
	expect_lines "$3"
	result "$1: $2 leads out"
	fresh $1
	rm -rf "${case:?}/$2"
	ln -s "../../../../../../../../../../../../$tmp/outside/$2" "$case/$2"
	ask $everything
	expect_no_row CANARY
	expect_code 1
	expect_lines "$3"
	result "$1: $2 leads out, step by step"
}

# shown TITLE FAMILY N: so many of its rows, those of the others are untouched.
shown()
{
	ask -A $2 $rows
	[ "$(wc -l <"$tmp/out")" = "$3" ] || complain "$(wc -l <"$tmp/out") rows, not $3"
	result "$1"
}

test_outside()
{
	fresh namespaces
	canary
	pid=$(holder)
	leads_out namespaces netwho 'not a recording'
	leads_out namespaces index 'index'
	leads_out namespaces names 'names'
	leads_out namespaces proc 'proc'
	leads_out namespaces proc/net 'proc/net'
	leads_out namespaces proc/net/protocols 'protocols'
	leads_out namespaces proc/net/unix 'net/unix'
	leads_out namespaces proc/$pid "proc/$pid"
	leads_out namespaces proc/$pid/fd "proc/$pid"
	leads_out namespaces proc/$pid/cmdline "proc/$pid/cmdline"
	leads_out namespaces proc/$pid/stat "proc/$pid/stat"
	leads_out namespaces proc/$pid/status "proc/$pid/status"
	leads_out namespaces proc/$pid/cgroup "proc/$pid/cgroup"
	leads_out namespaces diag 'sock_diag|links|diag'
	leads_out namespaces diag/$netns 'sock_diag|links|diag'
	leads_out namespaces diag/$netns/tcp-inet 'tcp'
	shown 'and has no rows' tcp 0
	leads_out namespaces diag/$netns/unix 'unix'
	leads_out namespaces diag/$netns/links 'links'
	fresh namespaces
	rm -r "$case/diag/$netns"
	ln -s .. "$case/diag/$netns"
	run --root "$case" $everything
	expect_code 1
	expect_lines 'sock_diag|links|diag'
	result 'namespaces: a directory that leads upwards'
	fresh namespaces
	rm -r "$case/proc/$pid"
	ln -s "/proc/$$" "$case/proc/$pid"
	run --root "$case" $everything
	expect_no_row 'bad\.sh'
	expect_lines "proc/$pid"
	result 'namespaces: a process that is a running one'
	fresh namespaces
	for fd in "$case/proc/$pid/fd"/*; do
		target=$(readlink "$fd")
		rm "$fd"
		echo "$target" >"$fd"
	done
	run --root "$case" $everything
	expect_lines "proc/$pid"
	expect_something
	result 'namespaces: descriptors that are no links'

	fresh no-diag
	canary
	pid=$(holder)
	for file in tcp udp raw icmp unix packet netlink; do
		leads_out no-diag proc/net/$file "net/$file"
	done
	run --root "$golden/no-diag/recording" -6t $rows
	six=$(wc -l <"$tmp/out")
	fresh no-diag
	rm "$case/proc/net/tcp"
	ln -s "$tmp/outside/proc/net/tcp" "$case/proc/net/tcp"
	shown 'and only the other file has rows' tcp "$six"
	task=$(cd "$case" && find proc/*/task -name fd | head -n 1)
	leads_out no-diag "$task" "$task|proc/[0-9]*/task"

	fresh selinux
	canary
	pid=$(holder)
	rm "$case/proc/$pid/attr/current"
	echo CANARY >"$tmp/label"
	ln -s "$tmp/label" "$case/proc/$pid/attr/current"
	ask -tanZ $rows
	expect_no_row CANARY
	expect_code 1
	expect_line "proc/$pid/attr/current"
	result 'selinux: a label leads out'
	fresh selinux
	rm "$case/proc/filesystems"
	ln -s "$situation/proc/filesystems" "$case/proc/filesystems"
	run --root "$case" -tanZ
	expect_code 1
	expect_line '.'
	expect_nothing
	result 'selinux: the list of file systems leads out'
}

# instead SITUATION PATH PATTERN KIND COMMAND...: the command makes something else of it.
instead()
{
	where=$1 path=$2 pattern=$3 kind=$4
	shift 4
	fresh $where
	rm -rf "${case:?}/$path"
	if ! "$@" "$case/$path" 2>/dev/null; then
		skipped "$where: $kind in place of $path" 'not allowed here'
		return
	fi
	ask $everything
	expect_code 1
	expect_lines "$pattern"
	result "$where: $kind in place of $path"
}

zero()
{
	mknod "$1" c 1 5
}

test_instead()
{
	fresh namespaces
	pid=$(holder)
	for path in netwho index names proc/net/protocols proc/net/unix proc/$pid/cmdline \
		proc/$pid/stat proc/$pid/status diag/$netns/tcp-inet diag/$netns/unix \
		diag/$netns/links; do
		case $path in
		netwho) pattern='not a recording' ;;
		diag/*/tcp-inet) pattern='tcp' ;;
		diag/*) pattern=${path##*/} ;;
		*) pattern=$path ;;
		esac
		instead namespaces $path "$pattern" 'a pipe' mkfifo
		instead namespaces $path "$pattern" 'a device' zero
		instead namespaces $path "$pattern" 'a directory' mkdir
	done
	for path in proc/net/tcp proc/net/udp proc/net/unix proc/net/packet; do
		instead no-diag $path $path 'a pipe' mkfifo
		instead no-diag $path $path 'a device' zero
		instead no-diag $path $path 'a directory' mkdir
	done
	for path in proc/$pid/fd proc/$pid diag diag/$netns; do
		case $path in
		proc/*) pattern="proc/$pid" ;;
		*) pattern='sock_diag|links|diag' ;;
		esac
		instead namespaces $path "$pattern" 'a file' touch
		instead namespaces $path "$pattern" 'a pipe' mkfifo
	done
}
