# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh disable=SC2034,SC2086,SC2154
# What every check does: run, look at code, complaints and rows, say so in TAP.

nobody='setpriv --reuid 65534 --regid 65534 --clear-groups'
# An empty prefix: as whoever runs this.
prefix=

result()
{
	number=$((number + 1))
	if [ -z "$wrong" ]; then
		echo "ok $number - $1"
		return
	fi
	echo "not ok $number - $1"
	printf '%s\n' "$wrong" | cat -v | sed '/^$/d; s/^/# /'
	cat -v "$tmp/err" | head -n 5 | cut -c 1-300 | sed 's/^/# err: /'
}

skipped()
{
	number=$((number + 1))
	echo "ok $number - $1 # SKIP $2"
}

complain()
{
	wrong=$wrong$1'
'
}

# run ARGS...: out, err, code; never longer than ten seconds.
run()
{
	wrong=
	# shellcheck disable=SC2086
	$prefix timeout 10 "$NSOCKETS" "$@" >"$tmp/out" 2>"$tmp/err" </dev/null
	code=$?
	[ $code -lt 124 ] || complain "ended by a signal or by the clock: $code"
}

expect_code()
{
	[ $code = "$1" ] || complain "exit code $code, not $1"
}

# expect_line PATTERN: one line of complaint, which says this.
expect_line()
{
	[ "$(wc -l <"$tmp/err")" = 1 ] || complain "$(wc -l <"$tmp/err") lines of complaint"
	head -n 1 "$tmp/err" | grep -Eiq -e "$1" || complain "no complaint of $1"
}

expect_lines()
{
	[ -s "$tmp/err" ] || complain 'no complaint'
	! grep -Eivq -e "$1" "$tmp/err" || complain "a complaint not of $1"
}

expect_silence()
{
	[ ! -s "$tmp/err" ] || complain 'a complaint'
}

expect_nothing()
{
	[ ! -s "$tmp/out" ] || complain 'something is shown'
}

expect_something()
{
	[ -s "$tmp/out" ] || complain 'nothing is shown'
}

# expect_rows N: the rows of the undamaged recording ($tmp/whole) but N of them.
expect_rows()
{
	sort "$tmp/out" >"$tmp/out.sorted"
	sort "$tmp/whole" >"$tmp/whole.sorted"
	extra=$(comm -13 "$tmp/whole.sorted" "$tmp/out.sorted" | wc -l)
	lost=$(comm -23 "$tmp/whole.sorted" "$tmp/out.sorted" | wc -l)
	[ "$extra" = 0 ] || complain "$extra rows that the undamaged recording does not have"
	[ "$lost" = "$1" ] || complain "$lost rows lost, not $1"
}

# expect_no_row PATTERN
expect_no_row()
{
	! grep -Eaq -e "$1" "$tmp/out" || complain "a row with $1"
}

# ---- a recording to be broken -------------------------------------------------------------

# fresh SITUATION: a copy in $case; the dumps of its own namespace are in $dumps.
fresh()
{
	case=$tmp/case
	situation=$golden/$1/recording
	chmod -R u+rwx "$case" 2>/dev/null
	rm -rf "$case"
	cp -R "$situation" "$case"
	chmod -R u+rwX "$case"
	netns=$(sed -n 's/^netns //p' "$situation/netwho")
	dumps=$case/diag/$netns
}

# The same without processes, which are most of it.
fresh_net()
{
	case=$tmp/case
	situation=$golden/$1/recording
	chmod -R u+rwx "$case" 2>/dev/null
	rm -rf "$case"
	mkdir -p "$case/proc"
	cp -R "$situation/netwho" "$situation/index" "$situation/names" "$situation/diag" "$case"
	cp -R "$situation/proc/net" "$case/proc"
	chmod -R u+rwX "$case"
}

rows='-anpe --csv --no-header'

# ask ARGS...: of the broken copy, and of the whole one.
ask()
{
	"$NSOCKETS" --root "$situation" "$@" >"$tmp/whole" 2>/dev/null </dev/null
	run --root "$case" "$@"
}

# What the index says of a file that was edited, not cut.
reindex()
{
	sed "s,^size [0-9]* $1\$,size $(wc -c <"$case/$1") $1," "$case/index" >"$tmp/index"
	cp "$tmp/index" "$case/index"
}
