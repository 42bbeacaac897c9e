/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Opening the running system or a recording, and making recordings. */
#include <errno.h>

#include "door.h"
#include "tool.h"

int door_open(const char *root, struct nw **ret)
{
	int r = nw_open(root, ret);

	if (r == -EBADMSG)
		tool_say_about("not a recording of netwho", root);
	else if (r < 0)
		tool_say_error("cannot open", root ? root : "/", r);
	return r < 0 ? -1 : 0;
}

int door_record(struct nw *nw, const char *dir)
{
	int r = dir ? nw_record(nw, dir) : 0;

	if (r < 0)
		tool_say_error("cannot record into", dir, r);
	return r < 0 ? -1 : 0;
}

int door_record_end(struct nw *nw, const char *dir)
{
	int r = nw_record_end(nw);

	if (r < 0)
		tool_say_error("cannot record into", dir, r);
	return r < 0 ? -1 : 0;
}
