/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Fuzz target: a history of iproute2's nstat, or what its daemon answers. */
#include <math.h>

#include "compose.h"
#include "nstat-entries.h"

static const char *const words[] = {
	"#kernel\n",
	"#",
	"#4711.1804289383 sampling_interval=1 time_const=60\n",
	"\n",
	"\n",
	"\n",
	" ",
	"\t",
	"\v",
	"0.0\n",
	"  0.0\n",
	"1",
	"0",
	"18446744073709551615",
	"-1",
	"+1",
	"1e400",
	"nan",
	"inf",
	"0x10",
	"99999999999999999999999",
	"TcpInSegs ",
	"TcpInSegs",
	"UdpInErrors",
	"TcpExtANameOfThirtyTwoBytesXXXXX",
	"TcpExtANameOfThirtyTwoBytesXXXXX 5 0.0\n",
	"\033[31m",
	"IpInReceives                    5                  0.0\n",
	"\r\n",
	"2.5",
	".",
	"#\n",
};

static void must_find_all(const struct nstat_entries *entries)
{
	size_t next = 0;
	uint64_t value;

	for (size_t i = 0; i < entries->n; i++) {
		must(nstat_entries_find(entries, &next, nstat_entry_name(entries, i), &value));
		must(next >= 1 && next <= entries->n);
		must(isfinite(entries->at[i].rate));
	}
}

/* What was understood is understood again, once it is written. */
static void again(const struct nstat_entries *entries)
{
	struct nstat_entries other = NSTAT_ENTRIES_NONE;
	struct buffer text = { .fd = -1 };
	size_t line, hidden = 0;

	for (size_t i = 0; i < entries->n; i++) {
		const char *name = nstat_entry_name(entries, i);

		/* As the first of a line it is none. */
		hidden += *name == '#';
		nstat_entry_line(&text, name, entries->at[i].value, entries->at[i].rate);
	}
	must(nstat_entries_parse(&other, text.n ? text.at : "", text.n, &line) == 0);
	must(other.n == entries->n - hidden);
	for (size_t i = 0; hidden == 0 && i < other.n; i++) {
		must(other.at[i].value == entries->at[i].value);
		must(strcmp(nstat_entry_name(&other, i), nstat_entry_name(entries, i)) == 0);
	}
	nstat_entries_free(&other);
	buffer_free(&text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct nstat_entries entries = NSTAT_ENTRIES_NONE;
	size_t len, line = 0;
	char *copy;
	int r;

	if (size < 1)
		return 0;
	copy = input_of(data, size, words, ARRAY_SIZE(words), &len);
	r = nstat_entries_parse(&entries, copy, len, &line);
	must(r == 0 || r == -EBADMSG);
	must(line >= 1 && line <= len + 1);
	must(memchr(entries.source, '\0', sizeof(entries.source)));
	must_find_all(&entries);
	again(&entries);
	nstat_entries_average(&entries, &entries, 1, 0.5);
	nstat_entries_free(&entries);
	free(copy);
	return 0;
}
