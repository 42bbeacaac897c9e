# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# shellcheck disable=SC2154
# nstat beside the one of iproute2: runs of both, and what differs. Sourced, behind stage.sh.

NSTAT=${NSTAT:-build/tools/nstat}
case $NSTAT in /*) ;; *) NSTAT=$PWD/$NSTAT ;; esac
export NSTAT

# The real one, wherever it is: ours may stand first in PATH.
if [ -z "${REAL:-}" ]; then
	for dir in /usr/bin /usr/sbin /bin /sbin; do
		if [ -x $dir/nstat ] && $dir/nstat -V 2>/dev/null | grep -q iproute2; then
			REAL=$dir/nstat
			break
		fi
	done
	[ -n "${REAL:-}" ] || skip_all "no nstat of iproute2"
	export REAL
fi
unset PROC_ROOT PROC_NET_SNMP PROC_NET_SNMP6 PROC_NET_NETSTAT PROC_NET_SCTP_SNMP

# Counters move, a few of each kind; those of ICMP by type come into being.
traffic()
{
	for _ in 1 2 3; do
		bash -c ': </dev/tcp/127.0.0.1/1' 2>/dev/null
		bash -c ': </dev/tcp/::1/1' 2>/dev/null
		bash -c 'echo x >/dev/udp/127.0.0.1/9' 2>/dev/null
		bash -c 'echo x >/dev/udp/::1/9' 2>/dev/null
	done
}

# take NAME PROGRAM ARGS...: into NAME.out, .err, .exit, with the history NAME.history.
take()
{
	name=$1
	shift
	NSTAT_HISTORY=$tmp/$name.history timeout 60 "$@" >"$name.out" 2>"$name.err"
	echo $? >"$name.exit"
}

# What is said of a history names it, and that one is each one's own. Usage is our own.
plain()
{
	sed -e '/^Usage:/,$d' -e "s,:* *'*$tmp/[a-z]*\.history'*,," "$1.err" >"$1.said"
}

# compare TITLE ARGS...: output, exit code, and what both keep; not what they say.
compare()
{
	title=$1
	shift
	take real "$REAL" "$@"
	take ours "$NSTAT" "$@"
	differs=
	for part in out exit history; do
		[ -e "real.$part" ] || [ -e "ours.$part" ] || continue
		cmp -s "real.$part" "ours.$part" || differs="$differs $part"
	done
	[ -z "$differs" ]
}

report()
{
	if [ -z "$differs" ]; then
		ok "$title"
		return
	fi
	not_ok "$title"
	for part in $differs; do
		diff -a "real.$part" "ours.$part" | cat -v | sed "s/^/# $part: /" | head -n 8
	done
	sed 's/^/# said: /' ours.err
}

same()
{
	compare "$*" "$@"
	report
}

# The same words as well, up to the name of the file.
alike()
{
	compare "$@"
	plain real
	plain ours
	cmp -s real.said ours.said || differs="$differs said"
	report
}

# brief TITLE: ours said one line.
brief()
{
	if [ "$(wc -l <ours.err)" = 1 ] && grep -q '^nstat: ' ours.err; then
		ok "$1: one line says why"
	else
		not_ok "$1: one line says why"
		sed 's/^/# /' ours.err
	fi
}

moved()
{
	traffic
	same "$@"
}

# kept TEXT: both have this history.
kept()
{
	rm -f real.history ours.history
	# shellcheck disable=SC2059
	printf "$1" >real.history
	cp -p real.history ours.history
}

# refused TITLE ARGS...: as the real one does, and in one line.
refused()
{
	compare "$@"
	report
	brief "$1"
}
