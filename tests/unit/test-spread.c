/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The same work on many items: each of them once, until one fails. */
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>

#include "spread.h"
#include "unit.h"

#define ITEMS_MAX 10000

struct seen {
	atomic_uint times[ITEMS_MAX];
	atomic_size_t visits;
	size_t last[SPREAD_MAX]; /* of each thread, one more than its last item */
	atomic_uint disorder;
	size_t fail_at; /* from this item on; SIZE_MAX: none */
	int error;
};

static int see(size_t i, unsigned thread, void *arg)
{
	struct seen *seen = arg;

	atomic_fetch_add(&seen->visits, 1);
	if (i >= ITEMS_MAX || thread >= SPREAD_MAX || i < seen->last[thread]) {
		atomic_fetch_add(&seen->disorder, 1);
		return 0;
	}
	seen->last[thread] = i + 1;
	atomic_fetch_add(&seen->times[i], 1);
	return i >= seen->fail_at ? seen->error - (int)(i - seen->fail_at) : (int)i;
}

static struct seen *seen_new(size_t fail_at, int error)
{
	struct seen *seen = calloc(1, sizeof(*seen));

	ck_assert_ptr_nonnull(seen);
	seen->fail_at = fail_at;
	seen->error = error;
	return seen;
}

static const unsigned threads[] = { 0, 1, 2, 3, 7, SPREAD_MAX, SPREAD_MAX + 1, UINT32_MAX };

START_TEST(each_once)
{
	static const size_t counts[] = { 0, 1, 2, 3, 4, 5, 8, 9, 64, 257, ITEMS_MAX };

	for (size_t t = 0; t < ARRAY_SIZE(threads); t++) {
		for (size_t c = 0; c < ARRAY_SIZE(counts); c++) {
			struct seen *seen = seen_new(SIZE_MAX, 0);

			/* Results of 0 and more are successes. */
			ck_assert_int_eq(spread(threads[t], counts[c], see, seen), 0);
			ck_assert_uint_eq(seen->visits, counts[c]);
			ck_assert_uint_eq(seen->disorder, 0);
			for (size_t i = 0; i < counts[c]; i++)
				ck_assert_uint_eq(seen->times[i], 1);
			free(seen);
		}
	}
}
END_TEST

/* A thread's number is its own: what belongs to it needs no lock. */
struct lanes {
	pthread_t of[SPREAD_MAX];
	bool known[SPREAD_MAX];
	atomic_uint strangers;
};

static int stay_in_lane(size_t i, unsigned thread, void *arg)
{
	struct lanes *lanes = arg;

	(void)i;
	if (!lanes->known[thread])
		lanes->of[thread] = pthread_self();
	lanes->known[thread] = true;
	if (!pthread_equal(lanes->of[thread], pthread_self()))
		atomic_fetch_add(&lanes->strangers, 1);
	return 0;
}

START_TEST(threads_are_themselves)
{
	struct lanes lanes = { 0 };

	ck_assert_int_eq(spread(8, ITEMS_MAX, stay_in_lane, &lanes), 0);
	ck_assert_uint_eq(lanes.strangers, 0);
	/* The caller works as well, unless the others took everything. */
	ck_assert(!lanes.known[0] || pthread_equal(lanes.of[0], pthread_self()));
	for (unsigned i = 8; i < SPREAD_MAX; i++)
		ck_assert(!lanes.known[i]);
}
END_TEST

/* Behind a gate that nobody opens the last thread does nothing, and is not waited for. */
START_TEST(the_last_waits_at_the_gate)
{
	static const unsigned counts[] = { 1, 2, 5, SPREAD_MAX };

	for (size_t c = 0; c < ARRAY_SIZE(counts); c++) {
		struct gate gate = GATE_CLOSED;
		struct lanes lanes = { 0 };

		ck_assert_int_eq(
			spread_behind(&gate, counts[c], ITEMS_MAX, stay_in_lane, &lanes), 0);
		ck_assert(counts[c] == 1 || !lanes.known[counts[c] - 1]);
		ck_assert_uint_eq(lanes.strangers, 0);
		ck_assert(gate.is_open);
	}
}
END_TEST

/* The first thread's first item waits for an item of the other one. */
struct meeting {
	struct gate gate;
	atomic_bool came;
};

static int wait_for_the_other(size_t i, unsigned thread, void *arg)
{
	struct meeting *meeting = arg;

	(void)i;
	if (thread == 1)
		atomic_store(&meeting->came, true);
	else
		gate_open(&meeting->gate);
	while (!atomic_load(&meeting->came))
		sched_yield();
	return 0;
}

START_TEST(an_open_gate_lets_it_in)
{
	struct meeting meeting = { .gate = GATE_CLOSED };

	ck_assert_int_eq(spread_behind(&meeting.gate, 2, 100, wait_for_the_other, &meeting), 0);
	ck_assert(meeting.came);
	/* And it stays open. */
	meeting.came = false;
	ck_assert_int_eq(spread_behind(&meeting.gate, 2, 100, wait_for_the_other, &meeting), 0);
	ck_assert(meeting.came);
}
END_TEST

/* Alone there is one order: the first failure is the result, and the last thing done. */
START_TEST(the_first_failure_ends_it)
{
	for (size_t fail_at = 0; fail_at < 40; fail_at++) {
		struct seen *seen = seen_new(fail_at, -1000);

		ck_assert_int_eq(spread(1, ITEMS_MAX, see, seen), -1000);
		ck_assert_uint_eq(seen->visits, fail_at + 1);
		free(seen);
	}
}
END_TEST

/* Together some were under way already, and none is begun much later. */
START_TEST(a_failure_ends_all)
{
	struct seen *seen = seen_new(100, -2000000);
	int r = spread(4, ITEMS_MAX, see, seen);

	ck_assert_int_le(r, -2000000);
	ck_assert_int_gt(r, -2000000 - 1000);
	ck_assert_uint_lt(seen->visits, ITEMS_MAX);
	free(seen);
}
END_TEST

/* Items that fail at the very end of the list still count. */
START_TEST(the_last_may_fail)
{
	for (size_t t = 0; t < ARRAY_SIZE(threads); t++) {
		struct seen *seen = seen_new(998, -5);

		ck_assert_int_lt(spread(threads[t], 999, see, seen), 0);
		free(seen);
	}
}
END_TEST

START_TEST(few_long_items)
{
	for (unsigned n = 1; n <= SPREAD_MAX; n++) {
		struct seen *seen = seen_new(SIZE_MAX, 0);

		ck_assert_int_eq(spread_all(n, see, seen), 0);
		ck_assert_uint_eq(seen->visits, n);
		for (size_t i = 0; i < n; i++)
			ck_assert_uint_eq(seen->times[i], 1);
		free(seen);
	}
}
END_TEST

START_TEST(few_long_items_fail)
{
	struct seen *seen = seen_new(3, -7);

	ck_assert_int_eq(spread_all(4, see, seen), -7);
	free(seen);
}
END_TEST

START_TEST(how_many)
{
	cpu_set_t one, all;

	ck_assert_uint_eq(spread_threads(1), 1);
	ck_assert_uint_eq(spread_threads(5), 5);
	ck_assert_uint_eq(spread_threads(SPREAD_MAX), SPREAD_MAX);
	ck_assert_uint_eq(spread_threads(SPREAD_MAX + 1), SPREAD_MAX);
	ck_assert_uint_eq(spread_threads(UINT32_MAX), SPREAD_MAX);
	ck_assert_int_eq(sched_getaffinity(0, sizeof(all), &all), 0);
	if (CPU_COUNT(&all) <= SPREAD_MAX)
		ck_assert_uint_eq(spread_threads(0), (unsigned)CPU_COUNT(&all));

	/* Not the processors there are, but those this process may run on. */
	CPU_ZERO(&one);
	CPU_SET((size_t)sched_getcpu(), &one);
	if (sched_setaffinity(0, sizeof(one), &one) == 0)
		ck_assert_uint_eq(spread_threads(0), 1);
}
END_TEST

UNIT_MAIN("spread", each_once, threads_are_themselves, the_last_waits_at_the_gate,
	  an_open_gate_lets_it_in, the_first_failure_ends_it,
	  a_failure_ends_all, the_last_may_fail, few_long_items, few_long_items_fail, how_many)
