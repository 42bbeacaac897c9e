/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Complaints in lsof's words: arguments may be hostile, and are escaped as lsof does. */
#include <inttypes.h>
#include <langinfo.h>
#include <stdarg.h>

#include "escape.h"
#include "nfiles-inside.h"

/* lsof has names for some control bytes, a circumflex for the others. */
static size_t put_control(struct buffer *buffer, unsigned char c)
{
	static const char names[] = "\bb\ff\nn\rr\tt\\\\";

	for (size_t i = 0; names[i]; i += 2)
		if ((unsigned char)names[i] == c) {
			buffer_char(buffer, '\\');
			buffer_char(buffer, names[i + 1]);
			return 1;
		}
	if (c >= ' ')
		return 0;
	buffer_char(buffer, '^');
	buffer_char(buffer, (char)(c + '@'));
	return 1;
}

/* Where the locale has no UTF-8 there are bytes. */
static bool has_utf8(void)
{
	return strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
}

static bool has_high(const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if ((unsigned char)text[i] >= 0x80)
			return true;
	return false;
}

static void put_bytes(struct buffer *buffer, const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if ((unsigned char)text[i] < 0x80)
			escape_text(buffer, text + i, 1, 0);
		else
			buffer_format(buffer, "\\x%02x", (unsigned char)text[i]);
}

void files_escape(struct buffer *buffer, const char *text, size_t len)
{
	size_t n = 0, done = 0;

	/* What is no control byte is escaped as everywhere, however long it is. */
	for (; n <= len; n++) {
		unsigned char c = n < len ? (unsigned char)text[n] : 0;

		if (n < len && c >= ' ' && c != '\\')
			continue;
		if (has_high(text + done, n - done) && !has_utf8())
			put_bytes(buffer, text + done, n - done);
		else
			escape_text(buffer, text + done, n - done, 0);
		done = n < len ? n + put_control(buffer, c) : n;
	}
}

static const char *put_argument(struct buffer *buffer, const char *format, va_list *args)
{
	const char *text;
	char c;

	switch (*format) {
	case '-':
		buffer_string(buffer, va_arg(*args, const char *));
		format++;
		break;
	case 's':
		text = va_arg(*args, const char *);
		files_escape(buffer, text ? text : "(null)", strlen(text ? text : "(null)"));
		break;
	case 'c':
		c = (char)va_arg(*args, int);
		files_escape(buffer, &c, 1);
		break;
	case 'd':
		buffer_format(buffer, "%d", va_arg(*args, int));
		break;
	case 'j':
		buffer_u64(buffer, va_arg(*args, uintmax_t));
		format++;
		break;
	default:
		buffer_char(buffer, *format);
	}
	return format + 1;
}

void files_say(const char *format, ...)
{
	struct buffer buffer = { .fd = -1 };
	va_list args;

	va_start(args, format);
	while (*format) {
		size_t n = strcspn(format, "%");

		buffer_bytes(&buffer, format, n);
		format += n;
		if (*format)
			format = put_argument(&buffer, format + 1, &args);
	}
	va_end(args);
	buffer_char(&buffer, '\0');
	/* Not through tool_say(), which knows an end: an argument may be long. */
	fprintf(tool_errors ? tool_errors : stderr, "%s: %s\n", tool_name,
		buffer.error ? "out of memory" : buffer.at);
	buffer_free(&buffer);
}
