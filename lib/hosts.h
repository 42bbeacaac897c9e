/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Many questions to the name service at once, and an end to waiting for it. */
#ifndef NW_HOSTS_H
#define NW_HOSTS_H

#include <stdbool.h>

struct hosts;

enum host_result {
	HOST_ANSWERED, /* with a name, or with the news that there is none */
	HOST_FAILED,   /* the name service gave up */
	HOST_UNASKED,  /* it was not this one's turn before the time was over */
};

struct host_answer {
	void *tag;
	enum host_result result;
	char *name; /* to be freed; NULL: none */
};

int hosts_new(struct hosts **ret);
/* Returns at once, even while questions are under way. */
void hosts_free(struct hosts *hosts);

/* Put a question on the list. AF_INET or AF_INET6, address in network order. */
int hosts_ask(struct hosts *hosts, int family, const void *address, void *tag);
/* Ask everything on the list and wait until all is answered or the time is over. */
void hosts_wait(struct hosts *hosts, unsigned timeout_ms);
/* The next result, in no order; false: no more for now. */
bool hosts_next(struct hosts *hosts, struct host_answer *ret);

#endif
