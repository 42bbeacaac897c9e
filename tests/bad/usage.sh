# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh disable=SC2034,SC2086,SC2154
# Options and arguments that are not right.

# misused PATTERN ARGS...: code 3, one line that says so, nothing shown.
misused()
{
	pattern=$1
	shift
	run "$@"
	expect_code 3
	expect_line "$pattern"
	expect_nothing
	result "usage: $(printf "%s " "$@" | sed "s,$tmp,DIR,g; s,$golden,GOLDEN,g" | cut -c 1-60)"
}

# misfiltered PATTERN ARGS...: code 2, the filter once more and a mark below the word.
misfiltered()
{
	pattern=$1
	shift
	run "$@"
	expect_code 2
	expect_lines "filter: .*$pattern|^  "
	tail -n 1 "$tmp/err" | grep -q '^ *^~*$' || complain 'no mark below the word'
	expect_nothing
	result "filter: $*"
}

every_column()
{
	"$NSOCKETS" --columns help | sed 's/ .*//' | paste -sd, -
}

many()
{
	awk -v n="$1" 'BEGIN { for (i = 0; i < n; i++) printf "%s%s", i ? "," : "", "inode" }'
}

test_usage()
{
	misused "invalid option.*'X'" -X
	misused "invalid option.*'X'" -anX
	misused "unrecognized option.*foo" --foo
	misused "unrecognized option.*netstat" -a --netstat
	misused "ambiguous.*num|num.*ambiguous" --num
	misused "ambiguous" --co
	# What netstat abbreviates means the same beside our own names.
	for pair in e:-e ex:-e ext:-e exte:-e exten:-e extend:-e w:-W wi:-W ip:-4 ine:-4 ti:-o tim:-o time:-o; do
		run --root "$golden/busy/recording" -an "${pair#*:}"
		cp "$tmp/out" "$tmp/short"
		run --root "$golden/busy/recording" -an "--${pair%:*}"
		expect_code 0
		cmp -s "$tmp/short" "$tmp/out" || complain "not as ${pair#*:}"
		result "usage: --${pair%:*}"
	done
	# And what is said of those that are elsewhere.
	for pair in int:-i inte:-i inter:-i m:-M ne:--netrom net:--netrom; do
		run "${pair#*:}" -n
		cp "$tmp/err" "$tmp/short"
		run "--${pair%:*}" -n
		expect_code 1
		cmp -s "$tmp/short" "$tmp/err" || complain "not as ${pair#*:}"
		result "usage: --${pair%:*}"
	done
	misused "requires an argument.*'A'" -A
	misused "requires an argument.*'A'" -anA
	for option in columns sort record root protocol; do
		misused "$option.*requires an argument" --$option
	done
	misused "json.*argument" --json=yes
	misused "all.*argument" --all=no

	# As netstat's: a family that is not here, whatever the reason, is code 1.
	for families in foo unix,foo '' tcp,,udp "$(many 20)"; do
		run -A "$families"
		expect_code 1
		expect_line 'unknown address family'
		expect_nothing
		result "usage: -A $(printf %s "$families" | cut -c 1-40)"
	done
	misused "no such column.*nope" --columns nope
	misused "no such column.*nope" --columns local,nope,state
	misused "no such column" --columns ''
	misused "no such column" --columns local,
	misused "no such column" --columns ,local
	misused "no such column.*LOCAL" --columns LOCAL
	misused "no such column" --columns "$(many 30 | tr , x)"
	misused "no such column.*nope" --sort nope
	misused "no such column.*nope" --sort -nope
	misused "no such column" --sort ''
	misused "no such column" --sort -
	misused "no such column" --sort local,remote
	misfiltered 'unknown word' tcp
	misfiltered 'a condition is expected' -an 8080
	misfiltered '' sport =
	misfiltered '' -a '(' state established
	misused "record.*root|root.*record" --record "$tmp/none" --root "$golden/idle/recording"
	misused "record.*-c" --record "$tmp/none" -c
	misused "record.*-c" -tc --record "$tmp/none"
	run --root "$golden/idle/recording" -a --columns "$(every_column)"
	expect_code 0
	expect_silence
	result 'every column there is'

	run --netstat -X
	expect_code 3
	expect_line "netstat: invalid option.*'X'"
	result 'usage: --netstat -X'
	run --netstat --columns local
	expect_code 3
	expect_line 'netstat: unrecognized option.*columns'
	result 'usage: --netstat --columns'
	run --netstat -A foo
	expect_code 1
	expect_line 'unknown address family.*foo'
	result 'usage: --netstat -A foo'
	if [ -e "$tmp/none" ]; then
		wrong='a directory was made'
	else
		wrong=
	fi
	result 'wrong usage makes no recording'

	# Whoever reads the complaint has a terminal, too.
	esc=$(printf '\033[31m')
	for option in --columns --sort -A --root --record; do
		run $option "/dev/null/$esc"
		! grep -Fq "$esc" "$tmp/err" || complain 'an escape sequence in the complaint'
		expect_lines '.'
		result "an escape sequence after $option is not echoed"
	done
	run "$esc"
	! grep -Fq "$esc" "$tmp/err" || complain 'an escape sequence in the complaint'
	expect_lines '.'
	result 'an escape sequence as an argument is not echoed'
}
