/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a sample of counters tells: by place, by name, and how much it grew. */
#include <errno.h>
#include <string.h>

#include "cleanup.h"
#include "counters.h"
#include "nw.h"

static const struct gauge {
	enum nw_counter_source source;
	const char *group, *name; /* NULL: any */
} gauges[] = {
	{ NW_COUNTERS_SOCKSTAT, NULL, NULL },
	{ NW_COUNTERS_SOCKSTAT6, NULL, NULL },
	{ NW_COUNTERS_SNMP, "Ip", "Forwarding" },
	{ NW_COUNTERS_SNMP, "Ip", "DefaultTTL" },
	{ NW_COUNTERS_SNMP, "Tcp", "RtoAlgorithm" },
	{ NW_COUNTERS_SNMP, "Tcp", "RtoMin" },
	{ NW_COUNTERS_SNMP, "Tcp", "RtoMax" },
	{ NW_COUNTERS_SNMP, "Tcp", "MaxConn" },
	{ NW_COUNTERS_SNMP, "Tcp", "CurrEstab" },
	{ NW_COUNTERS_NETSTAT, "MPTcpExt", "MPCurrEstab" },
	{ NW_COUNTERS_SCTP, "Sctp", "CurrEstab" },
	{ NW_COUNTERS_SOFTNET, NULL, "backlog_len" },
	{ NW_COUNTERS_SOFTNET, NULL, "input_qlen" },
	{ NW_COUNTERS_SOFTNET, NULL, "process_qlen" },
	{ NW_COUNTERS_DEV, NULL, "speed" },
	{ NW_COUNTERS_DEV, NULL, "duplex" },
};

static bool fits(const char *known, const char *name)
{
	return !known || strcmp(known, name) == 0;
}

bool counter_is_gauge(enum nw_counter_source source, const char *group, const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(gauges); i++)
		if (gauges[i].source == source && fits(gauges[i].name, name) &&
		    fits(gauges[i].group, group))
			return true;
	return false;
}

void counters_seal(struct nw_counters *counters)
{
	for (size_t i = 0; i < counters->rows.all.n; i++)
		counters->rows.all.at[i].base = counters->rows.text.at;
}

/* ---- getters -------------------------------------------------------------------------------- */

static const char *text_at(const struct nw_counter *counter, uint32_t at)
{
	return at ? counter->base + at : "";
}

NW_EXPORT enum nw_counter_source nw_counter_source(const struct nw_counter *counter)
{
	return (enum nw_counter_source)counter->source;
}

NW_EXPORT const char *nw_counter_group(const struct nw_counter *counter)
{
	return text_at(counter, counter->group_at);
}

NW_EXPORT const char *nw_counter_item(const struct nw_counter *counter)
{
	return text_at(counter, counter->item_at);
}

NW_EXPORT const char *nw_counter_name(const struct nw_counter *counter)
{
	return text_at(counter, counter->name_at);
}

NW_EXPORT uint32_t nw_counter_index(const struct nw_counter *counter)
{
	return counter->index;
}

NW_EXPORT uint64_t nw_counter_value(const struct nw_counter *counter)
{
	return counter->value;
}

NW_EXPORT bool nw_counter_negative(const struct nw_counter *counter)
{
	return counter->negative;
}

NW_EXPORT bool nw_counter_gauge(const struct nw_counter *counter)
{
	return counter_is_gauge(nw_counter_source(counter), nw_counter_group(counter),
				nw_counter_name(counter));
}

NW_EXPORT uint64_t nw_counters_sources(const struct nw_counters *counters)
{
	return counters->sources;
}

NW_EXPORT uint64_t nw_counters_netns(const struct nw_counters *counters)
{
	return counters->netns;
}

NW_EXPORT uint64_t nw_counters_boottime(const struct nw_counters *counters)
{
	return counters->time.boottime;
}

NW_EXPORT uint64_t nw_counters_monotonic(const struct nw_counters *counters)
{
	return counters->time.monotonic;
}

NW_EXPORT uint64_t nw_counters_realtime(const struct nw_counters *counters)
{
	return counters->time.realtime;
}

NW_EXPORT size_t nw_counters_notes(const struct nw_counters *counters)
{
	return counters->notes.all.n;
}

NW_EXPORT const struct nw_note *nw_counters_note(const struct nw_counters *counters, size_t i)
{
	return i < counters->notes.all.n ? &counters->notes.all.at[i] : NULL;
}

NW_EXPORT size_t nw_counters_count(const struct nw_counters *counters)
{
	return counters->rows.all.n;
}

NW_EXPORT const struct nw_counter *nw_counters_at(const struct nw_counters *counters, size_t i)
{
	return i < counters->rows.all.n ? &counters->rows.all.at[i] : NULL;
}

NW_EXPORT const struct nw_counter *nw_counters_find(const struct nw_counters *counters,
						    enum nw_counter_source source,
						    const char *group, const char *item,
						    const char *name)
{
	for (size_t i = 0; i < counters->rows.all.n; i++) {
		const struct nw_counter *counter = &counters->rows.all.at[i];

		if (counter->source == source && strcmp(nw_counter_name(counter), name) == 0 &&
		    strcmp(nw_counter_group(counter), group) == 0 &&
		    strcmp(nw_counter_item(counter), item) == 0)
			return counter;
	}
	return NULL;
}

/* ---- growth ------------------------------------------------------------------------------------ */

/*
 * From its upper half into its lower one: a counter of 32 bits that began anew. Anything else
 * that shrinks is another counter under the same name.
 */
static bool begins_anew(uint64_t before, uint64_t now)
{
	return before <= UINT32_MAX && (uint32_t)(now - before) < 1U << 31;
}

NW_EXPORT bool nw_counter_growth(const struct nw_counter *before, const struct nw_counter *now,
				 uint64_t *ret)
{
	if (before->negative || now->negative || nw_counter_gauge(now))
		return false;
	if (now->value >= before->value) {
		*ret = now->value - before->value;
		return true;
	}
	if (now->width == COUNTER_64 || !begins_anew(before->value, now->value))
		return false;
	*ret = (uint32_t)(now->value - before->value);
	return true;
}

/* ---- namespaces, and the machine ----------------------------------------------------------------- */

NW_EXPORT void nw_netns_list_free(struct nw_netns_list *list)
{
	if (!list)
		return;
	netns_free(&list->of);
	free(list);
}

DEFINE_FREEP(nw_netns_list, nw_netns_list)

static int find(struct sys *sys, const char *which, struct netns_list *ret)
{
	struct netns *netns;

	if (which && strcmp(which, "all") == 0)
		return netns_find(sys, ret);
	netns = vec_push(&ret->all);
	if (!netns)
		return -ENOMEM;
	if (which)
		return netns_named(sys, which, netns);
	netns->inum = sys_netns(sys);
	return 0;
}

NW_EXPORT int nw_netns_find(struct nw *nw, const char *which, struct nw_netns_list **ret)
{
	_cleanup_(nw_netns_list_freep) struct nw_netns_list *list = calloc(1, sizeof(*list));
	int r = list ? find(nw_sys(nw), which, &list->of) : -ENOMEM;

	if (r < 0)
		return r;
	*ret = TAKE(list);
	return 0;
}

NW_EXPORT size_t nw_netns_count(const struct nw_netns_list *list)
{
	return list->of.all.n;
}

NW_EXPORT const struct nw_netns *nw_netns_at(const struct nw_netns_list *list, size_t i)
{
	return i < list->of.all.n ? (const struct nw_netns *)&list->of.all.at[i] : NULL;
}

NW_EXPORT uint64_t nw_netns_inode(const struct nw_netns *netns)
{
	return ((const struct netns *)netns)->inum;
}

NW_EXPORT uint64_t nw_netns_key(const struct nw_netns *netns)
{
	const struct netns *of = (const struct netns *)netns;

	return of->inum ? of->inum : of->mark | UINT64_C(1) << 63;
}

NW_EXPORT uint32_t nw_netns_pid(const struct nw_netns *netns)
{
	return ((const struct netns *)netns)->pid;
}

NW_EXPORT const char *nw_netns_name(const struct nw_netns *netns)
{
	return ((const struct netns *)netns)->name;
}

NW_EXPORT int nw_counters_take(struct nw *nw, const struct nw_netns *netns, uint64_t sources,
			       struct nw_counters **ret)
{
	return nw_counters_take_groups(nw, netns, sources, NULL, ret);
}

NW_EXPORT int nw_counters_take_groups(struct nw *nw, const struct nw_netns *netns,
				      uint64_t sources, const char *const *groups,
				      struct nw_counters **ret)
{
	return counters_take(nw_sys(nw), (const struct netns *)netns, sources, groups, ret);
}

NW_EXPORT int nw_host(struct nw *nw, struct nw_host *ret)
{
	struct sys_host host;
	int r = sys_host(nw_sys(nw), &host);

	if (r < 0)
		return r;
	*ret = host.host;
	return 0;
}
