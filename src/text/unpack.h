// The bytes of a file, decompressed. For input.c only.
#ifndef TEXT_UNPACK_H
#define TEXT_UNPACK_H

#include "base/diag.h"

struct unpack;

// Read fd (closed by unpack_close unless it is standard input); gzip, zstd, xz and bzip2 are
// recognised by their first bytes. name is for messages. NULL fills d.
struct unpack *unpack_open(int fd, struct str name, struct diag *d);

// As input_read.
ptrdiff_t unpack_read(struct unpack *u, char *into, size_t n, struct diag *d);

bool unpack_packed(const struct unpack *u);  // a codec knows it
bool unpack_at_hand(const struct unpack *u); // bytes have been read and not given
int unpack_file(const struct unpack *u);     // the descriptor

void unpack_close(struct unpack *u);

#endif
