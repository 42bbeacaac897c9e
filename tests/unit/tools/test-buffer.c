/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One growing buffer, written in large pieces. */
#include <fcntl.h>
#include <signal.h>

#include "buffer.h"
#include "unit.h"

static void assert_holds(const struct buffer *buffer, const char *expected)
{
	ck_assert_uint_eq(buffer->n, strlen(expected));
	if (buffer->n)
		ck_assert_mem_eq(buffer->at, expected, buffer->n);
}

START_TEST(put)
{
	struct buffer buffer = { .fd = -1 };

	assert_holds(&buffer, "");
	buffer_bytes(&buffer, "a\0b", 3);
	ck_assert_uint_eq(buffer.n, 3);
	ck_assert_mem_eq(buffer.at, "a\0b", 3);
	buffer.n = 0;
	buffer_string(&buffer, "text");
	buffer_string(&buffer, "");
	buffer_bytes(&buffer, NULL, 0);
	buffer_fill(&buffer, '!', 0);
	buffer_char(&buffer, ';');
	buffer_fill(&buffer, '-', 3);
	buffer_hex(&buffer, "\0\x7f\xff\x0a", 4);
	assert_holds(&buffer, "text;---007fff0a");
	ck_assert_int_eq(buffer.error, 0);
	buffer_free(&buffer);
	ck_assert_ptr_null(buffer.at);
	ck_assert_uint_eq(buffer.n, 0);
	buffer_free(&buffer);
}
END_TEST

START_TEST(numbers)
{
	static const struct {
		uint64_t number;
		const char *text;
	} all[] = {
		{ 0, "0" },
		{ 9, "9" },
		{ 10, "10" },
		{ 99, "99" },
		{ 100, "100" },
		{ 4294967296, "4294967296" },
		{ 9999999999999999999U, "9999999999999999999" },
		{ 10000000000000000000U, "10000000000000000000" },
		{ UINT64_MAX, "18446744073709551615" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(all); i++) {
		struct buffer buffer = { .fd = -1 };

		buffer_u64(&buffer, all[i].number);
		assert_holds(&buffer, all[i].text);
		buffer_free(&buffer);
	}
}
END_TEST

START_TEST(formats)
{
	struct buffer buffer = { .fd = -1 };
	char longer[1000];

	buffer_format(&buffer, "%u/%s", 7U, "sshd");
	assert_holds(&buffer, "7/sshd");
	buffer_format(&buffer, "%s", "");
	buffer_format(&buffer, "%c", '!');
	assert_holds(&buffer, "7/sshd!");
	/* Meant for numbers: what is too long is cut, and does no harm. */
	memset(longer, 'x', sizeof(longer));
	longer[sizeof(longer) - 1] = '\0';
	buffer_format(&buffer, "%s", longer);
	ck_assert_uint_gt(buffer.n, 7 + 200);
	ck_assert_mem_eq(buffer.at + 7, longer, buffer.n - 7);
	buffer_free(&buffer);
}
END_TEST

/* Bytes that differ from their neighbours, in their order. */
static void assert_numbers(const char *data, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (data[i] != (char)(i * 31))
			ck_abort_msg("byte %zu", i);
}

/* Whatever it holds stays as it was while it grows, in steps of any size. */
START_TEST(grows)
{
	struct buffer buffer = { .fd = -1 };
	size_t total = 0;

	for (size_t step = 1; step < 3000; step += 7) {
		char *room = buffer_room(&buffer, step);

		ck_assert_ptr_nonnull(room);
		for (size_t i = 0; i < step; i++)
			room[i] = (char)((total + i) * 31);
		buffer.n += step;
		total += step;
	}
	ck_assert_uint_gt(total, 4 * BUFFER_LONG);
	ck_assert_uint_eq(buffer.n, total);
	assert_numbers(buffer.at, total);
	buffer_free(&buffer);
}
END_TEST

/* ---- writing ----------------------------------------------------------------- */

/* A file without a name, and what stands in it at the end. */
static void assert_file(int fd, size_t len)
{
	char *data = malloc(len + 1);

	ck_assert_ptr_nonnull(data);
	ck_assert_int_eq(pread(fd, data, len + 1, 0), (ssize_t)len);
	assert_numbers(data, len);
	free(data);
}

static int open_file(void)
{
	FILE *file = tmpfile();
	int fd;

	ck_assert_ptr_nonnull(file);
	fd = dup(fileno(file));
	fclose(file);
	ck_assert_int_ge(fd, 0);
	return fd;
}

static void put_numbers(struct buffer *buffer, size_t from, size_t to)
{
	for (size_t i = from; i < to; i++)
		buffer_char(buffer, (char)(i * 31));
}

START_TEST(written)
{
	const size_t total = 5 * BUFFER_LONG + 123;
	struct buffer buffer = { .fd = open_file() };

	put_numbers(&buffer, 0, total);
	/* It did not wait for the end, and did not keep it all. */
	ck_assert_uint_le(buffer.n, 2 * BUFFER_LONG);
	buffer_flush(&buffer);
	ck_assert_uint_eq(buffer.n, 0);
	ck_assert_int_eq(buffer.error, 0);
	assert_file(buffer.fd, total);
	buffer_flush(&buffer);
	assert_file(buffer.fd, total);
	close(buffer.fd);
	buffer_free(&buffer);
}
END_TEST

START_TEST(little_is_kept_back)
{
	struct buffer buffer = { .fd = open_file() };

	put_numbers(&buffer, 0, 1000);
	assert_file(buffer.fd, 0);
	buffer_flush(&buffer);
	assert_file(buffer.fd, 1000);
	close(buffer.fd);
	buffer_free(&buffer);
}
END_TEST

START_TEST(errors_stick)
{
	struct buffer buffer = { .fd = open("/dev/full", O_WRONLY | O_CLOEXEC) };

	if (buffer.fd < 0)
		return;
	buffer_string(&buffer, "text");
	ck_assert_int_eq(buffer.error, 0);
	buffer_flush(&buffer);
	ck_assert_int_eq(buffer.error, ENOSPC);
	/* However much follows: it says so at the end, and does not pile up. */
	put_numbers(&buffer, 0, 5 * BUFFER_LONG);
	ck_assert_uint_le(buffer.n, 2 * BUFFER_LONG);
	buffer_flush(&buffer);
	ck_assert_int_eq(buffer.error, ENOSPC);
	close(buffer.fd);
	buffer_free(&buffer);
}
END_TEST

START_TEST(nobody_reads)
{
	int ends[2];
	struct buffer buffer;

	signal(SIGPIPE, SIG_IGN);
	ck_assert_int_eq(pipe2(ends, O_CLOEXEC), 0);
	close(ends[0]);
	buffer = (struct buffer){ .fd = ends[1] };
	buffer_string(&buffer, "text");
	buffer_flush(&buffer);
	ck_assert_int_eq(buffer.error, EPIPE);
	close(ends[1]);
	buffer_free(&buffer);
}
END_TEST

/* ---- passing on -------------------------------------------------------------- */

START_TEST(passed_into_memory)
{
	struct buffer buffer = { .fd = -1 }, other = { .fd = -1 };

	buffer_string(&buffer, "one,");
	buffer_string(&other, "two");
	buffer_pass(&buffer, &other);
	assert_holds(&buffer, "one,two");
	ck_assert_ptr_null(other.at);
	buffer_pass(&buffer, &other);
	assert_holds(&buffer, "one,two");
	buffer_free(&buffer);
}
END_TEST

START_TEST(passed_into_a_file)
{
	struct buffer buffer = { .fd = open_file() }, other = { .fd = -1 };

	put_numbers(&buffer, 0, 500);
	put_numbers(&other, 500, 4 * BUFFER_LONG);
	buffer_pass(&buffer, &other);
	put_numbers(&buffer, 4 * BUFFER_LONG, 5 * BUFFER_LONG);
	buffer_flush(&buffer);
	ck_assert_int_eq(buffer.error, 0);
	assert_file(buffer.fd, 5 * BUFFER_LONG);
	close(buffer.fd);
	buffer_free(&buffer);
}
END_TEST

/* The first error is the one that says what happened. */
START_TEST(passed_errors)
{
	struct buffer buffer = { .fd = -1 }, other = { .fd = -1, .error = ENOMEM };

	buffer_pass(&buffer, &other);
	ck_assert_int_eq(buffer.error, ENOMEM);
	buffer.error = ENOSPC;
	other = (struct buffer){ .fd = -1, .error = ENOMEM };
	buffer_pass(&buffer, &other);
	ck_assert_int_eq(buffer.error, ENOSPC);
	buffer_free(&buffer);
}
END_TEST

UNIT_MAIN("buffer", put, numbers, formats, grows, written, little_is_kept_back,
	  errors_stick, nobody_reads, passed_into_memory, passed_into_a_file, passed_errors)
