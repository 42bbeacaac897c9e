/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What happened to one socket, told by several: it becomes one. */
#include "blame.h"
#include "unit.h"

static struct harm *add(struct nw_blame *blame, uint64_t netns, uint64_t cookie)
{
	struct harm *harm = vec_push(&blame->harms);

	ck_assert_ptr_nonnull(harm);
	harm->netns = netns;
	harm->cookie = cookie;
	return harm;
}

static void add_drops(struct nw_blame *blame, uint64_t cookie, uint32_t reason, uint64_t n)
{
	struct harm *harm = add(blame, 1, cookie);

	harm->counts[NW_HARM_DROP] = harm->most = n;
	harm->reason = reason;
	harm->told = true;
}

START_TEST(merged)
{
	struct nw_blame blame = { 0 };

	blame_merge(&blame);
	ck_assert_uint_eq(blame.harms.n, 0);
	add(&blame, 2, 5)->counts[NW_HARM_RETRANS] = 1;
	add(&blame, 1, 9)->counts[NW_HARM_RST_IN] = 2;
	add_drops(&blame, 5, 7, 10);
	add_drops(&blame, 5, 8, 30);
	add_drops(&blame, 5, 9, 20);
	add(&blame, 1, 5)->counts[NW_HARM_RETRANS] = 4;
	blame_merge(&blame);
	ck_assert_uint_eq(blame.harms.n, 3);
	ck_assert_uint_eq(blame.harms.at[0].netns, 1);
	ck_assert_uint_eq(blame.harms.at[0].cookie, 5);
	ck_assert_uint_eq(blame.harms.at[0].counts[NW_HARM_DROP], 60);
	ck_assert_uint_eq(blame.harms.at[0].counts[NW_HARM_RETRANS], 4);
	ck_assert_uint_eq(blame.harms.at[0].reason, 8);
	ck_assert(blame.harms.at[0].told);
	ck_assert_uint_eq(blame.harms.at[1].cookie, 9);
	ck_assert(!blame.harms.at[1].told);
	/* The same cookie elsewhere is another socket. */
	ck_assert_uint_eq(blame.harms.at[2].netns, 2);
	ck_assert_uint_eq(blame.harms.at[2].counts[NW_HARM_RETRANS], 1);
	vec_free(&blame.harms);
}
END_TEST

/* Of two records the one stays that knows more of its owner. */
START_TEST(best_owner)
{
	static const uint32_t how[] = { EVENT_OWNER_NONE, EVENT_OWNER_CALLER,
					EVENT_OWNER_LISTENER };
	struct nw_blame blame = { 0 };

	for (size_t i = 0; i < ARRAY_SIZE(how); i++) {
		struct harm *harm = add(&blame, 1, 5);

		harm->told = true;
		harm->record.owner.how = how[i];
		harm->record.owner.tgid = (uint32_t)i;
	}
	blame_merge(&blame);
	ck_assert_uint_eq(blame.harms.n, 1);
	ck_assert_uint_eq(blame.harms.at[0].record.owner.tgid, 1);
	vec_free(&blame.harms);
}
END_TEST

START_TEST(words)
{
	for (int i = 0; i < NW_HARMS_; i++)
		ck_assert_ptr_nonnull(nw_harm_name((enum nw_harm)i));
	ck_assert_ptr_null(nw_harm_name(NW_HARMS_));
}
END_TEST

UNIT_MAIN("blame", merged, best_owner, words)
