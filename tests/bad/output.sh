# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh disable=SC2034,SC2086,SC2154
# Outputs that do not take what is written.

busy=$golden/busy/recording

# unwritten TITLE: with the complaint and the code of what was just run.
unwritten()
{
	[ $code -lt 124 ] || complain "ended by a signal or by the clock: $code"
	expect_code 1
	expect_line 'write error'
	result "$1"
}

test_closed()
{
	for face in '' --json --ndjson --csv --netstat; do
		first='' rest=$face
		[ "$face" != --netstat ] || { first=--netstat && rest=''; }
		wrong=
		timeout 10 "$NSOCKETS" $first --root "$busy" -an $rest >&- 2>"$tmp/err"
		code=$?
		unwritten "standard output closed${face:+, $face}"
		wrong=
		timeout 10 "$NSOCKETS" $first --root "$busy" -an $rest >/dev/full 2>"$tmp/err"
		code=$?
		unwritten "standard output full${face:+, $face}"
	done
	for words in --help '--columns help' --version; do
		wrong=
		timeout 10 "$NSOCKETS" $words >/dev/full 2>"$tmp/err"
		code=$?
		unwritten "standard output full, $words"
	done
	wrong=
	timeout 10 "$NSOCKETS" --root "$busy" -an <&- >&- 2>&-
	code=$?
	: >"$tmp/err"
	expect_code 1
	result 'all three closed'
	wrong=
	timeout 10 "$NSOCKETS" --root "$busy" -an <&- >"$tmp/out" 2>"$tmp/err"
	code=$?
	expect_code 0
	expect_silence
	expect_something
	result 'standard input closed'
	wrong=
	"$NSOCKETS" --root "$busy" -an >"$tmp/whole" 2>/dev/null
	timeout 10 "$NSOCKETS" --root "$busy" -an 2>&- >"$tmp/out"
	code=$?
	: >"$tmp/err"
	expect_code 0
	cmp -s "$tmp/whole" "$tmp/out" || complain 'something else is shown'
	result 'standard error closed'
	wrong=
	timeout 10 "$NSOCKETS" -tn --record "$tmp/unseen" >&- 2>"$tmp/err"
	code=$?
	unwritten 'standard output closed, while recording'
	run --root "$tmp/unseen" -tn
	expect_silence
	result 'and the recording is whole'
}

# A reader that goes away ends it, by the signal that is made for it or by itself.
left()
{
	title=$1
	shift
	wrong=
	{
		timeout 10 "$NSOCKETS" "$@" 2>"$tmp/err"
		echo $? >"$tmp/code"
	} | head -n 1 >"$tmp/out"
	case $(cat "$tmp/code") in
	0 | 1 | 141) ;;
	*) complain "exit code $(cat "$tmp/code")" ;;
	esac
	expect_silence
	result "$title"
}

test_output()
{
	test_closed
	for face in --json --csv --ndjson; do
		left "a reader that goes away, $face" --root "$busy" -A all -anpeo $face
	done
	left 'a reader that goes away' --root "$busy" -anpeo
	left "a reader that goes away, netstat's face" --netstat --root "$busy" -anpeo
	left 'a reader that goes away, for ever' --root "$busy" -c -anpeo
}
