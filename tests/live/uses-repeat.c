/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * uses-repeat ROUNDS: pictures of all files of all processes, one after the other by one
 * program: what they leave behind in it. Each line says "ok" or "not_ok", or is a comment.
 */
#include <dirent.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include <netwho.h>

/* How many kB there may be more after the last round than after the first quarter. */
#define GROWTH_KB 4096

#define ALL ((1u << NW_USES_) - 1)

struct state {
	unsigned long kb;
	unsigned descriptors;
};

/* What a sanitizer keeps of freed memory would be all that is seen of it. It asks for this. */
__attribute__((visibility("default"))) const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
	return "quarantine_size_mb=1:detect_leaks=1";
}

static unsigned long resident(void)
{
	FILE *file = fopen("/proc/self/status", "re");
	unsigned long kb = 0;
	char line[256];

	while (file && fgets(line, sizeof(line), file))
		if (!strncmp(line, "VmRSS:", 6))
			kb = strtoul(line + 6, NULL, 10);
	if (file)
		fclose(file);
	return kb;
}

static unsigned descriptors(void)
{
	DIR *dir = opendir("/proc/self/fd");
	unsigned n = 0;

	while (dir && readdir(dir))
		n++;
	if (dir)
		closedir(dir);
	return n;
}

static struct state state_now(void)
{
	return (struct state){ resident(), descriptors() };
}

static bool has_children(void)
{
	return waitpid(-1, NULL, WNOHANG) >= 0 || errno != ECHILD;
}

static const struct {
	uint32_t want, owners;
	bool no_socks;
} kinds[] = {
	{ NW_USE_LOCKS | NW_USE_MOUNTS | NW_USE_COUNTS, NW_OWNERS_AUTO, false },
	{ NW_USE_OFFSETS | NW_USE_FLAGS | NW_USE_THREADS | NW_USE_POINTERS,
	  NW_OWNERS_SCAN, false },
	{ NW_USE_SOCKETS | NW_USE_KNOWN | NW_USE_ALONE, NW_OWNERS_AUTO, false },
	{ NW_USE_PROGRAM | NW_USE_CONTEXT | NW_USE_MAPPED | NW_USE_MOUNTS, NW_OWNERS_AUTO, true },
};

/* How many uses there are; -errno. */
static long take(struct nw *nw, unsigned round)
{
	const struct nw_use_query uses = {
		.size = sizeof(uses),
		.kinds = ALL,
		.want = kinds[round % 4].want,
	};
	const struct nw_query query = {
		.size = sizeof(query),
		.owners = kinds[round % 4].owners,
		.no_socks = kinds[round % 4].no_socks,
		.uses = &uses,
	};
	struct nw_table *table;
	long n;
	int r = nw_table_take(nw, &query, &table);

	if (r < 0)
		return r;
	n = (long)nw_table_uses(table);
	nw_table_free(table);
	return n;
}

static void judge(const char *title, bool right)
{
	printf("%s %s\n", right ? "ok" : "not_ok", title);
}

static int rounds(struct nw *nw, unsigned n)
{
	struct state early = { 0 }, late;
	long all = 0;

	for (unsigned i = 0; i < n; i++) {
		const long r = take(nw, i);

		if (r < 0) {
			printf("# round %u: %s\n", i, strerror((int)-r));
			return (int)r;
		}
		all += r;
		if (i + 1 == n / 4)
			early = state_now();
	}
	late = state_now();
	printf("# %u rounds, %ld uses: %lu kB and %u descriptors, after a quarter %lu kB and %u\n",
	       n, all, late.kb, late.descriptors, early.kb, early.descriptors);
	judge("there were uses", all > 100L * n);
	judge("memory does not grow", late.kb && late.kb <= early.kb + GROWTH_KB);
	judge("descriptors do not grow", late.descriptors == early.descriptors);
	return 0;
}

int main(int argc, char **argv)
{
	const unsigned before = descriptors();
	struct nw *nw;
	int r;

	if (argc != 2 || nw_open(NULL, &nw) < 0)
		return 1;
	r = rounds(nw, (unsigned)atoi(argv[1]));
	nw_free(nw);
	judge("no picture failed", r == 0);
	judge("no child is left", !has_children());
	judge("no descriptor is left", descriptors() == before);
	return 0;
}
