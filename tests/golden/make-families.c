/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The dumps of families that few systems have, written with the kernel's own structures:
 * make-families DIR. The order of messages and attributes, and what is said twice, is the
 * kernel's: net/{sctp,smc,tipc,xdp,vmw_vsock,packet,netlink,mptcp}, net/ipv4/raw_diag.c.
 */
#include <linux/netlink.h>
#include <linux/sock_diag.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "make-families.h"

#define PORT_ID 4711

static struct {
	unsigned char at[32768];
	size_t n, message;
	size_t nests[4], depth;
} out;

/* ---- messages --------------------------------------------------------------------------- */

/* Everything begins at a multiple of four bytes. */
static void add(const void *data, size_t len)
{
	if (len)
		memcpy(out.at + out.n, data, len);
	out.n += (len + 3) & ~(size_t)3;
}

void begin(uint16_t type, const void *payload, size_t len)
{
	const struct nlmsghdr head = { .nlmsg_type = type, .nlmsg_flags = NLM_F_MULTI,
				       .nlmsg_seq = 1, .nlmsg_pid = PORT_ID };

	out.message = out.n;
	add(&head, sizeof(head));
	add(payload, len);
}

void end(void)
{
	const uint32_t len = (uint32_t)(out.n - out.message);

	memcpy(out.at + out.message, &len, sizeof(len));
}

void put(uint16_t type, const void *data, size_t len)
{
	const struct nlattr attr = { (uint16_t)(sizeof(attr) + len), type };

	add(&attr, sizeof(attr));
	add(data, len);
}

void put_u8(uint16_t type, uint8_t value)
{
	put(type, &value, sizeof(value));
}

void put_u32(uint16_t type, uint32_t value)
{
	put(type, &value, sizeof(value));
}

void put_u64(uint16_t type, uint64_t value)
{
	put(type, &value, sizeof(value));
}

void nest(uint16_t type)
{
	out.nests[out.depth++] = out.n;
	put(type, NULL, 0);
}

void unnest(void)
{
	const size_t start = out.nests[--out.depth];
	const uint16_t len = (uint16_t)(out.n - start);

	memcpy(out.at + start, &len, sizeof(len));
}

void memory(uint16_t type)
{
	static const uint32_t values[SK_MEMINFO_VARS] = {
		[SK_MEMINFO_RMEM_ALLOC] = 1, [SK_MEMINFO_RCVBUF] = 212992,
		[SK_MEMINFO_WMEM_ALLOC] = 3, [SK_MEMINFO_SNDBUF] = 425984,
		[SK_MEMINFO_FWD_ALLOC] = 5,  [SK_MEMINFO_WMEM_QUEUED] = 6,
		[SK_MEMINFO_OPTMEM] = 7,     [SK_MEMINFO_BACKLOG] = 8,
		[SK_MEMINFO_DROPS] = 9,
	};

	put(type, values, sizeof(values));
}

/* ---- dumps ------------------------------------------------------------------------------ */

static void nothing(void)
{
}

static const struct {
	const char *name;
	void (*make)(void);
} dumps[] = {
	{ "tcp-inet", tcp_inet },     { "tcp-inet6", nothing },	    { "mptcp-inet", mptcp_inet },
	{ "mptcp-inet6", nothing },   { "smc", smc },		    { "sctp-inet", sctp_inet },
	{ "sctp-inet6", sctp_inet6 }, { "udp-inet", nothing },	    { "udp-inet6", nothing },
	{ "udplite-inet", nothing },  { "udplite-inet6", nothing }, { "raw-inet", raw_inet },
	{ "raw-inet6", raw_inet6 },   { "unix", nothing },	    { "packet", packet },
	{ "netlink", netlink },	      { "vsock", vsock },	    { "xdp", xdp },
	{ "tipc", tipc },	      { "links", links },
};

static int write_dump(const char *name, void (*make)(void))
{
	const int error = 0;
	FILE *file = fopen(name, "w");

	memset(&out, 0, sizeof(out));
	make();
	begin(NLMSG_DONE, &error, sizeof(error));
	end();
	if (!file || fwrite(out.at, 1, out.n, file) != out.n || fclose(file) != 0) {
		perror(name);
		return 1;
	}
	return 0;
}

int main(int argc, char **argv)
{
	int failed = 0;

	if (argc != 2 || chdir(argv[1]) < 0) {
		fputs("usage: make-families DIR\n", stderr);
		return 2;
	}
	for (size_t i = 0; i < sizeof(dumps) / sizeof(*dumps); i++)
		failed |= write_dump(dumps[i].name, dumps[i].make);
	return failed;
}
