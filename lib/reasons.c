/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Why packets are dropped, in the words of the running kernel. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "btf.h"
#include "reasons.h"

/* The upper half of a number says whose it is; the core's are described here. */
#define SUBSYSTEM_SHIFT 16
#define NUMBER_MASK 0xffff

#define PREFIX "SKB_DROP_REASON_"

static int add(const char *name, uint32_t value, void *arg)
{
	struct drop_reasons *reasons = arg;
	struct drop_reason *reason = vec_push(&reasons->all);

	if (!reason)
		return -ENOMEM;
	if (strncmp(name, PREFIX, strlen(PREFIX)) == 0)
		name += strlen(PREFIX);
	reason->number = value;
	return arena_text(&reasons->text, name, strlen(name), &reason->name);
}

int drop_reasons_read(struct sys *sys, struct drop_reasons *ret)
{
	struct bytes data = { 0 };
	struct btf btf;
	int r = sys_read(sys, &data, "sys/kernel/btf/vmlinux");

	if (r == 0)
		r = btf_open(data.at, data.n, &btf);
	if (r == 0) {
		ret->tells_socket = btf_has_member(&btf, "trace_event_raw_kfree_skb", "rx_sk");
		r = btf_enum(&btf, "skb_drop_reason", add, ret);
	}
	free(data.at);
	return r == -ENOMEM ? r : 0;
}

void drop_reason_name(const struct drop_reasons *reasons, uint32_t number,
		      char ret[REASON_NAME_MAX])
{
	for (size_t i = 0; i < reasons->all.n; i++)
		if (reasons->all.at[i].number == number) {
			snprintf(ret, REASON_NAME_MAX, "%s",
				 reasons->text.at + reasons->all.at[i].name);
			return;
		}
	snprintf(ret, REASON_NAME_MAX, "%u:%u", number >> SUBSYSTEM_SHIFT, number & NUMBER_MASK);
}

void drop_reasons_free(struct drop_reasons *reasons)
{
	vec_free(&reasons->all);
	vec_free(&reasons->text);
}
