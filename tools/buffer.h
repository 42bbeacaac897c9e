/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Bytes on their way out: one growing buffer, written in large pieces. */
#ifndef TOOL_BUFFER_H
#define TOOL_BUFFER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buffer {
	char *at;
	size_t n, size;
	int fd;    /* where it is written when it gets long; -1: it only grows */
	int error; /* the first errno of writing, or ENOMEM */
};

void buffer_free(struct buffer *buffer);
/* Write out what is there. The error sticks: ask buffer->error at the end. */
void buffer_flush(struct buffer *buffer);
/* Room for `n` more bytes, or NULL (out of memory, noted). */
char *buffer_room(struct buffer *buffer, size_t n);

void buffer_bytes(struct buffer *buffer, const char *data, size_t len);
void buffer_string(struct buffer *buffer, const char *s);
void buffer_char(struct buffer *buffer, char c);
void buffer_fill(struct buffer *buffer, char c, size_t n);
void buffer_u64(struct buffer *buffer, uint64_t number);
void buffer_hex(struct buffer *buffer, const char *data, size_t len);
void buffer_format(struct buffer *buffer, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

#endif
