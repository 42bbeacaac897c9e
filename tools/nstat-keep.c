/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Samples are kept in a file while they are shown: appended, each by one write. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "escape.h"
#include "nstat-store.h"

/* After so many samples names are told again: if a record of them is lost, little else is. */
#define NAMES_EVERY 256
#define EXIT_NOT_OURS 3

struct nstat_keeping {
	int fd;
	bool headed; /* the machine is told */
	uint64_t samples;
	/* Of the names that were told last, of each namespace. */
	uint32_t *sums;
	size_t n_sums;
	struct buffer out;
};

static int refuse(struct nstat_run *run, int code, const char *why)
{
	struct buffer text = { .fd = -1 };

	escape_text(&text, run->options.out_file, strlen(run->options.out_file), 0);
	buffer_char(&text, '\0');
	tool_say("%s: %s", text.at ? text.at : "", why);
	buffer_free(&text);
	run->code = code;
	return -1;
}

/* Nothing is appended to what is not such a file already. */
static bool is_ours(int fd)
{
	char begin[NSTAT_RECORD_HEADER];
	const ssize_t r = pread(fd, begin, sizeof(begin), 0);

	return r >= 0 && nstat_record_begins(begin, (size_t)r);
}

static int open_file(struct nstat_run *run, struct nstat_keeping *keeping)
{
	struct stat stat;

	/* Neither may it block, as a pipe without a reader does. */
	keeping->fd = open(run->options.out_file,
			   O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | O_NONBLOCK, 0644);
	if (keeping->fd < 0 || fstat(keeping->fd, &stat) < 0)
		return refuse(run, EXIT_NOT_OURS, strerror(errno));
	if (!S_ISREG(stat.st_mode) || !is_ours(keeping->fd))
		return refuse(run, EXIT_NOT_OURS, "not a file of samples");
	if (flock(keeping->fd, LOCK_EX | LOCK_NB) < 0)
		return refuse(run, EXIT_TROUBLE,
			      errno == EWOULDBLOCK ? "somebody else is writing to it"
						   : strerror(errno));
	return 0;
}

/* ---- one sample --------------------------------------------------------------------------- */

static void put_head(struct nstat_run *run, struct nstat_keeping *keeping)
{
	struct nstat_machine machine = { .host = run->host };
	struct buffer payload = { .fd = -1 };

	nstat_machine_timezone(machine.timezone, sizeof(machine.timezone));
	nstat_machine_put(&machine, &payload);
	nstat_record_put(&keeping->out, NSTAT_RECORD_HEAD, &payload);
	buffer_free(&payload);
}

static int room_for_sums(struct nstat_keeping *keeping, size_t n)
{
	uint32_t *sums;

	if (n <= keeping->n_sums)
		return 0;
	sums = realloc(keeping->sums, n * sizeof(*sums));
	if (!sums)
		return -ENOMEM;
	memset(sums + keeping->n_sums, 0, (n - keeping->n_sums) * sizeof(*sums));
	keeping->sums = sums;
	keeping->n_sums = n;
	return 0;
}

/* At first more often: what is lost is at most half of what there is. */
static bool is_due(uint64_t samples)
{
	return samples % NAMES_EVERY == 0 || (samples & (samples - 1)) == 0;
}

static int put_names(struct nstat_keeping *keeping, const struct nw_counters *counters,
		     uint32_t *sum)
{
	const uint32_t before = *sum;
	struct buffer names = { .fd = -1 };
	void *at;
	int r = nw_counters_pack_names(counters, &at, &names.n);

	if (r < 0)
		return r;
	names.at = at;
	*sum = nstat_record_sum(names.at, names.n);
	if (*sum != before || is_due(keeping->samples))
		nstat_record_put(&keeping->out, NSTAT_RECORD_NAMES, &names);
	buffer_free(&names);
	return 0;
}

static int put_values(const struct nw_counters *counters, struct buffer *out)
{
	void *values;
	size_t len;
	int r = nw_counters_pack_values(counters, &values, &len);

	if (r < 0)
		return r;
	nstat_record_put_number(out, (uint32_t)len);
	buffer_bytes(out, values, len);
	free(values);
	return 0;
}

static int put_space(struct nstat_keeping *keeping, const struct nstat_space *space,
		     uint32_t *sum, struct buffer *sample)
{
	const char *name = space->name ? space->name : "";
	int r = put_names(keeping, space->now, sum);

	if (r < 0)
		return r;
	nstat_record_put_number(sample, *sum);
	nstat_record_put_number(sample, (uint32_t)strlen(name));
	buffer_string(sample, name);
	return put_values(space->now, sample);
}

static int put_sample(struct nstat_run *run, struct nstat_keeping *keeping)
{
	struct buffer sample = { .fd = -1 };
	uint32_t n = 0;
	int r = room_for_sums(keeping, run->n_spaces);

	for (size_t i = 0; i < run->n_spaces; i++)
		n += run->spaces[i].now != NULL;
	nstat_record_put_number(&sample, n);
	for (size_t i = 0; r == 0 && i < run->n_spaces; i++)
		if (run->spaces[i].now)
			r = put_space(keeping, &run->spaces[i], &keeping->sums[i], &sample);
	if (r == 0 && n)
		nstat_record_put(&keeping->out, NSTAT_RECORD_SAMPLE, &sample);
	buffer_free(&sample);
	return r;
}

/* All of it by one write; where there was room for a part only, the next one says why. */
static int write_all(int fd, const struct buffer *out)
{
	size_t done = 0;

	while (done < out->n) {
		const ssize_t r = write(fd, out->at + done, out->n - done);

		if (r < 0 && errno != EINTR)
			return -errno;
		done += r > 0 ? (size_t)r : 0;
	}
	return 0;
}

/* A part is taken back: the file stays as it was. */
static int write_out(struct nstat_run *run, struct nstat_keeping *keeping)
{
	const off_t end = lseek(keeping->fd, 0, SEEK_END);
	int r = write_all(keeping->fd, &keeping->out);

	if (r == 0)
		return 0;
	refuse(run, EXIT_TROUBLE, strerror(-r));
	if (end >= 0 && ftruncate(keeping->fd, end) < 0)
		refuse(run, EXIT_TROUBLE, strerror(errno));
	return -1;
}

static int keep(struct nstat_run *run)
{
	struct nstat_keeping *keeping = run->keeping;
	int r;

	keeping->out.n = 0;
	if (!keeping->headed)
		put_head(run, keeping);
	r = put_sample(run, keeping);
	if (r < 0 || keeping->out.error)
		return refuse(run, EXIT_TROUBLE, strerror(r < 0 ? -r : keeping->out.error));
	keeping->headed = true;
	keeping->samples++;
	return keeping->out.n ? write_out(run, keeping) : 0;
}

/* ---- the source ----------------------------------------------------------------------------- */

static int keep_open(struct nstat_run *run)
{
	struct nstat_keeping *keeping = calloc(1, sizeof(*keeping));
	int r;

	run->keeping = keeping;
	if (!keeping)
		return -ENOMEM;
	keeping->fd = -1;
	keeping->out.fd = -1;
	/* A file that may not grow is an error like any other. */
	signal(SIGXFSZ, SIG_IGN);
	r = open_file(run, keeping);
	if (r == 0)
		r = nstat_live.open(run);
	return r < 0 ? r : keep(run);
}

static int keep_next(struct nstat_run *run)
{
	int r = nstat_live.next(run);

	/* The first one is kept already, and is all there is. */
	if (r <= 0 || run->options.since_boot)
		return r;
	if (keep(run) == 0)
		return r;
	run->missed = true;
	return 0;
}

static void keep_close(struct nstat_run *run)
{
	struct nstat_keeping *keeping = run->keeping;

	nstat_live.close(run);
	if (!keeping)
		return;
	if (keeping->fd >= 0)
		close(keeping->fd);
	free(keeping->sums);
	buffer_free(&keeping->out);
	free(keeping);
}

const struct nstat_source nstat_keep = { keep_open, keep_next, keep_close };
