/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Conditions on what a process uses: the process, the file, the descriptor. */
#include <string.h>
#include <sys/stat.h>

#include "fd-link.h"
#include "filter-inside.h"
#include "use.h"

/* ---- the process ----------------------------------------------------------------- */

enum filter_truth use_pid(const struct term *term, const struct subject *subject)
{
	const uint64_t *list = (const uint64_t *)span_of(subject->filter, term->list);
	const uint32_t pid = subject->proc->pid;
	bool found = false;

	if (!(1U << term->op & OPS_EQUAL))
		return truth(filter_compare(pid, term->op, *list));
	for (uint32_t i = 0; i < term->list.len; i++)
		found = found || list[i] == pid;
	return truth(found == (term->op == OP_EQ));
}

static enum filter_truth number(const struct term *term, bool known, uint64_t value)
{
	return truth(known && filter_compare(value, term->op, term->number.value));
}

enum filter_truth use_parent(const struct term *term, const struct subject *subject)
{
	return number(term, subject->proc->has & PROC_HAS_RELATIVES, subject->proc->parent);
}

enum filter_truth use_group(const struct term *term, const struct subject *subject)
{
	return number(term, subject->proc->has & PROC_HAS_RELATIVES, subject->proc->group);
}

enum filter_truth use_owner(const struct term *term, const struct subject *subject)
{
	return number(term, subject->proc->has & PROC_HAS_OWNER, subject->proc->owner);
}

/* Of several texts, of which some may be missing, any; "!=": one is known, and none is it. */
static enum filter_truth texts(const struct term *term, const struct subject *subject,
			       const struct text *all, size_t n, unsigned flags)
{
	const struct text pattern =
		text_of(span_of(subject->filter, term->pattern), term->pattern.len);
	const bool wanted = term->op == OP_EQ || term->op == OP_LIKE;
	bool known = false, found = false;

	for (size_t i = 0; i < n; i++) {
		if (!all[i].p)
			continue;
		known = true;
		found = found || glob_match(pattern, all[i], flags);
	}
	return truth(known && found == wanted);
}

typedef const char *text_fn(const struct nw_proc *proc, size_t *len);

static enum filter_truth name_of(const struct term *term, const struct subject *subject,
				 text_fn *get)
{
	size_t len = 0;
	const char *at = get(subject->proc, &len);
	const struct text text = { at, at ? at + len : NULL };

	return texts(term, subject, &text, 1, 0);
}

enum filter_truth use_comm(const struct term *term, const struct subject *subject)
{
	return name_of(term, subject, nw_proc_comm);
}

enum filter_truth use_program(const struct term *term, const struct subject *subject)
{
	return name_of(term, subject, nw_proc_program);
}

static struct text label_of(const struct subject *subject, enum nw_label label)
{
	size_t len = 0;
	const char *at = nw_proc_label(subject->proc, label, &len);

	return (struct text){ at, at ? at + len : NULL };
}

enum filter_truth use_label(const struct term *term, const struct subject *subject)
{
	const struct text text = label_of(subject, term->predicate->label);

	return texts(term, subject, &text, 1, 0);
}

enum filter_truth use_unit(const struct term *term, const struct subject *subject)
{
	const struct text all[] = {
		label_of(subject, NW_LABEL_UNIT),
		label_of(subject, NW_LABEL_USER_UNIT),
	};

	return texts(term, subject, all, ARRAY_SIZE(all), 0);
}

enum filter_truth use_cgroup(const struct term *term, const struct subject *subject)
{
	const struct span name = term->number.name;
	const struct text path = filter_cgroup_path(text_of(span_of(subject->filter, name),
							    name.len));
	const struct text group = label_of(subject, NW_LABEL_UNIFIED);

	return truth(group.p && text_len(&group) == text_len(&path) &&
		     memcmp(group.p, path.p, text_len(&path)) == 0);
}

/* ---- the file --------------------------------------------------------------------- */

/* Whatever the process is, its files are not known yet. */
#define NEED_USE(subject)                                                                \
	do {                                                                             \
		if (!(subject)->use)                                                     \
			return FILTER_MAYBE;                                             \
	} while (0)

#define NUMBER_OF_USE(name, getter)                                                      \
	enum filter_truth name(const struct term *term, const struct subject *subject)   \
	{                                                                                \
		uint64_t value = 0;                                                      \
		bool known;                                                              \
                                                                                         \
		NEED_USE(subject);                                                       \
		known = getter(subject->use, &value);                                    \
		return number(term, known, value);                                       \
	}

NUMBER_OF_USE(use_inode, nw_use_inode)
NUMBER_OF_USE(use_size, nw_use_size)
NUMBER_OF_USE(use_allocated, nw_use_allocated)
NUMBER_OF_USE(use_offset, nw_use_offset)
NUMBER_OF_USE(use_nlink, nw_use_nlink)
NUMBER_OF_USE(use_device, nw_use_device)

enum filter_truth use_fd(const struct term *term, const struct subject *subject)
{
	const struct nw_use *use = subject->use;

	NEED_USE(subject);
	if (term->number.mask)
		return truth((use->kind == term->number.mask - 1) == (term->op == OP_EQ));
	return number(term, use->kind == NW_USE_FD, use->fd);
}

static enum filter_truth letter(const struct term *term, char value)
{
	return number(term, value, (unsigned char)value);
}

enum filter_truth use_access(const struct term *term, const struct subject *subject)
{
	NEED_USE(subject);
	return letter(term, subject->use->access);
}

enum filter_truth use_lock(const struct term *term, const struct subject *subject)
{
	NEED_USE(subject);
	return letter(term, subject->use->lock);
}

enum filter_truth use_locked(const struct term *term, const struct subject *subject)
{
	(void)term;
	NEED_USE(subject);
	return truth(subject->use->lock);
}

enum filter_truth use_deleted(const struct term *term, const struct subject *subject)
{
	(void)term;
	NEED_USE(subject);
	return truth(nw_use_deleted(subject->use));
}

static const char *type_of_sock(const struct nw_sock *sock)
{
	static const struct {
		const char *four, *six; /* by the version of IP */
	} types[NW_FAMILIES_] = {
		[NW_TCP] = { "IPv4", "IPv6" },     [NW_UDP] = { "IPv4", "IPv6" },
		[NW_UDPLITE] = { "IPv4", "IPv6" }, [NW_RAW] = { "raw", "raw6" },
		[NW_PING] = { "icmp", "sock" },    [NW_UNIX] = { "unix", "unix" },
		[NW_PACKET] = { "pack", "pack" },  [NW_NETLINK] = { "netlink", "netlink" },
	};
	const char *type = sock->af == AF_INET6 ? types[sock->family].six
						: types[sock->family].four;

	return type ? type : "sock";
}

/* lsof's words, as far as they are known without asking the kernel once more. */
static const char *type_of(const struct nw_use *use)
{
	static const struct {
		uint32_t format;
		const char *type;
	} types[] = {
		{ S_IFREG, "REG" }, { S_IFDIR, "DIR" },   { S_IFCHR, "CHR" },
		{ S_IFBLK, "BLK" }, { S_IFIFO, "FIFO" },  { S_IFLNK, "LINK" },
		{ S_IFSOCK, "sock" },
	};
	const struct use_draft *more = use->more;
	struct text link;

	if (use->sock)
		return type_of_sock(use->sock);
	if (S_ISREG(more->mode) && more->mount &&
	    strcmp(more->mount + strlen(more->mount) + 1, "mqueue") == 0)
		return "PSXMQ";
	for (size_t i = 0; i < ARRAY_SIZE(types); i++)
		if ((more->mode & S_IFMT) == types[i].format)
			return types[i].type;
	link = text_of(more->link ? more->link : "", more->link ? more->link_len : 0);
	if (text_literal(&link, "socket:"))
		return "sock";
	return text_literal(&link, "anon_inode") ? "a_inode" : "unknown";
}

enum filter_truth use_type(const struct term *term, const struct subject *subject)
{
	const char *type;
	struct text text;

	NEED_USE(subject);
	type = type_of(subject->use);
	text = text_of(type, strlen(type));
	return texts(term, subject, &text, 1, GLOB_FOLD);
}

static struct text text_or_none(const char *at, size_t len)
{
	return (struct text){ at, at ? at + len : NULL };
}

enum filter_truth use_mount(const struct term *term, const struct subject *subject)
{
	const char *mount;
	struct text text;
	size_t len;

	NEED_USE(subject);
	mount = nw_use_mount(subject->use, &len);
	text = text_or_none(mount, len);
	return texts(term, subject, &text, 1, 0);
}

enum filter_truth use_fstype(const struct term *term, const struct subject *subject)
{
	const char *fstype;
	struct text text;
	size_t len;

	NEED_USE(subject);
	fstype = nw_use_fstype(subject->use, &len);
	text = text_or_none(fstype, len);
	return texts(term, subject, &text, 1, 0);
}

/* ---- its name ---------------------------------------------------------------------- */

static bool is_like(const struct term *term, const struct subject *subject, struct text text,
		    unsigned flags)
{
	const struct span pattern = term->host.name;

	return glob_match(text_of(span_of(subject->filter, pattern), pattern.len), text, flags);
}

/* What is gone is still called what it was; and a UNIX socket by the name it is bound to. */
enum filter_truth use_name(const struct term *term, const struct subject *subject)
{
	const struct nw_use *use = subject->use;
	const struct nw_sock *sock = subject->sock;
	struct fd_link link;
	const char *name;
	size_t len = 0;

	NEED_USE(subject);
	name = sock && sock->family == NW_UNIX
		       ? attr_find(sock->attrs, sock->attrs_len, NW_ATTR_NAME, &len)
		       : NULL;
	if (name)
		return truth(is_like(term, subject, text_of(name, len),
				     *name ? 0 : GLOB_NULS));
	name = nw_use_name(use, &len);
	if (is_like(term, subject, text_of(name, len), 0))
		return FILTER_YES;
	fd_link_read(text_of(name, len), &link);
	return truth(link.deleted && is_like(term, subject, link.path, 0));
}
