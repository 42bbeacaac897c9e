#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# What does not exist, what is hostile, what changes while it is read (TAP).
# shellcheck disable=SC2016,SC2217

set -u
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=tests/stage.sh
. "$here/../stage.sh"
NFILES=${NFILES:-build/tools/nfiles}
case $NFILES in /*) ;; *) NFILES=$PWD/$NFILES ;; esac
export NFILES
begin lsof "$NFILES"
case $(lsof -v 2>&1) in *'revision: 4.95'*) ;; *) skip_all 'another lsof than 4.95' ;; esac
LC_ALL=C.UTF-8
cd "$tmp" || exit 1

# ---- beside lsof: the same words, the same exit code -----------------------------------------

# Whoever runs is in the list as well. Usages are not the same.
result()
{
	sed -e 's/^lsof: /NAME: /; s/^nfiles: /NAME: /; s/ (netwho) .*//' \
		-e '/^NAME: what .* may not be seen; /d; /^NAME: .*(hidepid)/d' \
		-e '/no pwd entry for UID/d; /^lsof 4\./,$d; /^nfiles$/,$d' "$1" |
		grep -av '^lsof \|^nfiles \|^timeout \|^sh \|^setpriv \|^COMMAND '
}

run()
{
	into=$1
	shift
	"$@" </dev/null >"$tmp/out" 2>"$tmp/err"
	echo "exit code $?" >"$tmp/$into"
	result "$tmp/out" >>"$tmp/$into"
	result "$tmp/err" >>"$tmp/$into"
}

same()
{
	title="$(head -n 1 "$tmp/real"), $(wc -l <"$tmp/real") lines: $(printf %s "$*" |
		tr '\n#' '__' | cut -c 1-70 | cat -v)"
	if cmp -s "$tmp/real" "$tmp/ours"; then
		ok "$title"
	else
		not_ok "$title"
		diff -a "$tmp/real" "$tmp/ours" | cut -c 1-200 | head -n 12 | cat -v | sed 's/^/# /'
	fi
}

compare()
{
	run real timeout 20 lsof "$@"
	run ours timeout 20 "$NFILES" "$@"
	same "$@"
}

wait_for_sleep()
{
	for _ in $(seq 100); do
		[ "$(cat "/proc/$1/comm")" = sleep ] && return
		sleep 0.05
	done
}

sleep 600 </dev/null >/dev/null 2>&1 9>&- &
steady=$!
others="$others $steady"
compare -p 999999
compare -V -p 999999
compare -p 999999,"$steady" -a -d 0
compare -p abc
compare -p 1,,x
compare -p "$(printf '1\n2')"
compare -g 999999
compare -g x
compare -u nosuchuser
compare -u "$(printf 'no\033[1m')"
compare -c nosuchcommand
compare -c '/(/'
compare -i nosuchprotocol
compare -i tcp:nosuchservice
compare -i :nosuchservice
compare -i :9-3
compare -i tcp:3-
compare -i :99999999
compare -i @256.1.1.1:1
compare -i 4@[::1]:1
compare -i @
compare -s TCP:NOSUCH
compare -d 9-3
compare -d ^1,2
compare nosuchname
compare /nosuch/name
compare -f -- nosuchname
compare +f -- nosuchname
compare "$tmp/../nosuch"
compare +d nosuchname
compare +D /etc/passwd
compare -e nosuchname
compare -e /nosuchname
compare -S -p "$steady"
compare -x f
compare -L1
compare -a
compare -z
compare -p
compare "$(printf '\377\376')"
compare "$(printf 'tab\there')"
compare -Q nosuchname -p 999999
compare -Q -V -p 999999

# ---- names of files --------------------------------------------------------------------------

mkdir hostile
hostile=$(printf 'esc\033]0;title\007 \302\233 \342\200\256 new\nline')
: >"hostile/$hostile"
sleep 600 3<"hostile/$hostile" </dev/null >/dev/null 2>&1 9>&- &
others="$others $!"
wait_for_sleep $!
for arguments in "-p $!" '+D hostile' "--lsof -p $!"; do
	# shellcheck disable=SC2086
	"$NFILES" $arguments >"$tmp/out" 2>"$tmp/err"
	check "nothing raw is written: $(echo "$arguments" | sed "s/$!/PID/")" \
		sh -c 'grep -q "esc^\[\]0;title^G" "$1/out" &&
			! tr -d "\n" <"$1/out" | LC_ALL=C grep -q "[[:cntrl:]]"' - "$tmp"
done
"$NFILES" "hostile/$hostile" >"$tmp/out" 2>"$tmp/err"
check 'and it is found by its name' [ "$(wc -l <"$tmp/out")" = 2 ]

# ---- what changes while it is read -----------------------------------------------------------

# One descriptor that is now this file, now that one: a row tells of one of them.
echo a >one
printf '%0100d' 0 >another
sh -c 'while :; do exec 3<one; exec 3<another; done' </dev/null >/dev/null 2>&1 9>&- &
changing=$!
others="$others $changing"
truth()
{
	stat -c '%s %i' "$1" | tr '\n' ' '
	echo "$tmp/$1"
}
{ truth one; truth another; } >"$tmp/truths"
: >"$tmp/rows"
for _ in $(seq 200); do
	timeout 20 "$NFILES" -w -a -p "$changing" -d 3 2>>"$tmp/trouble" |
		awk '/REG/ { print $(NF - 2), $(NF - 1), $NF }' >>"$tmp/rows"
done
sort -u "$tmp/rows" >"$tmp/out"
kill "$changing"
wait "$changing" 2>/dev/null
echo "# $(wc -l <"$tmp/rows") rows of a descriptor that changes"
check 'there are rows' [ -s "$tmp/out" ]
check 'each of them is one of two truths' [ -z "$(grep -vxFf "$tmp/truths" "$tmp/out")" ]
check 'nothing is said of it' [ ! -s "$tmp/trouble" ]

# Processes that end while they are read: no row, or a complete one.
sh -c 'while :; do true | true | true; (exec 3<one; :); done' </dev/null >/dev/null 2>&1 9>&- &
churning=$!
others="$others $churning"
: >"$tmp/trouble"
: >"$tmp/out"
for _ in $(seq 60); do
	timeout 20 "$NFILES" -nP >"$tmp/rows" 2>>"$tmp/trouble" || echo "exit code $?" >>"$tmp/trouble"
	# A command, its number, its owner, a descriptor: then its type, if it could be looked at.
	grep -avE '^(COMMAND +PID|[^ ]+ +[0-9]+ +([0-9]+ +[^ ]+ +)?[^ ]+ +[^ ]+ +[^ ]+)' \
		"$tmp/rows" >>"$tmp/out"
done
kill "$churning"
wait "$churning" 2>/dev/null
check 'rows are whole while processes come and go' [ ! -s "$tmp/out" ]
check 'and nothing is said' [ ! -s "$tmp/trouble" ]

# ---- what may not be seen --------------------------------------------------------------------

# As nobody; and then with what is hidden of others.
nobody()
{
	setpriv --reuid=65534 --regid=65534 --clear-groups "$@"
}

if nobody true 2>/dev/null; then
	setpriv --reuid=65534 --regid=65534 --clear-groups sleep 600 </dev/null >/dev/null 2>&1 9>&- &
	own=$!
	others="$others $own"
	wait_for_sleep "$own"
	for hidden in 0 2; do
		mount -o remount,hidepid=$hidden /proc 2>/dev/null || {
			echo "# no hidepid=$hidden here"
			continue
		}
		for arguments in "-p $own" "-p $steady" "-V -p $steady" "-w -p $steady" \
			"-a -p $steady -i" "-a -p $steady,$own -d cwd" '-u 65534' \
			'-c sleep' '/' "$tmp/one" '+d /etc' '+D /root'; do
			# shellcheck disable=SC2086
			run real nobody timeout 20 lsof $arguments
			# shellcheck disable=SC2086
			run ours nobody timeout 20 "$NFILES" $arguments
			same "hidepid=$hidden: $(echo "$arguments" |
				sed "s/$own/OWN/; s/$steady/OTHER/; s,$tmp,TMP,")"
		done
	done
	mount -o remount,hidepid=0 /proc 2>/dev/null
else
	echo '# nobody else may be made here'
fi

echo "1..$number"
