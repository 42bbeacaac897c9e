/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One run of nstat: what is asked for, where samples come from, and what is made of them. */
#ifndef TOOL_NSTAT_H
#define TOOL_NSTAT_H

#include "buffer.h"
#include "nstat-rows.h"
#include "tool.h"

enum nstat_format {
	NSTAT_TEXT,
	NSTAT_JSON,
	NSTAT_NDJSON,
	NSTAT_CSV,
	NSTAT_SADF_D, /* sadf -d */
	NSTAT_SADF_J, /* sadf -j */
	NSTAT_SVG,
	NSTAT_PLOT,
	NSTAT_EXPLAIN,
	NSTAT_FORMATS_
};

struct nstat_options {
	bool sar;          /* its exact face */
	uint64_t keywords; /* by index of nstat_keywords */
	bool since_boot;   /* INTERVAL is 0 */
	uint64_t interval_ns;
	uint64_t count;   /* 0: for ever */
	const char *ifaces; /* "a,b"; NULL: all */
	const char *cpus;   /* of SOFT, besides all of them together; NULL: none */
	int decimals;
	bool human, pretty, changed_only;
	const char *netns;
	const char **roots; /* recordings, a sample each; NULL at the end; or NULL */
	size_t n_roots;
	const char *record;
	enum nstat_format format;
	const char *out_file; /* samples are appended to it */
	const char *in_file;  /* samples come from it, those of a time of day */
	const char *start, *end;
	const char *svg; /* where the chart is written */
	const char *by;  /* "process", "socket", "listener"; NULL: nobody */
	bool drops;      /* the kernel's, by reason and place */
};

/* A namespace, and its last two samples. */
struct nstat_space {
	uint64_t inode;
	const char *name;   /* NULL: it is the only one that is shown */
	struct nw_counters *before, *now; /* `now` NULL: it is gone */
	double seconds;     /* between them */
	struct nstat_totals totals;
};

struct nstat_run;

/*
 * Where samples come from: the running system, recordings, or a file. 1: every space has its
 * next sample in `now`, the one before in `before`; 0: there are no more, or a signal asks to
 * end; or a negative errno, which has been said.
 */
struct nstat_source {
	int (*open)(struct nstat_run *run);
	int (*next)(struct nstat_run *run);
	void (*close)(struct nstat_run *run);
};

/* What is made of them. `row`: of each pair of samples; `end`: when there are no more. */
struct nstat_encoder {
	void (*begin)(struct nstat_run *run);
	void (*row)(struct nstat_run *run);
	void (*end)(struct nstat_run *run);
};

struct nstat_run {
	struct nstat_options options;
	const struct nstat_source *source;
	const struct nstat_encoder *encoder;
	struct nw *nw;
	struct nw_host host;
	struct nw_netns_list *netns;
	struct nstat_space *spaces;
	size_t n_spaces;
	uint64_t samples;       /* shown so far */
	uint64_t before, now;   /* CLOCK_REALTIME of the last two samples, nanoseconds */
	struct nstat_rows rows; /* of the report at hand */
	struct buffer out;
	void *encoding, *feeding; /* the encoder's own, the source's own */
	bool missed; /* something asked for is not there: exit code 1 */
};

/* nstat-options.c: as option_parse(). */
int nstat_options(int argc, char **argv, struct nstat_options *ret);
extern const struct option_table nstat_option_table;
/* nstat-usage.c: help of all faces */
void nstat_usage(FILE *out);
/* nstat-choose.c: source and encoder, by the options. 0, or said and -1. */
int nstat_choose(struct nstat_run *run);
/* nstat-run.c: from the first sample to the last; an exit code. */
int nstat_run(struct nstat_run *run);
/* Give each space its next sample; seconds are those between the two. */
void nstat_pass_on(struct nstat_run *run, struct nstat_space *space, struct nw_counters *next);
/* The rows of a keyword in a space, of those that are to be shown, into run->rows. */
int nstat_rows_of(struct nstat_run *run, const struct nstat_space *space, size_t keyword);

/* nstat-live.c: the running system, or one recording */
extern const struct nstat_source nstat_live;
/* nstat-signal.c: SIGINT asks to end. */
void nstat_signals(void);
bool nstat_interrupted(void);
/* nstat-clock.c: sleep until `interval_ns` after the last time, or until a signal comes. */
struct nstat_clock {
	uint64_t next; /* CLOCK_MONOTONIC; 0: not begun */
};
void nstat_clock_wait(struct nstat_clock *clock, uint64_t interval_ns);

/* nstat-text.c: sar's layout */
extern const struct nstat_encoder nstat_text;
/* nstat-stamp.c: times and dates as LC_TIME and S_TIME_FORMAT have them */
void nstat_stamp_time(char *ret, size_t size, uint64_t realtime);
void nstat_stamp_date(char *ret, size_t size, uint64_t realtime);

#endif
