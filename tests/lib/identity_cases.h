// What the two halves of identity_cases share.
#ifndef IDENTITY_CASES_H
#define IDENTITY_CASES_H

#include "base/buf.h"

#include <jansson.h>

struct kase {
    const json_t *events, *rules, *expected;
    const char *topic;
    char folder[32];
    struct buf study, csv, ask, want, skip;
};

const char *text(const json_t *object, const char *key); // "" if there is none
void skip(struct kase *k, const char *why);
void begin(struct kase *k, const char *ids, const char *columns); // of the study and the export
void add_time(struct kase *k, size_t i);                          // of event i
void add_name(struct buf *out, const json_t *event, size_t i);

// Which events are of one: ids in order of the events. merged: pairs of ids that are one.
void want_pattern(struct kase *k, const json_t *ids, const json_t *merged);

// identity_graph.c: events that are sets of ids, and pairs of ids.
void graph(struct kase *k);
void pairs(struct kase *k);

#endif
