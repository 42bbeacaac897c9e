/* SPDX-License-Identifier: GPL-2.0-or-later */
/* -F: fields for programs, a letter before each, a set for each process and each file. */
#include <inttypes.h>

#include "nfiles-facts.h"

struct writer {
	struct files_run *run;
	struct files_facts facts;
	size_t n; /* of the set at hand */
};

static char terminator(const struct files_options *options)
{
	return options->nul ? '\0' : '\n';
}

static void begin(struct writer *writer, char letter)
{
	buffer_char(&writer->run->out, letter);
	writer->n++;
}

static void end(struct writer *writer)
{
	buffer_char(&writer->run->out, terminator(&writer->run->options));
}

static void put_info(struct writer *writer, char letter, const struct files_info *info)
{
	struct buffer *out = &writer->run->out;

	/* It counts as a field although there may be nothing to tell. */
	writer->n += info->any;
	if (info->state) {
		begin(writer, letter);
		buffer_format(out, "ST=%s", info->state);
		end(writer);
	}
	if (!info->queues)
		return;
	begin(writer, letter);
	buffer_format(out, "QR=%" PRIu64, info->received);
	end(writer);
	begin(writer, letter);
	buffer_format(out, "QS=%" PRIu64, info->sent);
	end(writer);
}

static void put_text(struct writer *writer, char letter, const struct files_text *text)
{
	if (!text->at)
		return;
	begin(writer, letter);
	files_escape(&writer->run->out, text->at, text->len);
	end(writer);
}

static void put_number(struct writer *writer, const struct files_fact_row *row,
		       const struct files_number *number)
{
	struct buffer *out = &writer->run->out;
	char text[24];

	if (!number->known)
		return;
	begin(writer, row->letter);
	if (row->kind == FILES_FACT_HEX) {
		buffer_format(out, "0x%" PRIx64, number->value);
	} else if (row->kind == FILES_FACT_OFFSET) {
		files_offset(&writer->run->options, number->value, text, sizeof(text));
		buffer_string(out, text);
	} else {
		buffer_u64(out, number->value);
	}
	end(writer);
}

static void put_fact(struct writer *writer, const struct files_fact_row *row)
{
	const void *fact = (const char *)&writer->facts + row->at;

	switch (row->kind) {
	case FILES_FACT_TEXT:
		put_text(writer, row->letter, fact);
		break;
	case FILES_FACT_LETTER:
		begin(writer, row->letter);
		buffer_char(&writer->run->out, *(const char *)fact);
		end(writer);
		break;
	case FILES_FACT_INFO:
		put_info(writer, row->letter, fact);
		break;
	default:
		put_number(writer, row, fact);
	}
}

static void put_set(struct writer *writer, const struct files_fact_rows *rows)
{
	const struct files_options *options = &writer->run->options;

	writer->n = 0;
	for (size_t i = 0; i < rows->n; i++)
		if (files_field(options, rows->at[i].letter))
			put_fact(writer, &rows->at[i]);
	if (options->nul && writer->n)
		buffer_char(&writer->run->out, '\n');
}

void files_show_fields(struct files_run *run)
{
	struct writer writer = { .run = run };
	const struct nw_proc *last = NULL;

	for (size_t i = 0; i < run->n_lines; i++) {
		const struct files_line *line = &run->lines[i];

		if (nw_use_proc(line->use) != last) {
			last = nw_use_proc(line->use);
			files_know_proc(run, last, &writer.facts);
			put_set(&writer, &files_facts_of_proc);
		}
		files_know_file(run, line, &writer.facts);
		put_set(&writer, &files_facts_of_file);
	}
	files_facts_free(&writer.facts);
}

void files_mark_fields(struct files_run *run, const char *marker)
{
	buffer_char(&run->out, 'm');
	buffer_string(&run->out, marker);
	buffer_char(&run->out, terminator(&run->options));
	if (run->options.nul)
		buffer_char(&run->out, '\n');
}
