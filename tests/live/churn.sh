#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Two hundred processes a second, over two thousand connections: nobody is given what is not his,
# and nothing is shown twice (TAP).
#
# TABLES pictures are taken by each way to the holders. A process is called "p" and the
# number of the one port that all its sockets have at one end.

set -u
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=tests/stage.sh
. "$here/../stage.sh"
TABLES=${TABLES:-100}

begin

# tables WAY: so many pictures, one behind the other, each row with the number of its table.
tables()
{
	i=0
	: >"$tmp/rows"
	: >"$tmp/err"
	while [ $i -lt "$TABLES" ]; do
		"$NSOCKETS" -tanp --owners="$1" --no-header \
			--columns cookie,local_port,remote_port,state,process \
			2>>"$tmp/err" </dev/null | sed "s/^/$i /" >>"$tmp/rows"
		i=$((i + 1))
	done
}

# $1 table, $2 cookie, $3 and $4 ports, $5 state, the rest holders or the reason
judge()
{
	awk '
	{
		rows++
		if (seen[$1, $2]++)
			print "twice: " $0 >doubles
		if ($6 == "raced")
			raced++
		for (i = 6; i <= NF; i++) {
			if ($i !~ /\/p[0-9]+,?$/)
				continue
			held++
			port = $i
			gsub(/.*\/p|,/, "", port)
			if (port != $3 && port != $4)
				print "not his: " $0 >wrong
		}
	}
	END { print rows + 0, held + 0, raced + 0 }
	' doubles="$tmp/doubles" wrong="$tmp/wrong" "$tmp/rows"
}

populate churn
for way in scan bpf; do
	: >"$tmp/doubles"
	: >"$tmp/wrong"
	tables $way
	if [ $way = bpf ] && grep -q ' bpf ' "$tmp/err"; then
		ok "bpf # SKIP $(head -n 1 "$tmp/err")"
		continue
	fi
	judge >"$tmp/sums"
	read -r rows held raced <"$tmp/sums"
	echo "# $way: $TABLES tables, $rows rows, $held held, $raced raced"
	for what in wrong doubles; do
		if [ -s "$tmp/$what" ]; then
			not_ok "$way: $what"
			head -n 10 "$tmp/$what" | sed 's/^/# /'
		else
			ok "$way: nothing $what"
		fi
	done
	# Or there would be nothing that could be wrong.
	if [ "$held" -gt $((TABLES * 10)) ]; then
		ok "$way: there are holders"
	else
		not_ok "$way: $held holders in $TABLES tables"
	fi
done

echo "1..$number"
