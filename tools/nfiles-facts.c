/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Facts of processes and files, under the letters of -F and the keys of -J. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "nfiles-facts.h"

#define AT(field) offsetof(struct files_facts, field)

static const struct files_fact_row proc_rows[] = {
	{ 'p', "pid", FILES_FACT_NUMBER, AT(pid), false },
	{ 'K', "tid", FILES_FACT_NUMBER, AT(tid), false },
	{ 'M', "task_cmd", FILES_FACT_TEXT, AT(task), false },
	{ 'Z', "security_context", FILES_FACT_TEXT, AT(context), false },
	{ 'g', "pgid", FILES_FACT_NUMBER, AT(group), false },
	{ 'R', "ppid", FILES_FACT_NUMBER, AT(parent), false },
	{ 'c', "command", FILES_FACT_TEXT, AT(command), false },
	{ 'u', "uid", FILES_FACT_NUMBER, AT(user), false },
	{ 'L', "login", FILES_FACT_TEXT, AT(login), false },
};

static const struct files_fact_row file_rows[] = {
	{ 'f', "fd", FILES_FACT_TEXT, AT(fd), false },
	{ 'a', "access", FILES_FACT_LETTER, AT(access), false },
	{ 'l', "lock", FILES_FACT_LETTER, AT(lock), false },
	{ 't', "type", FILES_FACT_TEXT, AT(type), false },
	{ 'G', "flags", FILES_FACT_TEXT, AT(flags), false },
	{ 'd', "device", FILES_FACT_TEXT, AT(device_name), false },
	{ 'D', "device_number", FILES_FACT_HEX, AT(device), true },
	{ 'r', "raw_device", FILES_FACT_HEX, AT(rdev), true },
	{ 's', "size", FILES_FACT_NUMBER, AT(size), true },
	{ 'o', "offset", FILES_FACT_OFFSET, AT(offset), true },
	{ 'i', "inode", FILES_FACT_NUMBER, AT(inode), true },
	{ 'k', "nlink", FILES_FACT_NUMBER, AT(links), false },
	{ 'P', "protocol", FILES_FACT_TEXT, AT(protocol), false },
	{ 'n', "name", FILES_FACT_TEXT, AT(name), false },
	{ 'T', "tcp_info", FILES_FACT_INFO, AT(info), false },
};

const struct files_fact_rows files_facts_of_proc = { proc_rows, ARRAY_SIZE(proc_rows) };
const struct files_fact_rows files_facts_of_file = { file_rows, ARRAY_SIZE(file_rows) };

static struct files_text text_of(const char *at, size_t len)
{
	return (struct files_text){ at, at ? len : 0 };
}

/* Cells are padded with blanks; an empty one is none. */
static struct files_text word_of(const char *cell)
{
	cell += strspn(cell, " ");
	return text_of(*cell ? cell : NULL, strlen(cell));
}

/* ---- processes ---------------------------------------------------------------------- */

static struct files_number number_of(bool known, uint64_t value)
{
	return (struct files_number){ known, value };
}

void files_know_proc(struct files_run *run, const struct nw_proc *proc, struct files_facts *ret)
{
	uint32_t group = 0, parent = 0, owner = 0;
	const bool has_group = nw_proc_group(proc, &group);
	const bool has_parent = nw_proc_parent(proc, &parent);
	const bool has_owner = nw_proc_owner(proc, &owner);
	const bool named = !run->options.numeric_users && files_field(&run->options, 'L');
	size_t len = 0;
	const char *text = nw_proc_comm(proc, &len);

	ret->command = text_of(text ? text : "(unknown)", text ? len : strlen("(unknown)"));
	text = nw_proc_task(proc, &len);
	ret->task = text_of(text, len);
	text = nw_proc_context(proc, &len);
	ret->context = text_of(run->options.context ? text : NULL, len);
	text = has_owner && named ? nw_user_name(run->nw, owner) : NULL;
	ret->login = text_of(text, text ? strlen(text) : 0);
	ret->pid = number_of(true, nw_proc_pid(proc));
	ret->tid = number_of(nw_proc_tid(proc), nw_proc_tid(proc));
	ret->group = number_of(has_group, group);
	ret->parent = number_of(has_parent, parent);
	ret->user = number_of(has_owner, owner);
}

/* ---- files -------------------------------------------------------------------------- */

/* lsof 4.95 has an asterisk and three digits of what is long, and so does its table. */
static void know_fd(const struct files_run *run, const struct nw_use *use,
		    struct files_facts *facts)
{
	const bool cut = run->options.lsof && run->options.format == FILES_FIELDS;

	facts->fd = word_of(facts->cells.fd);
	if (cut || files_word(use))
		return;
	snprintf(facts->number, sizeof(facts->number), "%" PRIu32, nw_use_fd(use));
	facts->fd = word_of(facts->number);
}

/* lsof 4.95 tells the one that its table has; what has a size has an offset too. */
static void know_size(const struct files_run *run, const struct nw_use *use,
		      struct files_facts *facts)
{
	const struct files_options *options = &run->options;
	const bool one = options->lsof && options->format == FILES_FIELDS;
	const bool sized = !files_has_offset(use);
	uint64_t number = 0;
	bool known;

	known = sized && nw_use_size(use, &number);
	facts->size = number_of(known && !(one && options->offset), number);
	known = nw_use_offset(use, &number);
	if (one && (sized ? !options->offset : options->size))
		known = false;
	facts->offset = number_of(known, number);
}

static void know_device(const struct files_run *run, const struct nw_use *use,
			struct files_facts *facts)
{
	const enum files_socket socket = files_socket(use);
	uint64_t number = 0;
	uint32_t mode = 0;
	bool known;

	facts->device_name = facts->protocol = text_of(NULL, 0);
	facts->device = facts->rdev = facts->inode = facts->links = number_of(false, 0);
	if (socket > FILES_UNKNOWN_SOCKET)
		facts->device_name = word_of(facts->cells.device);
	if (socket == FILES_INET || socket == FILES_PACKET) {
		facts->protocol = word_of(facts->cells.node);
		return;
	}
	known = nw_use_inode(use, &number);
	facts->inode = number_of(known, number);
	if (socket > FILES_UNKNOWN_SOCKET)
		return;
	known = nw_use_device(use, &number);
	facts->device = number_of(known, number);
	nw_use_mode(use, &mode);
	known = (S_ISCHR(mode) || S_ISBLK(mode)) && nw_use_rdev(use, &number);
	facts->rdev = number_of(known, number);
	known = *facts->cells.nlink && (run->options.nlink || !run->options.by_fields) &&
		nw_use_nlink(use, &number);
	facts->links = number_of(known, number);
}

static void know_flags(const struct files_run *run, const struct nw_use *use,
		       struct files_facts *facts)
{
	struct buffer *bytes = &facts->flag_bytes;
	uint32_t flags;

	bytes->fd = -1;
	bytes->n = 0;
	if (run->options.flags && nw_use_flags(use, &flags))
		files_put_flags(bytes, run->options.flags, flags);
	facts->flags = text_of(bytes->n ? bytes->at : NULL, bytes->n);
}

/* It is made where names are always made, as it is: every format escapes in its own way. */
static void know_name(struct files_run *run, const struct nw_use *use, struct files_facts *facts)
{
	struct buffer out = run->out;

	facts->name_bytes.fd = -1;
	facts->name_bytes.n = 0;
	run->out = facts->name_bytes;
	run->raw = true;
	files_put_name(run, use);
	run->raw = false;
	facts->name_bytes = run->out;
	run->out = out;
	facts->name = text_of(facts->name_bytes.n ? facts->name_bytes.at : "",
			      facts->name_bytes.n);
}

void files_know_file(struct files_run *run, const struct files_line *line,
		     struct files_facts *ret)
{
	const struct nw_use *use = line->use;
	const char access = nw_use_access(use), lock = nw_use_lock(use);

	ret->access = access ? access : ' ';
	ret->lock = lock ? lock : ' ';
	files_cells(run, use, &ret->cells);
	ret->type = word_of(ret->cells.type);
	know_fd(run, use, ret);
	know_size(run, use, ret);
	know_device(run, use, ret);
	know_flags(run, use, ret);
	if (files_field(&run->options, 'n'))
		know_name(run, use, ret);
	files_info(run, use, &ret->info);
}

void files_facts_free(struct files_facts *facts)
{
	buffer_free(&facts->name_bytes);
	buffer_free(&facts->flag_bytes);
}
