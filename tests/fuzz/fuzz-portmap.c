/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Fuzz target: answers of a portmapper. Bytes from 128 on are pieces of one. */
#include <errno.h>

#include "fuzz.h"
#include "nfiles-portmap.h"

#define XID 7
#define PIECE 28

static const struct {
	unsigned char bytes[PIECE];
	size_t len;
} pieces[] = {
	/* Begin: a reply, accepted, done; and with a verifier of eight bytes. */
	{ { [3] = XID, [7] = 1 }, 24 },
	{ { [3] = XID, [7] = 1, [15] = 1, [19] = 8 }, 28 },
	{ { 0 }, 4 },
	{ { [3] = 1 }, 4 },
	{ { 0xff, 0xff, 0xff, 0xff }, 4 },
	/* One more program. */
	{ { [3] = 1, 0, 1, 0x86, 0xa3, [11] = 3, [15] = 6, [18] = 8, [19] = 1 }, 20 },
	{ { [3] = 1, 0, 1, 0x86, 0xa0, [11] = 2, [15] = 17, [19] = 111 }, 20 },
	{ { [3] = 1, 0, 1, 0x86, 0xa0, [11] = 2, [15] = 6, [19] = 111 }, 20 },
};

#define PIECES (sizeof(pieces) / sizeof(pieces[0]))

static size_t compose(const uint8_t *data, size_t size, unsigned char *to)
{
	size_t len = 0;

	for (size_t i = 0; i < size; i++) {
		const size_t piece = (data[i] - 128U) % PIECES;

		if (data[i] < 128) {
			to[len++] = data[i];
			continue;
		}
		memcpy(to + len, pieces[piece].bytes, pieces[piece].len);
		len += pieces[piece].len;
	}
	return len;
}

static void look_at(const struct portmap *map)
{
	for (size_t i = 0; i < map->n; i++) {
		const struct portmap_entry *entry = &map->at[i];
		uint32_t program;

		must(portmap_find(map, entry->protocol, entry->port, &program));
		must(!i || entry[-1].protocol <= entry->protocol);
		/* Of one port the first that was named. */
		if (!i || entry[-1].protocol != entry->protocol || entry[-1].port != entry->port)
			must(program == entry->program);
		else
			must(entry[-1].turn < entry->turn);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	unsigned char *room = malloc(size * PIECE + 1);
	struct portmap map = { NULL, 0 };
	size_t len;
	char *copy;
	int r;

	must(room);
	len = compose(data, size, room);
	copy = copy_of(room, len);
	free(room);
	r = portmap_parse((const unsigned char *)copy, len, XID, &map);
	must(r == 0 || r == -EBADMSG);
	must(map.n <= len / 20);
	look_at(&map);
	portmap_free(&map);
	free(copy);
	return 0;
}
