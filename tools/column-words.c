/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Columns that put bits and numbers of the kernel into words: ss's, where it has any. */
#include <linux/mptcp.h>
#include <linux/tcp.h>
#include <linux/tls.h>
#include <stddef.h>

#include "column-get.h"

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

static bool number(const struct nw_sock *sock, const char *name, uint64_t *ret)
{
	const int metric = nw_metric_of(name);

	return metric >= 0 && nw_sock_metric(sock, (unsigned)metric, ret);
}

static void finish(const struct view *view, struct cell *ret)
{
	if (view->scratch.n)
		*ret = cell_text(view->scratch.at, view->scratch.n);
}

struct word {
	uint64_t number;
	const char *word;
};

/* By number, or the number itself. */
static void print_word(const struct word *words, size_t n, uint64_t value, struct buffer *buffer)
{
	for (size_t i = 0; i < n; i++) {
		if (words[i].number != value)
			continue;
		buffer_string(buffer, words[i].word);
		return;
	}
	buffer_u64(buffer, value);
}

/* ---- TCP ------------------------------------------------------------------------------ */

GETTER(get_tcp_options)
{
	static const struct word options[] = {
		{ TCPI_OPT_TIMESTAMPS, "ts" },    { TCPI_OPT_SACK, "sack" },
		{ TCPI_OPT_WSCALE, "wscale" },    { TCPI_OPT_ECN, "ecn" },
		{ TCPI_OPT_ECN_SEEN, "ecnseen" }, { TCPI_OPT_SYN_DATA, "fastopen" },
	};
	const size_t at = offsetof(struct tcp_info, tcpi_options);
	size_t len;
	const unsigned char *info = nw_sock_attribute(sock, NW_ATTR_TCP_INFO, &len);

	if (!info || len <= at)
		return;
	for (size_t i = 0; i < ARRAY_SIZE(options); i++) {
		if (!(info[at] & options[i].number))
			continue;
		if (view->scratch.n)
			buffer_char(&view->scratch, ',');
		buffer_string(&view->scratch, options[i].word);
	}
	finish(view, ret);
}

/* ---- on top of TCP -------------------------------------------------------------------- */

static void print_flags(uint64_t flags, struct buffer *buffer)
{
	static const struct {
		uint64_t bit;
		char letter;
	} letters[] = {
		{ MPTCP_SUBFLOW_FLAG_MCAP_REM, 'M' },
		{ MPTCP_SUBFLOW_FLAG_MCAP_LOC, 'm' },
		{ MPTCP_SUBFLOW_FLAG_JOIN_REM, 'J' },
		{ MPTCP_SUBFLOW_FLAG_JOIN_LOC, 'j' },
		{ MPTCP_SUBFLOW_FLAG_BKUP_REM, 'B' },
		{ MPTCP_SUBFLOW_FLAG_BKUP_LOC, 'b' },
		{ MPTCP_SUBFLOW_FLAG_FULLY_ESTABLISHED, 'e' },
		{ MPTCP_SUBFLOW_FLAG_CONNECTED, 'c' },
		{ MPTCP_SUBFLOW_FLAG_MAPVALID, 'v' },
	};

	if (!flags)
		return;
	buffer_string(buffer, "flags:");
	for (size_t i = 0; i < ARRAY_SIZE(letters); i++)
		if (flags & letters[i].bit)
			buffer_char(buffer, letters[i].letter);
}

static void print_tokens(const struct nw_sock *sock, struct buffer *buffer)
{
	uint64_t theirs, ours, their_id, our_id;

	if (!number(sock, "subflow_peer_token", &theirs) ||
	    !number(sock, "mptcp_token", &ours) || !number(sock, "subflow_peer_id", &their_id) ||
	    !number(sock, "subflow_id", &our_id))
		return;
	buffer_format(buffer, "%stoken:%04x(id:%u)/%04x(id:%u)", buffer->n ? " " : "",
		      (unsigned)theirs, (unsigned)their_id, (unsigned)ours, (unsigned)our_id);
}

/* Letter by letter as ss has it, numbers in hexadecimal. */
GETTER(get_mptcp_subflow)
{
	static const struct {
		const char *name, *metric;
	} mapping[] = {
		{ "seq", "subflow_map_seq" },
		{ "sfseq", "subflow_map_sfseq" },
		{ "ssnoff", "subflow_ssn_offset" },
		{ "maplen", "subflow_map_len" },
	};
	struct buffer *buffer = &view->scratch;
	uint64_t value;

	if (!number(sock, "subflow_flags", &value))
		return;
	print_flags(value, buffer);
	print_tokens(sock, buffer);
	for (size_t i = 0; i < ARRAY_SIZE(mapping); i++)
		if (number(sock, mapping[i].metric, &value))
			buffer_format(buffer, "%s%s:%llx", buffer->n ? " " : "",
				      mapping[i].name, (unsigned long long)value);
	finish(view, ret);
}

static const struct word versions[] = { { TLS_1_2_VERSION, "1.2" },
					{ TLS_1_3_VERSION, "1.3" } };
static const struct word ciphers[] = {
	{ 51, "aes-gcm-128" },       { 52, "aes-gcm-256" },  { 53, "aes-ccm-128" },
	{ 54, "chacha20-poly1305" }, { 55, "sm4-gcm" },      { 56, "sm4-ccm" },
	{ 57, "aria-gcm-128" },      { 58, "aria-gcm-256" },
};
static const struct word ways[] = {
	{ TLS_CONF_BASE, "none" },
	{ TLS_CONF_SW, "sw" },
	{ TLS_CONF_HW, "hw" },
	{ TLS_CONF_HW_RECORD, "hw-record" },
};

GETTER(get_tls)
{
	static const struct {
		const char *name, *metric;
		const struct word *words;
		size_t n;
	} facts[] = {
		{ "version:", "tls_version", versions, ARRAY_SIZE(versions) },
		{ "cipher:", "tls_cipher", ciphers, ARRAY_SIZE(ciphers) },
		{ "rxconf:", "tls_rxconf", ways, ARRAY_SIZE(ways) },
		{ "txconf:", "tls_txconf", ways, ARRAY_SIZE(ways) },
		{ "zc_ro_tx", "tls_zc_ro_tx", NULL, 0 },
		{ "no_pad_rx", "tls_rx_no_pad", NULL, 0 },
	};
	struct buffer *buffer = &view->scratch;
	uint64_t value;

	for (size_t i = 0; i < ARRAY_SIZE(facts); i++) {
		if (!number(sock, facts[i].metric, &value))
			continue;
		if (buffer->n)
			buffer_char(buffer, ' ');
		buffer_string(buffer, facts[i].name);
		if (facts[i].words)
			print_word(facts[i].words, facts[i].n, value, buffer);
	}
	finish(view, ret);
}

/* ---- packet sockets --------------------------------------------------------------------- */

/* PACKET_FANOUT_FLAG_...: the type is what is left. */
#define FANOUT_FLAGS 0xf000

GETTER(get_fanout)
{
	static const struct word types[] = {
		{ 0, "hash" },   { 1, "lb" }, { 2, "cpu" },  { 3, "roll" },
		{ 4, "random" }, { 5, "qm" }, { 6, "cbpf" }, { 7, "ebpf" },
	};
	uint64_t id, type;

	if (!number(sock, "fanout_id", &id) || !number(sock, "fanout_type", &type))
		return;
	buffer_u64(&view->scratch, id);
	buffer_char(&view->scratch, '/');
	print_word(types, ARRAY_SIZE(types), type & ~(uint64_t)FANOUT_FLAGS, &view->scratch);
	finish(view, ret);
}
