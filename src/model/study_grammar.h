// The study's sections and keys, as libconfuse wants them. Private to model/.
#ifndef MODEL_STUDY_GRAMMAR_H
#define MODEL_STUDY_GRAMMAR_H

#include "base/str.h"

#include <confuse.h>

extern const cfg_opt_t study_grammar[];  // a whole study
extern const cfg_opt_t preset_grammar[]; // a preset: the keys of a source at top level

// The option of that name, or NULL. options ends with CFG_END.
const cfg_opt_t *grammar_find(const cfg_opt_t *options, struct str key);

#endif
