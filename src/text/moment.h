// What reading a time yields before its zone is applied. Within the files of time.h only.
#ifndef TEXT_MOMENT_H
#define TEXT_MOMENT_H

#include "text/time.h"

#include "base/vec.h"

struct moment {
    struct civil civil;
    const struct zone *zone; // that the text names; NULL: none
    int64_t offset;          // µs; set if has_offset
    int64_t epoch;           // µs UTC; set if has_epoch, and then nothing else counts
    bool has_offset, has_epoch;
    bool bare_date; // nothing but a date
};

// A place in a text that is being read.
struct cursor {
    const char *p, *end;
};

static inline bool cursor_take(struct cursor *c, char want)
{
    if (c->p == c->end || *c->p != want)
        return false;
    c->p++;
    return true;
}

// Read least … most digits.
bool cursor_digits(struct cursor *c, int least, int most, int *value);
// Read 1–9 digits after the decimal point as µs; finer ones are cut off.
bool cursor_fraction(struct cursor *c, int *micro);
// Read +0800, +08:00, +08 or Z.
bool cursor_offset(struct cursor *c, int64_t *offset);
// Read UTC, GMT or Z, which all mean offset 0, or a declared abbreviation.
bool cursor_zone(struct cursor *c, const struct time_setting *setting, struct moment *m);
// Read a number of units, with sign and fraction, as µs; within the years 0001–9999.
bool cursor_epoch(struct cursor *c, int64_t unit, int64_t *micro);

// RFC 3339 and its usual spellings, the whole of s.
bool iso_read(struct str s, const struct time_setting *setting, struct moment *m);

// A compiled pattern. A step is a letter of strptime, ' ' for blanks, or a literal byte.
struct step {
    bool literal;
    char c;
};

struct program {
    VEC(struct step) step;
};

// The whole of s by a program.
bool program_read(const struct program *program, const struct time_setting *setting, struct str s,
                  struct moment *m);

// The instant of a moment; a civil time that does not exist is TIME_BAD.
enum time_result moment_to_utc(const struct moment *m, const struct time_setting *setting,
                               int64_t *utc);

#endif
