/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Counters as iproute2's nstat reads them: from these files, in this order. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "door.h"
#include "nstat-iproute.h"

static const struct file {
	enum nw_counter_source source;
	const char *variable; /* that names another file */
	const char *path;     /* below $PROC_ROOT */
} files[] = {
	{ NW_COUNTERS_SCTP, "PROC_NET_SCTP_SNMP", "net/sctp/snmp" },
	{ NW_COUNTERS_SNMP, "PROC_NET_SNMP", "net/snmp" },
	{ NW_COUNTERS_SNMP6, "PROC_NET_SNMP6", "net/snmp6" },
	{ NW_COUNTERS_NETSTAT, "PROC_NET_NETSTAT", "net/netstat" },
};

#define FILES (sizeof(files) / sizeof(files[0]))

/* Settings, and what does not only grow. iproute2 knows no others. */
static const struct useless {
	const char *group, *name;
} useless[] = {
	{ "Ip", "Forwarding" }, { "Ip", "DefaultTTL" }, { "Tcp", "RtoAlgorithm" },
	{ "Tcp", "RtoMin" },    { "Tcp", "RtoMax" },    { "Tcp", "MaxConn" },
	{ "Tcp", "CurrEstab" },
};

static bool is_useless(const struct nw_counter *counter)
{
	for (size_t i = 0; i < sizeof(useless) / sizeof(useless[0]); i++)
		if (strcmp(nw_counter_group(counter), useless[i].group) == 0 &&
		    strcmp(nw_counter_name(counter), useless[i].name) == 0)
			return true;
	return false;
}

/* Of a file that the environment names; false: of the system. */
static bool path_of(const struct file *file, struct buffer *path)
{
	const char *named = getenv(file->variable), *root = getenv("PROC_ROOT");

	if (!named && !root)
		return false;
	buffer_string(path, named ? named : root);
	if (!named) {
		buffer_char(path, '/');
		buffer_string(path, file->path);
	}
	buffer_char(path, '\0');
	return true;
}

int nstat_iproute_open(struct nstat_iproute_door *door)
{
	bool system = false;

	for (size_t i = 0; i < FILES; i++)
		system |= !getenv(files[i].variable) && !getenv("PROC_ROOT");
	return system && door_open(NULL, &door->nw) < 0 ? NSTAT_EXIT_IPROUTE : 0;
}

void nstat_iproute_close(struct nstat_iproute_door *door)
{
	nw_free(door->nw);
	door->nw = NULL;
}

static int read_all(int fd, struct buffer *text)
{
	char *room;
	ssize_t n;

	do {
		room = buffer_room(text, 16384);
		if (!room)
			return -ENOMEM;
		n = read(fd, room, 16384);
		if (n < 0)
			return -errno;
		text->n += (size_t)n;
	} while (n > 0);
	return 0;
}

/* One that is not there has no counters. */
static int parse_file(const struct file *file, const char *path, struct nw_counters **ret)
{
	struct buffer text = { .fd = -1 };
	const int fd = open(path, O_RDONLY | O_CLOEXEC);
	int r;

	if (fd < 0)
		return 0;
	r = read_all(fd, &text);
	close(fd);
	if (r == 0)
		r = nw_counters_parse(file->source, text.n ? text.at : "", text.n, ret);
	if (r < 0)
		tool_say_error("read", path, r);
	else
		for (size_t i = 0; i < nw_counters_notes(*ret); i++)
			tool_say_about("lines or values could not be understood", path);
	buffer_free(&text);
	return r;
}

static int take_system(struct nstat_iproute_door *door, const struct file *file,
		       struct nw_counters **ret)
{
	const int r = nw_counters_take(door->nw, NULL, NW_BIT(file->source), ret);

	if (r < 0) {
		tool_say_error("read /proc/", file->path, r);
		return r;
	}
	for (size_t i = 0; i < nw_counters_notes(*ret); i++)
		if (nw_note_kind(nw_counters_note(*ret, i)) != NW_NOTE_ABSENT)
			note_say(nw_counters_note(*ret, i));
	return 0;
}

static int add_all(const struct nw_counters *counters, struct nstat_entries *ret)
{
	int r = 0;

	for (size_t i = 0; r == 0 && i < nw_counters_count(counters); i++) {
		const struct nw_counter *counter = nw_counters_at(counters, i);
		const char *name = nw_counter_name(counter);

		if (!is_useless(counter))
			r = nstat_entries_add(ret, nw_counter_group(counter), name,
					      strlen(name), nw_counter_value(counter), 0);
	}
	return r;
}

static bool is_whole(const struct nw_counters *counters)
{
	for (size_t i = 0; i < nw_counters_notes(counters); i++)
		if (nw_note_kind(nw_counters_note(counters, i)) != NW_NOTE_ABSENT)
			return false;
	return true;
}

static int take_file(struct nstat_iproute_door *door, const struct file *file,
		     struct nstat_entries *ret)
{
	struct buffer path = { .fd = -1 };
	struct nw_counters *counters = NULL;
	int code = 0, r;

	if (path_of(file, &path))
		r = path.error ? -ENOMEM : parse_file(file, path.at, &counters);
	else
		r = take_system(door, file, &counters);
	buffer_free(&path);
	if (r < 0)
		return NSTAT_EXIT_IPROUTE;
	if (!counters)
		return 0;
	if (!is_whole(counters))
		code = NSTAT_EXIT_PARSE;
	if (add_all(counters, ret) < 0) {
		tool_say("out of memory");
		code = NSTAT_EXIT_IPROUTE;
	}
	nw_counters_free(counters);
	return code;
}

/* The kernel's counters are its unsigned longs. */
bool nstat_iproute_narrow(void)
{
	static const char *const wide[] = { "64", "s390x", "alpha" };
	struct utsname name;

	if (uname(&name) < 0)
		return false;
	for (size_t i = 0; i < sizeof(wide) / sizeof(wide[0]); i++)
		if (strstr(name.machine, wide[i]))
			return false;
	return true;
}

int nstat_iproute_take(struct nstat_iproute_door *door, struct nstat_entries *ret)
{
	int code = 0;

	strcpy(ret->source, "kernel");
	ret->narrow = nstat_iproute_narrow();
	for (size_t i = 0; i < FILES; i++) {
		const int one = take_file(door, &files[i], ret);

		code = code ? code : one;
	}
	return code;
}
