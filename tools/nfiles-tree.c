/* SPDX-License-Identifier: GPL-2.0-or-later */
/* --tree: processes below their parents, and below each what it shares with whom. */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "nfiles-tree.h"

struct node {
	const struct nw_proc *proc;
	size_t line, n_lines;  /* of run->lines */
	size_t child, sibling; /* 1 more than the index; 0: none */
	bool has_parent, done;
};

struct tree {
	struct files_run *run;
	struct shares shares;
	struct node *nodes; /* by process id */
	size_t n;
	struct buffer prefix;
	bool error;
};

/* ---- which processes ------------------------------------------------------------------- */

/* Who is named is shown; of others those that have something to show, and where nothing
 * selects those that share it with somebody. */
static bool is_shown(struct tree *tree, const struct node *node)
{
	const struct files_options *options = &tree->run->options;
	const struct files_id *id = files_id(&options->pids, nw_proc_pid(node->proc));
	struct shares *shares = &tree->shares;

	if (id && !id->excluded)
		return true;
	shares->preview = true;
	shares_find(shares, &tree->run->lines[node->line], node->n_lines);
	shares->preview = false;
	if (files_kinds(options))
		return shares->n;
	for (size_t i = 0; i < shares->n; i++)
		if (!shares->all[i].nobody)
			return true;
	return false;
}

static int find_nodes(struct tree *tree)
{
	const struct files_run *run = tree->run;

	for (size_t i = 0; i < run->n_lines;) {
		struct node node = { .proc = nw_use_proc(run->lines[i].use), .line = i };
		struct node *slot;

		while (i < run->n_lines && nw_use_proc(run->lines[i].use) == node.proc)
			i++;
		node.n_lines = i - node.line;
		if (!is_shown(tree, &node))
			continue;
		slot = FILES_ADD(tree->nodes, tree->n);
		if (!slot)
			return -ENOMEM;
		*slot = node;
	}
	return tree->shares.error ? -ENOMEM : 0;
}

/* ---- their parents ----------------------------------------------------------------------- */

static const struct nw_proc *find_proc(const struct nw_table *table, uint32_t pid)
{
	size_t low = 0, high = nw_table_procs(table);

	while (low < high) {
		const size_t middle = low + (high - low) / 2;
		const struct nw_proc *proc = nw_table_proc(table, middle);

		if (nw_proc_pid(proc) == pid)
			return proc;
		if (nw_proc_pid(proc) < pid)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

static struct node *find_node(const struct tree *tree, uint32_t pid)
{
	size_t low = 0, high = tree->n;

	while (low < high) {
		const size_t middle = low + (high - low) / 2;

		if (nw_proc_pid(tree->nodes[middle].proc) == pid)
			return &tree->nodes[middle];
		if (nw_proc_pid(tree->nodes[middle].proc) < pid)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

/* The nearest ancestor that is shown. Processes are read one after the other: what they say
 * of their parents may lead in a circle. */
static struct node *parent_of(const struct tree *tree, const struct nw_proc *proc)
{
	const struct nw_table *table = tree->run->table;
	uint32_t pid;

	for (size_t steps = nw_table_procs(table); steps > 0; steps--) {
		struct node *node;

		if (!nw_proc_parent(proc, &pid) || !pid)
			return NULL;
		node = find_node(tree, pid);
		proc = find_proc(table, pid);
		if (node || !proc)
			return node;
	}
	return NULL;
}

/* From the last to the first, so that children stand in their order. */
static void find_parents(struct tree *tree)
{
	for (size_t i = tree->n; i-- > 0;) {
		struct node *node = &tree->nodes[i];
		struct node *parent = parent_of(tree, node->proc);

		if (!parent || parent == node)
			continue;
		node->has_parent = true;
		node->sibling = parent->child;
		parent->child = i + 1;
	}
}

/* ---- the picture ---------------------------------------------------------------------------- */

static void put_title(struct tree *tree, const struct nw_proc *proc)
{
	struct buffer *out = &tree->run->out;
	const char *name = NULL, *comm;
	uint32_t owner = 0;
	size_t len = 0;
	const bool known = nw_proc_owner(proc, &owner);

	comm = nw_proc_comm(proc, &len);
	buffer_format(out, "%" PRIu32 " ", nw_proc_pid(proc));
	if (comm)
		escape_text(out, comm, len, ESCAPE_UNIQUE);
	if (known && !tree->run->options.numeric_users)
		name = nw_user_name(tree->run->nw, owner);
	buffer_string(out, " (");
	if (name)
		escape_text(out, name, strlen(name), ESCAPE_UNIQUE);
	else if (known)
		buffer_u64(out, owner);
	buffer_string(out, ")\n");
}

static void put_shares(struct tree *tree, const struct node *node)
{
	struct files_run *run = tree->run;
	struct shares *shares = &tree->shares;
	const size_t before = tree->prefix.n;

	shares_find(shares, &run->lines[node->line], node->n_lines);
	buffer_string(&tree->prefix, node->child ? "|  " : "   ");
	for (size_t i = 0, n; i < shares->n; i += n) {
		for (n = 1; i + n < shares->n; n++)
			if (!share_alike(shares, &shares->all[i], &shares->all[i + n]))
				break;
		share_put(shares, &shares->all[i], n, &tree->prefix);
	}
	if (!shares->n) {
		buffer_bytes(&run->out, tree->prefix.at, tree->prefix.n);
		buffer_string(&run->out, files_kinds(&run->options) == FILES_BY_PID
						 ? "shares nothing\n"
						 : "shares nothing that is selected\n");
	}
	tree->prefix.n = before;
}

static void put_node(struct tree *tree, struct node *node)
{
	const size_t before = tree->prefix.n;

	node->done = true;
	put_title(tree, node->proc);
	put_shares(tree, node);
	for (size_t child = node->child; child;) {
		struct node *next = &tree->nodes[child - 1];

		child = next->sibling;
		if (next->done)
			continue;
		buffer_bytes(&tree->run->out, tree->prefix.at, tree->prefix.n);
		buffer_string(&tree->run->out, child ? "|-" : "`-");
		buffer_string(&tree->prefix, child ? "| " : "  ");
		put_node(tree, next);
		tree->prefix.n = before;
	}
}

/* What may not be looked into may be at any other end. */
static void say_closed(const struct files_run *run)
{
	const struct nw_use *use;
	size_t n = 0;

	nw_foreach(use, use, run->table)
		n += nw_use_kind(use) == NW_USE_NO_FD;
	if (n && !run->options.no_warnings)
		files_say("%ju processes may not be looked into: what they share is not seen",
			  (uintmax_t)n);
}

int files_show_tree(struct files_run *run)
{
	struct tree tree = { .run = run, .prefix = { .fd = -1 } };
	int r;

	shares_begin(&tree.shares, run);
	r = find_nodes(&tree);
	if (r == 0)
		find_parents(&tree);
	for (size_t i = 0; r == 0 && i < tree.n; i++)
		if (!tree.nodes[i].has_parent)
			put_node(&tree, &tree.nodes[i]);
	/* Those that are their own ancestors. */
	for (size_t i = 0; r == 0 && i < tree.n; i++)
		if (!tree.nodes[i].done)
			put_node(&tree, &tree.nodes[i]);
	if (tree.shares.error || tree.prefix.error)
		r = -ENOMEM;
	if (r == 0)
		say_closed(run);
	shares_free(&tree.shares);
	buffer_free(&tree.prefix);
	free(tree.nodes);
	return r;
}
