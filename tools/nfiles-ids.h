/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Filling lists of numbers: files_ids. */
#ifndef TOOL_NFILES_IDS_H
#define TOOL_NFILES_IDS_H

#include "nfiles.h"

/* Takes `name`. 0, also if it was there; -EEXIST: it was, and the other way; -ENOMEM. */
int files_ids_add(struct files_ids *ids, uint64_t id, bool excluded, char *name);
void files_ids_free(struct files_ids *ids);

#endif
