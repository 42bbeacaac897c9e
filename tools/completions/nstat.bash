# SPDX-License-Identifier: GPL-2.0-or-later
# bash completion for nstat; it needs nothing of the bash-completion package. It asks the program,
# and so does for iproute2's as well.

_nstat_ask()
{
	"${COMP_WORDS[0]/#\~/$HOME}" "$@" 2>&1 </dev/null
}

# Words of $1 for the item of a list that is being written.
_nstat_list()
{
	local done=
	case $cur in *,*) done=${cur%,*}, ;; esac
	mapfile -t COMPREPLY < <(compgen -P "$done" -W "$1" -- "${cur##*,}")
	# Another item may follow.
	compopt -o nospace 2>/dev/null
}

_nstat_files()
{
	compopt -o filenames 2>/dev/null
	mapfile -t COMPREPLY < <(compgen "$1" -- "$cur")
}

_nstat_options()
{
	_nstat_ask --help | awk '/^ *-/ {
		for (i = 1; $i ~ /^-/; i++) {
			sub(/[,=].*/, "", $i)
			print $i
		}
	}'
}

# As they are, without noting anything.
_nstat_counters()
{
	_nstat_ask -azs | awk '!/^#/ { print $1 }'
}

_nstat()
{
	local cur=${COMP_WORDS[COMP_CWORD]} option=${COMP_WORDS[COMP_CWORD - 1]}

	COMPREPLY=()
	# bash breaks --option=value into three words.
	if [ "$cur" = = ]; then
		cur=
	elif [ "$option" = = ]; then
		option=${COMP_WORDS[COMP_CWORD - 2]}
	fi
	# What takes an argument in one face takes none in the other: -n, -s.
	case $cur in -?*) option= ;; esac
	case $option in
	-n)
		_nstat_list 'ALL DEV EDEV NFS NFSD SOCK IP EIP ICMP EICMP TCP ETCP UDP SOCK6 IP6
			EIP6 ICMP6 EICMP6 UDP6 FC SOFT TCPX'
		;;
	-P) _nstat_list "all ALL $(cd /sys/devices/system/cpu && echo cpu[0-9]* | sed 's/cpu//g')" ;;
	--iface) _nstat_list "$(ls /sys/class/net 2>/dev/null)" ;;
	--netns)
		mapfile -t COMPREPLY < <(compgen -W "all $(ls /run/netns 2>/dev/null)" -- "$cur")
		;;
	--by) mapfile -t COMPREPLY < <(compgen -W 'process socket listener' -- "$cur") ;;
	--sadf) mapfile -t COMPREPLY < <(compgen -W 'd j' -- "$cur") ;;
	--dec) mapfile -t COMPREPLY < <(compgen -W '0 1 2' -- "$cur") ;;
	-o | -f | --svg) _nstat_files -f ;;
	--record | --root) _nstat_files -d ;;
	-s | -e | -d | -t | --scan | --interval) ;;
	*)
		case $cur in
		-*)
			mapfile -t COMPREPLY < <(compgen -W "$(_nstat_options |
				sort -u) --sar" -- "$cur")
			;;
		[0-9]*) ;;
		*) mapfile -t COMPREPLY < <(compgen -W "$(_nstat_counters)" -- "$cur") ;;
		esac
		;;
	esac
}

complete -F _nstat nstat
