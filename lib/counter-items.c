/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Counters of interfaces and of processors: a row of the file is an item. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "cleanup.h"
#include "counter.h"

/* ---- dev --------------------------------------------------------------------------------- */

#define DEV_COLUMNS 64

/* Names as the header has them, "rx_" or "tx_" in front: columns have come and gone. */
struct dev_header {
	uint32_t name[DEV_COLUMNS];
	size_t n;
};

static int add_column(struct counter_reading *reading, const char *side, struct text word,
		      struct dev_header *header)
{
	char name[40];

	if (header->n == DEV_COLUMNS) {
		reading->malformed++;
		return 0;
	}
	snprintf(name, sizeof(name), "%s_%.*s", side, (int)text_len(&word), word.p);
	return counter_text(reading, text_of(name, strlen(name)), &header->name[header->n++]);
}

static bool take_until(struct text *line, char c, struct text *ret)
{
	const char *at = memchr(line->p, c, text_len(line));

	if (!at)
		return false;
	*ret = text_of(line->p, (size_t)(at - line->p));
	line->p = at + 1;
	return true;
}

/* " face |bytes    packets ... multicast|bytes    packets ..." */
static int read_header(struct counter_reading *reading, struct text line,
		       struct dev_header *header)
{
	struct text face, received, word;
	int r = 0;

	if (!take_until(&line, '|', &face) || !take_until(&line, '|', &received)) {
		reading->malformed++;
		return 0;
	}
	while (r == 0 && text_word(&received, &word))
		r = add_column(reading, "rx", word, header);
	while (r == 0 && text_word(&line, &word))
		r = add_column(reading, "tx", word, header);
	return r;
}

static int read_device(struct counter_reading *reading, struct text line,
		       const struct dev_header *header, uint32_t group)
{
	struct text name, word;
	struct nw_counter *counter;
	const char *colon;
	uint64_t number;
	uint32_t item;
	int r;

	text_blank(&line);
	/* An alias has colons of its own; and the first number may stick to the last one. */
	colon = memrchr(line.p, ':', text_len(&line));
	if (!colon || colon == line.p) {
		reading->malformed++;
		return 0;
	}
	name = text_of(line.p, (size_t)(colon - line.p));
	line.p = colon + 1;
	r = counter_text(reading, name, &item);
	for (size_t i = 0; r == 0 && i < header->n; i++) {
		if (!text_word(&line, &word) || !text_dec(&word, &number) ||
		    word.p != word.end) {
			reading->malformed++;
			continue;
		}
		counter = vec_push(&reading->rows->all);
		if (!counter)
			return -ENOMEM;
		*counter = (struct nw_counter){
			.value = number,
			.source = (uint8_t)reading->source,
			.width = reading->width,
			.group_at = group,
			.item_at = item,
			.name_at = header->name[i],
		};
	}
	return r;
}

int counter_devices(struct counter_reading *reading, struct text text)
{
	struct dev_header header = { .n = 0 };
	struct text line;
	uint32_t group;
	int r = counter_text(reading, text_of("dev", 3), &group);

	/* The line above the header only says which half is which. */
	if (!text_line(&text, &line) || !text_line(&text, &line)) {
		reading->malformed++;
		return r;
	}
	if (r == 0)
		r = read_header(reading, line, &header);
	while (r == 0 && text_line(&text, &line))
		r = read_device(reading, line, &header, group);
	return r;
}

/* ---- softnet_stat ----------------------------------------------------------------------------- */

/* softnet_seq_show() of net/core/net-procfs.c, which only appends. */
static const char *const softnet_names[] = {
	"processed", "dropped", "time_squeeze", "", "", "", "", "", "cpu_collision",
	"received_rps", "flow_limit_count", "backlog_len", "cpu", "input_qlen", "process_qlen",
};

#define SOFTNET_CPU 12

static int add_processor(struct counter_reading *reading, const uint64_t *values, size_t n,
			 uint32_t group, uint64_t row)
{
	/* Processors that are off have no line: before 5.x the number is not told. */
	const uint64_t cpu = n > SOFTNET_CPU ? values[SOFTNET_CPU] : row;
	struct nw_counter *counter;
	char number[24];
	uint32_t item;
	int r;

	snprintf(number, sizeof(number), "%llu", (unsigned long long)cpu);
	r = counter_text(reading, text_of(number, strlen(number)), &item);
	for (size_t i = 0; r == 0 && i < n; i++) {
		if (!softnet_names[i][0] || i == SOFTNET_CPU)
			continue;
		r = counter_add(reading, text_of(softnet_names[i], strlen(softnet_names[i])),
				values[i], &counter);
		if (r < 0)
			break;
		counter->group_at = group;
		counter->item_at = item;
		counter->index = (uint32_t)cpu;
	}
	return r;
}

int counter_softnet(struct counter_reading *reading, struct text text)
{
	uint64_t values[ARRAY_SIZE(softnet_names)];
	struct text line, word;
	uint32_t group;
	int r = counter_text(reading, text_of("softnet", 7), &group);

	for (uint64_t row = 0; r == 0 && text_line(&text, &line); row++) {
		size_t n = 0;

		while (n < ARRAY_SIZE(values) && text_word(&line, &word)) {
			if (!text_hex(&word, &values[n]) || word.p != word.end)
				break;
			n++;
		}
		if (n < 3)
			reading->malformed++;
		else
			r = add_processor(reading, values, n, group, row);
	}
	return r;
}
