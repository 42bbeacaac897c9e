/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Words on lines that end where there is no more room, and go on below the first. */
#include <sys/ioctl.h>
#include <unistd.h>

#include "nstat-wrap.h"

void nstat_wrap_word(struct nstat_wrap *wrap, const char *word, size_t len)
{
	if (wrap->at > wrap->indent) {
		if (wrap->width && wrap->at + 1 + len > wrap->width) {
			buffer_char(wrap->out, '\n');
			wrap->at = 0;
		} else {
			buffer_char(wrap->out, ' ');
			wrap->at++;
		}
	}
	if (wrap->at < wrap->indent) {
		buffer_fill(wrap->out, ' ', wrap->indent - wrap->at);
		wrap->at = wrap->indent;
	}
	buffer_bytes(wrap->out, word, len);
	wrap->at += len;
}

void nstat_wrap_text(struct nstat_wrap *wrap, const char *text)
{
	while (*text) {
		const size_t len = strcspn(text, " ");

		if (len)
			nstat_wrap_word(wrap, text, len);
		text += len;
		text += *text == ' ';
	}
}

size_t nstat_wrap_width(void)
{
	struct winsize size;

	return ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) < 0 ? 0 : size.ws_col;
}
