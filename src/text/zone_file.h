// The zone files of the system (TZif, RFC 8536). For zone.c only.
#ifndef TEXT_ZONE_FILE_H
#define TEXT_ZONE_FILE_H

#include "text/time.h"

#include "base/vec.h"

#include <stdio.h>

struct change {
    int64_t utc, offset; // from that instant on; µs
};

struct changes {
    VEC(struct change) list; // ascending; the first holds since ever
};

#define ZONE_LAST INT64_C(4102444800) // the changes end with the year 2099; then the last one holds

// Append a change if it is one. False: not after the last one, or no offset of this world.
bool zone_change_add(struct changes *changes, int64_t utc, int64_t offset);

// Read the changes that the file lists. *rule is the one that goes on behind them, as in
// "EST5EDT,M3.2.0,M11.1.0". False: no zone file, a damaged one, or one that counts leap seconds,
// which no export does.
bool zone_file_read(FILE *file, struct changes *changes, struct buf *rule);

// Open a file beside the zones.
FILE *zone_folder_open(struct str name);

// Append the changes of a rule (POSIX, environment variable TZ; RFC 8536, section 3.3.1) that come
// after those that are there. A rule without summer time has none. False: no such rule.
bool zone_rule_add(struct str rule, struct changes *changes);

// The IANA name for a Rails name such as "Eastern Time (US & Canada)", with or without "(GMT-05:00)
// " before it; other names come back as they are.
struct str zone_rails(struct str name);

#endif
