#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Other ends of channels beside the real lsof's, of every kind, held by one, two and three (TAP).

set -u
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=tests/stage.sh
. "$here/../stage.sh"
NFILES=${NFILES:-build/tools/nfiles}
case $NFILES in /*) ;; *) NFILES=$PWD/$NFILES ;; esac
export NFILES
begin lsof pgrep "$NFILES"
case $(lsof -v 2>&1) in *'revision: 4.95'*) ;; *) skip_all 'another lsof than 4.95' ;; esac
LC_ALL=C.UTF-8
cd / || exit 1
mkdir "$tmp/queues"
# Without it message queues are plain files, for both.
mount -t mqueue none "$tmp/queues" 2>/dev/null && echo '# message queues are mounted'
populate ends "$tmp/files"
main=$population
one=$(pgrep -P "$main" | head -n 1)
two=$(pgrep -P "$main" | tail -n 1)
all=$main,$one,$two
dir=$tmp/files
echo "# $(find "/proc/$main/fd" "/proc/$one/fd" "/proc/$two/fd" -type l | wc -l) descriptors of $all"

# What only runs for the comparison holds what it was given.
others_only()
{
	grep -av '^lsof \|^nfiles \|^timeout ' "$1" |
		sed -E 's/ [0-9]+,(lsof|nfiles|timeout),[^ ]*//g
			s/^(lsof|nfiles): /NAME: /'
}

compare()
{
	timeout 20 lsof "$@" </dev/null >"$tmp/one" 2>"$tmp/err" 9>&-
	code=$?
	timeout 20 "$NFILES" --lsof "$@" </dev/null >"$tmp/other" 2>"$tmp/err" 9>&-
	other=$?
	others_only "$tmp/one" >"$tmp/real"
	others_only "$tmp/other" >"$tmp/ours"
	title="$code, $(wc -l <"$tmp/real") lines: $(echo "$*" |
		sed "s,$tmp,TMP,g; s/$all/ALL/; s/\<$main\>/MAIN/; s/\<$one\>/ONE/; s/\<$two\>/TWO/")"
	if [ "$code" = "$other" ] && cmp -s "$tmp/real" "$tmp/ours"; then
		ok "$title"
	else
		not_ok "$title"
		echo "# exit code $code, ours $other"
		diff -a "$tmp/real" "$tmp/ours" | head -n 20 | cat -v | sed 's/^/# /'
		head -n 3 "$tmp/err" | cat -v | sed 's/^/# /'
	fi
}

while IFS= read -r line; do
	eval "compare $line"
done <"$here/ends.lines"

# ---- what lsof does not have --------------------------------------------------------------

# An IPv4 client of an IPv6 socket.
timeout 20 "$NFILES" -nP -i TCP:17300 -E </dev/null >"$tmp/out" 2>"$tmp/err" 9>&-
check 'an IPv4 connection to an IPv6 socket has two ends' \
	grep -q "IPv4.*127.0.0.1:17300 $one,end one,[0-9]*u (EST" "$tmp/out"
check '... the other one as well' \
	grep -q "IPv6.*127.0.0.1:18300 $main,populatio,[0-9]*u (EST" "$tmp/out"
event=$(find "/proc/$one/fd" -lname 'anon_inode:*eventfd*' -printf '%f\n' | sort -n | head -n 1)
timeout 20 "$NFILES" -a -p "$one" -d "$event" -E +c0 </dev/null >"$tmp/out" 2>"$tmp/err" 9>&-
check 'after +c0 commands are whole' grep -q " $main,population,${event}u" "$tmp/out"

# ---- --tree -------------------------------------------------------------------------------

tree()
{
	timeout 20 "$NFILES" --tree "$@" </dev/null >"$tmp/out" 2>"$tmp/err" 9>&-
}

# branch PID: what it shares.
branch()
{
	sed -E 's/^[| `-]*//' "$tmp/out" |
		awk -v pid="$1" '/^[0-9]+ .* \([^ ]*\)$/ { on = $1 == pid; next } on'
}

# has PID PATTERN
has()
{
	branch "$1" | grep -Eqx "$2"
}

# Who writes to whom, as the links and their modes say.
pipes_of_proc()
{
	for pid in $main $one $two; do
		find "/proc/$pid/fd" -type l -printf '%M %l\n' |
			sed -n "s/^l\(..\).* \(pipe:.*\|.*fifo\)\$/$pid \1 \2/p"
	done >"$tmp/links"
	while read -r pid mode pipe; do
		case $mode in *w*) ;; *) continue ;; esac
		grep -F " $pipe" "$tmp/links" | grep -v "^$pid " | awk -v pid="$pid" \
			'$2 ~ /r/ { print pid, "->", $1 }'
	done <"$tmp/links" | sort -u
}

pipes_of_tree()
{
	for pid in $main $one $two; do
		branch "$pid" | sed -nE "s/^pipe .*[wu] <?-> ([0-9]+) .*/$pid -> \1/p"
	done | grep -Ex "[0-9]+ -> ($main|$one|$two)" | sort -u
}

tree
pipes_of_proc >"$tmp/facts"
pipes_of_tree >"$tmp/told"
check "pipes lead where /proc says: $(wc -l <"$tmp/facts") ways" cmp -s "$tmp/facts" "$tmp/told"
two_name='end\\x0a\\x1btwo'
check 'no escape of another process gets out' sh -c "! grep -q '$(printf '\033')' '$tmp/out'"
check 'children stand below their parents' grep -Eq "^[| ]*\|-$one end one" "$tmp/out"
check '... the last one too' grep -Eq "^[| ]*\`-$two $two_name" "$tmp/out"
check 'a connection of two' has "$main" "tcp 127.0.0.1:17100  [0-9]+u <-> $one end one [0-9]+u"
check '... from its other end' has "$one" "tcp 127.0.0.1:17100  [0-9]+u <-> $main population [0-9]+u"
check 'a connection of three' has "$main" "tcp 127.0.0.1:17101  [0-9]+u <-> $two $two_name [0-9]+u"
check 'a connection of IPv6' has "$one" "tcp \\[::1\\]:17200  [0-9]+u <-> $main population [0-9]+u"
check 'a connection of IPv4 and IPv6' has "$one" "tcp 127.0.0.1:17300  [0-9]+u <-> $main population [0-9]+u"
check 'UDP' has "$main" "udp 127.0.0.1:17500  [0-9]+u <-> $one end one [0-9]+u"
check 'three UNIX pairs are one line' has "$main" \
	"unix  [0-9]+u [0-9]+u [0-9]+u <-> $one end one [0-9]+u [0-9]+u [0-9]+u \\(3 connections\\)"
check 'a UNIX connection by its name' has "$one" "unix accepted.sock  [0-9]+u <-> $two $two_name [0-9]+u"
check 'a UNIX pair that lost one' has "$main" 'unix [0-9]+  [0-9]+u <-> closed'
check 'a UNIX connection that was not accepted' has "$one" 'unix [0-9]+  [0-9]+u <-> not accepted'
check '... as its listener sees it' has "$main" "unix waiting.sock  [0-9]+u <-> $one end one [0-9]+u"
check 'a pipe that nobody writes to' has "$main" 'pipe [0-9]+  [0-9]+r <- nobody seen'
check 'a named pipe' has "$two" "pipe $dir/fifo  [0-9]+r <- $main population [0-9]+w"
check 'eventfds' has "$main" "eventfd  [0-9]+u [0-9]+u <-> $one end one [0-9]+u [0-9]+u \\(2 eventfds\\)"
check 'a terminal' has "$one" "pty /dev/pts/[0-9]+  [0-9]+u <-> $main population [0-9]+u"
check 'shared memory' has "$two" "memory /memfd:ends \\(deleted\\)  [0-9]+u <-> $one end one [0-9]+u"
if ! grep -q elsewhere "$STAGE/stderr"; then
	check 'a connection from another network namespace' has "$one" \
		"unix elsewhere.sock  [0-9]+u <-> $main population [0-9]+u"
fi
if [ "$(stat -f -c %T "$tmp/queues")" = mqueue ]; then
	check 'a message queue' has "$one" "mqueue /netwho-ends-[^ ]* \\(deleted\\)  [0-9]+w -> $main population [0-9]+r"
fi
cp "$tmp/out" "$tmp/first"
tree
check 'twice the same' cmp -s "$tmp/first" "$tmp/out"

tree -p "$one"
check 'who is selected is a root, alone' test "$(grep -c '^[0-9]' "$tmp/out")" = 1
check '... and shares as before' has "$one" "tcp 127.0.0.1:17100  .* <-> $main population .*"
tree -a -p "$one" -U
check 'what is selected is shown, and nothing else' sh -c \
	"grep -q '  unix ' '$tmp/out' && ! sed 1d '$tmp/out' | grep -qv '  unix '"
tree -a -p "$main" -d cwd
check 'a process without' grep -q 'shares nothing that is selected' "$tmp/out"

# Whoever shares with many is told where they are listed.
mkfifo "$tmp/many"
exec 8<>"$tmp/many"
for _ in 1 2 3 4 5 6 7 8 9 10; do
	sleep 60 <"$tmp/many" >"$tmp/void" 8>&- 9>&- &
	others="$others $!"
done
for _ in 1 2; do
	sleep 61 </dev/null >"$tmp/many" 8>&- 9>&- &
	others="$others $!"
	last=$!
done
exec 8>&-
# Until all of them are what they are called.
for _ in 1 2 3 4 5 6 7 8 9 10; do
	[ "$(pgrep -cx sleep)" -lt 12 ] || break
	sleep 0.2
done
tree -c sleep
check 'many are listed once' test "$(grep -c "pipe $tmp/many  1w ->" "$tmp/out")" = 11
check '... and referred to' has "$last" "pipe $tmp/many  1w -> 10 processes, listed at [0-9]+ sleep"

# On a terminal lines end where it does.
if command -v script >/dev/null; then
	timeout 20 script -qec "stty cols 60; '$NFILES' --tree -p $main" /dev/null </dev/null 2>"$tmp/err" 9>&- |
		tr -d '\r' >"$tmp/out"
	check 'no line is longer than the terminal, but for a word' sh -c \
		"grep -q ' <-> ' '$tmp/out' && ! grep -E '^.{61}' '$tmp/out' | grep -Ev '^[| ]*[^ ]*\$'"
fi

echo "1..$number"
