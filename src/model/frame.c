// Looking columns up by name, and making them ready on first use.
#include "model/frame.h"

#include "base/mem.h"
#include "base/suggest.h"

#include <stdlib.h>

static struct column *find_exact(struct frame *f, struct str name)
{
    for (size_t i = 0; i < f->columns; i++) {
        if (str_eq(f->column[i].name, name))
            return &f->column[i];
    }
    return NULL;
}

// The column named prefix + name.
static struct column *find_behind(struct frame *f, struct str prefix, struct str name)
{
    for (size_t i = 0; i < f->columns; i++) {
        struct str full = f->column[i].name;
        if (str_starts(full, prefix) && str_eq(str_slice(full, prefix.n, full.n), name))
            return &f->column[i];
    }
    return NULL;
}

static const struct column *make_ready(struct frame *f, struct column *column, struct diag *d)
{
    if (column->ready)
        return column;
    if (f->prepare && !f->prepare(f->context, column, d))
        return NULL;
    column->ready = true;
    return column;
}

const struct column *frame_column_if(struct frame *f, struct str name, struct diag *d)
{
    if (d)
        *d = (struct diag){0};
    struct column *found = find_exact(f, name);
    if (!found)
        found = find_behind(f, STR("id."), name);
    if (!found)
        found = find_behind(f, STR("case."), name);
    return found ? make_ready(f, found, d) : NULL;
}

const struct column *frame_column(struct frame *f, struct str name, struct diag *d)
{
    struct diag own = {0};
    struct diag *diag = d ? d : &own;
    const struct column *found = frame_column_if(f, name, diag);
    if (found || diag->fault != FAULT_NONE)
        return found;
    struct str *names = mem_array(f->columns, sizeof *names);
    for (size_t i = 0; i < f->columns; i++)
        names[i] = f->column[i].name;
    diag_set(diag, FAULT_USAGE, "no such column '%.*s'", STR_ARG(name));
    suggest_diag(diag, name, names, f->columns);
    free(names);
    return NULL;
}
