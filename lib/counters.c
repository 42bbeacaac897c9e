/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A sample of counters: which files it is read from, and when. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "cleanup.h"
#include "counters.h"
#include "links.h"
#include "nw.h"
#include "sys-list.h"

static const struct counter_file {
	const char *path; /* in /proc/net */
	int (*read)(struct counter_reading *reading, struct text text);
	enum counter_width width;
	bool whole; /* as of sys_read_kept() */
} files[NW_COUNTERS_SOURCES_] = {
	[NW_COUNTERS_SNMP] = { "snmp", counter_pairs, COUNTER_WORD, true },
	[NW_COUNTERS_NETSTAT] = { "netstat", counter_pairs, COUNTER_WORD, true },
	[NW_COUNTERS_SNMP6] = { "snmp6", counter_names, COUNTER_WORD, true },
	[NW_COUNTERS_SCTP] = { "sctp/snmp", counter_names, COUNTER_WORD, true },
	[NW_COUNTERS_SOCKSTAT] = { "sockstat", counter_keyed, COUNTER_64, true },
	[NW_COUNTERS_SOCKSTAT6] = { "sockstat6", counter_keyed, COUNTER_64, true },
	[NW_COUNTERS_DEV] = { "dev", counter_devices, COUNTER_EITHER },
	[NW_COUNTERS_SOFTNET] = { "softnet_stat", counter_softnet, COUNTER_32 },
	[NW_COUNTERS_NFS] = { "rpc/nfs", counter_rpc, COUNTER_32 },
	[NW_COUNTERS_NFSD] = { "rpc/nfsd", counter_rpc, COUNTER_32 },
};

struct counters_taking {
	struct sys *sys;
	const struct netns *netns;
	struct nw_counters *counters;
	const char *const *groups;
	struct bytes data; /* of each file in its turn */
	bool wide_words;
};

static int malformed(struct counters_taking *taking, const char *path, size_t n)
{
	return n ? notes_add(&taking->counters->notes, NW_NOTE_MALFORMED, 0, n, "proc/net/%s",
			     path)
		 : 0;
}

/* ---- interfaces: which is which, and what sysfs says of them --------------------------------- */

static const char *text_at(const struct nw_counters *counters, uint32_t at)
{
	return at ? counters->rows.text.at + at : "";
}

static uint32_t index_of(const struct nw_counters *counters, const struct links *links,
			 uint32_t name)
{
	for (size_t i = 0; i < links->all.n; i++)
		if (strcmp(text_at(counters, links->all.at[i].name), text_at(counters, name)) == 0)
			return links->all.at[i].index;
	return 0;
}

static int give_index(struct counters_taking *taking)
{
	struct nw_counters *counters = taking->counters;
	_free_ struct link *held = NULL;
	struct links links = { .arena = &counters->rows.text };
	struct sys_dump_end end;
	int r = links_read(taking->sys, taking->netns, &links, &end);

	held = links.all.at;
	if (r == -ENOMEM || r == -EOVERFLOW)
		return r;
	/* Without it an interface is known by its name alone. */
	if (r < 0)
		return 0;
	for (size_t i = 0; i < counters->rows.all.n; i++) {
		struct nw_counter *counter = &counters->rows.all.at[i];

		if (counter->source != NW_COUNTERS_DEV)
			continue;
		if (i && counter[-1].item_at == counter->item_at)
			counter->index = counter[-1].index;
		else
			counter->index = index_of(counters, &links, counter->item_at);
	}
	return 0;
}

static bool read_line(struct counters_taking *taking, const char *path, struct text *ret)
{
	struct text text;

	if (sys_read(taking->sys, &taking->data, "%s", path) < 0)
		return false;
	text = text_of(taking->data.at, taking->data.n);
	return text_line(&text, ret);
}

static int add_setting(struct counters_taking *taking, struct counter_reading *reading,
		       const struct nw_counter *of, const char *name, uint64_t value)
{
	const struct nw_counter device = *of;
	struct nw_counter *counter;
	int r = counter_add(reading, text_of(name, strlen(name)), value, &counter);

	(void)taking;
	if (r < 0)
		return r;
	counter->group_at = device.group_at;
	counter->item_at = device.item_at;
	counter->index = device.index;
	return 0;
}

static int read_speed(struct counters_taking *taking, struct counter_reading *reading, size_t row)
{
	const struct nw_counter device = taking->counters->rows.all.at[row];
	char path[96];
	struct text line;
	uint64_t speed;
	int r = 0;

	snprintf(path, sizeof(path), "sys/class/net/%.32s/speed",
		 text_at(taking->counters, device.item_at));
	/* An interface without a link has the speed -1, one without any an error. */
	if (!read_line(taking, path, &line) || !text_dec(&line, &speed) || !speed)
		return 0;
	r = add_setting(taking, reading, &device, "speed", speed);
	strcpy(strrchr(path, '/'), "/duplex");
	if (r < 0 || !read_line(taking, path, &line))
		return r;
	if (text_is(&line, "full") || text_is(&line, "half"))
		r = add_setting(taking, reading, &device, "duplex", text_is(&line, "full") ? 2 : 1);
	return r;
}

/* What sysfs shows is of the namespace that it was mounted in: of another one, nothing. */
static int read_speeds(struct counters_taking *taking, struct counter_reading *reading)
{
	const size_t n = taking->counters->rows.all.n;
	uint32_t last = 0;
	int r = 0;

	if (taking->netns && taking->netns->foreign)
		return 0;
	for (size_t i = 0; r == 0 && i < n; i++) {
		const struct nw_counter *counter = &taking->counters->rows.all.at[i];

		if (counter->source != NW_COUNTERS_DEV || counter->item_at == last)
			continue;
		last = counter->item_at;
		r = read_speed(taking, reading, i);
	}
	return r;
}

static int finish_devices(struct counters_taking *taking, struct counter_reading *reading)
{
	int r = give_index(taking);

	return r < 0 ? r : read_speeds(taking, reading);
}

/* ---- fibre channel ------------------------------------------------------------------------------ */

#define FC_HOSTS "sys/class/fc_host"

static bool any_host(const char *name)
{
	return strncmp(name, "host", 4) == 0 && strlen(name) < 32;
}

static int read_adapter(struct counters_taking *taking, struct counter_reading *reading,
			const char *host, uint32_t group)
{
	static const char *const names[] = { "rx_frames", "tx_frames", "rx_words", "tx_words" };
	struct nw_counter *counter;
	uint32_t item;
	int r = counter_text(reading, text_of(host, strlen(host)), &item);

	for (size_t i = 0; r == 0 && i < ARRAY_SIZE(names); i++) {
		struct text line;
		uint64_t value;
		char path[128];

		snprintf(path, sizeof(path), FC_HOSTS "/%s/statistics/%s", host, names[i]);
		if (!read_line(taking, path, &line))
			continue;
		text_literal(&line, "0x");
		if (!text_hex(&line, &value))
			continue;
		r = counter_add(reading, text_of(names[i], strlen(names[i])), value, &counter);
		if (r < 0)
			break;
		counter->group_at = group;
		counter->item_at = item;
	}
	return r;
}

static int take_adapters(struct counters_taking *taking, struct counter_reading *reading)
{
	struct sys_names names = { 0 };
	uint32_t group;
	int r = sys_list(taking->sys, FC_HOSTS, any_host, &names);

	if (r < 0)
		return r == -ENOMEM ? r : 0;
	if (names.all.n)
		taking->counters->sources |= NW_BIT(NW_COUNTERS_FC);
	r = counter_text(reading, text_of("fc_host", 7), &group);
	for (size_t i = 0; r == 0 && i < names.all.n; i++)
		r = read_adapter(taking, reading, names.text.at + names.all.at[i].name, group);
	sys_names_free(&names);
	return r;
}

/* ---- one source --------------------------------------------------------------------------------- */

static int refused(struct counters_taking *taking, const char *path, int r)
{
	/* Said by the recording already. */
	if (r == -EUCLEAN || r == -ENOMEM)
		return r == -ENOMEM ? r : 0;
	return notes_add(&taking->counters->notes,
			 r == -ENOENT ? NW_NOTE_ABSENT : NW_NOTE_UNREADABLE, -r, 0,
			 "proc/net/%s", path);
}

static bool is_gone(int r)
{
	return r == -ESTALE || r == -EPERM || r == -ESRCH;
}

static uint8_t width_of(const struct counters_taking *taking, enum counter_width width)
{
	return width == COUNTER_WORD && taking->wide_words ? COUNTER_64 : (uint8_t)width;
}

/* The kernel ends every line: where the last one has no end, its last number may be cut. */
static struct text whole_words(const struct bytes *data, size_t *malformed)
{
	size_t n = data->n;

	if (n && data->at[n - 1] != '\n') {
		(*malformed)++;
		while (n && !strchr(" \t\n", data->at[n - 1]))
			n--;
	}
	return text_of(data->at, n);
}

static int take_source(struct counters_taking *taking, enum nw_counter_source source)
{
	const struct counter_file *file = &files[source];
	struct counter_reading reading = {
		.rows = &taking->counters->rows,
		.source = source,
		.width = width_of(taking, file->width),
		.groups = taking->groups,
	};
	int r;

	if (source == NW_COUNTERS_FC)
		return take_adapters(taking, &reading);
	r = sys_read_kept(taking->sys, taking->netns, &taking->data, file->path,
			  file->whole);
	if (r < 0)
		return is_gone(r) ? r : refused(taking, file->path, r);
	taking->counters->sources |= NW_BIT(source);
	r = file->read(&reading, whole_words(&taking->data, &reading.malformed));
	if (r == 0 && source == NW_COUNTERS_DEV)
		r = finish_devices(taking, &reading);
	return r < 0 ? r : malformed(taking, file->path, reading.malformed);
}

NW_EXPORT int nw_counters_parse(enum nw_counter_source source, const char *text, size_t len,
				struct nw_counters **ret)
{
	struct nw_counters *counters;
	struct counter_reading reading = { .source = source };
	struct counters_taking taking = { .sys = NULL };
	int r;

	if ((unsigned int)source >= NW_COUNTERS_SOURCES_ || !files[source].read)
		return -EINVAL;
	counters = calloc(1, sizeof(*counters));
	if (!counters)
		return -ENOMEM;
	taking.counters = counters;
	reading.rows = &counters->rows;
	reading.width = (uint8_t)files[source].width;
	counters->sources = NW_BIT(source);
	r = files[source].read(&reading, text_of(text, len));
	if (r == 0)
		r = malformed(&taking, files[source].path, reading.malformed);
	if (r < 0) {
		nw_counters_free(counters);
		return r;
	}
	counters_seal(counters);
	*ret = counters;
	return 0;
}

/* ---- all of them ---------------------------------------------------------------------------------- */

NW_EXPORT void nw_counters_free(struct nw_counters *counters)
{
	if (!counters)
		return;
	vec_free(&counters->rows.all);
	vec_free(&counters->rows.text);
	vec_free(&counters->notes.all);
	free(counters);
}

DEFINE_FREEP(nw_counters, nw_counters)

/* A process that ends takes its /proc with it, whatever its namespace does. */
static int still_there(struct counters_taking *taking, uint64_t sources)
{
	const uint64_t asked = sources & ~NW_BIT(NW_COUNTERS_FC);

	if (!taking->netns || !taking->netns->foreign || !taking->netns->pid || !asked)
		return 0;
	return taking->counters->sources & asked ? 0 : -ENOENT;
}

/* Room for what most samples are, at once instead of bit by bit. */
static int reserve(struct counter_rows *rows)
{
	const int r = vec_reserve(&rows->all, 128);

	return r < 0 ? r : vec_reserve(&rows->text, 4096);
}

int counters_take(struct sys *sys, const struct netns *netns, uint64_t sources,
		  const char *const *groups, struct nw_counters **ret)
{
	_cleanup_(nw_counters_freep) struct nw_counters *counters = calloc(1, sizeof(*counters));
	struct counters_taking taking = {
		.sys = sys,
		.netns = netns,
		.groups = groups,
		.counters = counters,
	};
	int r = 0;

	if (!counters)
		return -ENOMEM;
	r = reserve(&counters->rows);
	counters->netns = netns && netns->foreign ? netns->inum : sys_netns(sys);
	sys_now(sys, &counters->time);
	taking.wide_words = sys_has_wide_words(sys);
	for (int source = 0; r == 0 && source < NW_COUNTERS_SOURCES_; source++)
		if (sources & NW_BIT(source))
			r = take_source(&taking, (enum nw_counter_source)source);
	free(taking.data.at);
	if (r == 0)
		r = still_there(&taking, sources);
	if (r == 0)
		r = sys_troubles(sys, &counters->notes);
	if (r < 0)
		return r;
	counters_seal(counters);

	*ret = TAKE(counters);
	return 0;
}

int counters_record(struct sys *sys)
{
	_cleanup_(netns_free) struct netns_list list = { 0 };
	struct sys_host host;
	int r = sys_host(sys, &host);

	if (r == 0)
		r = netns_find(sys, &list);
	for (size_t i = 0; r == 0 && i < list.all.n; i++) {
		_cleanup_(nw_counters_freep) struct nw_counters *counters = NULL;

		/* One that may not be entered, or ends meanwhile, is no reason to stop. */
		if (counters_take(sys, &list.all.at[i], NW_BIT(NW_COUNTERS_SOURCES_) - 1,
				  NULL, &counters) == -ENOMEM)
			r = -ENOMEM;
	}
	return r;
}
