# SPDX-License-Identifier: GPL-2.0-or-later
# bash completion for nsockets; it needs nothing of the bash-completion package.

# Words of $1 for the item of a list that is being written.
_nsockets_list()
{
	local done=
	case $cur in *,*) done=${cur%,*}, ;; esac
	mapfile -t COMPREPLY < <(compgen -P "$done" -W "$1" -- "${cur##*,}")
	# Another item may follow.
	compopt -o nospace 2>/dev/null
}

_nsockets_columns()
{
	"${COMP_WORDS[0]/#\~/$HOME}" --columns help 2>/dev/null </dev/null | cut -d ' ' -f 1
}

_nsockets()
{
	local cur=${COMP_WORDS[COMP_CWORD]} option=${COMP_WORDS[COMP_CWORD - 1]} minus=
	local families='inet inet6 unix ip tcpip'
	local options='-a --all -l --listening -n --numeric --numeric-hosts
		--numeric-ports --numeric-users -N --symbolic -t --tcp -u --udp
		-U --udplite -S --sctp -w --raw -x --unix -4 --inet -6 --inet6
		-A --protocol --tcpip -p --programs -e --extend -o --timers
		-Z --context -c --continuous -W --wide -T --notrim -v --verbose
		-d --debug --record --root -h --help -V --version'

	COMPREPLY=()
	if [ "${COMP_WORDS[1]}" != --netstat ] || [ "$COMP_CWORD" = 1 ]; then
		families="$families tcp udp udplite raw sctp mptcp smc ping packet netlink
			vsock xdp tipc all"
		options="$options --json --ndjson --csv --columns --sort --no-header --netns
			--tcp-info --memory --extended --options --watch --interval --wait --events --timeout --kill --owners --baseline --diff --summary --trouble --bound-inactive"
	fi
	[ "$COMP_CWORD" = 1 ] && options="--netstat $options"

	# bash breaks --option=value into three words.
	if [ "$cur" = = ]; then
		cur=
	elif [ "$option" = = ]; then
		option=${COMP_WORDS[COMP_CWORD - 2]}
	fi
	case $option in
	--protocol) option=-A ;;
	--*) ;;
	# The last letter of a cluster takes the argument.
	-*A) option=-A ;;
	esac

	case $option in
	-A) _nsockets_list "$families" ;;
	--columns) _nsockets_list "help $(_nsockets_columns)" ;;
	--sort)
		case $cur in -*) minus=- ;; esac
		mapfile -t COMPREPLY < <(compgen -P "$minus" -W "$(_nsockets_columns)" -- \
			"${cur#-}")
		;;
	--netns)
		mapfile -t COMPREPLY < <(compgen -W "all self $(ls /run/netns 2>/dev/null)" -- \
			"$cur")
		;;
	--owners) mapfile -t COMPREPLY < <(compgen -W "auto scan bpf" -- "$cur") ;;
	--baseline | --diff)
		compopt -o filenames 2>/dev/null
		mapfile -t COMPREPLY < <(compgen -f -- "$cur")
		;;
	--record | --root)
		compopt -o filenames 2>/dev/null
		mapfile -t COMPREPLY < <(compgen -d -- "$cur")
		;;
	*) mapfile -t COMPREPLY < <(compgen -W "$options" -- "$cur") ;;
	esac
}

complete -F _nsockets nsockets
