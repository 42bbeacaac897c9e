/* SPDX-License-Identifier: GPL-2.0-or-later */
/* sar's grammar: its words are taken one by one, a letter's argument is a word of its own. */
#include <stdlib.h>
#include <string.h>

#include "nstat-daily.h"
#include "nstat-processors.h"
#include "nstat-sar.h"

#define DIGITS "0123456789"
#define SECOND UINT64_C(1000000000)
/* As long as nobody waits. */
#define LONGEST UINT64_C(1000000000)

struct words {
	char **next;
	struct nstat_options *ret;
	bool has_interval;
	bool is_slice; /* ... of -i */
	bool sliced;   /* -s or -i: of a file only */
	bool daily;    /* sysstat's own file is asked for */
	unsigned days; /* ... of so many days ago */
};

static bool is_number(const char *word)
{
	return strspn(word, DIGITS) == strlen(word);
}

static bool is_file(const char *word)
{
	return word && *word != '-' && !is_number(word);
}

static const char *take_next(struct words *words)
{
	return *words->next ? *words->next++ : NULL;
}

/* ---- reports ---------------------------------------------------------------------------- */

static int take_keyword(struct nstat_options *ret, const char *word, size_t len)
{
	const int index = nstat_keyword_find(word, len);

	if (len == 3 && memcmp(word, "ALL", 3) == 0) {
		ret->keywords |= nstat_keyword_all();
		return 0;
	}
	if (index < 0 || nstat_keywords[index].own)
		return -1;
	ret->keywords |= NW_BIT(index);
	ret->named |= NW_BIT(index);
	return 0;
}

static int take_keywords(struct words *words, const char *rest)
{
	const char *list = take_next(words);

	(void)rest;
	if (!list)
		return nstat_sar_wrong("no keyword behind -n", NULL);
	/* Commas too many are no matter. */
	for (const char *at = list; *at; at += strspn(at, ",")) {
		const size_t len = strcspn(at, ",");

		if (len && take_keyword(words->ret, at, len) < 0)
			return nstat_sar_wrong("no such keyword", list);
		at += len;
	}
	if (!words->ret->keywords)
		return nstat_sar_wrong("no keyword in", list);
	return 0;
}

static int take_processors(struct words *words, const char *rest)
{
	const char *list = take_next(words);

	(void)rest;
	if (!list || !nstat_processors_valid(list))
		return nstat_sar_wrong("not a list of processors", list ? list : "");
	words->ret->cpus = list;
	return 0;
}

/* ---- files --------------------------------------------------------------------------------- */

static int take_out(struct words *words, const char *rest)
{
	(void)rest;
	if (words->ret->out_file)
		return nstat_sar_wrong("-o is there twice", NULL);
	if (!is_file(*words->next)) {
		tool_say("-o needs a file: sysstat's own daily files are not written");
		return -1;
	}
	words->ret->out_file = take_next(words);
	return 0;
}

static int take_in(struct words *words, const char *rest)
{
	(void)rest;
	if (words->ret->in_file || words->daily)
		return nstat_sar_wrong("more than one file to read", NULL);
	if (is_file(*words->next))
		words->ret->in_file = take_next(words);
	else
		words->daily = true;
	return 0;
}

static bool is_time(const char *word)
{
	return word && (strlen(word) == 5 || strlen(word) == 8);
}

static int take_start(struct words *words, const char *rest)
{
	(void)rest;
	words->sliced = true;
	words->ret->start = is_time(*words->next) ? take_next(words) : "08:00:00";
	return 0;
}

/* Of the running system as well: it ends then. */
static int take_end(struct words *words, const char *rest)
{
	(void)rest;
	words->ret->end = is_time(*words->next) ? take_next(words) : "18:00:00";
	return 0;
}

static int take_slice(struct words *words, const char *rest)
{
	const char *word = take_next(words);
	uint64_t seconds;

	(void)rest;
	seconds = word && is_number(word) ? strtoull(word, NULL, 10) : 0;
	if (!seconds)
		return nstat_sar_wrong("not an interval in seconds", word ? word : "");
	words->sliced = words->has_interval = words->is_slice = true;
	words->ret->interval_ns = (seconds < LONGEST ? seconds : LONGEST) * SECOND;
	return 0;
}

/* ---- how it looks ----------------------------------------------------------------------------- */

static int take_human(struct words *words, const char *rest)
{
	(void)rest;
	words->ret->human = true;
	return 0;
}

static int take_pretty(struct words *words, const char *rest)
{
	(void)rest;
	words->ret->pretty = true;
	return 0;
}

static int take_decimals(struct words *words, const char *rest)
{
	if (strlen(rest) != 1 || *rest < '0' || *rest > '2')
		return nstat_sar_wrong("decimals are 0, 1 or 2, not", rest);
	words->ret->decimals = *rest - '0';
	return 0;
}

static int take_ifaces(struct words *words, const char *rest)
{
	words->ret->ifaces = *rest ? rest : NULL;
	return 0;
}

/* ---- what sar has not --------------------------------------------------------------------------- */

static int take_netns(struct words *words, const char *rest)
{
	words->ret->netns = rest;
	return 0;
}

static int take_root(struct words *words, const char *rest)
{
	return nstat_add_root(words->ret, rest);
}

static int take_record(struct words *words, const char *rest)
{
	words->ret->record = rest;
	return 0;
}

/* ---- words -------------------------------------------------------------------------------------- */

/* Where sysstat's daily files are, and what time is shown of them: of files alone. */
static int take_nothing(struct words *words, const char *rest)
{
	(void)words;
	(void)rest;
	return 0;
}

static int refuse(struct words *words, const char *rest)
{
	(void)rest;
	tool_say_about("only reports of the network are here, those of -n", words->next[-1]);
	return -1;
}

static const struct word {
	const char *text;
	bool begins; /* the rest of the word is for `take` */
	bool ours;   /* "--root DIR" is "--root=DIR" */
	int (*take)(struct words *words, const char *rest);
} known[] = {
	{ "-n", false, false, take_keywords },
	{ "-P", false, false, take_processors },
	{ "-o", false, false, take_out },
	{ "-f", false, false, take_in },
	{ "-s", false, false, take_start },
	{ "-e", false, false, take_end },
	{ "-i", false, false, take_slice },
	{ "-D", false, false, take_nothing },
	{ "-I", false, false, refuse },
	{ "-m", false, false, refuse },
	{ "-q", false, false, refuse },
	{ "-j", false, false, refuse },
	{ "--dev=", true, false, refuse },
	{ "--fs=", true, false, refuse },
	{ "--int=", true, false, refuse },
	{ "--iface=", true, false, take_ifaces },
	{ "--dec=", true, false, take_decimals },
	{ "--human", false, false, take_human },
	{ "--pretty", false, false, take_pretty },
	{ "--help", false, false, nstat_sar_help },
	{ "--sadc", false, false, nstat_sar_collector },
	{ "--netns=", true, true, take_netns },
	{ "--root=", true, true, take_root },
	{ "--record=", true, true, take_record },
};

static const struct word *word_of(const char *text, const char **rest)
{
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		const size_t len = strlen(known[i].text);

		if (known[i].begins ? strncmp(text, known[i].text, len) == 0
				    : strcmp(text, known[i].text) == 0) {
			*rest = text + (known[i].begins ? len : 0);
			return &known[i];
		}
		if (known[i].ours && strlen(text) == len - 1 &&
		    strncmp(text, known[i].text, len - 1) == 0) {
			*rest = NULL;
			return &known[i];
		}
	}
	return NULL;
}

static int take_letters(struct words *words, const char *word)
{
	for (const char *letter = word + 1; *letter; letter++) {
		if (*letter == 'V')
			return nstat_sar_version(words, NULL);
		if (strchr("AbBdFHqrSuvwWy", *letter))
			return refuse(words, NULL);
		if (!strchr("hpztCD", *letter))
			return nstat_sar_wrong("no such option", word);
		words->ret->changed_only |= *letter == 'z';
		words->ret->pretty |= *letter == 'h' || *letter == 'p';
		words->ret->human |= *letter == 'h';
	}
	return 0;
}

static int take_days(struct words *words, const char *word)
{
	if (words->ret->in_file || words->daily)
		return nstat_sar_wrong("more than one file to read", NULL);
	words->daily = true;
	words->days = (unsigned)strtoul(word + 1, NULL, 10);
	return 0;
}

static int take_number(struct words *words, const char *word)
{
	struct nstat_options *ret = words->ret;
	uint64_t number;

	if (!*word || !is_number(word))
		return nstat_sar_wrong(words->has_interval ? "not a count"
							   : "not an interval in seconds",
				       word);
	number = strtoull(word, NULL, 10);
	if (!words->has_interval) {
		words->has_interval = true;
		ret->since_boot = number == 0;
		ret->interval_ns = (number < LONGEST ? number : LONGEST) * SECOND;
		return 0;
	}
	if (ret->since_boot || ret->count || !number)
		return nstat_sar_wrong(ret->since_boot ? "no count goes with the interval 0"
				       : ret->count    ? "one number too many"
						       : "not a count",
				       word);
	ret->count = number;
	return 0;
}

static int take_word(struct words *words)
{
	const char *text = *words->next++, *rest = NULL;
	const struct word *word = word_of(text, &rest);

	if (word && !rest) {
		rest = take_next(words);
		if (!rest)
			return nstat_sar_wrong("no argument behind", text);
	}
	if (word)
		return word->take(words, rest);
	if (*text != '-')
		return take_number(words, text);
	if (text[1] && strlen(text) < 4 && is_number(text + 1))
		return take_days(words, text);
	if (text[1] == '-')
		return nstat_sar_wrong("no such option", text);
	return take_letters(words, text);
}

/* ---- all of them ---------------------------------------------------------------------------------- */

static int check(struct words *words)
{
	struct nstat_options *ret = words->ret;
	const bool replays = ret->n_roots || ret->record;

	if (replays && (words->has_interval || words->daily || ret->in_file)) {
		tool_say("a recording is one sample: no interval and no file go with it");
		return -1;
	}
	if (ret->record && ret->n_roots) {
		tool_say("--record and --root exclude each other");
		return -1;
	}
	ret->since_boot |= ret->record != NULL;
	if ((ret->in_file || words->daily) && ret->out_file) {
		fputs("-f and -o options are mutually exclusive\n", stderr);
		return -1;
	}
	if (words->is_slice && !ret->in_file && !ret->out_file)
		words->daily = true;
	if (words->has_interval && words->sliced && !ret->in_file && !words->daily) {
		fputs("Not reading from a system activity file (use -f option)\n", stderr);
		return -1;
	}
	if (words->has_interval && ret->since_boot &&
	    (ret->in_file || ret->out_file || words->daily))
		return nstat_sar_wrong("the interval 0 goes with no file", NULL);
	if (words->daily ||
	    (!words->has_interval && !ret->in_file && !ret->out_file && !replays))
		return nstat_daily_refuse(words->days);
	return 0;
}

int nstat_sar_options(int argc, char **argv, struct nstat_options *ret)
{
	struct words words = { .next = argv + (argc > 0), .ret = ret };
	int r = 0;

	while (r == 0 && *words.next)
		r = take_word(&words);
	if (r == 0)
		r = check(&words);
	if (r)
		return r;
	if (!ret->keywords) {
		tool_say("without -n TCP and ETCP are shown, no processors");
		ret->keywords = nstat_keyword_default();
	}
	return 0;
}
