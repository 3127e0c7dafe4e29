// Tokens of one namespace: each distinct id once, in a form that the namespace accepts.
#ifndef STITCH_TOKENS_H
#define STITCH_TOKENS_H

#include "base/dict.h"
#include "base/key.h"
#include "model/identity.h"

struct tokens {
    struct study_namespace space;
    struct dict plain, token; // normal forms and their tokens, by the same codes
    struct buf normal, scratch;
};

void tokens_init(struct tokens *t, struct study_namespace space);
void tokens_free(struct tokens *t);

// The code of an id's token; 0: the namespace refuses it. False fills d (see mask_frame).
bool tokens_of(struct tokens *t, const struct key *key, struct str value, uint32_t *code,
               struct diag *d);

#endif
