#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Files by where they are, beside the real lsof: directories, names, mounts (TAP).
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
name=files
dir=$tmp/$name
tree=$dir/tree
populate files "$dir"
# shellcheck disable=SC2034
main=$population
mkdir -p "$tree/sub/deep" "$tree/empty" "$tree/inner" "$tree/links" "$tree/outside"
cd "$dir" || exit 1
inner=
mount -t tmpfs inside "$tree/inner" && inner=yes
[ "$inner" ] || skip_all 'no mounts allowed here'
mkdir "$tree/inner/below"
for file in open other unused sub/file sub/deep/file inner/file inner/below/file outside/file; do
	echo "$file" >"$tree/$file"
done
: >"$tree/$(printf 'new\nline\002')"
: >"$tree/$(printf 'bad\377byte')"
: >"$tree/once"
ln "$tree/once" "$tmp/hard"
ln -s open "$tree/link"
ln -s sub "$tree/dirlink"
ln -s ../outside "$tree/links/outside"
ln -s ../inner/file "$tree/links/file"
ln -s nowhere "$tree/links/nowhere"
ln -s around "$tree/around"
long=$(printf '%0200d' 0)
# shellcheck disable=SC2034
longer=$(printf '%05000d' 0)

# hold DIRECTORY: a process that has files of the tree open, and stands in the directory.
hold()
{
	cd "$1" || exit 1
	exec sleep 600 3<"$tree/open" 4<>"$tree/other" 5<"$tree/sub" 6<"$tree/sub/file" \
		7<"$tree/inner/file" 8<"$tree/once" 9<"$tree/sub/deep/file" </dev/null
}
hold "$tree/sub" >/dev/null 2>&1 &
holder=$!
others="$others $holder"
(
	exec 9>&-
	cd "$tree/inner/below" || exit 1
	exec sleep 600 3<"$tree/inner/below" 4<"$tree/outside/file" \
		5<"$tree/$(printf 'new\nline\002')" 6<"$tree/$(printf 'bad\377byte')" </dev/null
) >/dev/null 2>&1 &
others="$others $!"
while [ "$(readlink "/proc/$!/exe")" != "$(readlink "/proc/$holder/exe")" ] ||
	[ "$(readlink "/proc/$holder/exe")" = "$(readlink /proc/$$/exe)" ]; do
	sleep 0.05
done

awk '{ print "readlink(" $5 "):"; print "stat(" $5 "):" }' /proc/self/mountinfo >"$tmp/mounts"

# Both are in their own list, as are whoever runs them; both say their name.
others_only()
{
	sed -e 's/^lsof: /NAME: /; s/^nfiles: /NAME: /' "$1" |
		grep -av '^lsof \|^nfiles \|^timeout \|^sh \|^COMMAND '
}

# Complaints alone; of -b none about mounts, at which nobody looks here.
complaints()
{
	sed -e '/^lsof 4\./,$d; /^nfiles (/,$d' \
		-e '/^lsof: no pwd entry for UID /d' \
		-e '/WARNING: can.t stat() /,/incomplete/d' \
		-e 's/^lsof: /NAME: /; s/^nfiles: /NAME: /' "$1" | grep -avFf "$tmp/mounts"
}

run()
{
	command=$1
	into=$2
	shift 2
	timeout 20 "$command" "$@" </dev/null >"$tmp/out" 2>"$tmp/err"
	echo "exit code $?" >"$tmp/$into"
	others_only "$tmp/out" >>"$tmp/$into"
	complaints "$tmp/err" >>"$tmp/$into"
}

compare()
{
	run lsof real "$@"
	run "$NFILES" ours "$@"
	title="$(head -n 1 "$tmp/real"), $(wc -l <"$tmp/real") lines: $(printf %s "$*" |
		sed "s,$tmp,TMP,g; s/$holder/HOLDER/; s/$main/MAIN/" | tr '\n#' '__' | cut -c 1-80 | cat -v)"
	if cmp -s "$tmp/real" "$tmp/ours"; then
		ok "$title"
	else
		not_ok "$title"
		diff -a "$tmp/real" "$tmp/ours" | cut -c 1-300 | head -n 20 | cat -v | sed 's/^/# /'
	fi
}

while IFS= read -r line; do
	eval "compare $line"
done <"$here/nfiles-where.lines"

# ---- where both differ on purpose ------------------------------------------------------------

# A file that has two names here is found by both.
check 'a file under two names is found under both' \
	sh -c '"$1" -w -V "$2/tree/once" "$3/hard" >"$3/out" 2>"$3/err"' - "$NFILES" "$dir" "$tmp"

# Links that lead in a circle are followed once.
ln -s . "$tree/sub/circle"
if timeout 20 "$NFILES" -t -x +D "$tree/sub" >"$tmp/out" 2>"$tmp/err"; [ $? = 1 ] &&
	[ ! -s "$tmp/err" ] && grep -qx "$holder" "$tmp/out"; then
	ok 'links in a circle'
else
	not_ok 'links in a circle'
fi

# The kernel follows more links than lsof does.
if "$NFILES" "$tree/around" >"$tmp/out" 2>"$tmp/err"; [ $? = 1 ] && [ ! -s "$tmp/out" ] &&
	grep -qx "nfiles: too many (> 40) symbolic links in readlink() path: $tree/around" "$tmp/err"; then
	ok 'a link to itself'
else
	not_ok 'a link to itself'
fi

# UNIX sockets are known by their file: whoever bound them may have stood elsewhere.
cd "$tree/empty" || exit 1
python3 -c 'import socket, time
s = socket.socket(socket.AF_UNIX); s.bind("relative"); s.listen()
time.sleep(600)' </dev/null >/dev/null 2>&1 9>&- &
bound=$!
others="$others $bound"
# Of an overlay over another file system stat() has another device than the kernel keeps.
over=$tmp/over
layers=$tree/inner/layers
mkdir -p "$over" "$layers/upper" "$layers/work"
if mount -t overlay over -o "lowerdir=$dir,upperdir=$layers/upper,workdir=$layers/work" \
	"$over" 2>/dev/null && cd "$over"; then
	python3 -c 'import socket, time
s = socket.socket(socket.AF_UNIX); s.bind("layered"); s.listen()
time.sleep(600)' </dev/null >/dev/null 2>&1 9>&- &
	layered=$!
	others="$others $layered"
fi
cd "$dir" || exit 1
for _ in 1 2 3 4 5 6 7 8 9 10; do
	[ -S "$tree/empty/relative" ] && [ -S "$over/layered" ] && break
	sleep 0.2
done
if [ -S "$tree/empty/relative" ]; then
	for argument in "$tree/empty/relative" tree/empty/relative; do
		check "a UNIX socket by the name of its file: ${argument##"$tree/"}" \
			sh -c '[ "$("$1" -t "$2")" = "$3" ]' - "$NFILES" "$argument" "$bound"
	done
	check 'a UNIX socket below a directory' \
		sh -c '[ "$("$1" -t +d "$2" | grep -x "$3")" = "$3" ]' - "$NFILES" "$tree/empty" "$bound"
	if [ -S "$over/layered" ]; then
		check 'a UNIX socket on an overlay by the name of its file' \
			sh -c '[ "$("$1" -t "$2")" = "$3" ]' - "$NFILES" "$over/layered" "$layered"
		check 'a UNIX socket below a directory of an overlay' \
			sh -c '"$1" -t +d "$2" | grep -qx "$3"' - "$NFILES" "$over" "$layered"
	else
		echo '# no overlays here'
	fi
else
	echo '# no UNIX socket: no python3'
fi

echo "1..$number"
