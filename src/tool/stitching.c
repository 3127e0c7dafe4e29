// What stitching amounts to, on standard error.
#include "tool/stitching.h"

#include "text/time.h"

#include <stdio.h>

static double percent(uint64_t part, uint64_t whole)
{
    return whole ? 100.0 * (double)part / (double)whole : 0;
}

void stitching_add_past(struct stitch_result *result, const struct store_past *past)
{
    struct stitch_summary *s = &result->summary;
    s->rows += past->gone;
    s->rejected += past->gone;
    s->blocked += past->refused;
}

void stitching_say(const struct call *call, const struct stitch_result *result)
{
    enum { SHOWN = 5 };
    const struct stitch_summary *s = &result->summary;
    size_t shown = 0;
    for (vec_each(const struct stitch_link, link, &result->link)) {
        if (shown++ == SHOWN)
            break;
        tool_say(call, "%.*s: not joined: %.*s and %.*s: %.*s", STR_ARG(link->origin),
                 STR_ARG(link->a), STR_ARG(link->b), STR_ARG(link->reason));
    }
    if (s->refused > SHOWN)
        tool_say(call, "%llu more refused joins; --report --show refused lists all of them",
                 (unsigned long long)s->refused - SHOWN);
    if (s->renamed || s->merged)
        tool_say(call,
                 "renamed %llu and merged %llu customers of the earlier run; --report --show "
                 "renamed lists them",
                 (unsigned long long)s->renamed, (unsigned long long)s->merged);
    if (result->dangling.n)
        tool_say(call,
                 "%.*s is taken for %.*s by weaker ids alone, which %.*s has as well%s; --report "
                 "--show dangling lists all of them",
                 STR_ARG(result->dangling.p[0].id), STR_ARG(result->dangling.p[0].customer),
                 STR_ARG(result->dangling.p[0].beside), result->dangling.n > 1 ? ", and more" : "");
    struct buf text = {0};
#define N(v) ((unsigned long long)(v))
    buf_printf(&text,
               "rows         %llu = persons %llu + devices %llu + unattributed %llu + "
               "rejected %llu",
               N(s->rows), N(s->person_after), N(s->device_only), N(s->unattributed),
               N(s->rejected));
    if (s->forgotten)
        buf_printf(&text, " + forgotten %llu", N(s->forgotten));
    buf_add_byte(&text, '\n');
    buf_printf(&text, "with person  %llu before (%.1f %%), %llu after (%.1f %%)\n",
               N(s->person_before), percent(s->person_before, s->rows), N(s->person_after),
               percent(s->person_after, s->rows));
    buf_printf(&text, "customers    %llu = persons %llu + devices %llu\n", N(s->customers),
               N(s->persons), N(s->devices));
    buf_printf(&text, "links        %llu, refused %llu\n", N(s->links), N(s->refused));
    if (s->case_rows)
        buf_printf(&text, "cases        %llu rows joined an open case\n", N(s->case_rows));
    if (s->blocked)
        buf_printf(&text, "ids          %llu refused: blocked or not of their form\n",
                   N(s->blocked));
    if (s->aside)
        buf_printf(&text, "set aside    %llu values linked to more unique ids than max-degree\n",
                   N(s->aside));
#undef N
    fputs(text.p, stderr);
    buf_free(&text);
}
