// Where a store's study is, seen from the store, so that both can move together.
#ifndef STORE_PLACE_H
#define STORE_PLACE_H

#include "base/buf.h"

// Append the path of `target` seen from the directory of the file `from` (which need not exist).
void place_relative(struct buf *out, const char *from, struct str target);

// Append the path that `relative` (of place_relative) has for us, seen through the file `from`.
void place_resolve(struct buf *out, const char *from, struct str relative);

#endif
