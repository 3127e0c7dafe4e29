// A secret key and the keyed hash of ids: same key, same token; without the key no way back.
#ifndef BASE_KEY_H
#define BASE_KEY_H

#include "base/diag.h"

enum { KEY_BYTES = 32, TOKEN_BYTES = 16 };

struct key {
    unsigned char bytes[KEY_BYTES];
};

// Make a file with a new random key, for its owner only. One that is there is never replaced. False
// fills d.
bool key_create(const char *path, struct diag *d);

// Read the key of a file. One that others than its owner can read or write is refused, as is what
// does not hold a key: FAULT_USAGE. False fills d.
bool key_read(struct key *k, const char *path, struct diag *d);

void key_forget(struct key *k); // overwrite it

// BLAKE2b (RFC 7693), keyed, 128 bits, of purpose NUL space NUL value. Tokens of different purposes
// or namespaces tell nothing of each other.
void key_token(const struct key *k, struct str purpose, struct str space, struct str value,
               unsigned char token[TOKEN_BYTES]);

#endif
