/* SPDX-License-Identifier: (BSD-2-Clause OR GPL-2.0-or-later) */
/* What every program of ours stands on: words for numbers, libbpf's headers, tasks by number. */
#ifndef NW_BPF_GROUND_H
#define NW_BPF_GROUND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Kernel headers would need those of some architecture, and this target has none. */
typedef uint8_t __u8;
typedef uint16_t __u16, __be16;
typedef uint32_t __u32, __be32, __wsum;
typedef uint64_t __u64;
typedef int32_t __s32;
typedef int64_t __s64;

/* Of enum bpf_map_type: <linux/bpf.h> is among those that cannot be included. */
#define BPF_MAP_TYPE_ARRAY 2
#define BPF_MAP_TYPE_SK_STORAGE 24
#define BPF_MAP_TYPE_RINGBUF 27

#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>

/*
 * A pointer as a number. One of its own type may not be calculated with, or only as far as
 * the verifier of that kernel follows: the one of 6.1 loses its way in the products of 32
 * bits that compilers make.
 */
static inline uint64_t address_in(const void *field)
{
	uint64_t address = 0;

	bpf_probe_read_kernel(&address, sizeof(address), field);
	return address;
}

#endif
