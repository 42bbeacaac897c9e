/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The same report again and again in one place of a terminal, what changed highlighted. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include "tool.h"
#include "watch.h"

static volatile sig_atomic_t stopped;

static void stop(int signal)
{
	(void)signal;
	stopped = 1;
}

struct line {
	const char *at;
	size_t len;
};

struct lines {
	struct line *at;
	size_t n;
	struct buffer text; /* that they are lines of */
};

static int compare(const void *left, const void *right)
{
	const struct line *a = left, *b = right;
	size_t len = a->len < b->len ? a->len : b->len;
	int r = len ? memcmp(a->at, b->at, len) : 0;

	return r ? r : (a->len > b->len) - (a->len < b->len);
}

static void lines_free(struct lines *lines)
{
	free(lines->at);
	buffer_free(&lines->text);
	lines->at = NULL;
	lines->n = 0;
}

/* Take over the text and sort its lines, to be looked up. */
static int remember(struct lines *lines, struct buffer *text)
{
	size_t n = 0;

	lines_free(lines);
	lines->text = *text;
	*text = (struct buffer){ .fd = -1 };
	for (size_t i = 0; i < lines->text.n; i++)
		n += lines->text.at[i] == '\n';
	lines->at = calloc(n + 1, sizeof(*lines->at));
	if (!lines->at)
		return -ENOMEM;
	for (const char *p = lines->text.at, *end = p + lines->text.n; p < end;) {
		const char *newline = memchr(p, '\n', (size_t)(end - p));

		if (!newline)
			break;
		lines->at[lines->n++] = (struct line){ p, (size_t)(newline - p) };
		p = newline + 1;
	}
	qsort(lines->at, lines->n, sizeof(*lines->at), compare);
	return 0;
}

static bool was_there(const struct lines *lines, const struct line *line)
{
	return lines->n &&
	       bsearch(line, lines->at, lines->n, sizeof(*lines->at), compare) != NULL;
}

/* As no-color.org has it: set, and not to nothing. */
static bool is_plain(void)
{
	const char *no_color = getenv("NO_COLOR");

	return no_color && *no_color;
}

/* On the screen, where a tab goes to the next multiple of 8. */
static size_t width_of(const struct line *line)
{
	size_t width = 0;

	for (size_t i = 0; i < line->len; i++)
		if (line->at[i] == '\t')
			width += 8 - width % 8;
		else
			/* What follows the first byte of a character takes no place. */
			width += (line->at[i] & 0xc0) != 0x80;
	return width;
}

/*
 * What stands in the line's place is erased first: from the last column on would mean that
 * column as well, when the line is exactly as long as the screen is wide. A longer one leaves
 * its last character there, which is no part of its beginning.
 */
static void draw_line(struct buffer *screen, const struct line *line, bool bold, bool cut)
{
	buffer_string(screen, bold ? "\033[K\033[1m" : "\033[K");
	buffer_bytes(screen, line->at, line->len);
	buffer_string(screen, bold ? "\033[0m" : "");
	buffer_string(screen, cut ? "\033[K\r\n" : "\r\n");
}

/* What there is besides what is shown, and then what was said of it. */
static void draw_last(struct buffer *screen, size_t left, size_t cut, const char *said)
{
	if (left)
		buffer_format(screen, "(%zu more line%s)", left, left == 1 ? "" : "s");
	if (cut)
		buffer_format(screen, "%s(%zu line%s cut at the right)", left ? " " : "", cut,
			      cut == 1 ? "" : "s");
	if (said && *said && !left) {
		buffer_string(screen, cut ? " " : "");
		buffer_bytes(screen, said, strcspn(said, "\n"));
	}
}

/* From the top of the screen; a line that was not there is bold. */
static void draw(const struct buffer *text, const struct lines *before, const char *said,
		 bool first)
{
	struct buffer screen = { .fd = STDOUT_FILENO };
	struct winsize size = { .ws_row = 24 };
	const char *p = text->at, *end = text->at + text->n;
	const bool plain = first || is_plain();
	size_t row = 0, left = 0, cut = 0, room;

	ioctl(STDOUT_FILENO, TIOCGWINSZ, &size);
	room = size.ws_row > 2 ? size.ws_row - 2u : 1;
	buffer_string(&screen, "\033[H");
	for (; p < end; row++) {
		const char *newline = memchr(p, '\n', (size_t)(end - p));
		const struct line line = { p, (size_t)((newline ? newline : end) - p) };
		bool wide;

		p = newline ? newline + 1 : end;
		if (row >= room) {
			left++;
			continue;
		}
		wide = size.ws_col && width_of(&line) > size.ws_col;
		cut += wide;
		draw_line(&screen, &line, !plain && !was_there(before, &line), wide);
	}
	buffer_string(&screen, "\033[J");
	draw_last(&screen, left, cut, said);
	buffer_flush(&screen);
	buffer_free(&screen);
}

/* On failure, ret is what was said of it. */
static int one_round(int (*round)(void *arg, struct buffer *out), void *arg,
		     struct lines *before, bool first, char **ret)
{
	struct buffer text = { .fd = -1 };
	char *said = NULL;
	size_t said_len = 0;
	int r;

	/* What would scroll the screen is shown on its last line. */
	tool_errors = open_memstream(&said, &said_len);
	r = round(arg, &text);
	if (tool_errors)
		fclose(tool_errors);
	tool_errors = NULL;
	if (r == 0) {
		draw(&text, before, said, first);
		r = remember(before, &text);
	}
	if (r)
		*ret = said;
	else
		free(said);
	buffer_free(&text);
	return r;
}

int watch(int (*round)(void *arg, struct buffer *out), void *arg, unsigned interval_ms)
{
	/* Lines are as wide as they are: the terminal must not wrap them. */
	static const char enter[] = "\033[?1049h\033[?7l\033[?25l";
	static const char leave[] = "\033[?25h\033[?7h\033[?1049l";
	const struct timespec interval = { interval_ms / 1000,
					   (long)(interval_ms % 1000) * 1000000 };
	const struct sigaction action = { .sa_handler = stop };
	struct lines before = { .text = { .fd = -1 } };
	char *said = NULL;
	int r = 0;

	if (!isatty(STDOUT_FILENO))
		return -ENOTTY;
	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
	sigaction(SIGHUP, &action, NULL);
	if (write(STDOUT_FILENO, enter, sizeof(enter) - 1) < 0)
		return -errno;
	for (bool first = true; !stopped && r == 0; first = false) {
		r = one_round(round, arg, &before, first, &said);
		if (r == 0 && !stopped)
			nanosleep(&interval, NULL);
	}
	if (write(STDOUT_FILENO, leave, sizeof(leave) - 1) < 0)
		r = r ? r : -errno;
	/* Said before, it would have gone with the screen. */
	if (said)
		fprintf(stderr, "%s", said);
	free(said);
	lines_free(&before);
	return r;
}
