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
	uint64_t named;    /* those of them that were asked for by name */
	uint64_t sources;  /* besides theirs, NW_BIT(enum nw_counter_source) */
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
	uint64_t key;       /* its inode; of one that may not be known, something else */
	const char *name;   /* NULL: it is ours, and the only one */
	char *held;         /* it, if it is freed with the space */
	bool seen;          /* it is among those of the last sample */
	struct nw_counters *before, *now; /* `now` NULL: it is gone */
	double seconds;     /* between them */
	struct nstat_totals totals;
};

struct nstat_run;

/*
 * Where samples come from: the running system, recordings, or a file. 1: every space has its
 * next sample in `now`, the one before in `before`; 0: there are no more, or a signal asks to
 * end; or a negative errno, which has been said. NSTAT_RESTARTED: no sample, but the machine
 * started: `now` is when, `host` is what it is since.
 */
#define NSTAT_RESTARTED 2

struct nstat_source {
	int (*open)(struct nstat_run *run);
	int (*next)(struct nstat_run *run);
	void (*close)(struct nstat_run *run);
};

/*
 * What is made of them. `row`: of each pair of samples; `end`: when there are no more. These may
 * be NULL: `woken`, when a signal came while the next sample was waited for; `close`, however
 * the run ended; `restart`, when the machine started.
 */
struct nstat_encoder {
	void (*begin)(struct nstat_run *run);
	void (*row)(struct nstat_run *run);
	void (*end)(struct nstat_run *run);
	void (*woken)(struct nstat_run *run);
	void (*close)(struct nstat_run *run);
	void (*restart)(struct nstat_run *run);
};

struct nstat_run {
	struct nstat_options options;
	const struct nstat_source *source;
	const struct nstat_encoder *encoder;
	const struct nstat_encoder *inner; /* of nstat_reports */
	struct nw *nw;
	struct nw_host host;
	char timezone[16]; /* of the machine that samples are of; "": as here */
	struct nw_netns_list *netns;
	const char *groups[NSTAT_GROUPS]; /* of the keywords; nothing: not looked for yet */
	struct nstat_space *spaces;
	size_t n_spaces;
	uint64_t samples;       /* shown so far */
	uint64_t before, now;   /* CLOCK_REALTIME of the last two samples, nanoseconds */
	struct nstat_rows rows; /* of the report at hand */
	struct buffer out;
	void *encoding, *feeding; /* the encoder's own, the source's own */
	void *keeping;            /* of nstat_keep */
	bool noted;  /* what could not be read has been said */
	bool missed; /* something asked for is not there: exit code 1 */
	int code;    /* exit code when the source fails; 0: 1 */
};

/* nstat-options.c: 0; 1: done, there is nothing to run; or said, and an exit code, negative. */
int nstat_options(int argc, char **argv, struct nstat_options *ret);
extern const struct option_table nstat_option_table;
/* nstat-usage.c: help of all faces */
void nstat_usage(FILE *out);
int nstat_add_root(struct nstat_options *options, const char *root);
/* nstat-choose.c: source and encoder, by the options. 0, or said and -1. */
int nstat_choose(struct nstat_run *run);
/* nstat-run.c: from the first sample to the last; an exit code. */
int nstat_run(struct nstat_run *run);
/* Give each space its next sample; seconds are those between the two. */
void nstat_pass_on(struct nstat_run *run, struct nstat_space *space, struct nw_counters *next);
/* Whether the options let an interface, or a processor, be shown. */
bool nstat_shows(const struct nstat_options *options, enum nw_counter_source source,
		 const char *item, uint32_t index, bool sum);
/* The rows of a keyword in a space, of those that are to be shown, into run->rows. */
int nstat_rows_of(struct nstat_run *run, const struct nstat_space *space, size_t keyword);

/* nstat-live.c: the running system */
extern const struct nstat_source nstat_live;
/* nstat-roots.c: recordings */
extern const struct nstat_source nstat_roots;
/*
 * nstat-spaces.c: a sample of each namespace that is asked for, into run->spaces; those that
 * came are added, those that went have none. 0 or a negative errno, which has been said.
 */
int nstat_spaces_take(struct nstat_run *run);
bool nstat_spaces_left(const struct nstat_run *run);
void nstat_spaces_free(struct nstat_run *run);
/* nstat-privilege.c: once the door is open. */
int nstat_privilege(const struct nstat_options *options);
/* nstat-present.c: drop reports that cannot be, and say so. 0, or an exit code. */
int nstat_present(struct nstat_run *run);
/* What could not be read of a sample, once. */
void nstat_say_notes(struct nstat_run *run);
/* nstat-signal.c: SIGINT asks to end, and what else is said to. */
void nstat_signals(void);
void nstat_signal_ends(int signal);
bool nstat_interrupted(void);
/*
 * nstat-clock.c: begins with the first sample; each wait ends `interval_ns` after the end of
 * the one before, or when a signal comes.
 */
struct nstat_clock {
	uint64_t next; /* CLOCK_MONOTONIC; 0: it begins with the first wait */
	struct nstat_run *run; /* whose encoder is told of signals; or NULL */
};
void nstat_clock_begin(struct nstat_clock *clock);
void nstat_clock_wait(struct nstat_clock *clock, uint64_t interval_ns);

/* nstat-text.c: sar's layout */
extern const struct nstat_encoder nstat_text;
/* nstat-svg.c: a chart; whether it can be written: 0, or said and negative */
extern const struct nstat_encoder nstat_svg;
int nstat_svg_check(const struct nstat_options *options);
/* nstat-plot.c: lines on a terminal; whether there is one: 0, or said and negative */
extern const struct nstat_encoder nstat_plot;
int nstat_plot_check(const struct nstat_options *options);
/* nstat-json.c, nstat-csv.c, nstat-sadf.c, nstat-sadf-json.c: for machines */
extern const struct nstat_encoder nstat_json, nstat_ndjson, nstat_csv, nstat_sadf_d, nstat_sadf_j;
/* nstat-reports.c: what run->inner makes of each keyword by itself, one behind the other */
extern const struct nstat_encoder nstat_reports;
/* nstat-stamp.c: times and dates as LC_TIME and S_TIME_FORMAT have them */
void nstat_stamp_time(char *ret, size_t size, uint64_t realtime);
void nstat_stamp_date(char *ret, size_t size, uint64_t realtime);

#endif
