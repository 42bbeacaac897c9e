/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What sockets of the kernel's own are for: confirmed by mounts, guessed by ports. */
#include <arpa/inet.h>

#include "hint.h"
#include "unit.h"

static struct nw_sock sock_to(enum nw_family family, unsigned port, const char *peer,
			      unsigned peer_port)
{
	struct nw_sock sock = {
		.family = (uint8_t)family,
		.af = strchr(peer, ':') ? AF_INET6 : AF_INET,
		.local_port = port,
		.remote_port = peer_port,
	};

	ck_assert_int_eq(inet_pton(sock.af, peer, sock.remote), 1);
	return sock;
}

/* What is said of this socket with these mounts, NULL for no file. */
static const char *say(const struct nw_sock *sock, const char *file)
{
	static char hint[HINT_ROOM];
	struct hint_mounts mounts = { 0 };
	size_t n;

	if (file)
		ck_assert_int_eq(hint_read_mounts(text_of(file, strlen(file)), &mounts), 0);
	n = hint_of(sock, file ? &mounts : NULL, hint);
	hint_mounts_free(&mounts);
	if (!n)
		return "";
	ck_assert_uint_eq(strlen(hint), n);
	return hint;
}

static const char *say_tcp(const char *peer, unsigned port, const char *file)
{
	const struct nw_sock sock = sock_to(NW_TCP, 800, peer, port);

	return say(&sock, file);
}

#define MOUNT "30 22 0:40 / /mnt/a rw shared:1 - "

START_TEST(servers)
{
	static const struct {
		const char *mount, *peer;
		unsigned port;
		const char *hint;
	} all[] = {
		{ "nfs4 s:/ rw,addr=192.0.2.1", "192.0.2.1", 2049, "nfs /mnt/a" },
		{ "nfs s:/ rw,vers=3,port=2049,addr=192.0.2.1", "192.0.2.1", 2049, "nfs /mnt/a" },
		/* Its own end, or a client's port, is not the server's. */
		{ "nfs4 s:/ rw,clientaddr=192.0.2.1,addr=192.0.2.2", "192.0.2.1", 2049, "nfs?" },
		{ "nfs4 s:/ rw,port=20049,addr=192.0.2.1", "192.0.2.1", 20049, "nfs /mnt/a" },
		{ "nfs4 s:/ rw,port=20049,addr=192.0.2.1", "192.0.2.1", 2049, "nfs?" },
		{ "nfs4 s:/ rw,addr=192.0.2.1", "192.0.2.1", 22, "" },
		{ "nfs4 s:/ rw,addr=192.0.2.1", "::ffff:192.0.2.1", 2049, "nfs /mnt/a" },
		{ "nfs4 s:/ rw,addr=2001:db8::1", "2001:db8::1", 2049, "nfs /mnt/a" },
		{ "nfs4 s:/ rw,addr=fe80::1%eth0", "fe80::1", 2049, "nfs /mnt/a" },
		{ "nfs s:/ rw,mountaddr=192.0.2.1,mountport=20048,addr=192.0.2.2",
		  "192.0.2.1", 20048, "mountd for /mnt/a" },
		{ "nfs s:/ rw,mountaddr=192.0.2.1,addr=192.0.2.2", "192.0.2.1", 20048, "" },
		{ "nfs s:/ rw,addr=192.0.2.1", "192.0.2.1", 111, "rpcbind for /mnt/a" },
		{ "nfs s:/ rw,addr=192.0.2.1", "192.0.2.1", 40000, "lockd for /mnt/a?" },
		{ "cifs //s/x rw,addr=192.0.2.1", "192.0.2.1", 445, "cifs /mnt/a" },
		{ "smb3 //s/x rw,addr=192.0.2.1", "192.0.2.1", 139, "cifs /mnt/a" },
		{ "cifs //s/x rw,addr=2001:0db8:0000:0000:0000:0000:0000:0001",
		  "2001:db8::1", 445, "cifs /mnt/a" },
		{ "ceph 192.0.2.7:6789,192.0.2.1:6790:/x rw", "192.0.2.1", 6790, "ceph /mnt/a" },
		{ "ceph 192.0.2.7,[2001:db8::1]:/x rw", "2001:db8::1", 3300, "ceph /mnt/a" },
		{ "ceph a@1.f=/ rw,mon_addr=192.0.2.7:3300/192.0.2.1:3300", "192.0.2.1",
		  3300, "ceph /mnt/a" },
		/* What stands in a path is no server. */
		{ "ceph 192.0.2.7:/192.0.2.1 rw", "192.0.2.1", 6789, "ceph?" },
		{ "9p 192.0.2.1 rw,trans=tcp", "192.0.2.1", 564, "9p /mnt/a" },
		{ "9p 192.0.2.1 rw,trans=tcp,port=5640", "192.0.2.1", 5640, "9p /mnt/a" },
		{ "9p hostshare rw,trans=virtio", "192.0.2.1", 564, "9p?" },
		{ "lustre 192.0.2.7@tcp:192.0.2.1@tcp:/x rw", "192.0.2.1", 988, "lustre /mnt/a" },
		/* Anybody may call a FUSE file system so. */
		{ "fuse.nfs4 s:/ rw,addr=192.0.2.1", "192.0.2.1", 2049, "nfs?" },
	};
	char line[256];

	for (size_t i = 0; i < ARRAY_SIZE(all); i++) {
		snprintf(line, sizeof(line), MOUNT "%s\n", all[i].mount);
		ck_assert_msg(strcmp(say_tcp(all[i].peer, all[i].port, line), all[i].hint) == 0,
			      "%s: %s", all[i].mount,
			      say_tcp(all[i].peer, all[i].port, line));
	}
}
END_TEST

START_TEST(several)
{
	static const char file[] = "1 1 0:1 / /old rw - nfs s:/ rw,addr=192.0.2.1\n"
				   "malformed\n"
				   "2 1 0:2 / /a\\040b\\134 rw - nfs4 s:/ rw,addr=192.0.2.1\n"
				   "3 1 0:3 / /c rw - nfs4 s:/ rw,addr=192.0.2.2\n"
				   "4 1 0:4 / /d rw - nfs4 s:/ rw,addr=192.0.2.1\n"
				   "5 1 0:5 / /e rw - nfs4 s:/ rw,addr=192.0.2.1\n";

	ck_assert_str_eq(say_tcp("192.0.2.1", 2049, file), "nfs /a b\\ and 2 more");
	ck_assert_str_eq(say_tcp("192.0.2.2", 2049, file), "nfs /c");
	ck_assert_str_eq(say_tcp("192.0.2.1", 40000, file), "lockd for /old?");
}
END_TEST

/* However long a path is, and however little of it is one. */
START_TEST(long_path)
{
	static char path[15001], file[16000];

	memset(path, 'x', sizeof(path) - 1);
	snprintf(file, sizeof(file), "1 1 0:1 / /%s rw - nfs4 s:/ rw,addr=192.0.2.1\n", path);
	ck_assert_uint_lt(strlen(say_tcp("192.0.2.1", 2049, file)), HINT_ROOM);
}
END_TEST

START_TEST(ports)
{
	static const struct {
		enum nw_family family;
		unsigned port, peer_port;
		const char *hint;
	} all[] = {
		{ NW_UDP, 4789, 0, "vxlan?" },    { NW_UDP, 8472, 0, "vxlan?" },
		{ NW_UDP, 6081, 0, "geneve?" },   { NW_UDP, 51820, 0, "wireguard?" },
		{ NW_UDP, 2152, 0, "gtp?" },      { NW_UDP, 1701, 1701, "l2tp?" },
		{ NW_TCP, 2049, 0, "nfsd?" },     { NW_TCP, 2049, 801, "nfsd?" },
		{ NW_UDP, 2049, 0, "nfsd?" },     { NW_TCP, 801, 2049, "nfs?" },
		{ NW_TCP, 988, 2049, "nfs?" },    { NW_TCP, 445, 50000, "ksmbd?" },
		{ NW_TCP, 50000, 445, "cifs?" },  { NW_TCP, 50000, 3260, "iscsi?" },
		{ NW_TCP, 50000, 4420, "nvme?" }, { NW_TCP, 7790, 0, "drbd?" },
		{ NW_TCP, 7800, 0, "" },          { NW_TCP, 4789, 0, "" },
		{ NW_SCTP, 21064, 0, "dlm?" },    { NW_UDP, 21064, 0, "" },
		{ NW_RAW, 111, 0, "" },           { NW_TCP, 1, 0, "" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(all); i++) {
		const struct nw_sock sock =
			sock_to(all[i].family, all[i].port, "192.0.2.1", all[i].peer_port);

		ck_assert_str_eq(say(&sock, NULL), all[i].hint);
		ck_assert_str_eq(say(&sock, ""), all[i].hint);
	}
}
END_TEST

START_TEST(needs)
{
	struct nw_sock sock = sock_to(NW_TCP, 800, "192.0.2.1", 2049);

	ck_assert(hint_needs_mounts(&sock));
	sock.remote_port = 0;
	ck_assert(!hint_needs_mounts(&sock));
	sock.remote_port = 2049;
	sock.family = NW_SCTP;
	ck_assert(!hint_needs_mounts(&sock));
}
END_TEST

UNIT_MAIN("hint", servers, several, long_path, ports, needs)
