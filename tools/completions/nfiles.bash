# SPDX-License-Identifier: GPL-2.0-or-later
# bash completion for nfiles; it needs nothing of the bash-completion package.

_nfiles_ask()
{
	"${COMP_WORDS[0]/#\~/$HOME}" "$@" 2>/dev/null </dev/null
}

# Columns of the table that is asked for.
_nfiles_columns()
{
	local word mode=
	for word in "${COMP_WORDS[@]}"; do
		case $word in --deleted | --usage | --who) mode=$word ;; esac
	done
	[ "$mode" != --who ] || mode=--who=/
	_nfiles_ask ${mode:+"$mode"} --columns help | cut -d ' ' -f 1
}

# Words of $1 for the item of a list that is being written.
_nfiles_list()
{
	local done=
	case $cur in *,*) done=${cur%,*}, ;; esac
	local item=${cur##*,} sign=
	case $item in [-+]*) sign=${item:0:1} ;; esac
	mapfile -t COMPREPLY < <(compgen -P "$done$sign" -W "$1" -- "${item#"$sign"}")
	# Another item may follow.
	compopt -o nospace 2>/dev/null
}

_nfiles_options()
{
	_nfiles_ask --help | awk '/^  [-+]/ {
		for (i = 1; $i ~ /^[-+]/; i++) {
			sub(/,$/, "", $i)
			print $i
		}
	}'
}

_nfiles()
{
	local cur=${COMP_WORDS[COMP_CWORD]} option=${COMP_WORDS[COMP_CWORD - 1]}

	COMPREPLY=()
	# bash breaks --option=value into three words.
	if [ "$cur" = = ]; then
		cur=
	elif [ "$option" = = ]; then
		option=${COMP_WORDS[COMP_CWORD - 2]}
	fi
	case $option in
	--columns) _nfiles_list "help $(_nfiles_columns)" ;;
	--sort) _nfiles_list "$(_nfiles_columns)" ;;
	--filter) ;;
	--netns)
		mapfile -t COMPREPLY < <(compgen -W "all self $(ls /run/netns 2>/dev/null)" -- \
			"$cur")
		;;
	--record | --root | +d | +D)
		compopt -o filenames 2>/dev/null
		mapfile -t COMPREPLY < <(compgen -d -- "$cur")
		;;
	-u) mapfile -t COMPREPLY < <(compgen -u -- "$cur") ;;
	-p) mapfile -t COMPREPLY < <(compgen -W "$(cd /proc && echo [0-9]*)" -- "$cur") ;;
	*)
		case $cur in
		[-+]*) mapfile -t COMPREPLY < <(compgen -W "$(_nfiles_options)" -- "$cur") ;;
		*)
			compopt -o filenames 2>/dev/null
			mapfile -t COMPREPLY < <(compgen -f -- "$cur")
			;;
		esac
		;;
	esac
}

complete -F _nfiles nfiles
