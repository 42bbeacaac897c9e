/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A screen of a terminal for as long as a run takes. */
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "nstat-plot.h"
#include "nstat.h"

static volatile sig_atomic_t stopped;

static void stop(int signal)
{
	(void)signal;
	stopped = 1;
}

/* Only to wake up whoever waits. */
static void wake(int signal)
{
	(void)signal;
}

static void handle(int signal, void (*handler)(int))
{
	/* Without SA_RESTART: a wait ends. */
	const struct sigaction action = { .sa_handler = handler };

	sigaction(signal, &action, NULL);
}

static int put(const char *text)
{
	struct buffer out = { .fd = STDOUT_FILENO };

	buffer_string(&out, text);
	buffer_flush(&out);
	buffer_free(&out);
	return -out.error;
}

static void switch_on(void)
{
	put("\033[?1049h\033[?7l\033[?25l");
	handle(SIGTSTP, stop);
}

void screen_enter(void)
{
	nstat_signal_ends(SIGTERM);
	nstat_signal_ends(SIGHUP);
	handle(SIGWINCH, wake);
	handle(SIGCONT, wake);
	switch_on();
}

void screen_leave(void)
{
	put("\033[?25h\033[?7h\033[?1049l");
}

void screen_size(size_t *rows, size_t *columns)
{
	struct winsize size = { 0 };

	ioctl(STDOUT_FILENO, TIOCGWINSZ, &size);
	*rows = size.ws_row ? size.ws_row : 24;
	*columns = size.ws_col ? size.ws_col : 80;
}

int screen_draw(const struct buffer *lines)
{
	struct buffer out = { .fd = STDOUT_FILENO };

	buffer_string(&out, "\033[H");
	for (const char *at = lines->at, *end = lines->at + lines->n; at < end;) {
		const char *newline = memchr(at, '\n', (size_t)(end - at));
		const size_t len = (size_t)((newline ? newline : end) - at);

		/* Erased first: behind a line that fills the screen its last column would be. */
		buffer_string(&out, "\033[K");
		buffer_bytes(&out, at, len);
		at += len + 1;
		buffer_string(&out, at < end ? "\r\n" : "");
	}
	buffer_string(&out, "\033[J\033[H");
	buffer_flush(&out);
	buffer_free(&out);
	return -out.error;
}

void screen_stop_if_asked(void)
{
	if (!stopped)
		return;
	stopped = 0;
	screen_leave();
	handle(SIGTSTP, SIG_DFL);
	raise(SIGTSTP);
	/* It goes on here. */
	switch_on();
}
