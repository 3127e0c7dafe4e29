// The ledger: what became of every record.
#include "ingest/ingest.h"

void ledger_free(struct ledger *l)
{
    vec_free(&l->file);
    vec_free(&l->reason);
    arena_free(&l->arena);
}

struct ledger_file ledger_total(const struct ledger *l)
{
    struct ledger_file total = {0};
    for (vec_each(const struct ledger_file, file, &l->file)) {
        total.lines += file->lines;
        total.read += file->read;
        total.kept += file->kept;
        total.duplicate += file->duplicate;
        total.rejected += file->rejected;
        total.gap += file->gap;
        total.repeated += file->repeated;
        total.corrected += file->corrected;
        total.no_id += file->no_id;
        total.ids_refused += file->ids_refused;
    }
    return total;
}
