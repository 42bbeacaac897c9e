/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Bytes on their way out: one growing buffer, written in large pieces. */
#ifndef TOOL_BUFFER_H
#define TOOL_BUFFER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct buffer {
	char *at;
	size_t n, size;
	int fd;    /* where it is written when it gets long; -1: it only grows */
	int error; /* the first errno of writing, or ENOMEM */
};

void buffer_free(struct buffer *buffer);
/* Write out what is there. The error sticks: ask buffer->error at the end. */
void buffer_flush(struct buffer *buffer);
/* More room is made, or what is there written out: the slow part of buffer_room(). */
char *buffer_grow(struct buffer *buffer, size_t n);

#define BUFFER_LONG 65536

/* Write out all of `other` behind what is there, without copying it, and free it. */
void buffer_pass(struct buffer *buffer, struct buffer *other);

/* Room for `n` more bytes, or NULL (out of memory, noted). */
static inline char *buffer_room(struct buffer *buffer, size_t n)
{
	if (buffer->size - buffer->n >= n && (buffer->n < BUFFER_LONG || buffer->fd < 0))
		return buffer->at + buffer->n;
	return buffer_grow(buffer, n);
}

static inline void buffer_bytes(struct buffer *buffer, const char *data, size_t len)
{
	char *room = len ? buffer_room(buffer, len) : NULL;

	if (!room)
		return;
	memcpy(room, data, len);
	buffer->n += len;
}

static inline void buffer_char(struct buffer *buffer, char c)
{
	char *room = buffer_room(buffer, 1);

	if (!room)
		return;
	*room = c;
	buffer->n++;
}

static inline void buffer_fill(struct buffer *buffer, char c, size_t n)
{
	char *room = n ? buffer_room(buffer, n) : NULL;

	if (!room)
		return;
	memset(room, c, n);
	buffer->n += n;
}

static inline void buffer_string(struct buffer *buffer, const char *s)
{
	buffer_bytes(buffer, s, strlen(s));
}

void buffer_u64(struct buffer *buffer, uint64_t number);
void buffer_hex(struct buffer *buffer, const char *data, size_t len);
/* Addresses of 4 and of 16 bytes, in network order. */
void buffer_ipv4(struct buffer *buffer, const unsigned char *bytes);
void buffer_ipv6(struct buffer *buffer, const unsigned char *bytes);
void buffer_format(struct buffer *buffer, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

#endif
