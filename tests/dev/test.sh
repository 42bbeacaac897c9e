# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# ./dev test: run every test, plain and with sanitizers, and count. Sourced.

# Passed, failed and skipped of a meson testlog.json. Its junit file would do but for
# programs that crash or run out of time: there they look as good as the others. One line
# is one program: {"name": NAME, "stdout": TAP, "result": RESULT, ..., "returncode": N}
count()
{
	sed -e 's/\\\\/_/g' -e 's/\\"/_/g' -e 's/"stdout": "/&\\n/' -e 's/\\n/\
/g' "$1" | awk '
	/^{"name": / { ok = bad = skip = none = 0; tap = 1; split($0, name, "\"") }
	tap && /^1\.\.0/ { none = 1 }
	tap && /^(not )?ok( [0-9]| -|$)/ {
		if (toupper($0) ~ /# *SKIP/)
			skip++
		else if (/^ok/ || toupper($0) ~ /# *TODO/)
			ok++
		else
			bad++
	}
	tap && match($0, /"result": "[A-Z]+"/) {
		result = substr($0, RSTART + 11, RLENGTH - 12)
		tap = 0
		silent = ok + bad + skip == 0
		if (result == "SKIP" && silent) {
			# A program that said nothing at all is "skipped" as well.
			if (none || /"returncode": 77[,}]/) {
				skip = 1
			} else {
				bad = 1
				print "dev: no result from " name[4] >"/dev/stderr"
			}
		} else if (result == "OK" || result == "EXPECTEDFAIL" || result == "SKIP") {
			if (silent)
				ok = 1
		} else if (!bad) {
			bad = 1
		}
		passed += ok; failed += bad; skipped += skip
	}
	END { print passed + 0, failed + 0, skipped + 0 }'
}

# run_tests DIR [ARGS...]: adds to passed, failed, skipped.
run_tests()
{
	dir=$1
	shift
	if ! make "$dir"; then
		failed=$((failed + 1))
		return
	fi
	unlock
	log=$dir/meson-logs/testlog.json
	rm -f "$log"
	meson test -C "$dir" --no-rebuild --print-errorlogs "$@" </dev/null
	status=$?
	: >>"$log"
	# shellcheck disable=SC2046
	set -- $(count "$log")
	if [ $(($1 + $2 + $3)) = 0 ]; then
		say "no test was run in ${dir##*/}/"
		set -- 0 1 0
	elif [ $status != 0 ] && [ "$2" = 0 ]; then
		say "meson test ended with status $status"
		set -- "$1" 1 "$3"
	fi
	passed=$((passed + $1)) failed=$((failed + $2)) skipped=$((skipped + $3))
}

test_plain()
{
	lock "$top/build"
	if setup_tests; then
		run_tests "$top/build" "$@"
	else
		failed=$((failed + 1))
	fi
	unlock
}

test_sanitized()
{
	lock "$top/build-san"
	if setup "$top/build-san" -Dtests=true -Dwerror=true -Db_lundef=false \
		-Db_sanitize=address,undefined; then
		ASAN_OPTIONS=detect_leaks=1 UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1 \
			run_tests "$top/build-san" --timeout-multiplier 3
	else
		failed=$((failed + 1))
	fi
	unlock
}

cmd_test()
{
	need 'build and test' build tests
	passed=0 failed=0 skipped=0
	test_plain "$@"
	[ $# -gt 0 ] || test_sanitized
	printf '%d passed, %d failed, %d skipped\n' $passed $failed $skipped
	[ $failed = 0 ]
}
