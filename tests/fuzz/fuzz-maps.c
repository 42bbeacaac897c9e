/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Fuzz target: /proc/PID/maps. */
#include "compose.h"
#include "maps.h"

static const char *const words[] = {
	"1000-2000 r--p 00000000 fe:00 5   /a\n", "7f5471200000-", "7f5471400000 ", "r-xp ",
	"rw-s ", "---p ", "00001000 ", "fe:00 ", "00:00 ", "00:01 ", "0 ", "5 ", "332835  ",
	"/usr/lib/libc.so.6", "/SYSV00000000", "/memfd:x", " (deleted)", " (deleted)", "[heap]",
	"anon_inode:[io_uring]", "socket:[7]", "\\012", "\\", "012", " ", "\n", "\n", "\t", "/",
	"18446744073709551616", "1000-2000 r--s 00000000 00:01 0 /SYSV00000000 (deleted)\n",
};

static void look(struct text line, const struct map *map)
{
	char *exact, room[64];
	size_t n;

	must(map->path.p >= line.p && map->path.end <= line.end);
	must(map->path.p <= map->path.end);
	n = map_path(map, room, sizeof(room));
	must(n < sizeof(room) && n <= text_len(&map->path) && room[n] == '\0');
	exact = malloc(text_len(&map->path) + 1);
	must(exact);
	must(map_path(map, exact, text_len(&map->path) + 1) >= n);
	must(memcmp(exact, room, n) == 0);
	free(exact);
	must(map_fate(map, NULL) == (map->deleted ? MAP_DELETED : MAP_UNSEEN));
}

/* No file twice, nor the first, which is taken for the executable; no more than all. */
static void rows(struct text all, size_t lines)
{
	struct map_files seen = { 0 }, mine = { 0 };
	struct map_file exe = { 0 };
	struct text cursor = all;
	struct map map;
	size_t n = 0;

	while (map_next_row(&cursor, n ? &exe : NULL, &seen, &map) == 1) {
		const struct map_file file = { map.dev, map.inode };

		must(text_len(&map.path) && (map.dev || map.inode));
		must(map_files_add(&mine, file) == 1);
		if (n++ == 0)
			exe = file;
	}
	must(cursor.p == all.end && n <= lines && seen.n == n);
	map_files_free(&seen);
	map_files_free(&mine);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct text all, rest, line;
	size_t len, lines = 0;
	char *copy;

	if (size < 1)
		return 0;
	copy = input_of(data, size, words, ARRAY_SIZE(words), &len);
	rest = all = text_of(copy, len);
	for (; text_line(&rest, &line); lines++) {
		struct map map;

		if (map_read(line, &map))
			look(line, &map);
	}
	rows(all, lines);
	free(copy);
	return 0;
}
