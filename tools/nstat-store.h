/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Samples that are kept in a file, see nstat-record.h, and what is read of one. */
#ifndef TOOL_NSTAT_STORE_H
#define TOOL_NSTAT_STORE_H

#include "nstat-record.h"
#include "nstat.h"

/* ---- nstat-moment.c: all namespaces at one time ----------------------------------------- */

struct nstat_part_of {
	char *name; /* "": it has none */
	struct nw_counters *counters;
};

struct nstat_moment {
	struct nstat_part_of *at;
	size_t n;
	size_t unnamed; /* namespaces left out: the names of their counters are lost */
	uint64_t realtime, boottime;
};

/* Names of counters that samples refer to. */
struct nstat_names {
	struct nstat_names_row {
		uint32_t sum;
		char *at;
		size_t len;
	} * rows;
	size_t n;
};

/* The payload of a record; 0 or -ENOMEM. */
int nstat_names_add(struct nstat_names *names, const char *payload, size_t len);
void nstat_names_free(struct nstat_names *names);
/* 0; -EBADMSG: no such payload, or one without any counters; -ENOMEM */
int nstat_moment_read(const struct nstat_names *names, const char *payload, size_t len,
		      struct nstat_moment *ret);
void nstat_moment_free(struct nstat_moment *moment);

/* ---- nstat-machine.c: the machine that samples are of ---------------------------------------- */

/* That of the run's door, into run->host: its names can be shown anywhere. */
void nstat_machine_host(struct nstat_run *run);

struct nstat_machine {
	struct nw_host host;
	char timezone[16];
};

void nstat_machine_put(const struct nstat_machine *machine, struct buffer *out);
/* Pure: the payload of a record. Bytes that are no plain text become '?'. */
void nstat_machine_read(const char *payload, size_t len, struct nstat_machine *ret);
/* The abbreviation of its time zone, as of now. */
void nstat_machine_timezone(char *ret, size_t size);

/* ---- nstat-period.c: from when to when, and how often ------------------------------------ */

/* All in nanoseconds. */
struct nstat_period {
	uint64_t start, end; /* CLOCK_REALTIME; 0: any */
	uint64_t interval;   /* 0: whatever there is */
	uint64_t first, last; /* CLOCK_BOOTTIME of the first sample, and of the one before */
};

/*
 * From texts, NULL or "HH:MM[:SS]" or "YYYY-MM-DD HH:MM[:SS]" with a blank or a T, in local
 * time, or in UTC with a Z behind. A time of day is that of the day of `realtime`, an end that
 * of the day of a dated start; an end that is not behind the start is of the day after, and
 * what would end before `realtime` is all of the day after. 0, or said and -1.
 */
int nstat_period_of(const char *start, const char *end, uint64_t realtime,
		    struct nstat_period *ret);
/* Is such a text well-formed? 0, or said and -1. */
int nstat_period_check(const char *text);
/* Whether it is later than this time of that day. */
bool nstat_period_past(const char *end, uint64_t realtime);
/*
 * Is a sample to be shown? Those closest to multiples of the interval behind the first are, as
 * sar chooses. It is the one before from now on.
 */
bool nstat_period_shows(struct nstat_period *period, uint64_t boottime);

/* ---- sources ------------------------------------------------------------------------------- */

/* nstat-replay.c: samples of a file, options.in_file */
extern const struct nstat_source nstat_replay;
/* nstat-keep.c: samples of nstat_live, which are kept in options.out_file as well */
extern const struct nstat_source nstat_keep;

#endif
