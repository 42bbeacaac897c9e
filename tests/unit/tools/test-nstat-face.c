/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Command lines, and whose nstat they ask for. */
#include "nstat-face.h"
#include "unit.h"

static const struct line {
	const char *words; /* apart by blanks; "_" is an empty one */
	enum nstat_face face;
} lines[] = {
	/* Scripts that call iproute2's. */
	{ "nstat", NSTAT_FACE_IPROUTE },
	{ "nstat -n", NSTAT_FACE_IPROUTE },
	{ "nstat -h", NSTAT_FACE_IPROUTE },
	{ "nstat -?", NSTAT_FACE_IPROUTE },
	{ "nstat --help", NSTAT_FACE_IPROUTE },
	{ "nstat -V", NSTAT_FACE_IPROUTE },
	{ "nstat --version", NSTAT_FACE_IPROUTE },
	{ "nstat -az TcpRetransSegs", NSTAT_FACE_IPROUTE },
	{ "nstat -s -j", NSTAT_FACE_IPROUTE },
	{ "nstat -asjp", NSTAT_FACE_IPROUTE },
	{ "nstat --json", NSTAT_FACE_IPROUTE },
	{ "nstat --json --pretty --zeros --noupdate", NSTAT_FACE_IPROUTE },
	{ "nstat --nooutput", NSTAT_FACE_IPROUTE },
	{ "nstat --no", NSTAT_FACE_IPROUTE },
	{ "nstat --js --pr", NSTAT_FACE_IPROUTE },
	{ "nstat Tcp*", NSTAT_FACE_IPROUTE },
	{ "nstat Tcp* 5", NSTAT_FACE_IPROUTE },
	{ "nstat _ 5", NSTAT_FACE_IPROUTE },
	{ "nstat - 5", NSTAT_FACE_IPROUTE },
	{ "nstat TCP", NSTAT_FACE_IPROUTE },
	{ "nstat -a TCP", NSTAT_FACE_IPROUTE },
	{ "nstat -n Tcp*", NSTAT_FACE_IPROUTE },
	{ "nstat -n tcp", NSTAT_FACE_IPROUTE },
	{ "nstat -n -z TCP", NSTAT_FACE_IPROUTE },
	{ "nstat -nz TCP", NSTAT_FACE_IPROUTE },
	{ "nstat -n 5", NSTAT_FACE_IPROUTE },
	{ "nstat -n Tcp* Udp* 5", NSTAT_FACE_IPROUTE },
	{ "nstat -n Tcp* 5*", NSTAT_FACE_IPROUTE },
	{ "nstat Tcp* -n Udp* 5", NSTAT_FACE_IPROUTE },
	{ "nstat -nz tcp 5", NSTAT_FACE_IPROUTE },
	{ "nstat -ns", NSTAT_FACE_IPROUTE },
	{ "nstat -d 5", NSTAT_FACE_IPROUTE },
	{ "nstat -d5", NSTAT_FACE_IPROUTE },
	{ "nstat -d 5 -t 60", NSTAT_FACE_IPROUTE },
	{ "nstat -zd 5", NSTAT_FACE_IPROUTE },
	{ "nstat -t 5", NSTAT_FACE_IPROUTE },
	{ "nstat -t 5 Tcp*", NSTAT_FACE_IPROUTE },
	{ "nstat -d n -t TCP", NSTAT_FACE_IPROUTE },
	{ "nstat -dnTCP", NSTAT_FACE_IPROUTE },
	{ "nstat --scan 5 --interval 60", NSTAT_FACE_IPROUTE },
	{ "nstat --scan=5 --interval=60", NSTAT_FACE_IPROUTE },
	{ "nstat --sc 5 --int 60", NSTAT_FACE_IPROUTE },
	{ "nstat -- -n TCP", NSTAT_FACE_IPROUTE },
	{ "nstat -- --drops", NSTAT_FACE_IPROUTE },
	{ "nstat -- --drops 5", NSTAT_FACE_IPROUTE },
	{ "nstat -d", NSTAT_FACE_IPROUTE },
	{ "nstat -q", NSTAT_FACE_IPROUTE },
	{ "nstat --bogus", NSTAT_FACE_IPROUTE },
	{ "nstat 5s", NSTAT_FACE_IPROUTE },
	{ "nstat 5*", NSTAT_FACE_IPROUTE },
	{ "nstat 1.2.3", NSTAT_FACE_IPROUTE },
	{ "nstat .", NSTAT_FACE_IPROUTE },
	{ "nstat -5", NSTAT_FACE_IPROUTE },
	{ "nstat -s 10:00:00", NSTAT_FACE_IPROUTE },
	{ "/usr/local/bin/nstat -a", NSTAT_FACE_IPROUTE },
	{ "sars -a", NSTAT_FACE_IPROUTE },
	{ "nstat -a -- --sar", NSTAT_FACE_IPROUTE },

	/* An interval. */
	{ "nstat 1", NSTAT_FACE_OWN },
	{ "nstat 0", NSTAT_FACE_OWN },
	{ "nstat 0.5 3", NSTAT_FACE_OWN },
	{ "nstat .5", NSTAT_FACE_OWN },
	{ "nstat 1.", NSTAT_FACE_OWN },
	{ "nstat -- 1", NSTAT_FACE_OWN },
	{ "nstat -h 1", NSTAT_FACE_OWN },
	{ "nstat 1 -h", NSTAT_FACE_OWN },
	{ "nstat -z 1 5", NSTAT_FACE_OWN },
	{ "nstat --json 1", NSTAT_FACE_OWN },
	{ "nstat --pretty 1", NSTAT_FACE_OWN },
	{ "nstat -t 60 1", NSTAT_FACE_OWN },

	{ "nstat -n NONE 1", NSTAT_FACE_OWN },
	{ "nstat -zn NONE 1 5", NSTAT_FACE_OWN },
	{ "nstat -n NONE -z 0.5", NSTAT_FACE_OWN },
	{ "nstat -n tcp 5", NSTAT_FACE_OWN },

	/* A keyword of sar's. */
	{ "nstat -n TCP", NSTAT_FACE_OWN },
	{ "nstat -nTCP", NSTAT_FACE_OWN },
	{ "nstat -n ALL", NSTAT_FACE_OWN },
	{ "nstat -n TCP,ETCP 1 3", NSTAT_FACE_OWN },
	{ "nstat -n EICMP6", NSTAT_FACE_OWN },
	{ "nstat -n TCP,NONE", NSTAT_FACE_OWN },
	{ "nstat -n NONE,TCP", NSTAT_FACE_OWN },
	{ "nstat -zn SOFT", NSTAT_FACE_OWN },
	{ "nstat -zhn DEV 1", NSTAT_FACE_OWN },
	{ "nstat Tcp* -n TCP", NSTAT_FACE_OWN },
	{ "nstat -n TCPS", NSTAT_FACE_IPROUTE },
	{ "nstat -n ,", NSTAT_FACE_IPROUTE },
	{ "nstat -n _", NSTAT_FACE_IPROUTE },

	/* Options that only we have. */
	{ "nstat --drops", NSTAT_FACE_OWN },
	{ "nstat --by process", NSTAT_FACE_OWN },
	{ "nstat --by=process", NSTAT_FACE_OWN },
	{ "nstat --explain", NSTAT_FACE_OWN },
	{ "nstat --expl", NSTAT_FACE_OWN },
	{ "nstat --plot", NSTAT_FACE_OWN },
	{ "nstat --svg chart.svg", NSTAT_FACE_OWN },
	{ "nstat --csv", NSTAT_FACE_OWN },
	{ "nstat --ndjson", NSTAT_FACE_OWN },
	{ "nstat --netns all", NSTAT_FACE_OWN },
	{ "nstat -f samples", NSTAT_FACE_OWN },
	{ "nstat -fsamples", NSTAT_FACE_OWN },
	{ "nstat -o samples", NSTAT_FACE_OWN },
	{ "nstat -s 10:00:00 -e 11:00:00 -f samples", NSTAT_FACE_OWN },
	{ "nstat -zP ALL", NSTAT_FACE_OWN },
	{ "nstat Tcp* --drops", NSTAT_FACE_OWN },

	/* sar itself. */
	{ "sar", NSTAT_FACE_SAR },
	{ "/usr/bin/sar -n TCP 1", NSTAT_FACE_SAR },
	{ "sar --json", NSTAT_FACE_SAR },
	{ "nstat --sar", NSTAT_FACE_SAR },
	{ "nstat --sar -a", NSTAT_FACE_SAR },
	{ "nstat -a --sar", NSTAT_FACE_SAR },
	{ "nstat -n TCP --sar 1 3", NSTAT_FACE_SAR },
};

static void look(const struct line *line)
{
	char *words[16], *copy = strdup(line->words), *rest = copy;
	int n = 0;

	ck_assert_ptr_nonnull(copy);
	for (char *word; n < 15 && (word = strsep(&rest, " ")); n++)
		words[n] = strcmp(word, "_") == 0 ? strchr(word, '\0') : word;
	words[n] = NULL;
	ck_assert_msg(nstat_face(&n, words) == line->face, "%s", line->words);
	free(copy);
}

START_TEST(whose)
{
	for (size_t i = 0; i < ARRAY_SIZE(lines); i++)
		look(&lines[i]);
}
END_TEST

/* A program may be run without so much as its name. */
START_TEST(without_a_name)
{
	char *none[] = { NULL };
	int n = 0;

	ck_assert_int_eq(nstat_face(&n, none), NSTAT_FACE_IPROUTE);
}
END_TEST

START_TEST(sar_is_taken_out)
{
	char a[] = "nstat", b[] = "-n", c[] = "TCP", d[] = "--sar", e[] = "1";
	char *words[] = { a, b, c, d, e, NULL };
	int n = 5;

	ck_assert_int_eq(nstat_face(&n, words), NSTAT_FACE_SAR);
	ck_assert_int_eq(n, 4);
	ck_assert_str_eq(words[2], "TCP");
	ck_assert_str_eq(words[3], "1");
	ck_assert_ptr_null(words[4]);
}
END_TEST

UNIT_MAIN("nstat-face", whose, without_a_name, sar_is_taken_out)
