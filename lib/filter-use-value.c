/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Values of conditions that are about files: descriptors, letters, devices. */
#include <string.h>
#include <sys/sysmacros.h>

#include "filter-inside.h"

/* A number; or cwd, rtd, txt, mem, DEL, of which `mask` keeps 1 more than the kind. */
int parse_fd(struct filter_parser *parser, struct value value, struct term *term)
{
	static const char *const words[NW_USES_] = {
		[NW_USE_CWD] = "cwd",    [NW_USE_ROOT] = "rtd",    [NW_USE_TEXT] = "txt",
		[NW_USE_MEMORY] = "mem", [NW_USE_DELETED] = "DEL",
	};
	struct text word;
	int r = lex_plain(parser, value, &word);

	if (r < 0 || number_of(word, &term->number.value))
		return r;
	for (unsigned i = 0; i < NW_USES_; i++) {
		if (!words[i] || !text_is(&word, words[i]))
			continue;
		if (!(1U << term->op & OPS_EQUAL))
			return parse_fail_value(parser, value, "a number is expected here");
		term->number.mask = i + 1;
		return 0;
	}
	return parse_fail_value(parser, value,
				"a number is expected, or one of cwd, rtd, txt, mem, DEL");
}

int parse_letter(struct filter_parser *parser, struct value value, struct term *term)
{
	const bool lock = term->predicate->of_use == use_lock;
	const char *letters = lock ? "rRwW" : "rwu";
	struct text word;
	int r = lex_plain(parser, value, &word);

	if (r < 0)
		return r;
	if (text_len(&word) != 1 || !*word.p || !strchr(letters, *word.p))
		return parse_fail_value(parser, value,
					lock ? "one of R, W (the whole file), r, w (a part) "
					       "is expected"
					     : "one of r, w, u (both) is expected");
	term->number.value = (unsigned char)*word.p;
	return 0;
}

/* MAJOR,MINOR or MAJOR:MINOR. */
int parse_file_device(struct filter_parser *parser, struct value value, struct term *term)
{
	uint64_t first, second;
	struct text word;
	int r = lex_plain(parser, value, &word);

	if (r < 0)
		return r;
	if (!text_dec(&word, &first) || (!text_char(&word, ',') && !text_char(&word, ':')) ||
	    !text_dec(&word, &second) || text_len(&word) || first > UINT32_MAX ||
	    second > UINT32_MAX)
		return parse_fail_value(parser, value, "a device is expected: MAJOR,MINOR");
	term->number.value = makedev((unsigned)first, (unsigned)second);
	return 0;
}
