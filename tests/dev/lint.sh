# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# ./dev lint: the rules of the house. Sourced.

lint_lengths()
{
	# What is looked at need not have them all.
	set --
	for part in lib tools tests dev; do
		[ ! -e $part ] || set -- "$@" $part
	done
	find "$@" -type f \( -name '*.[ch]' -o -name '*.sh' -o -path dev \) -exec awk '
	function file_end()
	{
		if (last > 400)
			printf "%s:401: file of %d lines, more than 400\n", name, last
	}
	FNR == 1 {
		file_end()
		name = FILENAME
		start = 0
		functions = name ~ /^(lib|tools)\/.*\.[ch]$/
	}
	{ last = FNR }
	functions && /^{$/ { start = FNR }
	/^}$/ {
		if (start && FNR - start - 1 > 60)
			printf "%s:%d: function of %d lines, more than 60\n",
				FILENAME, start, FNR - start - 1
		start = 0
	}
	END { file_end() }' {} +
}

lint_includes()
{
	private=" $(cd lib && printf '%s ' *.h)"
	find tools -name '*.[ch]' -exec grep -n '^[[:space:]]*#[[:space:]]*include' /dev/null {} + |
		while IFS= read -r line; do
			header=${line#*[\"<]}
			header=${header%%[\">]*}
			case $line in
			*\"*/*\"*) ;;
			*\"*) [ -f "tools/$header" ] && continue ;;
			*) case $private in *" $header "*) ;; *) continue ;; esac ;;
			esac
			printf '%s: tools see only <netwho.h> and tools/\n' "$line"
		done
}

lint_spdx()
{
	find lib tools tests man \( -name '*.[ch]' -o -name '*.sh' -o -name '*.awk' \
		-o -name '*.py' -o -name '*.[1-8]' -o -name meson.build \) |
		while IFS= read -r file; do
			head -n 3 "$file" | grep -q 'SPDX-License-Identifier: ' ||
				printf '%s:1: no SPDX line\n' "$file"
		done
	for file in dev .ci/run meson.build meson_options.txt; do
		head -n 3 $file | grep -q 'SPDX-License-Identifier: ' ||
			printf '%s:1: no SPDX line\n' $file
	done
}

lint_man()
{
	find man -name '*.[1-8]' -exec mandoc -T lint -W warning {} + | sed 's/^mandoc: //'
}

lint_cppcheck()
{
	# arrayIndexThenCheck takes any bound for the array's own.
	cppcheck --quiet '-DSEC(name)=' --std=c11 --language=c --inline-suppr -j 2 \
		--enable=warning,performance,portability \
		--suppress=missingInclude --suppress=missingIncludeSystem \
		--suppress=arrayIndexThenCheck \
		--template='{file}:{line}: {severity}: {message} [{id}]' \
		-D_GNU_SOURCE -DNW_VERSION='""' -I lib/include -I lib -I tools lib tools 2>&1
}

cmd_lint()
{
	need 'check the source' lint
	cd "$top" || exit 1
	wrong=$(
		for rule in lengths includes spdx man cppcheck; do
			lint_$rule
		done
	)
	[ -n "$wrong" ] || return 0
	printf '%s\n' "$wrong"
	return 1
}
