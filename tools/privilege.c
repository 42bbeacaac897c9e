/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Least privilege: of what the process may do, keep only what the work needs. */
#include <errno.h>
#include <sys/prctl.h>

#include "privilege.h"

/* Those of the wanted ones that this process has. */
static int restrict_to(cap_t have, cap_t ret, const cap_value_t *keep, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		cap_flag_value_t permitted;

		/* A kernel older than the capability does not know its number. */
		if (cap_get_flag(have, keep[i], CAP_PERMITTED, &permitted) < 0 ||
		    permitted != CAP_SET)
			continue;
		if (cap_set_flag(ret, CAP_PERMITTED, 1, &keep[i], CAP_SET) < 0 ||
		    cap_set_flag(ret, CAP_EFFECTIVE, 1, &keep[i], CAP_SET) < 0)
			return -errno;
	}
	return cap_set_proc(ret) < 0 ? -errno : 0;
}

int privilege_keep(const cap_value_t *keep, size_t n)
{
	cap_t have = cap_get_proc(), left = cap_init();
	int r = have && left ? restrict_to(have, left, keep, n) : -errno;

	cap_free(have);
	cap_free(left);
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 && r == 0)
		r = -errno;
	return r;
}
