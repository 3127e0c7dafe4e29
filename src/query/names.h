// Which names a question may use: those of the data and those that the study declares.
#ifndef QUERY_NAMES_H
#define QUERY_NAMES_H

#include "model/frame.h"
#include "model/study.h"

// Whether the study declares that field (attribute, id, case), so that a day without it is no
// fault. study may be NULL.
bool names_study_field(const struct study *study, struct str name);

// Append suggestions and valid names to d: of fields; of events or channels (with the stages, when
// a stage could stand there too).
void names_suggest_field(struct diag *d, struct str name, const struct frame *f,
                         const struct study *study);
void names_suggest_event(struct diag *d, struct str name, const struct column *column,
                         const struct study *study);
void names_suggest_channel(struct diag *d, struct str name, const struct column *column,
                           const struct study *study);
void names_suggest_reference(struct diag *d, struct str name, const struct study *study);

#endif
