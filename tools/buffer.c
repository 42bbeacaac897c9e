/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Bytes on their way out: one growing buffer, written in large pieces. */
#include <arpa/inet.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "buffer.h"

void buffer_free(struct buffer *buffer)
{
	free(buffer->at);
	buffer->at = NULL;
	buffer->n = buffer->size = 0;
}

void buffer_flush(struct buffer *buffer)
{
	size_t done = 0;

	if (buffer->fd < 0)
		return;
	while (!buffer->error && done < buffer->n) {
		ssize_t r = write(buffer->fd, buffer->at + done, buffer->n - done);

		if (r < 0 && errno != EINTR)
			buffer->error = errno;
		else if (r > 0)
			done += (size_t)r;
	}
	buffer->n = 0;
}

void buffer_pass(struct buffer *buffer, struct buffer *other)
{
	if (buffer->fd < 0) {
		buffer_bytes(buffer, other->at, other->n);
	} else {
		buffer_flush(buffer);
		other->fd = buffer->fd;
		if (!buffer->error)
			buffer_flush(other);
	}
	if (other->error && !buffer->error)
		buffer->error = other->error;
	buffer_free(other);
}

char *buffer_grow(struct buffer *buffer, size_t n)
{
	if (buffer->fd >= 0 && buffer->n >= BUFFER_LONG)
		buffer_flush(buffer);
	if (buffer->size - buffer->n < n) {
		size_t size = (buffer->n + n) + (buffer->n + n) / 2 + 256;
		char *grown = realloc(buffer->at, size);

		if (!grown) {
			buffer->error = ENOMEM;
			return NULL;
		}
		buffer->at = grown;
		buffer->size = size;
	}
	return buffer->at + buffer->n;
}

void buffer_u64(struct buffer *buffer, uint64_t number)
{
	char digits[20];
	size_t at = sizeof(digits);

	do {
		digits[--at] = (char)('0' + number % 10);
		number /= 10;
	} while (number);
	buffer_bytes(buffer, digits + at, sizeof(digits) - at);
}

void buffer_hex(struct buffer *buffer, const char *data, size_t len)
{
	static const char digits[] = "0123456789abcdef";

	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)data[i];

		buffer_char(buffer, digits[c >> 4]);
		buffer_char(buffer, digits[c & 15]);
	}
}

void buffer_ipv4(struct buffer *buffer, const unsigned char *bytes)
{
	char text[16], *p = text;

	for (int i = 0; i < 4; i++) {
		if (i)
			*p++ = '.';
		if (bytes[i] >= 100)
			*p++ = (char)('0' + bytes[i] / 100);
		if (bytes[i] >= 10)
			*p++ = (char)('0' + bytes[i] / 10 % 10);
		*p++ = (char)('0' + bytes[i] % 10);
	}
	buffer_bytes(buffer, text, (size_t)(p - text));
}

void buffer_ipv6(struct buffer *buffer, const unsigned char *bytes)
{
	char text[INET6_ADDRSTRLEN];

	if (inet_ntop(AF_INET6, bytes, text, sizeof(text)))
		buffer_string(buffer, text);
}

void buffer_format(struct buffer *buffer, const char *format, ...)
{
	char text[256];
	va_list args;
	int len;

	va_start(args, format);
	len = vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	if (len > 0)
		buffer_bytes(buffer, text,
			     (size_t)len < sizeof(text) ? (size_t)len : sizeof(text) - 1);
}
