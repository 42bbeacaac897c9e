/* SPDX-License-Identifier: (BSD-2-Clause OR GPL-2.0-or-later) */
/* What the kernel's side counts of dropped packets. */
#ifndef NW_BPF_DROP_RECORD_H
#define NW_BPF_DROP_RECORD_H

#include <stdint.h>

#define DROP_PLACES 4096

struct drop_key {
	uint64_t location; /* where it was freed: an address in the kernel's code */
	uint32_t reason;   /* enum skb_drop_reason of that kernel */
	uint32_t pad;
};

struct drop_record {
	uint64_t count;
};

#endif
