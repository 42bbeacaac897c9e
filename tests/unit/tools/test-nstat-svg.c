/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A chart: well-formed whatever is in it, bounded, and with lines where the values are. */
#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "nstat-svg.h"
#include "unit-draw.h"
#include "unit-xml.h"

/* ---- text ---------------------------------------------------------------------- */

static const char *escaped(struct buffer *buffer, const char *text, size_t most)
{
	buffer->n = 0;
	svg_escape(buffer, text, most);
	buffer_char(buffer, '\0');
	ck_assert_int_eq(buffer->error, 0);
	return buffer->at;
}

START_TEST(texts)
{
	static const struct {
		const char *text;
		size_t most;
		const char *escaped;
	} all[] = {
		{ "eth0", 9, "eth0" },
		{ "", 9, "" },
		{ "a<b>&\"c", 9, "a&lt;b&gt;&amp;&quot;c" },
		{ "]]>", 9, "]]&gt;" },
		{ "a\nb", 9, "a\\x0ab" },
		{ "\xff", 9, "\\xff" },
		{ "gr\xc3\xbc\xc3\x9f", 9, "gr\xc3\xbc\xc3\x9f" },
		{ "\xef\xbf\xbe\xef\xbf\xbf", 9, "\xef\xbf\xbd\xef\xbf\xbd" },
		{ "\xe2\x80\xae", 20, "\\xe2\\x80\\xae" },
		{ "123456789", 9, "123456789" },
		{ "1234567890", 9, "12345678…" },
		{ "&&&&&&", 4, "&amp;&amp;&amp;…" },
		{ "\xc3\xbc\xc3\xbc\xc3\xbc", 2, "\xc3\xbc…" },
	};
	struct buffer buffer = { .fd = -1 };

	for (size_t i = 0; i < ARRAY_SIZE(all); i++)
		ck_assert_str_eq(escaped(&buffer, all[i].text, all[i].most), all[i].escaped);
	buffer_free(&buffer);
}
END_TEST

/* Nothing of the words is lost, however they are broken and escaped. */
START_TEST(paragraphs)
{
	struct buffer text = { .fd = -1 }, out = { .fd = -1 };
	double end;

	for (unsigned i = 0; i < 200; i++)
		buffer_format(&text, " word%u-%s", i, i % 3 ? "x" : "\033\033\033<&");
	buffer_char(&text, '\0');
	end = svg_paragraph(&out, 100, text.at);
	buffer_char(&out, '\0');
	ck_assert_uint_gt(xml_elements(out.at), 20);
	ck_assert_double_eq(end, 100 + 15 * (double)xml_elements(out.at));
	ck_assert_ptr_null(strstr(out.at, "…"));
	for (unsigned i = 0; i < 200; i++) {
		char word[64];

		snprintf(word, sizeof(word), i % 3 ? "word%u-x" : "word%u-\\x1b\\x1b\\x1b&lt;&amp;",
			 i);
		ck_assert_msg(strstr(out.at, word) != NULL, "%s", word);
	}
	buffer_free(&text);
	buffer_free(&out);
}
END_TEST

/* Every pair of bytes is text of an element. */
START_TEST(all_bytes)
{
	struct buffer buffer = { .fd = -1 };

	for (unsigned a = 1; a < 256; a++)
		for (unsigned b = 1; b < 256; b++) {
			const char text[] = { (char)a, (char)b, '\0' };

			buffer.n = 0;
			svg_text(&buffer, "n", 1, 2, text, 9);
			buffer_char(&buffer, '\0');
			ck_assert_msg(xml_elements(buffer.at) == 1, "%02x %02x", a, b);
		}
	buffer_free(&buffer);
}
END_TEST

START_TEST(coordinates)
{
	static const struct {
		double value;
		const char *text;
	} all[] = {
		{ 0, "0" }, { 1, "1" }, { 1.04, "1" }, { 1.06, "1.1" }, { -0.5, "-0.5" },
		{ -0.01, "0" }, { 99.96, "100" }, { 123.4, "123.4" },
	};
	struct buffer buffer = { .fd = -1 };

	for (size_t i = 0; i < ARRAY_SIZE(all); i++) {
		buffer.n = 0;
		svg_coordinate(&buffer, all[i].value);
		buffer_char(&buffer, '\0');
		ck_assert_str_eq(buffer.at, all[i].text);
	}
	buffer_free(&buffer);
}
END_TEST

/* ---- lines --------------------------------------------------------------------- */

static const struct svg_area area = { 100, 200, 0, 50, -1, 9, 10, 1 };

static const char *line_of(struct buffer *buffer, const struct nstat_past *past)
{
	char *end;

	buffer->n = 0;
	svg_line(buffer, &area, past, &past->tracks[0].series[0], 0);
	buffer_char(buffer, '\0');
	end = strstr(buffer->at, "\"/>");
	ck_assert_ptr_nonnull(end);
	*end = '\0';
	return strstr(buffer->at, " d=\"") + 4;
}

/* Ten samples a pixel's tenth apart: where they are can be worked out by head. */
START_TEST(lines)
{
	static const struct {
		double values[10];
		const char *path;
	} all[] = {
		/* Level: one stroke from where the first began. */
		{ { 10, 10, 10, 10, 10, 10, 10, 10, 10, 10 }, "M100 0h0H200" },
		{ { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 }, "M100 50h0H200" },
		{ { 0, 0, 0, 10, 10, 0, 0, 0, 0, 5 },
		  "M100 50h0H130L140 0H150L160 50H190L200 25" },
		/* What is not known is not joined; one alone is a stroke of its time. */
		{ { 10, 10, NAN, NAN, 5, NAN, 0, 0, 0, 0 },
		  "M100 0h0H120M140 25h0H150M160 50h0H200" },
		{ { NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN }, "" },
		/* Above the top there is nothing. */
		{ { 20, 20, 20, 20, 20, 20, 20, 20, 20, 20 }, "M100 0h0H200" },
	};
	struct buffer buffer = { .fd = -1 };

	for (size_t i = 0; i < ARRAY_SIZE(all); i++) {
		struct nstat_past *past = calloc(1, sizeof(*past));

		ck_assert_ptr_nonnull(past);
		for (uint64_t s = 0; s < 10; s++)
			put_sample(past, s, "TCP", all[i].values[s]);
		ck_assert_str_eq(line_of(&buffer, past), all[i].path);
		nstat_past_free(past);
		free(past);
	}
	buffer_free(&buffer);
}
END_TEST

/* ---- files --------------------------------------------------------------------- */

static char dir[] = "/tmp/netwho-svg-XXXXXX";

static const char *in_dir(const char *name)
{
	static char path[128];

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	return path;
}

static size_t entries(void)
{
	DIR *at = opendir(dir);
	size_t n = 0;

	ck_assert_ptr_nonnull(at);
	while (readdir(at))
		n++;
	closedir(at);
	return n - 2;
}

static void assert_file(const char *path, const char *text)
{
	char got[64] = "";
	FILE *file = fopen(path, "re");

	ck_assert_ptr_nonnull(file);
	ck_assert_uint_eq(fread(got, 1, sizeof(got) - 1, file), strlen(text));
	fclose(file);
	ck_assert_str_eq(got, text);
}

START_TEST(files)
{
	struct buffer text = { .fd = -1 };
	char plain[128], link[128];
	struct stat st;

	ck_assert_ptr_nonnull(mkdtemp(dir));
	snprintf(plain, sizeof(plain), "%s", in_dir("plain"));
	snprintf(link, sizeof(link), "%s", in_dir("link"));
	umask(027);
	buffer_string(&text, "one");
	ck_assert_int_eq(svg_probe(plain), 0);
	ck_assert_uint_eq(entries(), 0);
	ck_assert_int_eq(svg_write(plain, &text), 0);
	assert_file(plain, "one");
	ck_assert_int_eq(stat(plain, &st), 0);
	ck_assert_int_eq(st.st_mode & 0777, 0640);
	/* A link stays one, and the file that it leads to is replaced. */
	ck_assert_int_eq(symlink("plain", link), 0);
	buffer_string(&text, "two");
	ck_assert_int_eq(svg_probe(link), 0);
	ck_assert_int_eq(svg_write(link, &text), 0);
	assert_file(plain, "onetwo");
	ck_assert_int_eq(lstat(link, &st), 0);
	ck_assert(S_ISLNK(st.st_mode));
	ck_assert_uint_eq(entries(), 2);
	ck_assert_int_eq(svg_write("/dev/null", &text), 0);
	ck_assert_int_eq(stat("/dev/null", &st), 0);
	ck_assert(S_ISCHR(st.st_mode));
	ck_assert_int_eq(svg_probe(dir), -EISDIR);
	ck_assert_int_eq(svg_probe(in_dir("no/where")), -ENOENT);
	ck_assert_int_eq(svg_write(in_dir("no/where"), &text), -ENOENT);
	ck_assert_int_eq(svg_write("/dev/full", &text), -ENOSPC);
	unlink(plain);
	unlink(link);
	rmdir(dir);
	buffer_free(&text);
}
END_TEST

/* ---- charts -------------------------------------------------------------------- */

/* What is drawn of a past, which is freed. */
static char *chart_of(struct nstat_past *past)
{
	struct nstat_run run = { .encoding = past, .out = { .fd = -1 } };
	char path[] = "/tmp/netwho-chart-XXXXXX";
	int fd = mkstemp(path);
	struct stat st;
	char *text;

	ck_assert_int_ge(fd, 0);
	snprintf(run.host.nodename, sizeof(run.host.nodename), "a<b&c\xff");
	snprintf(run.host.sysname, sizeof(run.host.sysname), "Linux");
	run.options.svg = path;
	nstat_svg.end(&run);
	nstat_svg.close(&run);
	ck_assert(!run.missed);
	close(fd);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	ck_assert_int_eq(fstat(fd, &st), 0);
	text = calloc(1, (size_t)st.st_size + 1);
	ck_assert_ptr_nonnull(text);
	ck_assert_int_eq(read(fd, text, (size_t)st.st_size), st.st_size);
	close(fd);
	unlink(path);
	return text;
}

/* All that is drawn or written is on the sheet. */
static void assert_inside(const char *text)
{
	const char *at = strstr(text, " height=\"");
	double height;

	ck_assert_ptr_nonnull(at);
	height = strtod(at + 9, NULL);
	for (at = text; (at = strstr(at, "<text class=\"")); at++) {
		const double x = strtod(strstr(at, " x=\"") + 4, NULL);
		const double y = strtod(strstr(at, " y=\"") + 4, NULL);

		ck_assert_msg(x >= 0 && x <= SVG_WIDTH && y > 0 && y <= height,
			      "text at %g %g of %g", x, y, height);
	}
	for (at = text; (at = strstr(at, " d=\"M")); at++) {
		const double x = strtod(at + 5, NULL);

		ck_assert_msg(x >= 0 && x <= SVG_WIDTH, "a line at %g", x);
	}
}

static size_t count(const char *text, const char *part)
{
	size_t n = 0;

	for (; (text = strstr(text, part)); text++)
		n++;
	return n;
}

static struct nstat_past *interfaces(uint32_t n, uint64_t samples, double value)
{
	static struct nstat_row rows[64];
	static char names[64][32];
	struct nstat_past *past = calloc(1, sizeof(*past));

	ck_assert_ptr_nonnull(past);
	ck_assert_uint_le(n, ARRAY_SIZE(rows));
	for (uint64_t s = 0; s < samples; s++) {
		const struct nstat_moment moment = moment_at(s);

		nstat_past_begin(past, &moment);
		for (uint32_t i = 0; i < n; i++) {
			snprintf(names[i], sizeof(names[i]), "<%c&\"']]>%u", (char)(128 + i), i);
			rows[i] = row_of(names[i], i + 1, value * (double)((s * 31 + i * 7) % 89));
		}
		put_rows(past, "DEV", rows, n);
	}
	return past;
}

START_TEST(charts)
{
	static const uint64_t samples[] = { 0, 1, 2, 30, 1000, 10000 };
	static const uint32_t n[] = { 1, 8, 40 };
	static const double values[] = { 0, 0.001, 1, 1e6, 1e19 };
	char *text;

	for (size_t s = 0; s < ARRAY_SIZE(samples); s++)
		for (size_t i = 0; i < ARRAY_SIZE(n); i++)
			for (size_t v = 0; v < ARRAY_SIZE(values); v++) {
				/* What takes long once. */
				if ((samples[s] >= 1000 && v != 2) || samples[s] * n[i] > 80000)
					continue;
				text = chart_of(interfaces(n[i], samples[s], values[v]));
				ck_assert_uint_gt(xml_elements(text), 5);
				assert_inside(text);
				/* Three panels of eight at most. */
				ck_assert_uint_lt(strlen(text), 600000);
				free(text);
			}
}
END_TEST

/* One interface: packets, bytes and percent are of three panels, or told in one line. */
START_TEST(panels)
{
	char *text = chart_of(interfaces(1, 5, 1));

	ck_assert_uint_eq(count(text, "class=\"h\""), 3);
	ck_assert_uint_eq(count(text, ">DEV packets/s<"), 1);
	ck_assert_uint_eq(count(text, ">DEV bytes/s<"), 1);
	ck_assert_uint_eq(count(text, ">DEV % of speed<"), 1);
	ck_assert_ptr_null(strstr(text, "Zero all"));
	free(text);

	text = chart_of(interfaces(1, 5, 0));
	ck_assert_uint_eq(count(text, "class=\"h\""), 0);
	ck_assert_ptr_nonnull(strstr(text, ">Zero all the time: DEV: all<"));
	free(text);

	/* Of 40 times 5 columns eight are drawn, and the others counted. */
	text = chart_of(interfaces(40, 50, 1));
	ck_assert_uint_eq(count(text, "not drawn: 192 more, at most "), 1);
	free(text);
}
END_TEST

START_TEST(not_told)
{
	struct nstat_past *past = calloc(1, sizeof(*past));
	char *text;

	ck_assert_ptr_nonnull(past);
	put_sample(past, 0, "UDP", NAN);
	text = chart_of(past);
	ck_assert_ptr_nonnull(
		strstr(text, ">Not told by the kernel: UDP: idgm/s odgm/s noport/s idgmerr/s<"));
	free(text);
}
END_TEST

UNIT_MAIN("nstat-svg", texts, paragraphs, all_bytes, coordinates, lines, files, charts, panels, not_told)
