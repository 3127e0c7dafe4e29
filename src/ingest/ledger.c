// The ledger: what became of every record.
#include "ingest/ingest.h"

void ledger_free(struct ledger *l)
{
    vec_free(&l->file);
    vec_free(&l->reason);
    vec_free(&l->unmatched);
    vec_free(&l->garbled);
    arena_free(&l->arena);
}

void ledger_add(struct ledger_file *to, const struct ledger_file *from)
{
    to->lines += from->lines;
    to->read += from->read;
    to->kept += from->kept;
    to->duplicate += from->duplicate;
    to->filtered += from->filtered;
    to->rejected += from->rejected;
    to->further += from->further;
    to->late += from->late;
    to->out_of_order += from->out_of_order;
    to->id_reused += from->id_reused;
    to->gap += from->gap;
    to->repeated += from->repeated;
    to->corrected += from->corrected;
    to->no_id += from->no_id;
    to->ids_refused += from->ids_refused;
    to->ids_damaged += from->ids_damaged;
    to->bot += from->bot;
    to->unmatched += from->unmatched;
    to->unjoined += from->unjoined;
    to->costly += from->costly;
    to->mojibake += from->mojibake;
}

struct ledger_file ledger_total(const struct ledger *l)
{
    struct ledger_file total = {0};
    for (vec_each(const struct ledger_file, file, &l->file))
        ledger_add(&total, file);
    return total;
}
