/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What makes events that the kernel counts, on the loopback interface. */
#ifndef EVENTS_H
#define EVENTS_H

#include <netinet/in.h>
#include <stdbool.h>

/* Of a listener or a bound socket; and one that nobody has. */
#define PORT 7001
#define CLOSED 7002

/* Ends the program, and says why, if it is not done. */
void need(const char *what, bool done);
struct sockaddr_in address(unsigned port);
int listener(int backlog);
/* Both ends of a connection, the caller's first. */
void pair(int listening, int fds[2]);

/* events-raw.c: segments that no socket of TCP would send */
void damaged_tcp(unsigned n);
void damaged_udp(unsigned n);
void half_open(unsigned n);
void challenges(unsigned n);

#endif
