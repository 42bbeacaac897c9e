/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A kept sample: the counters of all namespaces at one time. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "nstat-store.h"

static const struct nstat_names_row *find(const struct nstat_names *names, uint32_t sum)
{
	for (size_t i = 0; i < names->n; i++)
		if (names->rows[i].sum == sum)
			return &names->rows[i];
	return NULL;
}

int nstat_names_add(struct nstat_names *names, const char *payload, size_t len)
{
	const uint32_t sum = nstat_record_sum(payload, len);
	struct nstat_names_row *rows;
	char *at;

	if (find(names, sum))
		return 0;
	rows = realloc(names->rows, (names->n + 1) * sizeof(*rows));
	if (!rows)
		return -ENOMEM;
	names->rows = rows;
	at = malloc(len + 1);
	if (!at)
		return -ENOMEM;
	memcpy(at, payload, len);
	rows[names->n].sum = sum;
	rows[names->n].at = at;
	rows[names->n++].len = len;
	return 0;
}

void nstat_names_free(struct nstat_names *names)
{
	for (size_t i = 0; i < names->n; i++)
		free(names->rows[i].at);
	free(names->rows);
	*names = (struct nstat_names){ 0 };
}

void nstat_moment_free(struct nstat_moment *moment)
{
	for (size_t i = 0; i < moment->n; i++) {
		free(moment->at[i].name);
		nw_counters_free(moment->at[i].counters);
	}
	free(moment->at);
	*moment = (struct nstat_moment){ 0 };
}

/* ---- reading ---------------------------------------------------------------------------- */

struct bytes {
	const char *at;
	size_t left;
};

static bool take_number(struct bytes *bytes, uint32_t *ret)
{
	if (bytes->left < 4)
		return false;
	*ret = nstat_record_number(bytes->at);
	bytes->at += 4;
	bytes->left -= 4;
	return true;
}

/* As long as the number in front of it says. */
static bool take_piece(struct bytes *bytes, struct bytes *ret)
{
	uint32_t len;

	if (!take_number(bytes, &len) || len > bytes->left)
		return false;
	*ret = (struct bytes){ bytes->at, len };
	bytes->at += len;
	bytes->left -= len;
	return true;
}

static int add(struct nstat_moment *moment, const struct bytes *name,
	       const struct nstat_names_row *names, const struct bytes *values)
{
	struct nstat_part_of *part = &moment->at[moment->n];
	int r;

	part->name = strndup(name->at, name->left);
	if (!part->name)
		return -ENOMEM;
	r = nw_counters_unpack(names->at, names->len, values->at, values->left, &part->counters);
	if (r < 0) {
		free(part->name);
		return r == -ENOMEM ? r : -EBADMSG;
	}
	moment->n++;
	return 0;
}

static int read_part(const struct nstat_names *names, struct bytes *bytes,
		     struct nstat_moment *moment)
{
	const struct nstat_names_row *row;
	struct bytes name, values;
	uint32_t sum;

	if (!take_number(bytes, &sum) || !take_piece(bytes, &name) ||
	    !take_piece(bytes, &values))
		return -EBADMSG;
	row = find(names, sum);
	if (row)
		return add(moment, &name, row, &values);
	moment->unnamed++;
	return 0;
}

int nstat_moment_read(const struct nstat_names *names, const char *payload, size_t len,
		      struct nstat_moment *ret)
{
	struct bytes bytes = { payload, len };
	struct nstat_moment moment = { 0 };
	uint32_t n;
	int r = 0;

	/* Each takes three numbers at least. */
	if (!take_number(&bytes, &n) || n > bytes.left / 12)
		return -EBADMSG;
	moment.at = calloc(n ? n : 1, sizeof(*moment.at));
	if (!moment.at)
		return -ENOMEM;
	for (uint32_t i = 0; r == 0 && i < n; i++)
		r = read_part(names, &bytes, &moment);
	if (r == 0 && (bytes.left || (!moment.n && !moment.unnamed)))
		r = -EBADMSG;
	if (r < 0) {
		nstat_moment_free(&moment);
		return r;
	}
	if (moment.n) {
		moment.realtime = nw_counters_realtime(moment.at[0].counters);
		moment.boottime = nw_counters_boottime(moment.at[0].counters);
	}
	*ret = moment;
	return 0;
}
