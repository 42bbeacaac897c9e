/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which files of socket units count, and whose unit a socket is. */
#include "unit-dir.h"
#include "units.h"

static struct nw_sock port_sock(unsigned port)
{
	return (struct nw_sock){
		.family = NW_TCP,
		.af = AF_INET6,
		.type = SOCK_STREAM,
		.local_port = port,
	};
}

/* Whose ports these are, "a.socket b.socket -". */
static const char *whose(const unsigned *ports, size_t n)
{
	_cleanup_(sys_freep) struct sys *sys = dir_open();
	static char said[512];
	struct units units = { 0 };

	said[0] = '\0';
	ck_assert_int_eq(units_load(sys, &units), 0);
	for (size_t i = 0; i < n; i++) {
		const struct nw_sock sock = port_sock(ports[i]);
		const struct unit *unit = units_find(&units, &sock, NULL);
		size_t at = strlen(said);

		snprintf(said + at, sizeof(said) - at, "%s%.*s", i ? " " : "",
			 unit ? (int)unit->name_len : 1,
			 unit ? units.names.at + unit->name : "-");
	}
	units_free(&units);
	return said;
}

#define WHOSE(...)                                                                       \
	whose((const unsigned[]){ __VA_ARGS__ },                                         \
	      sizeof((const unsigned[]){ __VA_ARGS__ }) / sizeof(unsigned))

#define LISTEN(port) "[Socket]\nListenStream=" #port "\n"

START_TEST(places)
{
	dir_recording("complete\n");
	dir_text("usr/lib/systemd/system/a.socket", LISTEN(1));
	dir_text("lib/systemd/system/a.socket", LISTEN(2));
	dir_text("run/systemd/system/b.socket", LISTEN(3));
	dir_text("usr/lib/systemd/system/b.socket", LISTEN(4));
	dir_text("etc/systemd/system/b.socket", LISTEN(5));
	dir_text("run/systemd/generator.late/c.socket", LISTEN(6));
	dir_text("usr/local/lib/systemd/system/d.socket", LISTEN(7));
	ck_assert_str_eq(WHOSE(1, 2, 3, 4, 5, 6, 7),
			 "a.socket - - - b.socket c.socket d.socket");
}
END_TEST

START_TEST(no_units)
{
	dir_recording("complete\n");
	ck_assert_str_eq(WHOSE(1), "-");
	dir_text("etc/systemd/system/a@.socket", LISTEN(1));
	dir_text("etc/systemd/system/b.service", LISTEN(2));
	dir_text("etc/systemd/system/.socket", LISTEN(3));
	dir_text("etc/systemd/system/c d.socket", LISTEN(4));
	dir_folder("etc/systemd/system/e.socket");
	dir_text("etc/systemd/system/sockets.target.wants/f.socket", LISTEN(5));
	dir_text("etc/systemd/system/g@1.socket", LISTEN(6));
	ck_assert_str_eq(WHOSE(1, 2, 3, 4, 5, 6), "- - - - - g@1.socket");
}
END_TEST

START_TEST(masks)
{
	dir_recording("complete\n");
	dir_text("usr/lib/systemd/system/a.socket", LISTEN(1));
	dir_link("etc/systemd/system/a.socket", "/dev/null");
	dir_text("usr/lib/systemd/system/b.socket", LISTEN(2));
	dir_text("etc/systemd/system/b.socket", "");
	/* Another name of a unit, which has one of its own. */
	dir_text("usr/lib/systemd/system/c.socket", LISTEN(3));
	dir_link("etc/systemd/system/d.socket", "/usr/lib/systemd/system/c.socket");
	/* What may not be read hides what may. */
	dir_text("usr/lib/systemd/system/e.socket", LISTEN(4));
	dir_text("index", "error EACCES etc/systemd/system/e.socket\n");
	ck_assert_str_eq(WHOSE(1, 2, 3, 4), "- - c.socket -");
}
END_TEST

START_TEST(additions)
{
	dir_recording("complete\n");
	dir_text("usr/lib/systemd/system/a.socket", LISTEN(1));
	dir_text("etc/systemd/system/a.socket.d/20-add.conf", LISTEN(2));
	/* In the order of their names, whichever the directory. */
	dir_text("usr/lib/systemd/system/a.socket.d/10-reset.conf", "[Socket]\nListenStream=\n");
	dir_text("run/systemd/system/a.socket.d/20-add.conf", LISTEN(3));
	dir_text("run/systemd/system/a.socket.d/30-no.txt", LISTEN(4));
	dir_text("run/systemd/system/a.socket.d/40-away.conf", LISTEN(5));
	dir_link("etc/systemd/system/a.socket.d/40-away.conf", "/dev/null");
	dir_text("run/systemd/system/other.socket.d/50.conf", LISTEN(6));
	ck_assert_str_eq(WHOSE(1, 2, 3, 4, 5, 6), "- a.socket - - - -");
}
END_TEST

START_TEST(two_of_them)
{
	struct nw_sock four = port_sock(1);
	struct units units = { 0 };
	struct sys *sys;
	const struct unit *unit;

	dir_recording("complete\n");
	dir_text("etc/systemd/system/a.socket", LISTEN(1));
	dir_text("etc/systemd/system/b.socket", LISTEN(2));
	dir_text("etc/systemd/system/c.socket", "[Socket]\nListenStream=2\nListenStream=3\n");
	dir_text("etc/systemd/system/d.socket", "[Socket]\nListenStream=0.0.0.0:1\n");
	ck_assert_str_eq(WHOSE(1, 2, 3), "a.socket - c.socket");
	/* The address itself counts more than any address. */
	sys = dir_open();
	four.af = AF_INET;
	ck_assert_int_eq(units_load(sys, &units), 0);
	unit = units_find(&units, &four, NULL);
	ck_assert_ptr_nonnull(unit);
	ck_assert_mem_eq(units.names.at + unit->name, "d.socket", 8);
	units_free(&units);
	sys_free(sys);
}
END_TEST

UNIT_DIR_MAIN("units", places, no_units, masks, additions, two_of_them)
