// A source that reads only what is new: what source.c asks on the way.
#ifndef INGEST_STATE_SOURCE_H
#define INGEST_STATE_SOURCE_H

#include "ingest/source.h"

// Take in the keys of earlier runs. False fills d.
bool resume_keys(struct source *s, struct diag *d);

// s->reader was opened on the file: go where it was read to, or find that there is nothing new
// (s->place.skip). False: failed, with s->diag.
bool resume_file(struct source *s, const struct plan_file *file);

// The same for the touchpoints of a file that have several rows: those of earlier runs, false:
// failed, with s->diag; and those that this turn adds.
bool resume_once(struct source *s);
void resume_once_turn(struct source *s);

void resume_taken(struct source *s);           // a record of a file read whole was taken
void resume_moved(struct source *s, size_t n); // n bytes of the memory are done
void resume_turn(struct source *s);            // duplicates of this turn are known
void resume_end(struct source *s);             // the file is read
void resume_skip(struct source *s);            // nothing was read of it

#endif
