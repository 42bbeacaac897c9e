/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Many questions to the name service at once, and an end to waiting for it. */
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cleanup.h"
#include "hosts.h"

#define THREADS_MAX 16

struct job {
	struct job *next;
	void *tag; /* not for threads to follow: it may be gone */
	unsigned round;
	union {
		struct sockaddr any;
		struct sockaddr_in in;
		struct sockaddr_in6 in6;
	} address;
	socklen_t len;
	enum host_result result;
	char *name;
};

/*
 * getnameinfo() cannot be interrupted, and with a dead name server it takes as long as
 * resolv.conf says, 30 seconds and more. So threads are never joined: each holds a
 * reference to this, owns the job it asks for, and sees nothing else.
 */
struct hosts {
	pthread_mutex_t lock;
	pthread_cond_t finished;
	unsigned references;
	unsigned threads;
	unsigned round;    /* which hosts_wait() a job belongs to */
	size_t unfinished; /* of this round: waiting or under way */
	size_t n_waiting;
	struct job *waiting, **last_waiting;
	struct job *done;
};

/* ---- lists, under the lock ------------------------------------------------------- */

static void add_waiting(struct hosts *hosts, struct job *job)
{
	*hosts->last_waiting = job;
	hosts->last_waiting = &job->next;
	hosts->n_waiting++;
	hosts->unfinished++;
}

static struct job *take_waiting(struct hosts *hosts)
{
	struct job *job = hosts->waiting;

	if (!job)
		return NULL;
	hosts->waiting = job->next;
	if (!hosts->waiting)
		hosts->last_waiting = &hosts->waiting;
	hosts->n_waiting--;
	return job;
}

static void add_done(struct hosts *hosts, struct job *job, enum host_result result)
{
	job->result = result;
	job->next = hosts->done;
	hosts->done = job;
}

static struct job *take_done(struct hosts *hosts)
{
	struct job *job = hosts->done;

	if (job)
		hosts->done = job->next;
	return job;
}

static void withdraw_waiting(struct hosts *hosts)
{
	struct job *job;

	while ((job = take_waiting(hosts)))
		add_done(hosts, job, HOST_UNASKED);
}

/* ---- life ------------------------------------------------------------------------ */

int hosts_new(struct hosts **ret)
{
	struct hosts *hosts = calloc(1, sizeof(*hosts));
	pthread_condattr_t attr;

	if (!hosts)
		return -ENOMEM;
	hosts->references = 1;
	hosts->last_waiting = &hosts->waiting;
	pthread_mutex_init(&hosts->lock, NULL);
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&hosts->finished, &attr);
	pthread_condattr_destroy(&attr);

	*ret = hosts;
	return 0;
}

/* Called with the lock held; it is gone or released afterwards. */
static void drop_reference(struct hosts *hosts)
{
	struct job *job;
	bool last = --hosts->references == 0;

	pthread_mutex_unlock(&hosts->lock);
	if (!last)
		return;
	while ((job = take_done(hosts))) {
		free(job->name);
		free(job);
	}
	pthread_cond_destroy(&hosts->finished);
	pthread_mutex_destroy(&hosts->lock);
	free(hosts);
}

void hosts_free(struct hosts *hosts)
{
	if (!hosts)
		return;
	pthread_mutex_lock(&hosts->lock);
	withdraw_waiting(hosts);
	drop_reference(hosts);
}

/* ---- threads --------------------------------------------------------------------- */

static enum host_result ask(const struct job *job, char **ret)
{
	char name[NI_MAXHOST];

	switch (getnameinfo(&job->address.any, job->len, name, sizeof(name), NULL, 0,
			    NI_NAMEREQD)) {
	case 0:
		*ret = strdup(name);
		return *ret ? HOST_ANSWERED : HOST_FAILED;
	case EAI_AGAIN:
	case EAI_MEMORY:
	case EAI_SYSTEM:
		return HOST_FAILED;
	default:
		return HOST_ANSWERED;
	}
}

static void *serve(void *arg)
{
	struct hosts *hosts = arg;
	struct job *job;

	pthread_mutex_lock(&hosts->lock);
	while ((job = take_waiting(hosts))) {
		enum host_result result;

		pthread_mutex_unlock(&hosts->lock);
		result = ask(job, &job->name);
		pthread_mutex_lock(&hosts->lock);

		add_done(hosts, job, result);
		if (job->round == hosts->round && --hosts->unfinished == 0)
			pthread_cond_signal(&hosts->finished);
	}
	hosts->threads--;
	drop_reference(hosts);
	return NULL;
}

static void start_threads(struct hosts *hosts)
{
	size_t want = hosts->threads + hosts->n_waiting;
	sigset_t all, before;
	pthread_attr_t attr;

	pthread_attr_init(&attr);
	pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
	/* The caller's signal handlers are not to run in threads it knows nothing of. */
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	while (hosts->threads < want && hosts->threads < THREADS_MAX) {
		pthread_t thread;

		if (pthread_create(&thread, &attr, serve, hosts) != 0)
			break;
		hosts->threads++;
		hosts->references++;
	}
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	pthread_attr_destroy(&attr);
}

/* ---- questions and answers ------------------------------------------------------- */

int hosts_ask(struct hosts *hosts, int family, const void *address, void *tag)
{
	struct job *job = calloc(1, sizeof(*job));

	if (!job)
		return -ENOMEM;
	job->tag = tag;
	job->address.any.sa_family = (sa_family_t)family;
	if (family == AF_INET) {
		memcpy(&job->address.in.sin_addr, address, sizeof(struct in_addr));
		job->len = sizeof(job->address.in);
	} else {
		memcpy(&job->address.in6.sin6_addr, address, sizeof(struct in6_addr));
		job->len = sizeof(job->address.in6);
	}

	pthread_mutex_lock(&hosts->lock);
	job->round = hosts->round;
	add_waiting(hosts, job);
	pthread_mutex_unlock(&hosts->lock);
	return 0;
}

static struct timespec after(unsigned ms)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	t.tv_sec += ms / 1000;
	t.tv_nsec += ms % 1000 * 1000000L;
	if (t.tv_nsec >= 1000000000L) {
		t.tv_sec++;
		t.tv_nsec -= 1000000000L;
	}
	return t;
}

void hosts_wait(struct hosts *hosts, unsigned timeout_ms)
{
	const struct timespec deadline = after(timeout_ms);

	pthread_mutex_lock(&hosts->lock);
	start_threads(hosts);
	while (hosts->unfinished && hosts->threads)
		if (pthread_cond_timedwait(&hosts->finished, &hosts->lock, &deadline) != 0)
			break;

	/* What is under way now ends in a later round, where nobody waits for it. */
	withdraw_waiting(hosts);
	hosts->unfinished = 0;
	hosts->round++;
	pthread_mutex_unlock(&hosts->lock);
}

bool hosts_next(struct hosts *hosts, struct host_answer *ret)
{
	struct job *job;

	pthread_mutex_lock(&hosts->lock);
	job = take_done(hosts);
	pthread_mutex_unlock(&hosts->lock);
	if (!job)
		return false;

	*ret = (struct host_answer){ job->tag, job->result, job->name };
	free(job);
	return true;
}
