/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whose nstat is asked for: sar's, ours, or iproute2's. */
#ifndef TOOL_NSTAT_FACE_H
#define TOOL_NSTAT_FACE_H

enum nstat_face {
	NSTAT_FACE_SAR,     /* sar's exact layout */
	NSTAT_FACE_OWN,     /* sar's columns, and ours */
	NSTAT_FACE_IPROUTE, /* what moved since the last call */
};

/*
 * Called as sar, or with --sar first: sar's. With an interval, a keyword behind -n, or an option
 * that iproute2 has not but we have: ours. Everything else is iproute2's, and is read as it
 * reads it: what stands behind -d and -t is no interval.
 */
enum nstat_face nstat_face(int argc, char *const *argv);

#endif
