// What earlier runs have read, kept in a file between them: how far each export, and which records.
//
// Beside STATE stand STATE.keys, which grows by what duplicates are known by, and STATE.lock, which
// a run holds locked. STATE itself is replaced whole: until then nothing that a run has done
// counts.
#ifndef INGEST_STATE_H
#define INGEST_STATE_H

#include "base/growing.h"
#include "base/vec.h"
#include "model/study.h"

enum { STATE_HEAD = 1024 }; // bytes behind the header that tell a file from others

// How far one file was read. Offsets are of the text: decompressed, converted to UTF-8.
struct state_file {
    struct str name; // the last one it was seen under
    uint64_t id;     // among those of its source, for keys of its own
    uint64_t device, inode, size;
    int64_t modified; // ns
    struct digest header;
    uint64_t start;       // where the header ends
    struct digest head;   // of the first bytes behind it …
    uint64_t offset;      // what comes next
    struct digest tail;   // of the last bytes before that; of none: not known
    uint64_t lines;       // before `offset`
    int64_t last, latest; // times of the last row, of the latest; INT64_MIN: none
    bool passable;        // what comes next can be read without what stands before
    bool ended;           // there was nothing behind `offset`
    int64_t seen;         // µs: the run that has seen it last
    // During a run only:
    bool met;             // a file of this run goes on from it
    struct str displaced; // the name of a file that has its inode, and other content
};

// Keys that a run adds: of the source (0) or one of its files, of a size.
struct state_added {
    uint64_t id;
    uint32_t size;
    struct buf keys;
};

// One source. Used by one thread at a time.
struct state_source {
    struct state *state;
    struct str name;
    VEC(struct state_file) before, now; // as the last run left them; as this run leaves them
    VEC(struct str) note;               // for people, a line each
    VEC(struct state_added) added;
    uint64_t last_id; // of its files
    struct arena arena;
};

// A run of keys of one source in STATE.keys.
struct state_block {
    uint64_t source, at, count, check; // hash of its name and id; offset; keys; checksum
    uint32_t size;                     // of a key
};

struct state {
    char *path;
    int lock; // descriptor
    struct arena arena;
    int64_t now, settled;           // µs
    struct digest study, study_now; // of the last run, of this one
    struct growing keys;
    struct growing_mark keys_mark, output, rejects; // what goes with it
    VEC(struct state_source *) source;
    VEC(struct state_block) block;
    bool first;         // nothing was read before
    bool study_changed; // since the last run
    bool changed;       // beside what was read: state_begin is to write it
};

// Lock and read the state, or begin one; restart: forget what is in it. now: µs. False fills d:
// another run holds it, it cannot be read, it is damaged (with file and line).
bool state_open(struct state *s, const char *path, bool restart, int64_t now, struct diag *d);
void state_close(struct state *s);

// Note that a study is read by, before its sources.
void state_study(struct state *s, const struct study *study);

// The source of that name, added if it is new. Stays where it is.
struct state_source *state_source(struct state *s, struct str name);
__attribute__((format(printf, 2, 3))) void state_note(struct state_source *s, const char *format,
                                                      ...);

// Note which files that were read are gone though others have their place.
void state_note_displaced(struct state_source *s);

// The files that go with the state are opened: keep their marks, so that a run that is broken from
// here on leaves files that the next one knows.
bool state_begin(struct state *s, struct diag *d);
// All that was read has safely left: replace the state by what it is now. False fills d; then
// the run does not count.
bool state_commit(struct state *s, struct diag *d);

// Keys of `size` bytes that the source (id 0) or its file has had: visit gets them block by block.
// False fills d: they are damaged. Safe for several threads, each with its source.
bool state_keys(const struct state_source *s, uint64_t id, uint32_t size,
                void (*visit)(void *context, const char *keys, size_t count), void *context,
                struct diag *d);
void state_add_key(struct state_source *s, uint64_t id, const void *key, uint32_t size);

// ---- for state.c and its tests: state_text.c, state_keys.c
// ----------------------------------------

// The state as text, with the files of `now` and those of `before` that are not met; or (begin) as
// it was.
void state_write(const struct state *s, bool begin, struct buf *out);
// Read such a text into an empty state. False fills d with file:line.
bool state_read(struct state *s, struct str text, struct diag *d);
// Open STATE.keys and find its blocks; drop those that are not finished.
bool state_open_keys(struct state *s, struct diag *d);
bool state_add_keys(struct state *s, struct diag *d); // those of this run, at the end

#endif
