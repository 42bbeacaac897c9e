/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Fuzz target: the scanner. Of the input, each function reads what the others left. */
#include "fuzz.h"

static bool number(struct text *t, unsigned which)
{
	uint64_t u = 0;
	int64_t i = 0;

	switch (which % 4) {
	case 0:
		return text_dec(t, &u);
	case 1:
		return text_hex(t, &u);
	case 2:
		return text_int(t, &i);
	default:
		return text_hex_n(t, 1 + which % 16, &u);
	}
}

static void scan(struct text t, unsigned which)
{
	struct text part, before;

	while (text_len(&t)) {
		before = t;
		text_literal(&t, "00");
		text_char(&t, ':');
		number(&t, which++);
		if (text_word(&t, &part)) {
			must(text_len(&part) > 0);
			must(part.p >= before.p && part.end <= t.end);
			number(&part, which++);
			must(part.p <= part.end);
		}
		must(t.p > before.p && t.p <= t.end && t.end == before.end);
	}
}

/* What text_bracketed() accepts is "socket:[", digits, "]". */
static void bracketed(const char *data, size_t size)
{
	char *string = malloc(size + 1);
	uint64_t inode;
	size_t len;

	must(string);
	memcpy(string, data, size);
	string[size] = '\0';
	len = strlen(string);
	if (text_bracketed(string, "socket:", &inode)) {
		must(len >= strlen("socket:[0]") && string[len - 1] == ']');
		must(strspn(string + strlen("socket:["), "0123456789") ==
		     len - strlen("socket:[]"));
	}
	free(string);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct text file, line;
	size_t total = 0;
	char *copy;

	if (size < 1)
		return 0;
	copy = copy_of(data + 1, size - 1);
	file = text_of(copy, size - 1);
	scan(file, data[0]);
	bracketed(copy, size - 1);
	while (text_line(&file, &line)) {
		must(!memchr(line.p, '\n', text_len(&line)) || !text_len(&line));
		total += text_len(&line) + 1;
		scan(line, data[0]);
	}
	/* Every byte was in a line, or ended one. */
	must(total == size - 1 || total == size);
	free(copy);
	return 0;
}
