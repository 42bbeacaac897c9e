/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Runs a fuzz target without a fuzzer: on given files, or on inputs from a fixed seed. */
#include <dirent.h>
#include <inttypes.h>
#include <linux/netlink.h>
#include <stdio.h>
#include <sys/stat.h>

#include "fuzz.h"

#define INPUTS 20000
#define ROOM 2048

/* ---- inputs from a seed: the same ones on every machine, in every run -------------- */

static uint64_t state = UINT64_C(0x9e3779b97f4a7c15);

/* xorshift64* */
static uint32_t any(uint32_t below)
{
	state ^= state >> 12;
	state ^= state << 25;
	state ^= state >> 27;
	return (uint32_t)((state * UINT64_C(0x2545f4914f6cdd1d)) >> 32) % below;
}

static void noise(uint8_t *at, size_t len)
{
	/* Small numbers and extremes are more telling than evenly spread ones. */
	for (size_t i = 0; i < len; i++)
		at[i] = (uint8_t)(any(3) ? any(256) : any(2) ? any(50) : 255 * any(2));
}

/* A number that should be `right`, and now and then is not. */
static uint32_t length(size_t right)
{
	return any(12) ? (uint32_t)right : any(4) ? any(80) : any(0x10000);
}

/* Attributes of mostly honest lengths, sometimes inside of another one. */
static size_t attributes(uint8_t *at, size_t room, bool nested)
{
	size_t len = nested ? sizeof(struct nlattr) : 0;

	for (unsigned n = any(12); n; n--) {
		size_t payload = any(2) ? any(64) : 4 * any(8);
		size_t padded = NLMSG_ALIGN(sizeof(struct nlattr) + payload);
		struct nlattr attr = { .nla_type = (uint16_t)any(24) };

		if (len + padded > room)
			break;
		attr.nla_len = (uint16_t)length(sizeof(attr) + payload);
		noise(at + len, padded);
		if (any(6) == 0 && padded > 4 * sizeof(attr))
			attributes(at + len + sizeof(attr), padded - sizeof(attr), false);
		memcpy(at + len, &attr, sizeof(attr));
		len += padded;
	}
	if (nested) {
		struct nlattr nest = { .nla_type = 2, .nla_len = (uint16_t)length(len) };

		memcpy(at, &nest, sizeof(nest));
	}
	return len;
}

/* A message of a family the parsers know, or, as TIPC has it, of one nest alone. */
static size_t message(uint8_t *at, size_t room)
{
	static const uint8_t headers[] = { 0, 16, 20, 28, 32, 64, 72 };
	size_t header = headers[any(ARRAY_SIZE(headers))] + (any(8) ? 0 : any(8));
	size_t len = sizeof(struct nlmsghdr) + header;
	struct nlmsghdr head = { .nlmsg_type = 20, .nlmsg_flags = NLM_F_MULTI };

	if (len + sizeof(struct nlattr) > room)
		return 0;
	noise(at, len);
	if (header && any(8)) {
		static const uint8_t families[] = { 1, 2, 10, 16, 17, 30, 40, 43, 44 };

		at[sizeof(head)] = families[any(ARRAY_SIZE(families))];
	}
	len += attributes(at + len, room - len, header == 0);
	head.nlmsg_len = length(len);
	memcpy(at, &head, sizeof(head));
	return NLMSG_ALIGN(len) <= room ? NLMSG_ALIGN(len) : len;
}

static size_t messages(uint8_t *at, size_t room)
{
	size_t len = 0;

	for (unsigned n = 1 + any(4); n; n--)
		len += message(at + len, room - len);
	return len - (any(4) || len < 4 ? 0 : any(4));
}

/* Digits, and what stands between them in /proc/net. */
static size_t lines(uint8_t *at, size_t room)
{
	static const char characters[] = "0000000011234567899abcdefABCDEF    ::::\t\n-@x[]./";
	static const char *const whole[] = {
		"   0: 0100007F:1F90 0200007F:8000 01 00000000:00000000 00:00000000 00000000 "
		" 1000        0 402899 2 0000000000000000 3",
		"   1: 00000000000000000000000001000000:1F90 "
		"00000000000000000000000000000000:0000 07 00000000:00000000 00:00000000 "
		"00000000 65534 0 18 2 0000000000000000 0",
		"0000000000000000: 00000002 00000000 00010000 0001 01 402941 /run/u.sock",
		"0000000000000000: 00000003 00000000 00000000 0002 03     7 @a",
		"0000000000000000 3      3    0003   1     1 0      0      8670",
		"0000000000000000 16 4712       00000011 0 0 0 2 0 9230",
		"00000000 00000000 2 10 29 80 0 4711 127.0.0.1 ",
		"00000000 00000000 2 10 29 80 0 4711 ::1 fd00::1 ",
		"00000000 00000000 2 1 3 0 1 0 0 0 4712 80 81 "
		"*127.0.0.1 10.0.0.1 <-> *127.0.0.2 ",
		"00000000 00000000 2 1 3 0 1 0 0 0 4712 80 81 *::1 <-> ::2 *::3 ",
		"socket:[",
	};
	size_t len = any((uint32_t)room / 8), begin = 0;

	if (any(2)) {
		const char *start = whole[any(ARRAY_SIZE(whole))];

		begin = strlen(start);
		memcpy(at, start, begin);
		if (!any(4))
			at[any((uint32_t)begin)] = (uint8_t)any(256);
	}
	for (size_t i = begin; i < begin + len; i++)
		at[i] = any(60) ? (uint8_t)characters[any(sizeof(characters) - 1)]
				: (uint8_t)any(256);
	return begin + len;
}

static size_t bytes(uint8_t *at, size_t room)
{
	size_t len = any((uint32_t)room);

	noise(at, len);
	return len;
}

static size_t from_seed(void)
{
	typedef size_t make_fn(uint8_t * at, size_t room);
	static make_fn *const kinds[] = { messages, lines, bytes };

	for (size_t i = 0; i < INPUTS; i++) {
		uint8_t input[ROOM] = { 0 };
		size_t kind = any(8) ? any(2) : 2;

		input[0] = (uint8_t)any(256);
		LLVMFuzzerTestOneInput(input, 1 + kinds[kind](input + 1, sizeof(input) - 1));
	}
	return INPUTS;
}

/* ---- inputs from files ------------------------------------------------------------ */

static size_t from_file(const char *path)
{
	_closefile_ FILE *file = fopen(path, "re");
	_free_ uint8_t *data = NULL;
	size_t size = 0, room = 0;

	if (!file)
		return 0;
	for (;;) {
		uint8_t *more = realloc(data, room += 65536);

		must(more);
		data = more;
		size += fread(data + size, 1, room - size, file);
		if (size < room)
			break;
	}
	LLVMFuzzerTestOneInput(data, size);
	return 1;
}

static size_t from_path(const char *path)
{
	_closedir_ DIR *dir = opendir(path);
	const struct dirent *entry;
	struct stat st;
	size_t n = 0;

	if (!dir)
		return from_file(path);
	while ((entry = readdir(dir))) {
		_free_ char *file = NULL;

		must(asprintf(&file, "%s/%s", path, entry->d_name) >= 0);
		if (stat(file, &st) == 0 && S_ISREG(st.st_mode))
			n += from_file(file);
	}
	return n;
}

int main(int argc, char **argv)
{
	size_t n = 0;

	printf("1..1\n");
	fflush(stdout);
	if (argc == 1)
		n = from_seed();
	for (int i = 1; i < argc; i++)
		n += from_path(argv[i]);
	printf("%s 1 - %zu inputs\n", n ? "ok" : "not ok", n);
	return n ? EXIT_SUCCESS : EXIT_FAILURE;
}
