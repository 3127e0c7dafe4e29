// The time axis that lines and timelines share.
#include "plot/draw.h"
#include "text/time.h"

void picture_times(struct picture *c, const double *at, size_t n, size_t most)
{
    const struct table *t = c->t;
    struct zone *zone = t->zone.n ? zone_open(t->zone, NULL) : NULL;
    struct buf text = {0};
    buf_add(c->out, STR("set xtics nomirror noenhanced ("));
    for (size_t i = 0; i < n; i++) {
        buf_clear(&text);
        time_format_local(&text, (int64_t)(at[i] * 1e6), zone);
        buf_add(c->out, i ? STR(", ") : STR(""));
        plot_quote(c->out, str_slice(buf_str(&text), 0, text.n < most ? text.n : most), true);
        buf_printf(c->out, " %.6f", at[i]);
    }
    buf_add(c->out, STR(")\n"));
    buf_free(&text);
    zone_close(zone);
}
