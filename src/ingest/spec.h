// What the study says of a source's files, as the reader wants it.
#ifndef INGEST_SPEC_H
#define INGEST_SPEC_H

#include "model/study.h"
#include "text/record.h"

// How the source's files are cut into records. Texts that are not the study's go into the arena;
// all must live as long as the reader.
struct record_spec spec_of(const struct study_source *declared, struct arena *arena);

// The byte column (from 1) of a field in a delimited record's raw text; 0: not known.
uint64_t source_column(const struct study_source *declared, struct str raw, size_t field);

// The same of a record that is at hand: fields of other formats mostly lie in the raw text itself.
uint64_t spec_column(const struct study_source *declared, const struct record *record,
                     size_t field);

#endif
