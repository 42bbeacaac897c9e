/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A file system whose server stops answering: fuse-silent DIRECTORY. It has a directory "dir"
 * with a file "inner" in it, and a file "file". "ready" on stdout when it is mounted; from
 * SIGUSR1 on questions are read and never answered. Its end is the end of the mount.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/fuse.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

static volatile sig_atomic_t silent;

static void fall_silent(int signal)
{
	(void)signal;
	silent = 1;
}

/* ---- what there is --------------------------------------------------------------------- */

static const char content[] = "what a file holds\n";

static const struct node {
	const char *name;
	uint64_t parent, inode;
	uint32_t mode;
} nodes[] = {
	{ "", 0, FUSE_ROOT_ID, S_IFDIR | 0755 },
	{ "file", FUSE_ROOT_ID, 20, S_IFREG | 0755 },
	{ "dir", FUSE_ROOT_ID, 30, S_IFDIR | 0755 },
	{ "inner", 30, 31, S_IFREG | 0644 },
};

#define NODES (sizeof(nodes) / sizeof(nodes[0]))

static const struct node *node_of(uint64_t inode)
{
	for (size_t i = 0; i < NODES; i++)
		if (nodes[i].inode == inode)
			return &nodes[i];
	return NULL;
}

static struct fuse_attr attributes(const struct node *node)
{
	return (struct fuse_attr){
		.ino = node->inode,
		.size = S_ISREG(node->mode) ? sizeof(content) - 1 : 0,
		.mode = node->mode,
		.nlink = S_ISREG(node->mode) ? 1 : 2,
		.blksize = 4096,
	};
}

/* ---- answers ----------------------------------------------------------------------------- */

struct question {
	struct fuse_in_header head;
	union {
		char name[1];
		struct fuse_init_in init;
		struct fuse_read_in read;
	};
};

struct reply {
	struct fuse_out_header head;
	union {
		struct fuse_init_out init;
		struct fuse_attr_out attr;
		struct fuse_entry_out entry;
		struct fuse_open_out open;
		struct fuse_statfs_out statfs;
		char data[4096];
	};
};

static size_t init(const struct question *question, struct reply *reply)
{
	reply->init = (struct fuse_init_out){
		.major = FUSE_KERNEL_VERSION,
		.minor = question->init.minor < FUSE_KERNEL_MINOR_VERSION
				 ? question->init.minor
				 : FUSE_KERNEL_MINOR_VERSION,
		.max_readahead = question->init.max_readahead,
		.max_write = 4096,
		.time_gran = 1,
	};
	return sizeof(reply->init);
}

static size_t getattr(const struct question *question, struct reply *reply)
{
	const struct node *node = node_of(question->head.nodeid);

	if (!node)
		return 0;
	reply->attr = (struct fuse_attr_out){ .attr = attributes(node) };
	return sizeof(reply->attr);
}

/* Nothing may be cached: every look is a question. */
static size_t lookup(const struct question *question, struct reply *reply)
{
	for (size_t i = 0; i < NODES; i++) {
		if (nodes[i].parent != question->head.nodeid ||
		    strcmp(nodes[i].name, question->name) != 0)
			continue;
		reply->entry = (struct fuse_entry_out){
			.nodeid = nodes[i].inode,
			.attr = attributes(&nodes[i]),
		};
		return sizeof(reply->entry);
	}
	return 0;
}

static size_t open_it(const struct question *question, struct reply *reply)
{
	(void)question;
	reply->open = (struct fuse_open_out){ .fh = 1 };
	return sizeof(reply->open);
}

static size_t statfs(const struct question *question, struct reply *reply)
{
	(void)question;
	reply->statfs = (struct fuse_statfs_out){ .st = { .bsize = 4096, .namelen = 255 } };
	return sizeof(reply->statfs);
}

static size_t read_it(const struct question *question, struct reply *reply)
{
	const size_t size = sizeof(content) - 1;
	size_t n = question->read.offset < size ? size - question->read.offset : 0;

	if (n > question->read.size)
		n = question->read.size;
	if (n)
		memcpy(reply->data, content + question->read.offset, n);
	return n;
}

/* All at once: what is asked for behind the first is the end. */
static size_t read_directory(const struct question *question, struct reply *reply)
{
	size_t n = 0;

	for (size_t i = 0; question->read.offset == 0 && i < NODES; i++) {
		const size_t len = strlen(nodes[i].name);
		struct fuse_dirent entry = {
			.ino = nodes[i].inode,
			.off = i + 1,
			.namelen = (uint32_t)len,
			.type = nodes[i].mode >> 12,
		};

		if (nodes[i].parent != question->head.nodeid)
			continue;
		memcpy(reply->data + n, &entry, FUSE_NAME_OFFSET);
		memcpy(reply->data + n + FUSE_NAME_OFFSET, nodes[i].name, len);
		n += FUSE_DIRENT_ALIGN(FUSE_NAME_OFFSET + len);
	}
	return n;
}

static size_t nothing(const struct question *question, struct reply *reply)
{
	(void)question;
	(void)reply;
	return 0;
}

static const struct {
	uint32_t opcode;
	size_t (*answer)(const struct question *question, struct reply *reply);
	bool may_be_empty;
} answers[] = {
	{ FUSE_INIT, init, false },
	{ FUSE_GETATTR, getattr, false },
	{ FUSE_LOOKUP, lookup, false },
	{ FUSE_OPEN, open_it, false },
	{ FUSE_OPENDIR, open_it, false },
	{ FUSE_READ, read_it, true },
	{ FUSE_READDIR, read_directory, true },
	{ FUSE_STATFS, statfs, false },
	{ FUSE_ACCESS, nothing, true },
	{ FUSE_FLUSH, nothing, true },
	{ FUSE_RELEASE, nothing, true },
	{ FUSE_RELEASEDIR, nothing, true },
};

static int answer(int fd, const struct question *question)
{
	static struct reply reply;
	int error = ENOSYS;
	size_t n = 0;

	memset(&reply, 0, sizeof(reply));
	for (size_t i = 0; i < sizeof(answers) / sizeof(answers[0]); i++) {
		if (answers[i].opcode != question->head.opcode)
			continue;
		n = answers[i].answer(question, &reply);
		error = n || answers[i].may_be_empty ? 0 : ENOENT;
	}
	reply.head.unique = question->head.unique;
	reply.head.error = -error;
	reply.head.len = (uint32_t)(sizeof(reply.head) + (error ? 0 : n));
	/* Who asked may have been ended meanwhile. */
	return write(fd, &reply, reply.head.len) < 0 && errno != ENOENT ? -1 : 0;
}

/* ---- its life ------------------------------------------------------------------------------ */

static bool wants_none(const struct question *question)
{
	return question->head.opcode == FUSE_FORGET ||
	       question->head.opcode == FUSE_BATCH_FORGET ||
	       question->head.opcode == FUSE_INTERRUPT;
}

static int serve(int fd)
{
	static union {
		struct question question;
		char room[FUSE_MIN_READ_BUFFER + 4096];
	} in;
	bool ready = false;

	for (;;) {
		ssize_t len = read(fd, &in, sizeof(in));

		if (len < 0 && (errno == EINTR || errno == ENOENT))
			continue;
		if (len < (ssize_t)sizeof(in.question.head))
			return 0;
		if (silent || wants_none(&in.question))
			continue;
		if (answer(fd, &in.question) < 0)
			return 1;
		if (!ready)
			puts("ready");
		fflush(stdout);
		ready = true;
	}
}

int main(int argc, char **argv)
{
	const struct sigaction action = { .sa_handler = fall_silent };
	char options[128];
	int fd = open("/dev/fuse", O_RDWR | O_CLOEXEC);

	if (argc != 2 || fd < 0) {
		perror("fuse-silent: /dev/fuse");
		return 77;
	}
	sigaction(SIGUSR1, &action, NULL);
	snprintf(options, sizeof(options),
		 "fd=%d,rootmode=40000,user_id=%u,group_id=%u,allow_other", fd, getuid(),
		 getgid());
	if (mount("silent", argv[1], "fuse", MS_NOSUID | MS_NODEV, options) < 0) {
		perror("fuse-silent: mount");
		return 77;
	}
	return serve(fd);
}
