// Choosing the counts that are withheld: small ones, then others until nothing follows.
#include "metric/cells_known.h"

// ---- description

static size_t cell_at(const struct cells *c, size_t row, const char *column)
{
    size_t at = table_find(c->t, column);
    if (at == SIZE_MAX || table_cell(c->t, row, at)->missing)
        return CELL_NONE;
    return row * c->t->column.n + at;
}

static size_t add(struct cells *c, int64_t value, bool apart)
{
    bool small = value > 0 && value < c->least;
    vec_push(&c->count, (struct count){value, small, small || apart, apart});
    return c->count.n - 1;
}

size_t cells_count(struct cells *c, size_t row, const char *column)
{
    size_t cell = cell_at(c, row, column);
    if (cell == CELL_NONE)
        return CELL_NONE;
    size_t count = add(c, c->t->cell.p[cell].count, false);
    vec_push(&c->derived, (struct derived){cell, count});
    return count;
}

void cells_same(struct cells *c, size_t count, size_t row, const char *column)
{
    cells_derived(c, row, column, count);
}

size_t cells_other(struct cells *c, int64_t value, bool shown)
{
    return add(c, value, !shown);
}

void cells_equation(struct cells *c)
{
    c->equations++;
}

void cells_term(struct cells *c, size_t count, int sign)
{
    if (count != CELL_NONE)
        vec_push(&c->term, (struct term){c->equations - 1, count, sign});
}

void cells_derived(struct cells *c, size_t row, const char *column, size_t count)
{
    size_t cell = cell_at(c, row, column);
    if (cell != CELL_NONE && count != CELL_NONE)
        vec_push(&c->derived, (struct derived){cell, count});
}

// ---- choice

static bool is_less(const struct cells *c, size_t a, size_t b) // zeros last
{
    if (b == CELL_NONE)
        return true;
    int64_t v = c->count.p[a].value, w = c->count.p[b].value;
    return v != 0 && (w == 0 || v < w);
}

// The least count that can still be withheld in an equation, zeros last; CELL_NONE: there is none.
static size_t next_in(const struct cells *c, size_t equation)
{
    size_t best = CELL_NONE;
    for (vec_each(const struct term, x, &c->term)) {
        if (x->equation != equation || c->count.p[x->count].hidden)
            continue;
        if (is_less(c, x->count, best))
            best = x->count;
    }
    return best;
}

static bool hide_one(struct cells *c, size_t equation)
{
    size_t next = next_in(c, equation);
    if (next != CELL_NONE)
        c->count.p[next].hidden = true;
    return next != CELL_NONE;
}

// Whether an equation gives a withheld count away by itself, or leaves it too little room.
static bool is_tight(const struct cells *c, size_t equation)
{
    size_t hidden = 0;
    int64_t sum = 0;
    bool chosen = false; // not only counts that nobody sees anyhow
    for (vec_each(const struct term, x, &c->term)) {
        const struct count *n = &c->count.p[x->count];
        if (x->equation != equation || !n->hidden)
            continue;
        hidden++;
        sum += n->value;
        chosen = chosen || n->small || !n->apart;
    }
    return chosen && (hidden < 2 || sum < c->least);
}

static bool loosen(struct cells *c)
{
    bool changed = false;
    for (size_t e = 0; e < c->equations; e++)
        while (is_tight(c, e) && hide_one(c, e))
            changed = true;
    return changed;
}

// The equations that lead to a count by way of what is withheld.
static bool *lead_to(const struct cells *c, size_t count)
{
    bool *reached = mem_zero(c->equations), *by = mem_zero(c->count.n);
    by[count] = true;
    for (bool more = true; more;) {
        more = false;
        for (vec_each(const struct term, x, &c->term)) {
            if (by[x->count] && !reached[x->equation])
                more = reached[x->equation] = true;
            if (reached[x->equation] && c->count.p[x->count].hidden && !by[x->count])
                more = by[x->count] = true;
        }
    }
    free(by);
    return reached;
}

static size_t hidden_in(const struct cells *c, size_t equation)
{
    size_t n = 0;
    for (vec_each(const struct term, x, &c->term))
        n += x->equation == equation && c->count.p[x->count].hidden;
    return n;
}

// Withhold the least count of the equations that lead to one that would be told; at first of those
// that have a single one withheld, for there it begins.
static bool protect(struct cells *c, size_t count)
{
    bool *reached = lead_to(c, count);
    size_t best = CELL_NONE;
    for (int any = 0; any < 2 && best == CELL_NONE; any++)
        for (size_t e = 0; e < c->equations; e++) {
            bool wanted = reached[e] && (any || hidden_in(c, e) == 1);
            size_t next = wanted ? next_in(c, e) : CELL_NONE;
            if (next != CELL_NONE && is_less(c, next, best))
                best = next;
        }
    free(reached);
    if (best != CELL_NONE)
        c->count.p[best].hidden = true;
    return best != CELL_NONE;
}

static void choose(struct cells *c)
{
    size_t count;
    do
        loosen(c);
    while ((count = cells_told(c)) != CELL_NONE && protect(c, count));
}

// ---- the table

static size_t withhold(struct cells *c)
{
    size_t n = 0;
    for (vec_each(const struct derived, x, &c->derived)) {
        struct cell *cell = &c->t->cell.p[x->cell];
        if (!c->count.p[x->count].hidden || cell->missing)
            continue;
        cell->missing = true;
        n++;
    }
    return n;
}

// Notes tell numbers too.
static void drop_notes(struct table *t)
{
    size_t kept = 0;
    for (vec_each(struct str, note, &t->note)) {
        bool number = false;
        for (size_t i = 0; i < note->n; i++)
            number = number || (note->p[i] >= '0' && note->p[i] <= '9');
        if (!number)
            t->note.p[kept++] = *note;
    }
    t->note.n = kept;
}

bool cells_withhold(struct table *t, size_t least, cells_describe *describe, struct diag *d)
{
    if (t->n > 0 && t->n < least)
        return diag_set(d, FAULT_CHECK, "--min-cell: fewer than %zu %.*s: nothing can be shown",
                        least, STR_ARG(t->unit));
    struct cells c = {.t = t, .least = (int64_t)least};
    describe(t, &c);
    choose(&c);
    size_t n = withhold(&c);
    drop_notes(t);
    table_note(t, "%zu cells are withheld: counts below %zu, and what would give them away", n,
               least);
    vec_free(&c.count);
    vec_free(&c.term);
    vec_free(&c.derived);
    return true;
}
