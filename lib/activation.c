/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Socket activation: systemd listens, and starts a service when somebody calls. */
#include <errno.h>
#include <string.h>
#include <sys/socket.h>

#include "activation.h"
#include "cgroup.h"
#include "sys-cgroup.h"
#include "units.h"

/* What a unit makes waits for somebody; what has a peer was accepted, or is its own. */
static bool waits(const struct nw_sock *sock)
{
	switch (sock->family) {
	case NW_UDP:
	case NW_UDPLITE:
		return !sock->remote_port;
	case NW_NETLINK:
		return true;
	default:
		return sock->state == NW_STATE_LISTEN || sock->type == SOCK_DGRAM;
	}
}

/* Files are in the order of process ids. */
static bool is_of_first(const struct nw_table *table, const struct nw_sock *sock)
{
	return sock->n_holders && table->owners.files.at[sock->holders_at].pid == 1 &&
	       waits(sock);
}

static bool is_systemd(struct sys *sys)
{
	struct bytes file = { 0 };
	struct proc_stat stat;
	bool is = sys_read(sys, &file, "proc/1/stat") >= 0 &&
		  proc_parse_stat(file.at, file.n, &stat) && text_is(&stat.comm, "systemd");

	free(file.at);
	return is;
}

/* ---- by the control group ------------------------------------------------------------------ */

/* systemd makes sockets of IP in the group of their unit, of which the kernel tells the id. */
static int from_group(struct sys_cgroups *cgroups, struct nw_table *table, struct nw_sock *sock)
{
	static const char suffix[] = ".socket";
	const size_t n = sizeof(suffix) - 1;
	struct cgroup_labels labels;
	char path[4096];
	size_t len;
	int r = sys_cgroups_path(cgroups, sock->cgroup, path, sizeof(path));

	if (r < 0)
		return r == -ENOMEM ? r : 0;
	if (!cgroup_parse_path(path, strlen(path), &labels))
		return 0;
	len = text_len(&labels.unit);
	if (len <= n || memcmp(labels.unit.end - n, suffix, n) != 0)
		return 0;
	r = rows_attr_late(&table->rows, sock, ATTR_SOCKET_UNIT, labels.unit.p, len);
	return r < 0 ? r : 1;
}

/* ---- by address ------------------------------------------------------------------------------ */

static int from_files(const struct units *units, struct nw_table *table, struct nw_sock *sock)
{
	const struct unit *unit =
		units_find(units, sock, table->rows.arena.at + sock->attrs_at);

	if (!unit)
		return 0;
	return rows_attr_late(&table->rows, sock, ATTR_SOCKET_UNIT,
			      units->names.at + unit->name, unit->name_len);
}

/* ---- both -------------------------------------------------------------------------------------- */

struct sources {
	struct sys_cgroups cgroups;
	struct units units;
	bool loaded;
};

static int name_one(struct sys *sys, struct nw_table *table, struct nw_sock *sock,
		    struct sources *sources)
{
	int r = sock->has & HAS_CGROUP ? from_group(&sources->cgroups, table, sock) : 0;

	if (r)
		return r < 0 ? r : 0;
	if (!sources->loaded)
		r = units_load(sys, &sources->units);
	sources->loaded = true;
	return r < 0 ? r : from_files(&sources->units, table, sock);
}

static int name_all(struct sys *sys, struct nw_table *table, size_t first)
{
	struct sources sources = { 0 };
	int r = sys_cgroups_open(sys, &sources.cgroups);

	for (size_t i = first; r == 0 && i < table->rows.socks.n; i++)
		if (is_of_first(table, &table->rows.socks.at[i]))
			r = name_one(sys, table, &table->rows.socks.at[i], &sources);
	sys_cgroups_close(&sources.cgroups);
	units_free(&sources.units);
	return r;
}

int activation_join(struct sys *sys, struct nw_table *table)
{
	for (size_t i = 0; i < table->rows.socks.n; i++)
		if (is_of_first(table, &table->rows.socks.at[i]))
			return is_systemd(sys) ? name_all(sys, table, i) : 0;
	return 0;
}
