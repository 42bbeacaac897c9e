/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a run of nstat may still do once its door is open. */
#include "nstat.h"
#include "privilege.h"

int nstat_privilege(const struct nstat_options *options)
{
	cap_value_t keep[12];
	size_t n = 0;

	/* To look for namespaces, and to enter them. */
	if (options->netns || options->record || options->by || options->drops) {
		keep[n++] = CAP_SYS_ADMIN;
		keep[n++] = CAP_SYS_PTRACE;
		keep[n++] = CAP_DAC_READ_SEARCH;
	}
	if (options->record || options->by)
		keep[n++] = CAP_NET_ADMIN;
	/* Programs in the kernel; before 5.11 their memory is locked. */
	if (options->by || options->drops) {
		keep[n++] = CAP_BPF;
		keep[n++] = CAP_PERFMON;
		keep[n++] = CAP_SYS_RESOURCE;
	}
	/* Where functions are, /proc/kallsyms tells nobody else. */
	if (options->drops)
		keep[n++] = CAP_SYSLOG;
	/* To read, and write, in somebody's directory. */
	if (options->n_roots || options->in_file || options->out_file || options->svg ||
	    options->record)
		keep[n++] = CAP_DAC_OVERRIDE;
	return privilege_keep(keep, n);
}
