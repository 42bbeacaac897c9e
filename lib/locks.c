/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Lines of /proc/locks, word by word. */
#include <string.h>
#include <sys/sysmacros.h>

#include "cleanup.h"
#include "locks.h"

struct meaning {
	const char *word;
	uint8_t value;
};

static const struct meaning kinds[] = {
	{ "POSIX", LOCK_KIND_POSIX },   { "OFDLCK", LOCK_KIND_OFD },
	{ "FLOCK", LOCK_KIND_FLOCK },   { "LEASE", LOCK_KIND_LEASE },
	{ "ACCESS", LOCK_KIND_ACCESS }, { "DELEG", LOCK_KIND_DELEGATION },
};

static const struct meaning states[] = {
	{ "ADVISORY", LOCK_STATE_ADVISORY }, { "MANDATORY", LOCK_STATE_MANDATORY },
	{ "MSNFS", LOCK_STATE_SHARE },       { "ACTIVE", LOCK_STATE_ACTIVE },
	{ "BREAKING", LOCK_STATE_BREAKING }, { "BREAKER", LOCK_STATE_BREAKER },
};

static const struct meaning modes[] = {
	{ "READ", LOCK_MODE_READ },
	{ "WRITE", LOCK_MODE_WRITE },
	{ "RW", LOCK_MODE_BOTH },
};

/* Zero, which is "other" or "none", for a word that is not in the table. */
static uint8_t meaning_of(const struct text *word, const struct meaning *all, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (text_is(word, all[i].word))
			return all[i].value;
	return 0;
}

static bool read_words(struct text *line, struct lock *ret)
{
	struct text kind, state, mode;

	if (!text_word(line, &kind))
		return false;
	/* The deeper the queue, the more blanks before the arrow. */
	ret->waits = text_is(&kind, "->");
	if (ret->waits && !text_word(line, &kind))
		return false;
	if (!text_word(line, &state) || !text_word(line, &mode))
		return false;
	ret->kind = meaning_of(&kind, kinds, ARRAY_SIZE(kinds));
	ret->state = meaning_of(&state, states, ARRAY_SIZE(states));
	ret->mode = meaning_of(&mode, modes, ARRAY_SIZE(modes));
	return true;
}

static bool read_file(struct text *line, struct lock *ret)
{
	uint64_t major, minor;

	text_blank(line);
	ret->has_file = !text_literal(line, "<none>:0");
	if (!ret->has_file)
		return true;
	if (!text_hex(line, &major) || !text_char(line, ':') || !text_hex(line, &minor) ||
	    !text_char(line, ':') || !text_dec(line, &ret->inode) || major > UINT32_MAX ||
	    minor > UINT32_MAX)
		return false;
	ret->dev = makedev((unsigned)major, (unsigned)minor);
	return true;
}

static bool read_range(struct text *line, struct lock *ret)
{
	if (!text_dec(line, &ret->start))
		return false;
	text_blank(line);
	if (text_literal(line, "EOF")) {
		ret->end = LOCK_TO_EOF;
		return true;
	}
	return text_dec(line, &ret->end);
}

bool lock_read(struct text line, struct lock *ret)
{
	struct lock lock = { 0 };

	if (!text_dec(&line, &lock.number) || !text_char(&line, ':') ||
	    !read_words(&line, &lock) || !text_int(&line, &lock.pid) ||
	    !read_file(&line, &lock) || !read_range(&line, &lock) || text_len(&line))
		return false;
	*ret = lock;
	return true;
}

static bool is_whole(const struct lock *lock)
{
	/* What lsof takes for the end: that of a 32-bit file. A lock that ends there is one
	 * byte short of it, and whole for all that such programs could ask for. */
	return lock->start == 0 && (lock->end == LOCK_TO_EOF || lock->end == INT32_MAX);
}

char lock_letter(const struct lock *lock)
{
	if (lock->waits)
		return '\0';
	switch (lock->mode) {
	case LOCK_MODE_READ:
		return is_whole(lock) ? 'R' : 'r';
	case LOCK_MODE_WRITE:
	case LOCK_MODE_BOTH:
		return is_whole(lock) ? 'W' : 'w';
	default:
		return '\0';
	}
}

void lock_fold(struct lock_letters *letters, char letter)
{
	static const char all[] = "RWrw";
	const char *at = letter ? strchr(all, letter) : NULL;
	unsigned bit;

	if (!at)
		return;
	bit = 1U << (at - all);
	if (!(letters->seen & bit))
		letters->letter = letter;
	letters->seen |= (uint8_t)bit;
}
