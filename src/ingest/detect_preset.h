// Which presets read a file, the best first.
#ifndef INGEST_DETECT_PRESET_H
#define INGEST_DETECT_PRESET_H

#include "model/preset.h"
#include "text/sniff.h"

// A preset ready to be tried: a study of one source that names it.
struct known_format {
    struct preset about; // texts are the study's
    struct study *study;
    size_t fields; // that it names, each once
};

struct known_formats {
    VEC(struct known_format) list;
    struct study *names; // owns what the presets say
};

struct preset_fit {
    const struct known_format *format;
    uint64_t tried, matched;
    size_t found; // of the fields that the preset names
};

struct preset_fits {
    VEC(struct preset_fit) list;
};

// Open all presets. False fills d: a preset is not well formed.
bool formats_open(struct known_formats *k, struct diag *d);
void formats_close(struct known_formats *k);

// Try those presets on a file that could read one that looks so. Of those that read it they are the
// best first: by the share of the records, then by how many fields they know, then by name. JSON
// has no shape of its own: a preset reads it only if half of its fields are there, and three.
void formats_fit(const struct known_formats *k, struct preset_fits *fits, const char *path,
                 const struct sniff *sniff);

// A preset is chosen if it reads half of the records.
static inline const struct preset_fit *fits_chosen(const struct preset_fits *fits)
{
    const struct preset_fit *first = fits->list.p;
    return fits->list.n && first->matched * 2 >= first->tried ? first : NULL;
}

#endif
