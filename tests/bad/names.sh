# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh disable=SC2154,SC2086
# Names that lie: no face of the program repeats their control characters, or their rows.

esc=$(printf '\033')

# Nothing below a blank but line feeds (and CR, where CSV has it), no C1, no bidi marks.
expect_clean()
{
	LC_ALL=C tr -d '\n\r -~' <"$tmp/out" >"$tmp/rest"
	! grep -Fq "$esc" "$tmp/out" || complain 'an escape sequence'
	if [ "$(LC_ALL=C tr -dc '\000-\011\013\014\016-\037\177' <"$tmp/out" | wc -c)" != 0 ]; then
		complain 'a control character'
	fi
	bidi=$(printf '\342\200\256')
	! grep -Fq "$bidi" "$tmp/out" || complain 'a mark that turns the text round'
	[ "$1" = csv ] || ! grep -Fq "$(printf '\r')" "$tmp/out" || complain 'a carriage return'
}

# so_many N WHAT
so_many()
{
	[ "$(wc -l <"$tmp/out")" = "$1" ] || complain "$(wc -l <"$tmp/out") lines, not $1"
}

# faces TITLE ARGS...: each face of what is in $case; $sockets of them.
faces()
{
	title=$1
	shift
	run --root "$case" "$@" --no-header
	so_many $sockets
	expect_clean text
	result "$title, as text"
	run --root "$case" "$@" --csv --no-header
	so_many $sockets
	expect_clean csv
	result "$title, as CSV"
	run --root "$case" "$@" --ndjson
	grep -v '^{"note":' "$tmp/out" >"$tmp/rows" || :
	cp "$tmp/rows" "$tmp/out"
	so_many $sockets
	expect_clean json
	result "$title, as NDJSON"
	run --root "$case" "$@" --json
	expect_clean json
	result "$title, as JSON"
	run --root "$case" "$@" --columns local,path,name,process,holders,user,device,context \
		--no-header
	so_many $sockets
	expect_clean text
	result "$title, in columns"
	run --root "$case" "$@" --sort -path --csv --columns path,name --no-header
	so_many $sockets
	expect_clean csv
	result "$title, sorted"
}

test_names()
{
	fresh hostile
	sockets=$("$NSOCKETS" --root "$case" -an --csv --no-header --columns cookie | wc -l)
	faces 'hostile names' -anp
	expect_no_row 'docker\.sock$'
	run --netstat --root "$case" -anp
	so_many $((sockets + 4))
	expect_clean text
	! grep -q ' 4242 ' "$tmp/out" || complain 'a forged row'
	result "hostile names, netstat's face"

	# What a database or an interface is called is not ours either.
	printf 'user\t0\t\\x1b[31mred\\x0aline\nhost\t127.0.0.1\t\\x1b]0;title\\x07\n' \
		>"$case/names"
	printf 'service\t18070/tcp\t\\x1b[3m\\x9b\\xe2\\x80\\xae\n' >>"$case/names"
	reindex names
	faces 'hostile users, hosts and services' -ape
	run --netstat --root "$case" -ape
	so_many $((sockets + 4))
	expect_clean text
	result "hostile users, hosts and services, netstat's face"

	fresh families
	sed 's/eth0/\x1b[3m/' "$case/diag/$netns/links" >"$tmp/edited"
	cp "$tmp/edited" "$case/diag/$netns/links"
	sockets=$("$NSOCKETS" --root "$case" -A tcp,raw,packet,xdp -an --csv --no-header \
		--columns cookie | wc -l)
	faces 'a hostile interface' -A tcp,raw,packet,xdp -anp

	fresh selinux
	for file in "$case"/proc/[0-9]*/attr/current; do
		printf 'a\033[31m\nb' >"$file"
		reindex "${file#"$case/"}"
	done
	sockets=$("$NSOCKETS" --root "$case" -tan --csv --no-header --columns cookie | wc -l)
	faces 'hostile labels' -tanZ
	run --netstat --root "$case" -tanZ
	so_many $((sockets + 2))
	expect_clean text
	result "hostile labels, netstat's face"
}
