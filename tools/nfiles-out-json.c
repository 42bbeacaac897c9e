/* SPDX-License-Identifier: GPL-2.0-or-later */
/* -J and -j: JSON under lsof's keys, one document, or one object for each file. */
#include <inttypes.h>

#include "cell.h"
#include "nfiles-facts.h"

/* The lsof whose keys these are. */
#define SPEAKS "4.99.7"

struct writer {
	struct files_run *run;
	struct files_facts facts;
	bool first; /* of an object's keys */
};

static void put_key(struct writer *writer, const char *key)
{
	buffer_format(&writer->run->out, "%s\"%s\":", writer->first ? "" : ",", key);
	writer->first = false;
}

/* Bytes that are no text come as they are besides: KEY_hex. */
static void put_text(struct writer *writer, const char *key, const struct files_text *text)
{
	const struct cell cell = cell_text(text->at, text->len);

	if (!text->at)
		return;
	put_key(writer, key);
	cell_json(&cell, key, &writer->run->out);
}

static void put_letter(struct writer *writer, const char *key, char letter)
{
	if (letter == ' ')
		return;
	put_key(writer, key);
	buffer_format(&writer->run->out, "\"%c\"", letter);
}

static void put_number(struct writer *writer, const struct files_fact_row *row,
		       const struct files_number *number)
{
	const char *quote = row->text ? "\"" : "";

	if (!number->known)
		return;
	put_key(writer, row->key);
	if (row->kind == FILES_FACT_HEX)
		buffer_format(&writer->run->out, "\"0x%" PRIx64 "\"", number->value);
	else
		buffer_format(&writer->run->out, "%s%" PRIu64 "%s", quote, number->value, quote);
}

static void put_info(struct writer *writer, const char *key, const struct files_info *info)
{
	struct buffer *out = &writer->run->out;
	const struct files_text state = { info->state, info->state ? strlen(info->state) : 0 };

	if (!info->any)
		return;
	put_key(writer, key);
	buffer_char(out, '{');
	writer->first = true;
	put_text(writer, "state", &state);
	if (info->queues) {
		put_key(writer, "recv_queue");
		buffer_u64(out, info->received);
		put_key(writer, "send_queue");
		buffer_u64(out, info->sent);
	}
	buffer_char(out, '}');
	writer->first = false;
}

static void put_fact(struct writer *writer, const struct files_fact_row *row)
{
	const void *fact = (const char *)&writer->facts + row->at;

	switch (row->kind) {
	case FILES_FACT_TEXT:
		put_text(writer, row->key, fact);
		break;
	case FILES_FACT_LETTER:
		put_letter(writer, row->key, *(const char *)fact);
		break;
	case FILES_FACT_INFO:
		put_info(writer, row->key, fact);
		break;
	default:
		put_number(writer, row, fact);
	}
}

static void put_facts(struct writer *writer, const struct files_fact_rows *rows)
{
	for (size_t i = 0; i < rows->n; i++)
		if (files_field(&writer->run->options, rows->at[i].letter))
			put_fact(writer, &rows->at[i]);
}

static void put_file(struct writer *writer, const struct files_line *line)
{
	files_know_file(writer->run, line, &writer->facts);
	put_facts(writer, &files_facts_of_file);
	buffer_char(&writer->run->out, '}');
}

/* From this line on all of the same process. How many they were. */
static size_t put_process(struct writer *writer, size_t from)
{
	struct files_run *run = writer->run;
	const struct nw_proc *proc = nw_use_proc(run->lines[from].use);
	size_t n = 0;

	files_know_proc(run, proc, &writer->facts);
	buffer_char(&run->out, '{');
	writer->first = true;
	put_facts(writer, &files_facts_of_proc);
	put_key(writer, "files");
	buffer_char(&run->out, '[');
	for (; from + n < run->n_lines; n++) {
		if (nw_use_proc(run->lines[from + n].use) != proc)
			break;
		buffer_string(&run->out, n ? ",{" : "{");
		writer->first = true;
		put_file(writer, &run->lines[from + n]);
	}
	buffer_string(&run->out, "]}");
	return n;
}

void files_show_json(struct files_run *run)
{
	struct writer writer = { .run = run };

	buffer_format(&run->out,
		      "{\"lsof_version\":\"" SPEAKS "\",\"netwho\":\"%s\",\"processes\":[",
		      nw_version());
	for (size_t i = 0; i < run->n_lines;) {
		if (i)
			buffer_char(&run->out, ',');
		i += put_process(&writer, i);
	}
	buffer_string(&run->out, "]}\n");
	files_facts_free(&writer.facts);
}

void files_show_json_lines(struct files_run *run)
{
	struct writer writer = { .run = run };

	for (size_t i = 0; i < run->n_lines; i++) {
		files_know_proc(run, nw_use_proc(run->lines[i].use), &writer.facts);
		buffer_char(&run->out, '{');
		writer.first = true;
		put_facts(&writer, &files_facts_of_proc);
		put_file(&writer, &run->lines[i]);
		buffer_char(&run->out, '\n');
	}
	files_facts_free(&writer.facts);
}
