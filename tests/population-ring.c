/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A listener that only an io_uring holds: registered there, its descriptor closed. */
#include <errno.h>
#include <linux/io_uring.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "population.h"

int ring_make(int argc, char **argv)
{
	struct io_uring_params params = { 0 };
	int listener, ring;

	(void)argc;
	listener = tcp_listen("127.0.0.1", (unsigned)atoi(argv[0]), 5);
	if (listener < 0)
		return listener;
	ring = (int)syscall(SYS_io_uring_setup, 4, &params);
	if (ring < 0)
		return -errno;
	if (syscall(SYS_io_uring_register, ring, IORING_REGISTER_FILES, &listener, 1) < 0)
		return -errno;
	return close(listener) < 0 ? -errno : 0;
}
