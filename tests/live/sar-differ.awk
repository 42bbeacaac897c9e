# SPDX-License-Identifier: GPL-2.0-or-later
# awk -f sar-differ.awk ours theirs: complains about what differs by more than one tick of the
# traffic, which is a 50th of a rate, and a hundredth of the interval, which is what sar knows
# of it; and by two events, which may fall between the two samples. Of processors a tick is up
# to 40 packets of one of them. Stamps may differ by a second. Lines are of the same length, word
# for word, and colours are the same. `ignore`: titles not to be compared.
function seconds(stamp, part)
{
	split(stamp, part, ":")
	return part[1] * 3600 + part[2] * 60 + part[3]
}

function is_stamp(word)
{
	return word ~ /^[0-9][0-9]:[0-9][0-9]:[0-9][0-9]$/
}

function near(a, b, off)
{
	off = a > b ? a - b : b - a
	return off <= 0.03 * (a > b ? a : b) + events
}

function same_word(a, b, off)
{
	if (a == b)
		return 1
	if (is_stamp(a) && is_stamp(b)) {
		off = (seconds(a) - seconds(b) + 86400) % 86400
		return off <= 1 || off >= 86399
	}
	# A number with its unit, if it has one.
	sub(/,/, ".", a)
	sub(/,/, ".", b)
	if (a ~ /^[0-9.]+[BkM%]?$/ && b ~ /^[0-9.]+[BkM%]?$/)
		return near(a + 0, b + 0)
	return 0
}

function wrong(why)
{
	printf "line %d: %s\n- %s\n+ %s\n", n, why, theirs, ours
	failed = 1
}

BEGIN {
	for (n = 1; ; n++) {
		more = (getline ours < ARGV[1]) > 0
		if (((getline theirs < ARGV[2]) > 0) != more) {
			wrong("one of them has more lines")
			break
		}
		if (!more)
			break
		gsub(/\033\[[0-9;]*m/, " & ", ours)
		gsub(/\033\[[0-9;]*m/, " & ", theirs)
		count = split(ours, a, " ")
		if (length(ours) != length(theirs) || split(theirs, b, " ") != count) {
			wrong("another length")
			continue
		}
		if (ours ~ /\/s|sck/) {
			split(ours, title, " ")
			events = ours ~ / CPU / ? 40 : 2
		}
		for (i = 1; i <= count; i++)
			if (!(("," ignore ",") ~ ("," title[i] ",")) && !same_word(a[i], b[i]))
				wrong("field " i)
	}
	if (n < 4) {
		n = 0
		wrong("nothing is shown")
	}
	exit failed
}
