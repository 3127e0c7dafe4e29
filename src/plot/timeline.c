// A journey: touchpoints in time, one lane a channel, joined in order.
#include "base/dict.h"
#include "base/utf8.h"
#include "plot/draw.h"

#include <math.h>
#include <stdio.h>

enum { MOST_LANES = 20, MOST_NAMES = 40 };

struct timeline {
    struct picture *c;
    struct arena arena;
    size_t time, channel, event, rows;
    struct dict lanes;
    double first, last;
};

static uint32_t lane(struct timeline *l, size_t row)
{
    const struct cell *cell = table_cell(l->c->t, row, l->channel);
    return dict_add(&l->lanes, cell->missing || !cell->text.n ? STR("(none)") : cell->text) - 1;
}

static void points(struct timeline *l)
{
    const struct table *t = l->c->t;
    buf_add(l->c->out, STR("$points << ENDOFPOINTS\n"));
    for (size_t row = 0; row < l->rows; row++) {
        const struct cell *when = table_cell(t, row, l->time);
        if (!when->missing)
            buf_printf(l->c->out, "%.6f %u\n", (double)when->count / 1e6, lane(l, row));
    }
    buf_add(l->c->out, STR("ENDOFPOINTS\n"));
}

static void event_name(struct timeline *l, double at, uint32_t in, const struct buf *names)
{
    char x[48], y[48];
    snprintf(x, sizeof x, "first %.6f", at);
    snprintf(y, sizeof y, "first %u", in);
    picture_text(l->c, x, y, plot_clip(&l->arena, buf_str(names), 30), "left",
                 "front rotate by 30 offset character 0.3,0.5 textcolor rgb \"#333333\"");
}

// The names of events at their points. Those of one lane that would overlap stand together at the
// first of them.
static void event_names(struct timeline *l)
{
    const struct table *t = l->c->t;
    if (l->event == SIZE_MAX || l->rows > MOST_NAMES || l->c->dumb)
        return;
    double across = l->c->width - l->c->left - l->c->right;
    double near = (l->last - l->first) * l->c->line * 1.6 / across;
    struct buf names = {0};
    for (uint32_t in = 0; in < l->lanes.count - 1; in++) {
        double at = 0;
        buf_clear(&names);
        for (size_t row = 0; row < l->rows; row++) {
            const struct cell *when = table_cell(t, row, l->time),
                              *what = table_cell(t, row, l->event);
            if (when->missing || what->missing || lane(l, row) != in)
                continue;
            double now = (double)when->count / 1e6;
            if (names.n && now - at > near) {
                event_name(l, at, in, &names);
                buf_clear(&names);
            }
            at = names.n ? at : now;
            buf_add(&names, names.n ? STR(", ") : STR(""));
            buf_add(&names, what->text);
        }
        if (names.n)
            event_name(l, at, in, &names);
    }
    buf_free(&names);
}

static void lanes(struct timeline *l, double room)
{
    char x[48], y[48];
    for (uint32_t i = 0; i < l->lanes.count - 1; i++) {
        snprintf(x, sizeof x, "screen %.5f", (l->c->left - l->c->letter) / l->c->width);
        snprintf(y, sizeof y, "first %u", i);
        picture_text(l->c, x, y, plot_clip(&l->arena, dict_get(&l->lanes, i + 1), room), "right",
                     "");
        if (!l->c->dumb)
            buf_printf(l->c->out,
                       "set arrow from graph 0,first %u to graph 1,first %u nohead back "
                       "linecolor rgb \"#DDDDDD\"\n",
                       i, i);
    }
}

static bool prepare(struct timeline *l, struct diag *d)
{
    const struct table *t = l->c->t;
    l->time = table_find(t, "time");
    l->channel = table_find(t, "channel");
    l->event = table_find(t, "event");
    if (l->time == SIZE_MAX || t->column.p[l->time].type != CELL_TIME || l->channel == SIZE_MAX ||
        t->column.p[l->channel].type != CELL_TEXT)
        return diag_set(d, FAULT_USAGE, "a timeline needs the columns time and channel");
    if (l->event != SIZE_MAX && t->column.p[l->event].type != CELL_TEXT)
        l->event = SIZE_MAX;
    l->first = INFINITY;
    l->last = -INFINITY;
    for (size_t row = 0; row < l->rows; row++) {
        const struct cell *when = table_cell(t, row, l->time);
        if (when->missing)
            continue;
        l->first = fmin(l->first, (double)when->count / 1e6);
        l->last = fmax(l->last, (double)when->count / 1e6);
        lane(l, row);
    }
    if (!isfinite(l->first))
        return diag_set(d, FAULT_USAGE, "nothing to draw: no row has a time");
    if (l->lanes.count - 1 > MOST_LANES)
        return diag_set(d, FAULT_USAGE, "a timeline shows %d channels at most, not %u", MOST_LANES,
                        l->lanes.count - 1);
    if (l->last <= l->first)
        l->last = l->first + 3600;
    return true;
}

static void draw(struct timeline *l)
{
    struct picture *c = l->c;
    size_t widest = 0;
    uint32_t count = l->lanes.count - 1;
    for (uint32_t i = 1; i <= count; i++) {
        size_t cells = utf8_width(dict_get(&l->lanes, i));
        widest = cells > widest ? cells : widest;
    }
    picture_begin(c, (double)count * (c->dumb ? 3 : 90) + (c->dumb ? 6 : 140));
    double room = fmin((double)widest, floor(c->width * 0.3 / c->letter));
    c->left += (room + 1) * c->letter;
    c->right += c->dumb ? 8 : 90; // the last event's name
    c->bottom += c->line * 1.6;
    picture_margins(c);
    points(l);
    lanes(l, room);
    event_names(l);
    double at[5];
    size_t marks = c->dumb ? 3 : 5;
    for (size_t i = 0; i < marks; i++)
        at[i] = l->first + (l->last - l->first) * (double)i / (double)(marks - 1);
    picture_times(c, at, marks, 16);
    double edge = (l->last - l->first) * 0.03;
    buf_printf(
        c->out,
        "set xrange [%.6f:%.6f]\nset yrange [%.1f:-0.9]\n"
        "plot $points using 1:2 with lines linewidth 1.5 linecolor rgb \"#999999\" notitle, "
        "$points using 1:2 with points pointtype 7 pointsize %s linecolor rgb \"%s\" notitle\n",
        l->first - edge, l->last + edge, (double)count - 0.5, c->dumb ? "1" : "1.1", plot_color(0));
}

bool picture_timeline(struct picture *c, struct diag *d)
{
    struct timeline l = {.c = c, .rows = table_rows(c->t)};
    dict_init(&l.lanes);
    bool good = prepare(&l, d);
    if (good)
        draw(&l);
    dict_free(&l.lanes);
    arena_free(&l.arena);
    return good;
}
