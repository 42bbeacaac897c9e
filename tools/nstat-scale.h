/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Steps of an axis, and numbers as short as they can be read. */
#ifndef TOOL_NSTAT_SCALE_H
#define TOOL_NSTAT_SCALE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct nstat_unit;

/* From 0 to `n` steps, which is not less than the largest value. */
struct nstat_scale {
	double step;
	unsigned n;
};

/* 1, 2 or 5 times a power of ten (of a prefix, where they are binary); `most` steps at most. */
struct nstat_scale nstat_scale_of(double largest, unsigned most, const struct nstat_unit *unit);

#define NSTAT_NUMBER 16

/*
 * Three digits, a prefix and the unit's suffix: "0.125", "12.3", "1.5k", "20MiB"; "<0.001", "0".
 * With a point in every locale, and no sign. `unit` NULL: it has none.
 */
void nstat_number(char ret[NSTAT_NUMBER], double value, const struct nstat_unit *unit);

/* ---- time ------------------------------------------------------------------------------ */

/* A step of which at most `most` fit into `span` seconds, as clocks and calendars have them. */
double nstat_time_step(double span, unsigned most);
/* The first multiple of the step, in local time, not before `realtime` (seconds). */
double nstat_time_first(double realtime, double step);

#define NSTAT_TIME 32

/* "10:27:43.5", "10:27:43", "10:27" or "2026-11-22", as the step wants it; local time. At
 * midnight it is the date. */
void nstat_time_label(char ret[NSTAT_TIME], double realtime, double step);

#endif
