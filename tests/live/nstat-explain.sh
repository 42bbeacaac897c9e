#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# What nstat says of each counter of this kernel, and whether what it tells to type can be typed;
# and keyword TCPX on screens of several widths (TAP).

set -u
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=tests/stage.sh
. "$here/../stage.sh"
NSTAT=${NSTAT:-build/tools/nstat}
LOOKS=${LOOKS:-build/tests/live/nstat-looks}
case $NSTAT in /*) ;; */*) NSTAT=$PWD/$NSTAT ;; esac
case $LOOKS in /*) ;; */*) LOOKS=$PWD/$LOOKS ;; esac
export NSTAT LOOKS
begin mount "$NSTAT" "$LOOKS"

# said ARGS: of /proc/net it sees what is in $tmp/net.
said()
{
	# shellcheck disable=SC2016
	unshare -m sh -c 'mount --bind "$0" /proc/$$/net && exec "$@"' "$tmp/net" "$NSTAT" "$@" \
		>"$tmp/out" 2>"$tmp/err"
	code=$?
}

mkdir "$tmp/net"
cp /proc/net/snmp /proc/net/netstat "$tmp/net"
said --explain
if ! unshare -m true 2>/dev/null || [ $code != 0 ]; then
	skip_all 'no files of our own in place of the kernel'\''s'
fi

has() { grep -qE -- "$1" "$tmp/out"; }
hasnt() { ! has "$1"; }
# explained NAME: it is there with a sentence, and not where there is no trouble.
explained() { sed '/^no trouble:/q' "$tmp/out" | grep -qE -- "^$1 "; }

# ---- all counters of this kernel ------------------------------------------------------------

# Each with a number of its own, in the order of the files.
number_all()
{
	awk '
	{ prefix = $1 }
	!(prefix in names) { names[prefix] = 1; print; next }
	{ delete names[prefix]; printf "%s", prefix
	  for (i = 2; i <= NF; i++) printf " %d", ++n + 1000
	  print "" }' "$1"
}
number_all /proc/net/snmp >"$tmp/net/snmp"
number_all /proc/net/netstat >"$tmp/net/netstat"
[ ! -f /proc/net/snmp6 ] || awk '{ print $1, NR + 5000 }' /proc/net/snmp6 >"$tmp/net/snmp6"
said --explain
check 'exit code' [ $code = 0 ]

# "TcpExtListenDrops 1022" of every one that is no gauge.
{
	awk '
	{ prefix = $1; sub(/:$/, "", prefix) }
	names[prefix] == "" { names[prefix] = $0; next }
	{ n = split(names[prefix], name, " ")
	  for (i = 2; i <= n; i++) print prefix name[i], $i
	  names[prefix] = "" }' "$tmp/net/snmp" "$tmp/net/netstat"
	cat "$tmp/net/snmp6" 2>/dev/null
} | grep -vE '^(IpForwarding|IpDefaultTTL|TcpRto.*|TcpMaxConn|TcpCurrEstab|MPTcpExtMPCurrEstab) ' |
	sort >"$tmp/all"
awk '
/^no trouble:/ { words = 1; next }
words { for (i = 1; i < NF; i += 2) print $i, $(i + 1); next }
/^[A-Z]/ && NF == 3 { print $1, $2 }' "$tmp/out" | sort >"$tmp/told"
diff "$tmp/all" "$tmp/told" >"$tmp/differs"
check 'each counter is told once' [ ! -s "$tmp/differs" ]
sed 's/^/# /' "$tmp/differs"
unknown='This version of nstat does not know'
check 'each is known' hasnt "$unknown"
# What has such a name is no good sign; and these are the ones that are.
troubles='Err|Fail|Drop|Discard|Abort|Overflow|Prun|Retrans|Lost|Loss|Timeout|Bad|Reject|NoRoute'
troubles="$troubles|NotFound|Unexpected|NoPort|Rst|Csum|Unreach|Exc|Skipped|Undo|Spurious|ZeroW"
wrong=
while read -r name _; do
	echo "$name" | grep -qE "$troubles" || continue
	explained "$name" || wrong="$wrong $name"
done <"$tmp/all"
check "every error has a sentence$wrong" [ -z "$wrong" ]
check 'no line is longer than a terminal of 80' \
	[ "$(awk 'length($0) > 80' "$tmp/out" | wc -l)" = 0 ]
grep '^[a-z].*:$' "$tmp/out" | tr '\n' ' ' >"$tmp/groups"
check 'groups come in order' grep -q \
	'^cannot connect: connection breaks: slow: memory: other: no trouble: $' "$tmp/groups"
awk '/^[A-Z]/ && NF == 3 { if (last && $2 + 0 > last) exit 1; last = $2 + 0 } /^[a-z].*:$/ { last = 0 }' \
	"$tmp/out"
check 'in each the largest first' [ $? = 0 ]
# Below the counter a sentence that ends.
awk '
function done() { if (name && text !~ /^[A-Z].*[A-Za-z0-9)]\.$/) { print name; bad = 1 } }
/^no trouble:/ { exit }
/^[A-Z]/ && NF == 3 { done(); name = $1; text = ""; next }
/^    (nsockets|nstat) -/ { next }
/^    / { sub(/^ */, ""); text = text (text ? " " : "") $0 }
END { done(); exit bad }' "$tmp/out" >"$tmp/bad"
check 'each sentence is one' [ ! -s "$tmp/bad" ]
sed 's/^/# /' "$tmp/bad"

# ---- what is asked for ----------------------------------------------------------------------

# about KEYWORDS REGEX: the counters that match, and no other.
about()
{
	said --explain -n "$1"
	awk '
	/^no trouble:/ { words = 1; next }
	words { for (i = 1; i < NF; i += 2) print $i; next }
	/^[A-Z]/ && NF == 3 { print $1 }' "$tmp/out" | sort >"$tmp/told"
	sed 's/ .*//' "$tmp/all" | grep -E "^($2)\$" >"$tmp/expected"
	check "-n $1" cmp -s "$tmp/told" "$tmp/expected"
	diff "$tmp/told" "$tmp/expected" | sed 's/^/# /'
}
about TCP '(Tcp|TcpExt|MPTcpExt)[A-Z].*'
about ETCP,UDP '(Tcp|TcpExt|MPTcpExt|UdpLite)[A-Z].*|Udp[A-KM-Z].*'
about TCPX '(Tcp|TcpExt|MPTcpExt)[A-Z].*'
about EIP '(Ip|IpExt)[A-Z].*'
about ICMP '(Icmp|IcmpMsg)[A-Z].*'
[ ! -f "$tmp/net/snmp6" ] || about UDP6,EICMP6 '(Udp6|UdpLite6|Icmp6).*'
said --explain -n NOTHING
check 'a wrong keyword' [ $code != 0 ]

# Older kernels do not have them all.
absent='[A-Za-z]+ -( [A-Za-z]+ -)*'

# ---- strange files --------------------------------------------------------------------------

printf 'TcpExt: ListenDrops Unheard \033[1mx TCPHPHits\nTcpExt: 3 4 5 6\n' >"$tmp/net/netstat"
said --explain -n TCPX
check 'a known one among strangers' explained TcpExtListenDrops
check 'what nobody knows is shown' has '^TcpExtUnheard +4 '
check 'and said to be unknown' has "$unknown"
check 'no control character gets out' \
	[ "$(tr -d '\n\040-\176' <"$tmp/out" | wc -c)" = 0 ]
check 'it is still told' has '^TcpExt\\x1b\[1mx +5 '

cat >"$tmp/net/snmp" <<-END
	Tcp: AttemptFails EstabResets OutRsts
	Tcp: 0 0 0
END
printf 'TcpExt: ListenDrops TCPTimeouts TCPRcvQDrop\nTcpExt: 0 1000000000 0\n' >"$tmp/net/netstat"
said -n TCPX 0
check 'zero beside what is not there' has ' cannot connect +AttemptFails 0|cannot connect .*TCPSynRetrans -'
check 'what is not zero' has ' slow +.*TCPTimeouts [0-9.]+( |$)'
check 'what is zero is not shown' hasnt 'ListenDrops'
said --sar -n TCPX 1 1
check 'sar knows no TCPX' [ $code != 0 ]
said --explain -n TCPX
check 'what is not there is not told' hasnt 'TCPSynRetrans'
printf 'TcpExt: TCPTimeouts\nTcpExt: 1\n' >"$tmp/net/netstat"
: >"$tmp/net/snmp"
said -n TCPX 0
check 'nothing of a section is there' has ' memory +-$'
printf 'TcpExt: TCPTimeouts ListenDr' >"$tmp/net/netstat"
said --explain
check 'a cut file' [ $code -lt 2 ]
# All that this kernel counts is 0, but for one.
for file in snmp netstat; do
	awk '
	!($1 in names) { names[$1] = $0; print; next }
	{ n = split(names[$1], name, " "); delete names[$1]; printf "%s", $1
	  for (i = 2; i <= n; i++) printf " %d", name[i] == "TCPTimeouts" ? 1000000000 : 0
	  print "" }' /proc/net/$file >"$tmp/net/$file"
done
said -n TCPX 0
check 'a section that is zero, or partly not there' has " memory +(0|$absent)\$"
said -n TCPX -z 0
check 'with -z what is not zero' has ' slow +.*TCPTimeouts [0-9.]+( |$)'
check 'and nothing else' hasnt ' 0(\.0*)?$'

# ---- namespaces and intervals ---------------------------------------------------------------

populate listen 7003
"$NSTAT" --explain --netns all >"$tmp/out" 2>"$tmp/err"
check 'with --netns each is named' has ' network namespace .*, since boot'
"$NSTAT" --explain --netns 4000000000 >"$tmp/out" 2>"$tmp/err"
check 'one that is not there' [ $? != 0 ]
"$NSTAT" --explain -n TCP 1 2 >"$tmp/out" 2>"$tmp/err"
check 'two intervals' [ "$(grep -cE '^[0-9:]+ .* in [0-9]+\.[0-9]+ s$' "$tmp/out")" = 2 ]
check 'in which nothing happened' \
	[ "$(grep -c '^Nothing that tells of trouble grew' "$tmp/out")" = 2 ]
finish

# ---- terminals ------------------------------------------------------------------------------

# on COLUMNS COMMAND: what a terminal so wide gets.
on()
{
	columns=$1
	shift
	script -qec "stty cols $columns rows 50; $*" /dev/null </dev/null 2>"$tmp/err" |
		tr -d '\r' >"$tmp/out"
}
if script -qec true /dev/null </dev/null >/dev/null 2>&1; then
	on 80 "$NSTAT 1 1"
	check 'a terminal of 80 columns: TCPX as well' has ' TCPX  '
	check 'sections that are zero say so' has " memory +(0|$absent)\$"
	on 79 "$NSTAT 1 1"
	check 'a narrower one: without' hasnt TCPX
	on 80 "$NSTAT --sar 1 1"
	check 'sar: without' hasnt TCPX
	on 80 "$NSTAT -n ETCP 1 1"
	check 'with -n: what is asked for' hasnt TCPX
	bold=$(printf '\033\\[1m')
	number_all /proc/net/netstat >"$tmp/net/netstat"
	number_all /proc/net/snmp >"$tmp/net/snmp"
	inside="unshare -m sh -c 'mount --bind $tmp/net /proc/\$\$/net && exec $NSTAT"
	on 80 "$inside --explain'"
	check 'names are bold' has "^${bold}TcpExtListenDrops"
	on 80 "NO_COLOR=1 $inside --explain'"
	check 'not with NO_COLOR' hasnt "$bold"
	on 60 "NO_COLOR=1 $inside -n TCPX 0'"
	check 'sections are broken where the terminal ends' \
		[ "$(awk 'length($0) > 60 && !/Linux/' "$tmp/out" | wc -l)" = 0 ]
	check 'and go on below' has '^ {30}[A-Z]'
else
	ok 'terminals # SKIP no script(1)'
fi
"$NSTAT" 1 1 >"$tmp/out" 2>"$tmp/err"
check 'no terminal: without' hasnt TCPX

# ---- the commands ---------------------------------------------------------------------------

# What would go on is asked for once.
mkdir "$tmp/bin"
ln -s "$NSTAT" "$tmp/bin/nstat"
ln -s "$NSOCKETS" "$tmp/bin/nsockets"
PATH=$tmp/bin:$PATH
types()
{
	sh -c "$(echo "$1" | sed 's/ 1$/ 0/; s/--timeout 10/--timeout 0.1/')" >"$tmp/out" 2>"$tmp/err"
	typed=$?
	# A system without NFS has no counters of it.
	[ $typed = 3 ] && [ "$(grep -vc ' counts nothing on this system$' "$tmp/err")" = 0 ] && return 0
	return $typed
}
types 'nsockets -tn --columns remote,nonsense'
check 'what cannot be typed is noticed' [ $? != 0 ]
"$LOOKS" >"$tmp/looks"
check 'there are commands' [ "$(wc -l <"$tmp/looks")" -gt 20 ]
check 'each is there once' [ -z "$(sort "$tmp/looks" | uniq -d)" ]
while IFS= read -r command; do
	check "$command" types "$command"
done <"$tmp/looks"

echo "1..$number"
