/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The public filter. */
#include <errno.h>
#include <string.h>
#include <sys/socket.h>

#include "nw-filter.h"
#include "nw.h"
#include "sys-cgroup.h"
#include "text.h"

NW_EXPORT void nw_filter_free(struct nw_filter *filter)
{
	if (!filter)
		return;
	filter_free(filter->inner);
	free(filter);
}

/* Ports the kernel gives to sockets that name none; without the file those it begins with. */
static void read_ports(struct sys *sys, struct filter *filter)
{
	struct bytes data = { 0 };
	uint64_t first, last;

	if (sys_read(sys, &data, PORT_RANGE) >= 0) {
		struct text text = text_of(data.at, data.n);

		if (text_dec(&text, &first) && text_dec(&text, &last) && first <= last &&
		    last <= UINT16_MAX)
			filter_set_ports(filter, (uint16_t)first, (uint16_t)last);
	}
	free(data.at);
}

static bool id_of_group(void *arg, const char *path, uint64_t *ret)
{
	return sys_cgroup_id(arg, path, ret) == 0;
}

/* The running system knows its groups; a recording has the paths of those that were met. */
static int parse(struct nw *nw, int af, bool uses, const char *text, struct filter **ret,
		 struct filter_error *error)
{
	struct filter *filter;
	int r = uses ? filter_parse_uses(nw_names(nw), text, strlen(text), &filter, error)
		     : filter_parse(nw_names(nw), af, text, strlen(text), &filter, error);

	if (r < 0)
		return r;
	if (!sys_reads_copy(nw_sys(nw)) &&
	    filter_resolve(filter, id_of_group, nw_sys(nw), error) < 0) {
		filter_free(filter);
		return -EINVAL;
	}
	*ret = filter;
	return 0;
}

static int make(struct nw *nw, int af, bool uses, const char *text, struct nw_filter **ret,
		size_t *at, size_t *len, const char **what)
{
	struct nw_filter *filter = calloc(1, sizeof(*filter));
	struct filter_error error = { 0 };
	int r;

	if (!filter)
		return -ENOMEM;
	r = parse(nw, af, uses, text, &filter->inner, &error);
	if (r == -EINVAL) {
		*at = error.at;
		*len = error.len;
		*what = error.what;
	}
	if (r < 0) {
		free(filter);
		return r;
	}
	read_ports(nw_sys(nw), filter->inner);
	filter_set_netns(filter->inner, sys_netns(nw_sys(nw)));
	*ret = filter;
	return 0;
}

NW_EXPORT int nw_filter_parse(struct nw *nw, int af, const char *text,
			      struct nw_filter **ret, size_t *at, size_t *len,
			      const char **what)
{
	return make(nw, af, false, text, ret, at, len, what);
}

NW_EXPORT int nw_filter_parse_uses(struct nw *nw, const char *text, struct nw_filter **ret,
				   size_t *at, size_t *len, const char **what)
{
	return make(nw, AF_UNSPEC, true, text, ret, at, len, what);
}

NW_EXPORT bool nw_filter_match_use(const struct nw_filter *filter, const struct nw_use *use)
{
	return filter_match_use(filter->inner, use);
}

NW_EXPORT bool nw_filter_match_proc(const struct nw_filter *filter, const struct nw_proc *proc)
{
	return filter_match_proc(filter->inner, proc) != FILTER_NO;
}

NW_EXPORT void nw_filter_wants(const struct nw_filter *filter, uint32_t *socks, uint32_t *uses)
{
	filter_use_wants(filter->inner, socks, uses);
}

NW_EXPORT bool nw_filter_takes_sockets_only(const struct nw_filter *filter)
{
	return filter_takes_sockets_only(filter->inner);
}
