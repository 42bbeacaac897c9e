/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The public door: a sys, its names, and the making of recordings. */
#include <errno.h>
#include <string.h>

#include "counters.h"
#include "names.h"
#include "nw-filter.h"
#include "nw.h"
#include "table.h"

struct nw {
	struct sys *sys;
	struct names *names;
	bool names_cut; /* some recorded names could not be read */
};

NW_EXPORT void nw_free(struct nw *nw)
{
	if (!nw)
		return;
	names_free(nw->names);
	sys_free(nw->sys);
	free(nw);
}

DEFINE_FREEP(nw, nw)

NW_EXPORT int nw_open(const char *root, struct nw **ret)
{
	_cleanup_(nw_freep) struct nw *nw = calloc(1, sizeof(*nw));
	int r;

	if (!nw)
		return -ENOMEM;
	r = sys_open(root, &nw->sys);
	if (r == 0)
		r = names_open(nw->sys, &nw->names);
	if (r < 0)
		return r;

	nw->names_cut = r == 1;
	*ret = TAKE(nw);
	return 0;
}

/*
 * A recording is made by asking everything once. Whoever asks afterwards is answered
 * from it, so what is shown now and what a replay shows cannot differ.
 */
NW_EXPORT int nw_record(struct nw *nw, const char *dir)
{
	static const struct nw_use_query files = {
		.size = sizeof(files),
		.kinds = NW_BIT(NW_USES_) - 1,
		.want = NW_USE_OFFSETS | NW_USE_LOCKS | NW_USE_POINTERS | NW_USE_FLAGS |
			NW_USE_COUNTS,
	};
	static const struct nw_query everything = {
		.size = sizeof(everything),
		.uses = &files,
		.want = ~0U,
		.states = ~0U,
		.netns = "all",
	};
	struct nw_table *table = NULL;
	struct bytes ports = { 0 };
	int r = sys_record(nw->sys, dir);

	if (r < 0)
		return r;
	r = table_take(nw->sys, &everything, &table);
	nw_table_free(table);
	nw_selinux(nw);
	sys_read(nw->sys, &ports, PORT_RANGE);
	free(ports.at);
	if (r == 0)
		r = counters_record(nw->sys);
	return r < 0 ? r : sys_record_freeze(nw->sys);
}

NW_EXPORT int nw_record_end(struct nw *nw)
{
	int names = sys_records(nw->sys) ? names_save(nw->names) : 0;
	int r = sys_record_end(nw->sys);

	return names < 0 ? names : r;
}

NW_EXPORT uint32_t nw_euid(const struct nw *nw)
{
	return sys_euid(nw->sys);
}

NW_EXPORT bool nw_selinux(struct nw *nw)
{
	_free_ char *held = NULL;
	struct bytes data = { 0 };
	int r = sys_read(nw->sys, &data, "proc/filesystems");

	held = data.at;
	return r >= 0 && memmem(data.at, data.n, "\tselinuxfs\n", 11);
}

NW_EXPORT bool nw_filesystem(struct nw *nw, const char *type, uint64_t *device)
{
	_free_ char *held = NULL;
	struct bytes data = { 0 };
	struct text text, line;
	struct mount mount;
	int r = sys_read(nw->sys, &data, "proc/self/mountinfo");

	held = data.at;
	if (r < 0)
		return false;
	text = text_of(data.at, data.n);
	while (text_line(&text, &line)) {
		if (!mountinfo_read(line, &mount) || !text_is(&mount.type, type))
			continue;
		*device = mount.dev;
		return true;
	}
	return false;
}

struct sys *nw_sys(struct nw *nw)
{
	return nw->sys;
}

struct names *nw_names(struct nw *nw)
{
	return nw->names;
}

static bool has_note(const struct nw_table *table, const char *where)
{
	for (size_t i = 0; i < table->notes.all.n; i++)
		if (strcmp(table->notes.all.at[i].where, where) == 0)
			return true;
	return false;
}

NW_EXPORT int nw_table_take(struct nw *nw, const struct nw_query *query, struct nw_table **ret)
{
	_cleanup_(nw_table_freep) struct nw_table *table = NULL;
	int r = table_take(nw->sys, query, &table);

	if (r == 0)
		r = sys_troubles(nw->sys, &table->notes);
	if (r == 0 && nw->names_cut && !has_note(table, "names"))
		r = notes_add(&table->notes, NW_NOTE_CUT, 0, 0, "names");
	if (r < 0)
		return r;

	*ret = TAKE(table);
	return 0;
}

NW_EXPORT const char *nw_user_name(struct nw *nw, uint32_t uid)
{
	return names_user(nw->names, uid);
}

NW_EXPORT const char *nw_service_name(struct nw *nw, uint32_t port, const char *protocol)
{
	return names_service(nw->names, port, protocol);
}

NW_EXPORT const char *nw_protocol_name(struct nw *nw, uint32_t number)
{
	return names_protocol(nw->names, number);
}

NW_EXPORT int nw_resolve(struct nw *nw, const struct nw_address *addresses, size_t n,
			 unsigned timeout_ms, size_t *ret)
{
	return names_resolve(nw->names, addresses, n, timeout_ms, ret);
}

NW_EXPORT const char *nw_host_name(struct nw *nw, const struct nw_address *address)
{
	return names_host(nw->names, address);
}
