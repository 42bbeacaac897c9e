/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which counters are to be explained: of what was asked for, what grew, the worst first. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "nstat-explain.h"

/* The kernel keeps what RFCs do not know apart; who asks for one wants the other as well. */
static const struct {
	const char *group, *of;
} kin[] = {
	{ "TcpExt", "Tcp" },   { "MPTcpExt", "Tcp" }, { "IpExt", "Ip" },
	{ "IcmpMsg", "Icmp" }, { "UdpLite", "Udp" },  { "UdpLite6", "Udp6" },
};

static bool is_protocol(enum nw_counter_source source)
{
	return source == NW_COUNTERS_SNMP || source == NW_COUNTERS_NETSTAT ||
	       source == NW_COUNTERS_SNMP6;
}

static bool has_group(const struct nstat_keyword *keyword, const char *group)
{
	return strcmp(keyword->columns[0].parts[0].group, group) == 0;
}

static bool is_about(const struct nstat_keyword *keyword, const struct nw_counter *counter)
{
	const char *group = nw_counter_group(counter);

	if (!is_protocol(nw_counter_source(counter)))
		return nstat_keyword_reads(keyword, nw_counter_source(counter));
	if (has_group(keyword, group))
		return true;
	for (size_t i = 0; i < sizeof(kin) / sizeof(kin[0]); i++)
		if (strcmp(kin[i].group, group) == 0 && has_group(keyword, kin[i].of))
			return true;
	return false;
}

static bool is_asked(const struct nstat_options *options, const struct nw_counter *counter)
{
	for (size_t k = 0; k < nstat_keywords_n; k++)
		if (options->keywords & NW_BIT(k) && is_about(&nstat_keywords[k], counter))
			return true;
	return false;
}

/* Processors that nobody asked for count together. */
static bool is_summed(const struct nstat_options *options, const struct nw_counter *counter)
{
	return nw_counter_source(counter) == NW_COUNTERS_SOFTNET && !options->cpus;
}

static struct nstat_explained *sum_of(struct nstat_explained_list *list,
				      const struct nw_counter *counter)
{
	for (size_t i = 0; i < list->n; i++)
		if (nw_counter_source(list->at[i].counter) == nw_counter_source(counter) &&
		    strcmp(nw_counter_name(list->at[i].counter), nw_counter_name(counter)) == 0)
			return &list->at[i];
	return NULL;
}

static void add(const struct nstat_options *options, const struct nw_counter *counter,
		uint64_t growth, struct nstat_explained_list *list)
{
	const bool sum = is_summed(options, counter);
	struct nstat_explained *known = sum ? sum_of(list, counter) : NULL;
	struct nstat_explained new = {
		.counter = counter,
		.growth = growth,
		.harm = NSTAT_OTHER,
		.item = sum ? "all" : nw_counter_item(counter),
	};

	if (known) {
		known->growth += growth;
		return;
	}
	new.meaning = nstat_meaning_find(nw_counter_group(counter),
					 nw_counter_name(counter), &new.harm);
	list->at[list->n++] = new;
}

static int compare(const void *one, const void *other)
{
	const struct nstat_explained *a = one, *b = other;
	/* What is no trouble comes last. */
	const unsigned p = (unsigned)a->harm - 1, q = (unsigned)b->harm - 1;

	if (p != q)
		return (p > q) - (p < q);
	if (a->harm != NSTAT_NO_HARM && a->growth != b->growth)
		return (a->growth < b->growth) - (a->growth > b->growth);
	/* In the kernel's order: both point into one sample. */
	return (a->counter > b->counter) - (a->counter < b->counter);
}

int nstat_explained_make(const struct nstat_run *run, const struct nstat_space *space,
			 struct nstat_explained_list *ret)
{
	const struct nstat_options *options = &run->options;
	const struct nstat_pair pair = {
		options->since_boot ? NULL : space->before,
		space->now,
		space->seconds,
	};
	const struct nw_counter *counter;

	*ret = (struct nstat_explained_list){ 0 };
	if (!space->now || (!pair.before && !options->since_boot))
		return 0;
	ret->at = calloc(nw_counters_count(space->now) + 1, sizeof(*ret->at));
	if (!ret->at)
		return -ENOMEM;
	for (size_t i = 0; (counter = nw_counters_at(space->now, i)); i++) {
		uint64_t growth;

		if (nw_counter_gauge(counter) || !is_asked(options, counter))
			continue;
		if (!nstat_shows(options, nw_counter_source(counter),
				 nw_counter_item(counter), nw_counter_index(counter),
				 is_summed(options, counter)))
			continue;
		if (nstat_growth(&pair, i, counter, &growth) && growth)
			add(options, counter, growth, ret);
	}
	qsort(ret->at, ret->n, sizeof(*ret->at), compare);
	return 0;
}
