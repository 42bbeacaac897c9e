# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh disable=SC2034,SC2086,SC2154
# Directories that cannot be recorded into, and what is no recording.

# refused TITLE PATTERN ARGS...: code 1, one line, nothing shown.
refused()
{
	title=$1 pattern=$2
	shift 2
	run "$@"
	expect_code 1
	expect_line "$pattern"
	expect_nothing
	result "$title"
}

# marker CONTENTS: a directory with nothing but a marker.
marker()
{
	rm -rf "$tmp/marked"
	mkdir "$tmp/marked"
	# shellcheck disable=SC2059
	printf "$1" >"$tmp/marked/netwho"
}

test_record()
{
	mkdir "$tmp/full" "$tmp/closed"
	echo precious >"$tmp/full/file"
	refused 'record into a directory with something in it' "$tmp/full: .*not empty" \
		--record "$tmp/full" -t
	if [ "$(ls -A "$tmp/full")" = file ] && [ "$(cat "$tmp/full/file")" = precious ]; then
		wrong=
	else
		wrong='something was written there'
	fi
	result 'and nothing is written there'
	refused 'record into a file' "$tmp/full/file: .*not a directory" \
		--record "$tmp/full/file" -t
	refused 'record into a directory without a parent' "$tmp/none/x: .*no such" \
		--record "$tmp/none/x" -t
	refused 'record, to nowhere' 'record' --record '' -t
	chmod 555 "$tmp/closed"
	if [ "$(id -u)" != 0 ]; then
		refused 'record into what may not be written' "$tmp/closed.*denied" \
			--record "$tmp/closed" -t
	elif $nobody "$NSOCKETS" --version >/dev/null 2>&1; then
		prefix=$nobody
		refused 'record into what may not be written' "$tmp/closed.*denied" \
			--record "$tmp/closed" -t
		prefix=
	else
		skipped 'record into what may not be written' 'a directory is closed to others'
	fi
	# A file system that is full, in a namespace of its own.
	if unshare -rm mount -t tmpfs -o size=64k none "$tmp/closed" 2>/dev/null; then
		wrong=
		unshare -rm sh -c "mount -t tmpfs -o size=16k none '$tmp/closed' &&
			'$NSOCKETS' -t --record '$tmp/closed/rec' >/dev/null 2>'$tmp/err'"
		code=$?
		expect_code 1
		expect_line "$tmp/closed/rec.*(no space|i/o|input/output)"
		result 'record into a full file system'
	else
		skipped 'record into a full file system' 'no mount namespace allowed here'
	fi
}

test_root()
{
	refused 'a recording that is not there' "$tmp/none: .*no such" --root "$tmp/none"
	refused 'a file as a recording' "$tmp/full/file: .*not a directory" \
		--root "$tmp/full/file"
	refused 'a directory that is no recording' "not a recording.*$tmp/full" \
		--root "$tmp/full"
	refused 'no name of a recording' '.' --root ''
	marker ''
	refused 'an empty marker' "not a recording.*$tmp/marked" --root "$tmp/marked"
	marker 'netwho-recording\n'
	refused 'a marker without format' "not a recording.*$tmp/marked" --root "$tmp/marked"
	marker 'netwho-recording 2\neuid 0\nnetns 1\ncomplete\n'
	refused 'a format of the future' "$tmp/marked" --root "$tmp/marked"
	marker 'netwho-recording 99999999999999999999999\ncomplete\n'
	refused 'a format beyond numbers' "$tmp/marked" --root "$tmp/marked"
	marker 'netwho-recordings 1\ncomplete\n'
	refused 'a marker of something else' "$tmp/marked" --root "$tmp/marked"
	dd if=/dev/zero of="$tmp/marked/netwho" bs=1024 count=1024 2>/dev/null
	refused 'a marker of a million NULs' "$tmp/marked" --root "$tmp/marked"
	run --netstat --root "$tmp/none"
	expect_code 1
	expect_line "netstat: .*$tmp/none"
	result "a recording that is not there, netstat's face"
	cp -R "$golden/idle/recording" "$tmp/unreadable"
	chmod 000 "$tmp/unreadable"
	if [ "$(id -u)" != 0 ]; then
		refused 'a recording that may not be read' "$tmp/unreadable.*denied" \
			--root "$tmp/unreadable"
	elif $nobody "$NSOCKETS" --version >/dev/null 2>&1; then
		prefix=$nobody
		refused 'a recording that may not be read' "$tmp/unreadable.*denied" \
			--root "$tmp/unreadable"
		prefix=
	else
		skipped 'a recording that may not be read' 'a directory is closed to others'
	fi
	refused 'labels where there are none' 'SELinux' --root "$golden/idle/recording" -Z
}

test_recordings()
{
	test_record
	test_root
}
