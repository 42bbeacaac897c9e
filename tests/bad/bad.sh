#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Wrong usage, broken recordings, outputs that cannot be written (TAP).
#
# Where one thing is wrong there is one line on standard error that names it, the exit code
# says so (3 usage, 1 trouble), whatever can still be read is shown, and nothing outside of
# a recording is ever read through it. NSOCKETS names the program.

set -u
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=tests/stage.sh
. "$here/../stage.sh"
locate
# shellcheck disable=SC2034
golden=$here/../golden

[ -x "$NSOCKETS" ] || skip_all "no $NSOCKETS"
case $(printf '\001\000' | od -An -tu2 | tr -d ' '):$(getconf LONG_BIT) in
1:64) ;;
*) skip_all 'the recordings are of a little-endian 64-bit machine' ;;
esac
tmp=$(mktemp -d) || skip_all 'no temporary directory'
chmod 755 "$tmp"
trap 'chmod -R u+rwx "$tmp"; rm -rf "$tmp"' EXIT
trap 'exit 1' INT TERM HUP

for part in check messages usage recordings damage netlink files outside names output; do
	# shellcheck source=/dev/null
	. "$here/$part.sh"
done

test_usage
test_recordings
test_cut
test_index
test_netlink
test_attributes
test_files
test_file_lines
test_outside
test_instead
test_names
test_output
# shellcheck disable=SC2154
echo "1..$number"
