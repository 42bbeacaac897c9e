/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the parts of the population helper share: children, addresses, pairs. */
#ifndef POPULATION_H
#define POPULATION_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/socket.h>
#include <sys/types.h>

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

/* The address that does not fit in netstat's 23 columns. */
#define LONG_SIX "fd00:1234:5678:9abc:def0:1234:5678:9abc"

/*
 * Ports are fixed, so that scripts can name them: a listener has PORT, the client that
 * calls it first PORT + FROM, the next one PORT + 2 * FROM, and so on.
 */
#define FROM 1000

/* One thing to make: 0, or -errno. A system that cannot make it is not an error. */
struct deed {
	const char *name;
	int (*make)(void);
};

/* A TCP connection to ourselves and the listener it went to. */
struct pair {
	int listener, client, server;
};

/* population.c: children end with their parent, whatever happens to it. */
void deeds_do(const struct deed *deeds, size_t n);
/* Start work(arg) in a child; when it has returned 0 or more the child waits for ever. */
int child_start(int (*work)(const void *arg), const void *arg);
/* As child_start(); the child keeps what its parent holds. */
int child_heir(int (*work)(const void *arg), const void *arg);
/* Start ourselves under another name, holding a TCP listener; comm may be NULL. */
int child_named(const char *argv0, unsigned port, const char *comm);
/* Wait until each child has said that it has done its work: 0, or the last error. */
int children_ready(void);

/* population-net.c */
socklen_t address(const char *host, unsigned port, struct sockaddr_storage *ret);
int inet_socket(const char *host, int type, int protocol);
int inet_bound(const char *host, unsigned port, int type, int protocol);
int tcp_listen(const char *host, unsigned port, int backlog);
int tcp_dial(const char *host, unsigned port, unsigned from);
int tcp_dial_start(const char *host, unsigned port, unsigned from, bool deaf);
int pair_make(const char *host, unsigned port, struct pair *ret);
int pair_make_narrow(const char *host, unsigned port, struct pair *ret);
int option_on(int fd, int level, int option);
int deafen(int fd);
int fill(int fd);
int namespace_prepare(void);

/* What odd is made of. */
int odd_tcp(void);
int odd_tcp_endings(void);
int odd_dgram(void);
int odd_unix(void);
int odd_processes(void);

/* The modes: 0, or -errno. */
int odd_make(int argc, char **argv);
/* population-files.c: descriptors of every kind, then the odd population. */
int files_make(int argc, char **argv);
int hostile_make(int argc, char **argv);
int big_make(int argc, char **argv);
int churn_make(int argc, char **argv);
int fdchurn_make(int argc, char **argv);
int ring_make(int argc, char **argv);
int talk_make(int argc, char **argv);
int alone_make(int argc, char **argv);
int mptcp_make(int argc, char **argv);
int listen_make(int argc, char **argv);
int shared_make(int argc, char **argv);
int call_make(int argc, char **argv);
int trouble_make(int argc, char **argv);
/* population-ends.c: channels whose ends are held by several processes. */
int ends_make(int argc, char **argv);
/* Where the name of this process is, for those that change it. */
void churn_name(char *argv0);

#endif
