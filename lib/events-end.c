/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Sockets that end, as sock_diag tells those who listen, with their last figures. */
#include <errno.h>
#include <linux/sock_diag.h>
#include <netinet/in.h>
#include <string.h>

#include "events.h"
#include "metric.h"

struct hearing {
	struct endings *endings;
	struct ask ask;
};

static int hear(const struct nlmsghdr *msg, void *arg)
{
	const struct hearing *hearing = arg;
	struct endings *endings = hearing->endings;
	uint64_t *time;
	int r = inet_read(msg, &hearing->ask, &endings->rows);

	/* Shorter than it must be: no socket can be made out. */
	if (r == -EBADMSG)
		r = 0;
	while (r == 0 && endings->times.n < endings->rows.socks.n) {
		time = vec_push(&endings->times);
		if (!time)
			return -ENOMEM;
		*time = census_now();
	}
	return r;
}

int endings_hear(struct endings *endings, struct sys_news *news, enum nw_family family,
		 uint64_t *overruns)
{
	struct hearing hearing = {
		.endings = endings,
		.ask = { .family = family,
			 .protocol = family == NW_TCP ? IPPROTO_TCP : IPPROTO_UDP,
			 .want = NW_WANT_INFO },
	};

	return sys_news_read(news, hear, &hearing, overruns);
}

void endings_free(struct endings *endings)
{
	rows_free(&endings->rows);
	vec_free(&endings->times);
}

/* struct tcp_info: bytes_received, bytes_sent, bytes_retrans */
#define RECEIVED 128
#define SENT 200
#define RETRANS 208

static uint64_t number_at(const char *info, size_t at)
{
	uint64_t number;

	memcpy(&number, info + at, sizeof(number));
	return number;
}

/* What is sent again is counted again; and the peer's FIN is counted as a byte. */
bool moved_of(const char *attrs, size_t attrs_len, bool gone, uint64_t ret[2])
{
	size_t len;
	const char *info = attr_find(attrs, attrs_len, NW_ATTR_TCP_INFO, &len);

	if (!info || len < RETRANS + sizeof(uint64_t))
		return false;
	ret[0] = number_at(info, SENT) - number_at(info, RETRANS);
	ret[1] = number_at(info, RECEIVED);
	if (gone && ret[1])
		ret[1]--;
	return true;
}
