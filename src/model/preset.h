// Presets: what there is for known exports, and what each says of itself beside the keys of a
// source.
#ifndef MODEL_PRESET_H
#define MODEL_PRESET_H

#include "model/study.h"

struct preset {
    struct str name, path;
    struct str purpose;  // one line
    struct str channel;  // that it suggests; "" none
    struct pairs ids;    // namespace = field, to choose from: a study has its own
    struct strs samples; // files in the folder `sample` beside it
    struct strs expect;  // of each record of the samples: its time, or "reject"
};

// The names of all presets, sorted. Texts go into the arena.
struct strs preset_names(struct arena *arena);

// What a preset says of itself; texts go into the study's arena. False fills d: there is none of
// that name, or it is not well formed.
bool preset_about(struct study *study, struct str name, struct preset *out, struct diag *d);

#endif
