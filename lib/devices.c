/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Names of network interfaces by index. */
#include <errno.h>

#include "devices.h"
#include "links.h"

static uint32_t find(const struct links *links, uint32_t index)
{
	for (size_t i = 0; i < links->all.n; i++)
		if (links->all.at[i].index == index)
			return links->all.at[i].name;
	return 0;
}

int devices_name(const struct taking *taking)
{
	_free_ struct link *held = NULL;
	struct rows *rows = taking->rows;
	struct links links = { .arena = &rows->arena };
	struct sys_dump_end end;
	int r = links_read(taking->sys, taking->netns, &links, &end);

	held = links.all.at;
	if (r == -ENOMEM || r == -EOVERFLOW)
		return r;
	if (r == -EUCLEAN)
		return 0;
	if (r < 0)
		return family_note(taking, NW_NOTE_UNREADABLE, -r, 0, "rtnetlink ", "links");
	if (end.interrupted)
		r = family_note(taking, NW_NOTE_INTERRUPTED, 0, 0, "rtnetlink ", "links");
	if (r == 0 && (end.cut || end.malformed))
		r = family_note(taking, end.cut ? NW_NOTE_CUT : NW_NOTE_MALFORMED, 0,
				end.malformed, "rtnetlink ", "links");
	if (r < 0)
		return r;
	for (size_t i = 0; i < rows->socks.n; i++)
		if (rows->socks.at[i].ifindex)
			rows->socks.at[i].device_at = find(&links, rows->socks.at[i].ifindex);
	return 0;
}
