/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The public filter. */
#include <errno.h>
#include <string.h>
#include <sys/socket.h>

#include "nw-filter.h"
#include "nw.h"

NW_EXPORT void nw_filter_free(struct nw_filter *filter)
{
	if (!filter)
		return;
	filter_free(filter->inner);
	free(filter);
}

NW_EXPORT int nw_filter_parse(struct nw *nw, const char *text, struct nw_filter **ret,
			      size_t *at, size_t *len, const char **what)
{
	struct nw_filter *filter = calloc(1, sizeof(*filter));
	struct filter_error error = { 0 };
	int r;

	if (!filter)
		return -ENOMEM;
	r = filter_parse(nw_names(nw), AF_UNSPEC, text, strlen(text), &filter->inner, &error);
	if (r == -EINVAL) {
		*at = error.at;
		*len = error.len;
		*what = error.what;
	}
	if (r < 0) {
		free(filter);
		return r;
	}
	*ret = filter;
	return 0;
}
