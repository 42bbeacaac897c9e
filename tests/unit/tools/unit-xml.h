/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whether text is well-formed XML of the kind that we write: elements, attributes, entities. */
#ifndef NW_UNIT_XML_H
#define NW_UNIT_XML_H

#include <ctype.h>

#include "escape.h"
#include "unit.h"

#define XML_DEPTH 16

struct xml {
	const char *at;
	struct {
		const char *name;
		size_t len;
	} open[XML_DEPTH];
	size_t depth, elements;
};

/* As XML 1.0 has it: Char. */
static inline bool xml_is_char(uint32_t code)
{
	return code == '\t' || code == '\n' || code == '\r' || (code >= 0x20 && code < 0xd800) ||
	       (code >= 0xe000 && code < 0xfffe) || (code >= 0x10000 && code <= 0x10ffff);
}

static inline size_t xml_name(const char *at)
{
	size_t len = 0;

	while (isalnum((unsigned char)at[len]) || strchr("-_:", at[len] ? at[len] : ' '))
		len++;
	return len;
}

static inline bool xml_entity(struct xml *xml)
{
	static const char *const entities[] = { "&amp;", "&lt;", "&gt;", "&quot;", "&apos;" };

	for (size_t i = 0; i < ARRAY_SIZE(entities); i++)
		if (strncmp(xml->at, entities[i], strlen(entities[i])) == 0) {
			xml->at += strlen(entities[i]);
			return true;
		}
	return false;
}

/* Characters up to one of these. */
static inline bool xml_characters(struct xml *xml, const char *end)
{
	while (*xml->at && !strchr(end, *xml->at)) {
		uint32_t code;
		size_t n;

		if (*xml->at == '&') {
			if (!xml_entity(xml))
				return false;
			continue;
		}
		n = utf8_decode(xml->at, strlen(xml->at), &code);
		if (!n || !xml_is_char(code) || code == '<')
			return false;
		xml->at += n;
	}
	return true;
}

static inline bool xml_close(struct xml *xml)
{
	const size_t len = xml_name(xml->at);

	if (!xml->depth--)
		return false;
	if (!len || len != xml->open[xml->depth].len ||
	    memcmp(xml->at, xml->open[xml->depth].name, len) != 0 || xml->at[len] != '>')
		return false;
	xml->at += len + 1;
	return true;
}

static inline bool xml_open(struct xml *xml)
{
	size_t len = xml_name(xml->at);

	if (!len || xml->depth == XML_DEPTH)
		return false;
	xml->elements++;
	xml->open[xml->depth].name = xml->at;
	xml->open[xml->depth++].len = len;
	for (xml->at += len; *xml->at == ' ' || *xml->at == '\n'; xml->at++) {
		len = xml_name(xml->at + 1);
		if (!len || strncmp(xml->at + 1 + len, "=\"", 2) != 0)
			return false;
		xml->at += 1 + len + 2;
		if (!xml_characters(xml, "\"<") || *xml->at != '"')
			return false;
	}
	if (strncmp(xml->at, "/>", 2) == 0) {
		xml->at += 2;
		xml->depth--;
		return true;
	}
	return *xml->at++ == '>';
}

/* How many elements it has; 0: it is not well-formed. */
static inline size_t xml_elements(const char *text)
{
	struct xml xml = { .at = text };

	while (*xml.at) {
		if (*xml.at == '<') {
			xml.at++;
			if (*xml.at == '/' ? (xml.at++, !xml_close(&xml)) : !xml_open(&xml))
				return 0;
		} else if (!xml_characters(&xml, "<")) {
			return 0;
		}
	}
	return xml.depth ? 0 : xml.elements;
}

#endif
