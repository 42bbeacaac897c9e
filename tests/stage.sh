# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# The stage of a test in shell: TAP, namespaces of its own, sockets of every kind. Sourced.

LC_ALL=C
export LC_ALL
unset POSIXLY_CORRECT

NSOCKETS=${NSOCKETS:-build/tools/nsockets}
POPULATION=${POPULATION:-build/tests/population}
number=0
population=
# Processes beside the population that end with the test.
others=

skip_all()
{
	echo "1..0 # SKIP $1"
	exit 0
}

ok()
{
	number=$((number + 1))
	echo "ok $number - $1"
}

not_ok()
{
	number=$((number + 1))
	echo "not ok $number - $1"
}

# Programs that are found from every directory.
locate()
{
	case $NSOCKETS in /*) ;; */*) NSOCKETS=$PWD/$NSOCKETS ;; esac
	case $POPULATION in /*) ;; */*) POPULATION=$PWD/$POPULATION ;; esac
}

need()
{
	for program in "$@"; do
		command -v "$program" >/dev/null || skip_all "no $program"
	done
}

# Control groups are in no namespace: those below the directories that $STAGE/groups names, and
# these, are removed when their processes have ended.
remove_groups()
{
	[ -f "$STAGE/groups" ] || return 0
	while read -r group; do
		for _ in 1 2 3 4 5 6 7 8 9 10; do
			find "$group" -depth -type d -exec rmdir {} + 2>/dev/null
			[ -d "$group" ] || break
			sleep 0.1
		done
	done <"$STAGE/groups"
}

# Namespaces of our own; with those for processes and mounts nothing can be left behind.
# What stays outside waits, and removes $STAGE and groups however the inside ends.
enter()
{
	for ways in '-n -m -p --fork --kill-child --mount-proc' '-n -m' '-n'; do
		for user in '' '-r'; do
			# shellcheck disable=SC2086
			unshare $user $ways true 2>/dev/null || continue
			STAGE=$(mktemp -d) || skip_all 'no temporary directory'
			export STAGE
			trap 'remove_groups; rm -rf "$STAGE"' EXIT
			# shellcheck disable=SC2086
			unshare $user $ways sh "$0" &
			trap 'kill $!; wait $!; exit 1' INT TERM HUP
			wait $!
			exit
		done
	done
	skip_all 'no network namespace allowed here'
}

finish()
{
	exec 9>&-
	# shellcheck disable=SC2086
	[ -z "$others" ] || kill $others 2>/dev/null
	others=
	[ -z "$population" ] || { kill "$population" 2>/dev/null; wait "$population"; }
	population=
}

# begin PROGRAM...: from here on inside, with these programs and ours.
begin()
{
	locate
	if [ -z "${STAGE:-}" ]; then
		need unshare "$NSOCKETS" "$POPULATION" "$@"
		enter
	fi
	tmp=$STAGE
	# Other users look around here too.
	chmod 755 "$tmp"
	trap finish EXIT
	trap 'exit 1' INT TERM HUP
}

# check TITLE COMMAND...: with what was said and shown, where it is not so.
check()
{
	title=$1
	shift
	if "$@"; then
		ok "$title"
		return
	fi
	not_ok "$title"
	{ tail -n 10 "$tmp/err"; tail -n 30 "$tmp/out"; } | cat -v | sed 's/^/# /'
}

# populate KIND [ARGS]: as the program says; there until finish, or the end.
populate()
{
	rm -f "$STAGE/stdin" "$STAGE/stdout"
	mkfifo "$STAGE/stdin" "$STAGE/stdout"
	"$POPULATION" "$@" <"$STAGE/stdin" >"$STAGE/stdout" 2>"$STAGE/stderr" &
	population=$!
	# The population lives as long as this stays open.
	exec 9>"$STAGE/stdin"
	if ! read -r word <"$STAGE/stdout" || [ "$word" != ready ]; then
		skip_all "no population: $(tail -n 1 "$STAGE/stderr")"
	fi
	sed 's/^/# /' "$STAGE/stderr"
}

# What of two takes differs: differences ONE OTHER, each files with .out, .err and .exit.
differences()
{
	for part in out err exit; do
		diff -a "$STAGE/$1.$part" "$STAGE/$2.$part" | sed -n '/^[<>]/p' | cat -v |
			sed "s/^/# $part: /" | head -n 12
	done
}

agree()
{
	for part in out err exit; do
		cmp -s "$STAGE/$1.$part" "$STAGE/$2.$part" || return 1
	done
}
