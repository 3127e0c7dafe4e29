// Bytes of an export: opened, decompressed, converted to UTF-8.
#ifndef TEXT_INPUT_H
#define TEXT_INPUT_H

#include "base/diag.h"

struct input;

// Open path ("-" is standard input). gzip, zstd, xz and bzip2 are recognised by their first bytes.
// encoding is an iconv name or "" / "UTF-8"; a UTF-8 or UTF-16 byte order mark is consumed and wins
// over
// "". Whatever cannot be converted comes out as the byte 0xFF, which is never valid UTF-8, so that
// the record around it is rejected and not guessed. NULL fills d: FAULT_IO, or FAULT_USAGE for an
// encoding that iconv does not know or that the first bytes leave no doubt it is not, and UTF-16
// that neither a mark nor the declaration gives the order of.
struct input *input_open(const char *path, struct str encoding, struct diag *d);

// Fill up to n bytes of into. Returns the count, 0 at the end, −1 on failure (d filled, FAULT_IO).
ptrdiff_t input_read(struct input *in, char *into, size_t n, struct diag *d);

// For messages: its path, or "standard input"; "" of NULL.
// What the first block, or what follows the first bytes that are wrong, looks like if that is not
// what is declared: a name of encoding.h, or NULL.
const char *input_guess(const struct input *in);

struct str input_name(const struct input *in);

// Pass over up to n bytes that input_read would give; *passed of them. False: reading failed.
bool input_pass(struct input *in, uint64_t n, uint64_t *passed, struct diag *d);
bool input_packed(const struct input *in); // it is compressed
bool input_plain(const struct input *in);  // its bytes are given as they are, but for a mark
int input_file(const struct input *in);    // its descriptor, for fstat(2)
// n bytes of a plain file from an offset on; input_read goes on where it was. False: there are not.
bool input_look(const struct input *in, uint64_t offset, size_t n, char *into);

void input_close(struct input *in); // NULL is fine

#endif
