// From a folder of exports to a study: what the parts of wend init hand on.
#ifndef TOOL_INIT_H
#define TOOL_INIT_H

#include "ingest/detect.h"
#include "ingest/detect_preset.h"
#include "tool/tool.h"

// ---- the folder ---------------------------------------------------------------------------------

struct found {             // a file
    struct str name, path; // below the folder; to open
    struct sniff sniff;
    struct preset_fits fits;
    struct str layout; // files of one layout have the same
    struct str shape;  // a glob of its name: numbers are *
    bool grouped;
};

struct skipped { // not an export, or not to be read
    struct str name, why;
    bool failed; // it might be one, but could not be read
};

struct folder {
    struct arena arena;
    struct str path;
    VEC(struct found) file; // in bytewise order of names
    VEC(struct skipped) skip;
};

// All files below the directory. False fills d: it cannot be read, or holds too many.
bool folder_list(struct folder *f, const char *path, struct diag *d);
void folder_free(struct folder *f);
void folder_skip(struct folder *f, struct str name, const char *why, bool failed);

// ---- groups of files ----------------------------------------------------------------------------

struct group {
    VEC(size_t) file; // indices
    struct str glob;  // that matches these and no others; "" none
};

struct groups {
    VEC(struct group) list;
};

// Put files of one layout, whose names differ in numbers only, together.
void groups_make(struct groups *g, struct folder *f);
void groups_free(struct groups *g);

// ---- the study ----------------------------------------------------------------------------------

struct draft_id {
    struct str space;
    enum id_kind kind;
    struct strs values; // that were seen; of the plan's arena
};

struct draft {                      // of one source
    struct str name, files, format; // files: for people
    size_t count;                   // of files
    struct buf text;                // the section
    const char *wanting;            // why it is commented out, NULL: it is not
    struct buf why;                 // the same at length, or what else is to be said
    uint64_t tried, matched;
    bool sure, naive;     // naive: times without a zone
    struct buf time, ids; // for the table
    struct str channel;   // the constant one, or ""
    VEC(struct draft_id) id;
};

enum side { SIDE_NONE, SIDE_LINKS, SIDE_FACTS };

struct plan_of_study {
    struct arena arena;
    struct folder folder;
    struct known_formats formats;
    struct groups groups;
    VEC(struct draft) draft;
    VEC(struct str) links, facts, link_space; // side files as the study names them
    struct str format;                        // --format, "" none
    struct str timezone;                      // --timezone, "" none
    struct str prefix;                        // from the study's directory to the folder
};

// Whether a file is one that studies name beside their sources, by its header.
enum side side_of(const struct found *file);

// Make the section of a group. False fills d.
bool draft_make(struct draft *draft, struct plan_of_study *plan, const struct group *group,
                struct diag *d);
void draft_free(struct draft *draft);

// The whole study, appended to out.
void study_write(struct buf *out, const struct plan_of_study *plan);

// An id of a draft, with the values of its field (NULL: not seen).
void draft_add_id(struct draft *draft, struct plan_of_study *plan, struct str space,
                  enum id_kind kind, const struct profile *p);

// Comments on namespaces of persons that share values, as two names for one thing do.
void add_alike(struct buf *out, const struct plan_of_study *plan);

// Texts of data within a comment: on one line, and not too long.
void add_comment_text(struct buf *out, struct str text);
// A name for a source, an event or a channel out of a file's name.
struct str plain_name(struct arena *arena, struct str file);
// A file as the study names it, quoted.
void add_file(struct buf *out, const struct plan_of_study *plan, struct str name, bool glob);

// What a section says beyond its files; with a preset, and without.
void add_keys(struct draft *draft, struct plan_of_study *plan, struct detection *x,
              const struct roles *roles, struct str stem);
void add_preset_keys(struct draft *draft, struct plan_of_study *plan, struct detection *x,
                     const struct known_format *format, struct str stem, const struct group *group);

#endif
