/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Fuzz target: filters of what processes use, tried on uses made of the same bytes. What is
 * decided of a process before its files are known must be so when they are.
 */
#include <sys/stat.h>

#include "compose.h"
#include "filter-inside.h"
#include "use.h"

__attribute__((weak)) bool names_port(struct names *names, const char *service,
				      const char *protocol, uint32_t *ret)
{
	*ret = (uint32_t)strlen(service);
	return *service == 's';
}

__attribute__((weak)) bool names_uid(struct names *names, const char *user, uint32_t *ret)
{
	*ret = (uint32_t)strlen(user);
	return *user == 'r';
}

__attribute__((weak)) int names_addresses(struct names *names, const char *host, int af,
					  struct nw_address *ret, size_t room)
{
	return -ENOENT;
}

static const char *const words[] = {
	"( ", " ) ", " or ", " and ", " not ", "= ", "!= ", "> ", "~ ", "!~ ", "type ", "REG ",
	"fd ", "cwd ", "DEL ", "access ", "lock ", "locked ", "deleted ", "size ", "10M ",
	"1.5Ki ", "allocated ", "offset ", "inode ", "nlink ", "device ", "8,1 ", "name ",
	"path ", "/tmp/* ", "' (deleted)' ", "mount ", "fstype ", "pid ", "1,2 ", "ppid ",
	"pgid ", "uid ", "user ", "root ", "comm ", "program ", "container ", "unit ",
	"cgroup ", "/a ", "sport ", "sport != 22 ", "dst ", "unix:x ", "state listening ",
	"proto tcp ", "rtt ", "reason ", "netns self ",
};

/* Each text is a part of the bytes. */
static const char *part(const uint8_t *data, size_t size, size_t at, uint32_t *len)
{
	at %= size;
	*len = (uint32_t)(data[at] % (size - at));
	return (const char *)data + at;
}

/* The same up to its first NUL, one behind it; of a mount its type is the second half. */
static const char *ended(const char *text, uint32_t len, char room[2 * 256 + 2])
{
	const size_t half = strnlen(text, len / 2);

	memcpy(room, text, half);
	room[half] = '\0';
	memcpy(room + half + 1, text + len / 2, len - len / 2);
	room[half + 1 + len - len / 2] = '\0';
	return room;
}

static void make(const uint8_t *data, size_t size, struct nw_proc *proc, struct nw_sock *sock,
		 struct use_draft *more, struct nw_use *use)
{
	static char name[2 * 256 + 2], mount[2 * 256 + 2];
	const uint8_t first = data[0], last = data[size - 1];
	const char *text;
	uint32_t len;

	*proc = (struct nw_proc){
		.pid = first & 3, .parent = last & 3, .group = 1, .owner = last & 7,
		.comm = 1, .argv = 2, .base = (const char *)data, .has = last,
	};
	proc->comm_len = size > 1 ? first % (uint32_t)(size - 1) : 0;
	proc->argv_len = size > 2 ? last % (uint32_t)(size - 2) : 0;
	proc->comm = size > 1;
	proc->argv = size > 2 ? 2 : 0;
	if (size > 3) {
		proc->labels.at[NW_LABEL_UNIT] = proc->labels.at[NW_LABEL_UNIFIED] = 3;
		proc->labels.len[NW_LABEL_UNIT] = first % (uint32_t)(size - 3);
		proc->labels.len[NW_LABEL_UNIFIED] = last % (uint32_t)(size - 3);
	}
	*sock = (struct nw_sock){
		.family = first % NW_FAMILIES_, .af = last & 1 ? AF_INET6 : AF_INET,
		.state = last % NW_STATES_, .local_port = first, .has = first | last << 8,
	};
	*more = (struct use_draft){
		.kind = first % NW_USES_, .has = first, .mode = (uint16_t)((last & 15) << 12),
		.size = (uint64_t)first << last % 40, .nlink = last & 1, .dev = 0x801,
	};
	more->link = part(data, size, first, &len);
	more->link_len = (uint16_t)len;
	text = part(data, size, last, &len);
	more->name = ended(text, len, name);
	if (first & 8) {
		text = part(data, size, 1, &len);
		more->mount = ended(text, len, mount);
	}
	*use = (struct nw_use){
		.kind = more->kind, .fd = last, .proc = proc, .access = "rwu"[first % 3],
		.lock = last & 2 ? 'R' : 0, .sock = first & 4 ? sock : NULL,
		.more = (first & 4) && (last & 4) ? NULL : more,
	};
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static uint64_t nobody;
	struct filter_error error = { 0 };
	struct filter *filter = NULL;
	enum filter_truth early;
	struct nw_proc proc;
	struct nw_sock sock;
	struct use_draft more;
	struct nw_use use;
	uint32_t want = 0, use_want = 0;
	size_t len;
	char *text;
	int r;

	if (size < 1)
		return 0;
	text = input_of(data, size, words, ARRAY_SIZE(words), &len);
	r = filter_parse_uses((struct names *)&nobody, text, len, &filter, &error);
	must(r == 0 || r == -EINVAL);
	if (r < 0) {
		must(!filter && error.what && error.at + error.len <= len);
	} else {
		make(data, size, &proc, &sock, &more, &use);
		filter_use_wants(filter, &want, &use_want);
		must(!(want & (NW_WANT_HOLDERS | NW_WANT_PROGRAM)));
		early = filter_match_proc(filter, &proc);
		must(early == FILTER_MAYBE ||
		     (early == FILTER_YES) == filter_match_use(filter, &use));
	}
	filter_free(filter);
	free(text);
	return 0;
}
