/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The hostile population: names that lie to whoever prints them as they are. */
#include <errno.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "population.h"

#define FAKE "0000000000000000: 00000002 00000000 00010000 0001 01 4242 /run/docker.sock"
#define TEN "0123456789"
#define HUNDRED TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN
#define NAME(literal) literal, sizeof(literal) - 1

static const struct {
	const char *name;
	size_t len;
} names[] = {
	/* Two lines in /proc/net/unix, the second one a listener that does not exist. */
	{ NAME("\0x\n" FAKE) },
	{ NAME("newline\nin-a-path") },
	{ NAME("\0bogus\nline") },
	{ NAME("\0\033[2J\033[31mred\007") },
	{ NAME("escape\033]0;title\007.sock") },
	{ NAME("\0c1-csi-\x9b" "31m") },
	{ NAME("\0invalid-\xff\xfe\xc3\x28-utf8") },
	{ NAME("\0bidi-\xe2\x80\xae" "txt.exe") },
	{ NAME("\0tab\tand\rreturn\177") },
	/* As long as a name can be: 108 bytes, no NUL behind them. */
	{ NAME(HUNDRED "-longest") },
	{ NAME("\0" HUNDRED "-longes") },
	/* JSON and shell. */
	{ NAME("\0quote\"back\\slash</script>$(id)") },
};

static int listener(const char *name, size_t len)
{
	struct sockaddr_un to = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	if (fd < 0)
		return -errno;
	memcpy(to.sun_path, name, len);
	if (*name)
		unlink(name);
	if (bind(fd, (struct sockaddr *)&to,
		 (socklen_t)(offsetof(struct sockaddr_un, sun_path) + len)) < 0)
		return -errno;
	return listen(fd, 5) < 0 ? -errno : fd;
}

static int unix_names(void)
{
	int last = 0;

	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		int fd = listener(names[i].name, names[i].len);

		last = fd < 0 ? fd : last;
	}
	return last;
}

static int programs(void)
{
	int r;

	/* A comm of 15 bytes that ends its own field in /proc/PID/stat. */
	r = child_named("/bin/\033[31mred\033[0m", 18070, "a) R 1\n\033[31mx\n");
	if (r >= 0)
		r = child_named("two\nlines", 18071, "\xff\xfe)((\x9b");
	if (r >= 0)
		r = child_named("\xe2\x80\xaekcab", 18072, "\xe2\x80\xae" "back");
	return r < 0 ? r : children_ready();
}

int hostile_make(int argc, char **argv)
{
	static const struct deed deeds[] = {
		{ "hostile programs", programs },
		{ "hostile UNIX names", unix_names },
	};
	int r;

	if (mkdir(argv[0], 0755) < 0 && errno != EEXIST)
		return -errno;
	if (chdir(argv[0]) < 0)
		return -errno;
	r = namespace_prepare();
	if (r < 0)
		return r;
	deeds_do(deeds, ARRAY_SIZE(deeds));
	return 0;
}
