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

// Read the changes that the file lists. *rule: a rule with summer time goes on behind them. False:
// no zone file, a damaged one, or one that counts leap seconds, which no export does.
bool zone_file_read(FILE *file, struct changes *changes, bool *rule);

// Open a file beside the zones.
FILE *zone_folder_open(struct str name);

// Append the changes of the rule of the named zone, by glibc, for 28 years: weekdays and leap years
// then come again.
void zone_rule_add(struct str name, struct changes *changes);

#endif
