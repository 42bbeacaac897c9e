# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# What of our words is not as the real lsof has it, made so before both are compared. Sourced.

# lsof ends the path of a UNIX socket at a blank or a colon, and begins it behind one.
cut_paths()
{
	flags='([A-Z][A-Z,]* +|0x[0-9a-f]+;0x0 +)?'
	cells=" unix +$flags(0x[0-9a-f]+)? +(0t0 +)?[0-9]+"
	sed -E "s/($cells) +/\1 /
		s/($cells) ([^ :]+)[ :].* type=/\1 \5 type=/"'
		s/^n +(.*type=)/n\1/; s/^n([^ :]+)[ :].* type=/n\1 type=/
		s/\x00n +([^\x00]*type=)/\x00n\1/
		s/\x00n([^ :\x00]+)[ :][^\x00]* type=/\x00n\1 type=/'
}
