/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The path of one series in a chart. */
#include <math.h>

#include "nstat-svg.h"

/* So few are marked each. */
#define MARKED 40

/* A path that goes on where it is. */
struct pen {
	struct buffer *out;
	bool down;
	long x, y; /* tenths of pixels */
	bool held; /* it went on to the right only, and that is not written yet */
};

double svg_x(const struct svg_area *area, double seconds)
{
	const double span = area->to - area->from;

	return area->left +
	       (span > 0 ? (seconds - area->from) / span : 1) * (area->right - area->left);
}

double svg_y(const struct svg_area *area, double value)
{
	const double part = area->most > 0 ? value * area->factor / area->most : 0;

	return area->bottom - fmin(part, 1) * (area->bottom - area->top);
}

static void put_number(struct buffer *out, long tenths)
{
	svg_coordinate(out, (double)tenths / 10);
}

/* What lies level is one stroke, however many points it has. */
static void release(struct pen *pen)
{
	if (pen->held) {
		buffer_char(pen->out, 'H');
		put_number(pen->out, pen->x);
	}
	pen->held = false;
}

static void lift(struct pen *pen)
{
	release(pen);
	pen->down = false;
}

static void draw_to(struct pen *pen, double to_x, double to_y)
{
	const long x = lround(to_x * 10), y = lround(to_y * 10);

	if (pen->down && y == pen->y) {
		pen->held |= x != pen->x;
		pen->x = x;
		return;
	}
	release(pen);
	if (pen->down && x == pen->x) {
		buffer_char(pen->out, 'V');
		put_number(pen->out, y);
	} else {
		buffer_char(pen->out, pen->down ? 'L' : 'M');
		put_number(pen->out, x);
		buffer_char(pen->out, ' ');
		put_number(pen->out, y);
	}
	/* Alone it is a dot: a stroke of no length, with round ends. */
	if (!pen->down)
		buffer_string(pen->out, "h0");
	pen->down = true;
	pen->x = x;
	pen->y = y;
}

static void draw_bucket(struct pen *pen, const struct svg_area *area,
			const struct nstat_bucket *bucket, double low, double high)
{
	const double x = svg_x(area, (bucket->from + bucket->to) / 2);
	const double bottom = svg_y(area, low), top = svg_y(area, high);
	/* The nearer end first. */
	const double at = (double)pen->y / 10;
	const bool down = pen->down && fabs(at - top) < fabs(at - bottom);

	/* A rate is that of a time, however short: alone it is a stroke as well. */
	if (!pen->down)
		draw_to(pen, svg_x(area, bucket->begun), bottom);
	draw_to(pen, x, down ? top : bottom);
	if (low < high)
		draw_to(pen, x, down ? bottom : top);
}

void svg_line(struct buffer *out, const struct svg_area *area,
	      const struct nstat_past *past, const struct nstat_series *series,
	      unsigned kind)
{
	const bool marked = past->n <= MARKED && past->share == 1;
	struct pen pen = { .out = out };
	float low, high;

	buffer_format(out, "<path class=\"l s%u\" d=\"", kind);
	for (size_t i = 0; i < past->n; i++) {
		const struct nstat_bucket *bucket = &past->buckets[i];

		if (bucket->broken || !nstat_series_at(series, i, &low, &high))
			lift(&pen);
		if (nstat_series_at(series, i, &low, &high))
			draw_bucket(&pen, area, bucket, (double)low, (double)high);
	}
	lift(&pen);
	buffer_string(out, "\"/>\n");
	if (!marked)
		return;
	buffer_format(out, "<path class=\"m s%u\" d=\"", kind);
	for (size_t i = 0; i < past->n; i++) {
		if (!nstat_series_at(series, i, &low, &high))
			continue;
		buffer_char(out, 'M');
		svg_coordinate(out, svg_x(area, past->buckets[i].to));
		buffer_char(out, ' ');
		svg_coordinate(out, svg_y(area, (double)high));
		buffer_string(out, "h0");
	}
	buffer_string(out, "\"/>\n");
}
