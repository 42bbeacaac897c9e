/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Lines of /proc/net/unix. */
#include <errno.h>
#include <string.h>
#include <sys/socket.h>

#include "parser.h"

/* The kernel's socket_state, and the one flag it shows. */
#define SS_CONNECTING 2
#define SS_CONNECTED 3
#define SS_DISCONNECTING 4
#define SO_ACCEPTCON 0x10000

struct fields {
	uint64_t refcount, protocol, flags, type, state, inode;
};

/*
 * "Num       RefCount Protocol Flags    Type St Inode Path", fixed widths but for the
 * pointer and the inode. The kernel writes names as they are: one that holds a newline
 * makes a second line, which must not pass for a socket, so every width is checked.
 */
static bool read_fields(struct text *line, struct fields *ret)
{
	uint64_t pointer;

	return (text_hex_n(line, 16, &pointer) || text_hex_n(line, 8, &pointer)) &&
	       text_literal(line, ": ") && text_hex_n(line, 8, &ret->refcount) &&
	       text_char(line, ' ') && text_hex_n(line, 8, &ret->protocol) &&
	       text_char(line, ' ') && text_hex_n(line, 8, &ret->flags) &&
	       text_char(line, ' ') && text_hex_n(line, 4, &ret->type) &&
	       text_char(line, ' ') && text_hex_n(line, 2, &ret->state) &&
	       text_dec(line, &ret->inode);
}

static uint8_t state_of(const struct fields *fields)
{
	if (fields->flags & SO_ACCEPTCON)
		return NW_STATE_LISTEN;
	switch (fields->state) {
	case SS_CONNECTING: /* established, but nobody accepted it yet */
	case SS_CONNECTED:
		return NW_STATE_ESTABLISHED;
	default:
		return NW_STATE_CLOSE;
	}
}

/* An abstract name begins with NUL, and every NUL in it was written as '@'. */
static int keep_name(struct text line, struct rows *rows)
{
	char name[128];
	size_t len;

	if (!text_char(&line, ' '))
		return 0;
	len = text_len(&line);
	if (len == 0)
		return 0;
	if (len > sizeof(name))
		len = sizeof(name);
	memcpy(name, line.p, len);
	if (name[0] == '@')
		name[0] = '\0';
	return rows_attr(rows, NW_ATTR_NAME, name, len);
}

int unix_line(struct text line, const struct ask *ask, struct rows *rows)
{
	struct fields fields;
	struct nw_sock *sock;
	int r;

	if (!read_fields(&line, &fields))
		return -EBADMSG;
	sock = rows_add(rows, ask->family, AF_UNIX);
	if (!sock)
		return -ENOMEM;
	sock->refcount = (uint32_t)fields.refcount;
	sock->has |= HAS_REFCOUNT;
	sock->type = (uint8_t)fields.type;
	sock->inode = fields.inode;
	sock->state = state_of(&fields);

	r = keep_name(line, rows);
	if (r < 0)
		rows_drop(rows);
	return r;
}
