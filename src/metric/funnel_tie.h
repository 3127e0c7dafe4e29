// Touchpoints of equal time: which steps can they serve, each touchpoint one step.
#ifndef METRIC_FUNNEL_TIE_H
#define METRIC_FUNNEL_TIE_H

#include "metric/funnel_chain.h"

// For each step k: reach[k] = the largest e so that the steps k … e−1 can each have a touchpoint of
// hit[0..n) of its own (k if step k has none). A sliding bipartite matching (Kuhn 1955).
void tie_reach(struct chain_scratch *s, const struct hit *hit, size_t n, size_t steps,
               size_t *reach);

// The same from one step, at most to step `most`.
size_t tie_reach_from(struct chain_scratch *s, const struct hit *hit, size_t n, size_t from,
                      size_t most);

// Give the steps from … to−1 (which tie_reach found possible) a touchpoint each: of all ways the
// one with the first touchpoints for the first steps. place[k] is an index into hit.
void tie_assign(struct chain_scratch *s, const struct hit *hit, size_t n, size_t from, size_t to,
                size_t *place);

#endif
