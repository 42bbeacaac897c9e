# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# What files processes use, recorded; and what the real lsof says at the same time. Sourced
# by record.sh. The situation's own `cases` say what it is asked; what it answers is what is
# expected of ours, for no one's looking.

TAB=$(printf '\t')

# record_files [PREFIX...]
record_files()
{
	"$@" ./tools/nfiles --record "$PWD/to/recording" >/dev/null 2>record.err
	mkdir lsof
	while IFS=$TAB read -r name args; do
		case $args in 'lsof '*) ;; *) continue ;; esac
		code=0
		# shellcheck disable=SC2086
		"$@" env LC_ALL=C.UTF-8 lsof ${args#lsof } </dev/null >lsof.out 2>lsof.err ||
			code=$?
		# Neither this shell nor lsof itself, which it shows as ends although they are left out.
		sed '/^sh  /d; /^lsof  /d; s/ 1,sh,[0-9]*[a-z]//g' lsof.out >"lsof/$name.out"
		[ $code = 0 ] || echo $code >"lsof/$name.rc"
	done <cases
}

# Whoever made the recording is not what it is about. The first process stays: without one
# others were hidden.
without_maker()
{
	for file in recording/proc/[0-9]*/stat; do
		case $(cat "$file") in *'(nfiles)'*) ;; *) continue ;; esac
		pid=${file#recording/proc/}
		pid=${pid%/stat}
		rm -r "recording/proc/$pid"
		for list in facts index; do
			sed -i "/ proc\/$pid\//d; / proc\/$pid /d; / proc\/$pid\$/d" recording/$list
		done
	done
}

# Mounts of every system, and nothing of where they come from.
without_mounts()
{
	awk '$5 ~ /^\/(|proc|sys|dev|dev\/pts|dev\/shm|dev\/mqueue)$/ {
		for (i = 7; $i != "-"; i++);
		print $1, $2, $3, "/", $5, "rw - " $(i + 1) " none rw"
	}' recording/proc/self/mountinfo >mountinfo
	mv mountinfo recording/proc/self/mountinfo
}

scrub_files()
{
	without_maker
	without_mounts
	for file in recording/proc/[0-9]*/cgroup; do
		[ ! -f "$file" ] || echo '0::/' >"$file"
	done
	# shellcheck disable=SC2154
	if grep -r -a -l -e "$top" -e "${HOME:-/root}/" recording lsof; then
		die 'that names the machine'
	fi
	if find recording/proc/[0-9]*/fd -type l -printf '%l\0' | grep -z -a -v -e '^/tmp/pop/' \
		-e '^/dev/' -e '^[a-z]*:\[' -e '^anon_inode:' -e '^/memfd:' -e '^/proc/' \
		-e '^/netwho-'; then
		die 'that came from outside'
	fi
	find lsof -type f -exec mv '{}' . ';'
	rmdir lsof
}

# Lines that nobody wrote: words missing, numbers that are none, kinds from the future, the
# last one cut.
with_odd_facts()
{
	awk '
	NR % 9 == 1 { sub(/ [0-9]+$/, "") }
	NR % 9 == 2 { sub(/ [0-9]+ /, " -7 ") }
	NR % 9 == 3 { sub(/ [0-9]+$/, " 99999999999999999999") }
	NR % 9 == 4 { print "future " $2 " 1 2 3"; print ""; print "stat"; print " " }
	NR % 9 == 5 { sub(/proc\//, "proc\\x2") }
	NR % 9 == 6 { sub(/ [0-9].*/, " error EFUTURE") }
	{ print }' recording/facts >facts
	printf 'stat proc/1/\000fd/1 1 2\n\377\376\n' >>facts
	head -c -7 facts >recording/facts
	rm facts
}
