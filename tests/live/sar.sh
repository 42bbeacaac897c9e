#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# `nstat --sar` beside the real sar, at the same time, over the same traffic: every keyword,
# layout, options, errors, signals (TAP). What may differ is in sar-differ.awk.

set -u
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=tests/stage.sh
. "$here/../stage.sh"
NSTAT=${NSTAT:-build/tools/nstat}
case $NSTAT in /*) ;; *) NSTAT=$PWD/$NSTAT ;; esac
begin sar ip python3 "$NSTAT"
unset S_COLORS S_COLORS_SGR S_TIME_FORMAT
sar -n TCP 1 1 >/dev/null 2>&1 || skip_all 'no sar that works'

ip link set lo up || skip_all 'no loopback interface'
ip link add va type veth peer name vb 2>/dev/null || skip_all 'no pair of interfaces'
# Nothing that comes by itself now and then.
ip link set va addrgenmode none
ip link set vb addrgenmode none
ip link set va up
ip link set vb up

mkfifo "$tmp/begun"
python3 "$here/sar-traffic.py" 60 va >"$tmp/begun" 2>"$tmp/err" &
others=$!
: >"$tmp/out"
read -r word <"$tmp/begun"
[ "$word" = begun ] || skip_all "no traffic: $(tail -n 1 "$tmp/err")"

# ---- beside each other ------------------------------------------------------------------------

pairs=0
left=
# pair ENVIRONMENT ARGS: to be compared.
pair()
{
	pairs=$((pairs + 1))
	eval "environment_$pairs=\$1 args_$pairs=\$2"
	left="$left $pairs"
}

# Both at once; what comes of them is looked at later.
start_pair()
{
	eval "set -- $1 \"\$environment_$1\" \"\$args_$1\""
	# shellcheck disable=SC2086
	env $2 timeout 20 sar $3 >"$tmp/$1.theirs" 2>"$tmp/$1.theirs.err" &
	running="$running $!"
	# shellcheck disable=SC2086
	env $2 timeout 20 "$NSTAT" --sar $3 >"$tmp/$1.ours" 2>"$tmp/$1.ours.err" &
	running="$running $!"
	# The first sample of each falls into the same moment, before others begin.
	sleep 0.03
}

compare_pair()
{
	awk -v ignore="$wrong" -f "$here/sar-differ.awk" "$tmp/$1.ours" "$tmp/$1.theirs" \
		>"$tmp/$1.differ" && cmp -s "$tmp/$1.ours.err" "$tmp/$1.theirs.err"
}

# Where the machine is busy a sample may come late: those that differ get another chance.
compare_pairs()
{
	for round in 1 2 3; do
		running=
		for one in $left; do
			start_pair "$one"
		done
		# shellcheck disable=SC2086
		wait $running
		again=
		for one in $left; do
			compare_pair "$one" || again="$again $one"
		done
		left=$again
		[ "$left" ] || return 0
		echo "# round $round, different:$left"
	done
}

# Before this version of the kernel's counters sar takes them by position.
wrong=
if grep -q OutRateLimit /proc/net/snmp; then
	wrong=oech/s,oechr/s,otm/s,otmr/s,oadrmk/s,oadrmkr/s,odstunr/s,otmex/s,oparmpb/s,osrcq/s,oredir/s
fi
# sar of 12.7.6 and later gives another name to a column.
sar -n ETCP 1 1 | grep -q 'retrans/s' || skip_all 'another sar'

for keyword in DEV EDEV NFS NFSD SOCK IP EIP ICMP EICMP TCP ETCP UDP SOCK6 IP6 EIP6 ICMP6 \
	EICMP6 UDP6 SOFT ALL; do
	pair '' "-n $keyword 1 3"
done
while read -r args; do
	pair '' "$args"
done <<EOF
-n ETCP,TCP,FC 1 2
1 2 -n ,TCP,,SOCK,
-h -n DEV,SOCK 1 2
--human -n DEV 1 2
--human --dec=1 -n DEV,SOCK 1 2
--human --dec=0 -n DEV 1 2
--dec=0 -n ALL 1 2
--dec=1 -n TCP 1 2
-p -n DEV,EDEV,SOFT 1 2
--pretty -n DEV 1 2
-z -n DEV,EDEV,SOCK,NFS 1 2
-n DEV,EDEV --iface=va,lo 1 2
-n DEV --iface=nosuch 1 2
-n DEV --iface= 1 2
-n SOFT -P ALL 1 2
-n SOFT -P all,0 1 2
-n SOFT -P 0- 1 2
-n SOFT -P 8000 1 2
-C -t -D -n UDP 1 1
-n TCP,SOCK -e 23:59:59 1 2
-n TCP,ETCP,DEV 0
EOF
pair S_TIME_FORMAT=ISO '-n TCP 1 2'
pair S_COLORS=always '-n DEV,SOCK,SOFT -z 1 2'
pair S_COLORS=always '-n DEV,SOFT,TCP -h 1 2'
pair 'S_COLORS=always S_COLORS_SGR=Z=31:N=7:I=1;4:H=foo' '-n DEV,SOCK --dec=1 -p 1 2'
pair LC_ALL=C.UTF-8 '-n TCP 1 1'
# Stamps, points and words of others; their names where sysstat's catalogue is there.
for locale in de_DE en_US; do
	mkdir -p "$tmp/locales"
	localedef -i $locale -f UTF-8 "$tmp/locales/$locale.UTF-8" >/dev/null 2>&1 || continue
	pair "LOCPATH=$tmp/locales LC_ALL=$locale.UTF-8" '-n TCP,SOCK,DEV 1 2'
	pair "LOCPATH=$tmp/locales LC_ALL=$locale.UTF-8 S_TIME_FORMAT=ISO" '-n UDP --dec=1 1 2'
done
compare_pairs

one=0
while [ "$one" -lt "$pairs" ]; do
	one=$((one + 1))
	eval "title=\"\$environment_$one \$args_$one\""
	case "$left " in
	*" $one "*)
		not_ok "${title# }"
		head -n 20 "$tmp/$one.differ" | cat -v | sed 's/^/# /'
		diff "$tmp/$one.theirs.err" "$tmp/$one.ours.err" | sed 's/^/# /'
		;;
	*) ok "${title# }" ;;
	esac
done

# By name: each echo is answered.
column()
{
	awk -v title="$1" '!at { for (i = 1; i <= NF; i++) if ($i == title) at = i; next }
		/^Average/ { print $at; exit }' "$tmp/out"
}

"$NSTAT" --sar -n ICMP 1 2 >"$tmp/out" 2>"$tmp/err"
names()
{
	sent=$(column oechr/s)
	[ "$(column iech/s)" = "$sent" ] && [ "${sent%.*}" -ge 10 ] && [ "$(column otm/s)" = 0.00 ]
}
check 'columns of ICMP are counters of that name' names

# ---- errors -----------------------------------------------------------------------------------

version=$(sar -V | sed -n '1s/.* //p')
# Beside sar's word there may be a line that names what is wrong.
same_error()
{
	# shellcheck disable=SC2086
	eval "set -- $1"
	sar "$@" >"$tmp/theirs" 2>"$tmp/theirs.err" </dev/null
	theirs=$?
	"$NSTAT" --sar "$@" >"$tmp/out" 2>"$tmp/err" </dev/null
	[ $? = $theirs ] && [ $theirs != 0 ] && cmp -s "$tmp/theirs" "$tmp/out" || return 1
	# The usage is that of one version.
	case $version in 12.6.*) ;; *) return 0 ;; esac
	cmp -s "$tmp/theirs.err" "$tmp/err" && return 0
	head -n 1 "$tmp/err" | grep -q '^sar: ' && sed 1d "$tmp/err" | cmp -s - "$tmp/theirs.err"
}

while read -r args; do
	check "sar $args" same_error "$args"
done <<'EOF'
-n FOO 1 1
-n
-n tcp 1 1
-n TCP,FOO 1 1
-nTCP 1 1
-zn TCP 1 1
-n TCP 0 1
-n TCP 1 0
-n TCP x
-n TCP 1 x
-n TCP 1 2 3
-n TCP 1.5 1
-n TCP +1 1
--dec=3 -n TCP 1 1
--dec= -n TCP 1 1
--foo 1 1
--iface lo -n DEV 1 1
-P
-n SOFT -P x 1 1
-n SOFT -P 2-1 1 1
-n SOFT -P 9000 1 1
-i 0 -n TCP
-i 2 -n TCP 1 1
-s -n TCP 1 1
-s 10:00 -n TCP 1 1
-o x -f y -n TCP 1 1
-1 -2 -n TCP
-n FC 1 1
--
EOF

over()
{
	sar -e 00:00:00 -n TCP 1 9 >"$tmp/theirs" 2>"$tmp/theirs.err" &&
		"$NSTAT" --sar -e 00:00:00 -n TCP 1 9 >"$tmp/out" 2>"$tmp/err" &&
		cmp -s "$tmp/theirs" "$tmp/out" && [ ! -s "$tmp/err" ]
}
check 'a time of day that is over' over

full()
{
	sar -n TCP 1 1 >/dev/full 2>"$tmp/theirs.err"
	theirs=$?
	"$NSTAT" --sar -n TCP 1 1 >/dev/full 2>"$tmp/err"
	[ $? = $theirs ] && [ $theirs != 0 ] && cmp -s "$tmp/theirs.err" "$tmp/err"
}
check 'no room for what is printed' full

# Without data of today, and of other days.
if ! ls /var/log/sysstat/* /var/log/sa/* >/dev/null 2>&1; then
	for args in '' '-n TCP' '-n TCP -1' '-n TCP -f' '-h' '-n TCP -s 10:00:00'; do
		check "sar $args, without data" same_error "$args"
	done
fi

refused()
{
	# shellcheck disable=SC2086
	"$NSTAT" --sar $1 1 1 >"$tmp/out" 2>"$tmp/err"
	[ $? = 1 ] && [ ! -s "$tmp/out" ] && [ "$(wc -l <"$tmp/err")" = 1 ] &&
		grep -q -- "$2" "$tmp/err"
}

for args in -u '-r ALL' -A -b '-I SUM' '-m CPU' '-q LOAD' --dev=sda '-n TCP -d'; do
	word=$(echo "$args" | sed 's/-n TCP //; s/ .*//')
	check "$args is refused" refused "$args" "$word"
done

told()
{
	"$NSTAT" --sar "$1" >"$tmp/out" 2>"$tmp/err" && [ ! -s "$tmp/err" ] &&
		[ "$(wc -l <"$tmp/out")" -gt "$2" ]
}

check '-V' told -V 1
check '--help' told --help 20
parsable()
{
	"$NSTAT" --sar -V | grep -q '^sysstat version [0-9.]*$'
}

check 'its version is one that scripts understand' parsable

# What it says of keywords is what sar says.
sar --help | sed -n '/^	-n /,/^	-[^n]/p' | grep '^		[A-Z0-9]*	' >"$tmp/theirs"
"$NSTAT" --sar --help | grep '^		[A-Z0-9]*	' >"$tmp/out"
check 'the help of keywords' cmp -s "$tmp/theirs" "$tmp/out"

called()
{
	ln -s "$NSTAT" "$tmp/sar" && "$tmp/sar" -n NFS 1 1 >"$tmp/out" 2>"$tmp/err" &&
		sar -n NFS 1 1 >"$tmp/theirs" &&
		awk -f "$here/sar-differ.awk" "$tmp/out" "$tmp/theirs" >"$tmp/err"
}

check 'called as sar' called

# ---- signals and terminals ------------------------------------------------------------------------

# interrupted SECONDS: what both print, in both.ours and both.theirs, and their exit codes.
interrupted()
{
	sar -n TCP 1 9 >"$tmp/both.theirs" 2>"$tmp/err" &
	theirs=$!
	"$NSTAT" --sar -n TCP 1 9 >"$tmp/both.ours" 2>"$tmp/err" &
	ours=$!
	sleep "$1"
	kill -INT $theirs $ours
	wait $theirs
	code=$?
	wait $ours && [ $code = 0 ] || return 1
	# As many empty lines as there were signals, and sadc may have sent one.
	cat -s "$tmp/both.theirs" >"$tmp/theirs"
	cat -s "$tmp/both.ours" >"$tmp/out"
}

after_rows()
{
	interrupted 1.6 && awk -f "$here/sar-differ.awk" "$tmp/out" "$tmp/theirs" >"$tmp/err"
}

before_rows()
{
	interrupted 0.5 && cmp -s "$tmp/out" "$tmp/theirs"
}

check 'SIGINT ends with averages' after_rows
check 'SIGINT before the first row' before_rows

on_terminal()
{
	script -qc "stty rows 4 cols 80; sar -n TCP 1 4" /dev/null >"$tmp/theirs" </dev/null &
	theirs=$!
	script -qc "stty rows 4 cols 80; '$NSTAT' --sar -n TCP 1 4" /dev/null >"$tmp/out" </dev/null
	wait $theirs
	[ "$(grep -c active "$tmp/out")" = 2 ] &&
		awk -f "$here/sar-differ.awk" "$tmp/out" "$tmp/theirs" >"$tmp/err"
}

if command -v script >/dev/null; then
	check 'headers and colours on a terminal' on_terminal
else
	ok 'headers and colours on a terminal # SKIP no script'
fi
echo "1..$number"
