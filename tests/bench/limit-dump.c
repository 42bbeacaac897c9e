/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the kernel needs to tell of all TCP sockets: a dump of each IP version, unread. */
#include <errno.h>
#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/sock_diag.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static int ask(int fd, unsigned char family)
{
	struct {
		struct nlmsghdr head;
		struct inet_diag_req_v2 request;
	} message = {
		.head = { .nlmsg_len = sizeof(message),
			  .nlmsg_type = SOCK_DIAG_BY_FAMILY,
			  .nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP },
		.request = { .sdiag_family = family,
			     .sdiag_protocol = IPPROTO_TCP,
			     .idiag_states = 0x1fff },
	};

	return send(fd, &message, sizeof(message), 0) < 0 ? -errno : 0;
}

/* The last message of a dump comes in a buffer of its own, or behind others. */
static int is_end(const char *buffer, ssize_t len)
{
	const struct nlmsghdr *head = (const struct nlmsghdr *)buffer;

	for (; NLMSG_OK(head, (unsigned)len); head = NLMSG_NEXT(head, len))
		if (head->nlmsg_type == NLMSG_DONE || head->nlmsg_type == NLMSG_ERROR)
			return 1;
	return 0;
}

static int dump(int fd, unsigned char family)
{
	static char buffer[32768] __attribute__((aligned(8)));
	int r = ask(fd, family);
	ssize_t n;

	while (r == 0) {
		n = recv(fd, buffer, sizeof(buffer), 0);
		if (n <= 0)
			return n < 0 ? -errno : -EIO;
		/* Rows are at least this long: a shorter buffer is not the last one alone. */
		if (is_end(buffer, n))
			break;
	}
	return r;
}

int main(void)
{
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_SOCK_DIAG);
	int r = fd < 0 ? -errno : dump(fd, AF_INET);

	if (r == 0)
		r = dump(fd, AF_INET6);
	if (r < 0)
		fprintf(stderr, "limit-dump: %s\n", strerror(-r));
	return r < 0;
}
