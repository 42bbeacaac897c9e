/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Samples of a file, as if they were taken now. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "escape.h"
#include "nstat-store.h"

#define EXIT_CANNOT_OPEN 2
#define EXIT_NOT_OURS 3
/* So many places that are damaged are told one by one. */
#define GAPS_SAID 8
#define SECOND UINT64_C(1000000000)

struct replay {
	struct nstat_reader reader;
	struct nstat_names names;
	struct nstat_machine machine; /* as told last */
	struct nstat_period period;
	struct nstat_moment waiting; /* read, and not shown yet: the machine started before it */
	struct buffer file;          /* its name, to be said */
	char **space_names;
	uint64_t shown, boottime;
	size_t n_space_names, gaps;
	uint64_t unnamed, malformed;
	bool dated, began, ended;
};

/* ---- what is wrong with the file ------------------------------------------------------------ */

static int refuse(struct nstat_run *run, int code, const char *why)
{
	struct replay *replay = run->feeding;

	tool_say("%s: %s", replay->file.at ? replay->file.at : "", why);
	run->code = code;
	return -1;
}

/* A program that was stopped leaves half a record, and nothing, or a new begin, behind it. */
static void say_gap(struct nstat_run *run, bool cut)
{
	struct replay *replay = run->feeding;
	const struct nstat_reader *reader = &replay->reader;

	run->missed |= !cut;
	if (!reader->gap_len || replay->gaps++ >= GAPS_SAID)
		return;
	tool_say("%s: %llu bytes from %llu on are %s", replay->file.at,
		 (unsigned long long)reader->gap_len, (unsigned long long)reader->gap,
		 cut ? "half a record, and left out" : "damaged, and left out");
}

static void say_rest(struct nstat_run *run)
{
	const struct replay *replay = run->feeding;

	if (replay->gaps > GAPS_SAID)
		tool_say("%s: and so are %zu more places", replay->file.at,
			 replay->gaps - GAPS_SAID);
	if (replay->unnamed)
		tool_say("%s: of %llu samples the names of their counters are lost",
			 replay->file.at, (unsigned long long)replay->unnamed);
	if (replay->malformed)
		tool_say("%s: %llu samples are malformed", replay->file.at,
			 (unsigned long long)replay->malformed);
	run->missed |= replay->unnamed || replay->malformed;
}

/* ---- samples ---------------------------------------------------------------------------------- */

static int take_record(struct replay *replay, const struct nstat_record *record,
		       struct nstat_moment *ret)
{
	int r;

	switch (record->kind) {
	case NSTAT_RECORD_HEAD:
		nstat_machine_read(record->payload, record->len, &replay->machine);
		return 0;
	case NSTAT_RECORD_NAMES:
		return nstat_names_add(&replay->names, record->payload, record->len);
	case NSTAT_RECORD_SAMPLE:
		r = nstat_moment_read(&replay->names, record->payload, record->len, ret);
		replay->malformed += r == -EBADMSG;
		if (r < 0)
			return r == -EBADMSG ? 0 : r;
		replay->unnamed += ret->unnamed;
		if (ret->n)
			return 1;
		nstat_moment_free(ret);
		return 0;
	default:
		return 0;
	}
}

/* 1, 0 at the end, or said and negative. */
static int read_moment(struct nstat_run *run, struct nstat_moment *ret)
{
	struct replay *replay = run->feeding;
	struct nstat_record record;
	int r = 0;

	while (r == 0) {
		r = nstat_reader_next(&replay->reader, &record);
		if (r < 0)
			return refuse(run, EXIT_CANNOT_OPEN, strerror(-r));
		if (!replay->reader.found)
			return refuse(run, EXIT_NOT_OURS, "not a file of samples");
		if (replay->reader.gap_len)
			say_gap(run, r == 0 || record.kind == NSTAT_RECORD_HEAD);
		if (r == 0)
			return 0;
		r = take_record(replay, &record, ret);
	}
	return r < 0 ? refuse(run, EXIT_TROUBLE, strerror(-r)) : r;
}

/* The first sample says of which day times are, and what machine it is. */
static int begin_at(struct nstat_run *run, uint64_t realtime)
{
	struct replay *replay = run->feeding;

	replay->dated = true;
	run->now = realtime;
	run->host = replay->machine.host;
	memcpy(run->timezone, replay->machine.timezone, sizeof(run->timezone));
	return nstat_period_of(run->options.start, run->options.end, realtime, &replay->period);
}

/* Within the times asked for: 1; 0 at the end. */
static int read_wanted(struct nstat_run *run, struct nstat_moment *ret)
{
	struct replay *replay = run->feeding;
	const struct nstat_period *period = &replay->period;
	int r;

	while ((r = read_moment(run, ret)) > 0) {
		const uint64_t second = ret->realtime / SECOND * SECOND;

		if (!replay->dated && begin_at(run, ret->realtime) < 0)
			r = -1;
		if (r > 0 && second >= period->start && (!period->end || second <= period->end))
			return 1;
		nstat_moment_free(ret);
		if (r < 0 || (period->end && second > period->end))
			return r < 0 ? r : 0;
	}
	return r;
}

/* ---- namespaces -------------------------------------------------------------------------------- */

static bool is_asked(const struct nstat_run *run, const struct nstat_part_of *part)
{
	const char *which = run->options.netns;
	char number[24];

	if (!which || strcmp(which, "all") == 0 || strcmp(which, part->name) == 0)
		return true;
	snprintf(number, sizeof(number), "%llu",
		 (unsigned long long)nw_counters_netns(part->counters));
	return strcmp(which, number) == 0;
}

/* By its name, if it has one. One that is alone is the one that was alone before. */
static bool is_of(const struct nstat_space *space, const struct nstat_part_of *part, bool alone)
{
	const char *name = space->name ? space->name : "";

	if (*name || *part->name)
		return strcmp(name, part->name) == 0;
	return alone || space->key == nw_counters_netns(part->counters);
}

static const char *own_name(struct replay *replay, const char *name)
{
	char **names =
		realloc(replay->space_names, (replay->n_space_names + 1) * sizeof(*names));

	if (!names)
		return NULL;
	replay->space_names = names;
	names[replay->n_space_names] = strdup(name);
	return names[replay->n_space_names] ? names[replay->n_space_names++] : NULL;
}

static int add_space(struct nstat_run *run, const struct nstat_part_of *part, bool alone)
{
	struct nstat_space *spaces =
		realloc(run->spaces, (run->n_spaces + 1) * sizeof(*spaces));
	const char *name = NULL;

	if (!spaces)
		return -ENOMEM;
	run->spaces = spaces;
	if (!alone || *part->name || run->options.netns) {
		name = own_name(run->feeding, part->name);
		if (!name)
			return -ENOMEM;
	}
	spaces[run->n_spaces++] = (struct nstat_space){
		.key = nw_counters_netns(part->counters),
		.name = name,
	};
	return 0;
}

static int add_spaces(struct nstat_run *run, const struct nstat_moment *moment)
{
	int r = 0;

	for (size_t i = 0; r == 0 && i < moment->n; i++) {
		size_t s = 0;

		while (s < run->n_spaces &&
		       !is_of(&run->spaces[s], &moment->at[i], moment->n == 1))
			s++;
		if (s == run->n_spaces && is_asked(run, &moment->at[i]))
			r = add_space(run, &moment->at[i], moment->n == 1);
	}
	return r;
}

/* A namespace that the sample has not is gone. */
static int pass_on(struct nstat_run *run, struct nstat_moment *moment)
{
	int r = add_spaces(run, moment);

	for (size_t s = 0; r == 0 && s < run->n_spaces; s++) {
		struct nw_counters *counters = NULL;

		for (size_t i = 0; !counters && i < moment->n; i++) {
			if (!moment->at[i].counters ||
			    !is_of(&run->spaces[s], &moment->at[i], moment->n == 1))
				continue;
			counters = moment->at[i].counters;
			moment->at[i].counters = NULL;
		}
		nstat_pass_on(run, &run->spaces[s], counters);
	}
	nstat_moment_free(moment);
	return r < 0 ? refuse(run, EXIT_TROUBLE, strerror(-r)) : 0;
}

/* ---- the source ---------------------------------------------------------------------------------- */

static int begin_with(struct nstat_run *run, struct nstat_moment *moment)
{
	struct replay *replay = run->feeding;

	run->host = replay->machine.host;
	replay->began = true;
	replay->boottime = moment->boottime;
	replay->period.first = replay->period.last = moment->boottime;
	return pass_on(run, moment);
}

static int replay_open(struct nstat_run *run)
{
	struct replay *replay = calloc(1, sizeof(*replay));
	const char *file = run->options.in_file;
	struct nstat_moment moment;
	int r;

	run->feeding = replay;
	if (!replay)
		return -ENOMEM;
	replay->file.fd = -1;
	escape_text(&replay->file, file, strlen(file), 0);
	buffer_char(&replay->file, '\0');
	replay->reader.fd = open(file, O_RDONLY | O_CLOEXEC);
	if (replay->reader.fd < 0)
		return refuse(run, EXIT_CANNOT_OPEN, strerror(errno));
	replay->reader.stops = nstat_interrupted;
	replay->period.interval = run->options.interval_ns;
	r = read_wanted(run, &moment);
	replay->ended = r == 0;
	if (r == 0 && !replay->dated) {
		say_rest(run);
		return refuse(run, EXIT_NOT_OURS, "there is no sample in it");
	}
	return r > 0 ? begin_with(run, &moment) : r;
}

static bool is_restart(const struct nstat_run *run, const struct nstat_moment *moment)
{
	const struct replay *replay = run->feeding;

	return strcmp(run->host.boot, replay->machine.host.boot) != 0 ||
	       moment->boottime < replay->boottime;
}

/* What was counted before is of no use. */
static int restart(struct nstat_run *run, const struct nstat_moment *moment)
{
	struct replay *replay = run->feeding;

	for (size_t s = 0; s < run->n_spaces; s++) {
		nstat_pass_on(run, &run->spaces[s], NULL);
		nstat_pass_on(run, &run->spaces[s], NULL);
	}
	replay->waiting = *moment;
	run->host = replay->machine.host;
	run->now = moment->realtime -
		   (moment->boottime < moment->realtime ? moment->boottime : 0);
	return NSTAT_RESTARTED;
}

static int end(struct nstat_run *run)
{
	const struct replay *replay = run->feeding;

	say_rest(run);
	if (run->n_spaces || !run->options.netns || !replay->dated)
		return 0;
	tool_say_about("no such network namespace in the file", run->options.netns);
	run->missed = true;
	return 0;
}

static int replay_next(struct nstat_run *run)
{
	struct replay *replay = run->feeding;
	struct nstat_moment moment;
	int r;

	if (replay->waiting.at) {
		moment = replay->waiting;
		replay->waiting = (struct nstat_moment){ 0 };
		r = begin_with(run, &moment);
		if (r < 0)
			return r;
	}
	if (replay->ended || nstat_interrupted() ||
	    (run->options.count && replay->shown == run->options.count))
		return end(run);
	while ((r = read_wanted(run, &moment)) > 0) {
		if (is_restart(run, &moment))
			return restart(run, &moment);
		replay->boottime = moment.boottime;
		if (nstat_period_shows(&replay->period, moment.boottime))
			break;
		nstat_moment_free(&moment);
	}
	if (r <= 0)
		return r < 0 ? r : end(run);
	replay->shown++;
	r = pass_on(run, &moment);
	return r < 0 ? r : 1;
}

static void replay_close(struct nstat_run *run)
{
	struct replay *replay = run->feeding;

	if (!replay)
		return;
	nstat_reader_free(&replay->reader);
	nstat_names_free(&replay->names);
	nstat_moment_free(&replay->waiting);
	buffer_free(&replay->file);
	for (size_t i = 0; i < replay->n_space_names; i++)
		free(replay->space_names[i]);
	free(replay->space_names);
	free(replay);
}

const struct nstat_source nstat_replay = { replay_open, replay_next, replay_close };
