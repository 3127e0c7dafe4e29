// What the counts of each metric's table have to do with one another.
#include "metric/cells.h"

#include "base/vec.h"

static struct str text_at(const struct table *t, size_t row, const char *column)
{
    size_t at = table_find(t, column);
    return at == SIZE_MAX || table_cell(t, row, at)->missing ? STR("")
                                                             : table_cell(t, row, at)->text;
}

static int64_t count_at(const struct table *t, size_t row, const char *column)
{
    size_t at = table_find(t, column);
    return at == SIZE_MAX || table_cell(t, row, at)->missing ? 0 : table_cell(t, row, at)->count;
}

// Shares, intervals and times that are made of a count.
static void derive(struct cells *c, const struct table *t, size_t row, size_t count)
{
    for (size_t i = 0; i < t->column.n; i++) {
        enum cell_type type = t->column.p[i].type;
        if (type == CELL_SHARE || type == CELL_NUMBER || type == CELL_DURATION)
            cells_derived(c, row, t->column.p[i].name.p, count);
    }
}

// ---- funnel

struct step {
    size_t reached, lost, pending;
};

// Each step's units reach the next, are lost or are pending; the groups of a breakdown add up.
void cells_funnel(const struct table *t, struct cells *c)
{
    size_t rows = table_rows(t);
    VEC(struct step) step = {0};
    size_t first = 0, steps = 0;
    for (size_t row = 0; row < rows; row++) {
        struct step s = {cells_count(c, row, "reached"), cells_count(c, row, "lost"),
                         cells_count(c, row, "pending")};
        first = count_at(t, row, "step") == 1 ? row : first;
        steps = row - first + 1 > steps ? row - first + 1 : steps;
        derive(c, t, row, s.reached);
        derive(c, t, row, s.lost);
        if (row > first) {
            const struct step *p = &step.p[row - 1];
            static const char *const previous[] = {"share_previous", "share_previous_low",
                                                   "share_previous_high"};
            static const char *const whole[] = {"share_first", "share_first_low",
                                                "share_first_high"};
            for (size_t i = 0; i < 3; i++) {
                cells_derived(c, row, previous[i], p->reached);
                cells_derived(c, row, whole[i], step.p[first].reached);
            }
            if (p->lost != CELL_NONE) {
                cells_equation(c);
                cells_term(c, p->reached, 1);
                cells_term(c, p->lost, -1);
                cells_term(c, p->pending, -1);
                cells_term(c, s.reached, -1);
            }
        }
        vec_push(&step, s);
    }
    // A single group is the whole: what it reaches is its own only number.
    for (size_t k = 0; steps && rows > steps && k < steps; k++)
        for (int what = 0; what < 3; what++) {
            cells_equation(c);
            for (size_t row = k; row < rows; row += steps)
                cells_term(c,
                           what == 0   ? step.p[row].reached
                           : what == 1 ? step.p[row].lost
                                       : step.p[row].pending,
                           1);
        }
    vec_free(&step);
}

// ---- drop-off

// The chain is the funnel's, so that both withhold the same; the counts of each kind add up to
// lost.
void cells_dropoff(const struct table *t, struct cells *c)
{
    struct step s = {CELL_NONE, CELL_NONE, CELL_NONE};
    VEC(struct step) chain = {0};
    int64_t next = 0;
    size_t rows = table_rows(t), lost = 0, next_lost = 0;
    for (size_t row = 0; row < rows; row++) {
        if (row == 0 || count_at(t, row, "step") != count_at(t, row - 1, "step")) {
            struct step p = s;
            s = (struct step){cells_count(c, row, "reached"), cells_count(c, row, "lost"),
                              cells_count(c, row, "pending")};
            next = count_at(t, row, "reached") - count_at(t, row, "lost") -
                   count_at(t, row, "pending");
            vec_push(&chain, s);
            if (row) {
                cells_equation(c);
                cells_term(c, p.reached, 1);
                cells_term(c, p.lost, -1);
                cells_term(c, p.pending, -1);
                cells_term(c, s.reached, -1);
            }
        } else {
            cells_same(c, s.reached, row, "reached");
            cells_same(c, s.lost, row, "lost");
            cells_same(c, s.pending, row, "pending");
        }
        derive(c, t, row, s.lost);
    }
    if (rows) { // the last step, which only the funnel shows
        size_t last = cells_other(c, next, true);
        cells_equation(c);
        cells_term(c, s.reached, 1);
        cells_term(c, s.lost, -1);
        cells_term(c, s.pending, -1);
        cells_term(c, last, -1);
    }
    for (size_t row = 0; row < rows; row++) {
        bool same = row && count_at(t, row, "step") == count_at(t, row - 1, "step") &&
                    str_eq(text_at(t, row, "what"), text_at(t, row - 1, "what"));
        if (row == 0 || count_at(t, row, "step") != count_at(t, row - 1, "step"))
            lost = next_lost++;
        if (!same) {
            cells_equation(c);
            cells_term(c, chain.p[lost].lost, -1);
        }
        size_t count = cells_count(c, row, "count");
        cells_term(c, count, 1);
        derive(c, t, row, count);
    }
    vec_free(&chain);
}

// ---- parts of a whole

// Every column of counts adds up to what may be known elsewhere; what is left of a whole without
// its part must not be small either.
static void add_up(const struct table *t, struct cells *c, const size_t *count, size_t column)
{
    cells_equation(c);
    for (size_t row = 0; row < table_rows(t); row++)
        cells_term(c, count[row * t->column.n + column], 1);
}

static void part_of(const struct table *t, struct cells *c, const size_t *count, const char *whole,
                    const char *part)
{
    size_t a = table_find(t, whole), b = table_find(t, part);
    for (size_t row = 0; a != SIZE_MAX && b != SIZE_MAX && row < table_rows(t); row++) {
        if (table_cell(t, row, b)->missing)
            continue;
        cells_equation(c);
        cells_term(c, count[row * t->column.n + a], 1);
        cells_term(c, count[row * t->column.n + b], -1);
        cells_term(c, cells_other(c, count_at(t, row, whole) - count_at(t, row, part), false), -1);
    }
}

void cells_parts(const struct table *t, struct cells *c)
{
    size_t rows = table_rows(t), columns = t->column.n;
    size_t *count = mem_array(rows * columns, sizeof *count);
    for (size_t i = 0; i < rows * columns; i++) {
        const struct table_column *column = &t->column.p[i % columns];
        count[i] =
            column->type == CELL_COUNT ? cells_count(c, i / columns, column->name.p) : CELL_NONE;
        derive(c, t, i / columns, count[i]);
    }
    for (size_t i = 0; i < columns; i++)
        if (t->column.p[i].type == CELL_COUNT && rows > 1)
            add_up(t, c, count, i);
    part_of(t, c, count, "count", "broken");
    part_of(t, c, count, "count", "progressed");
    part_of(t, c, count, "customers", "alone");
    free(count);
}

// ---- a matrix: rows and columns add up

void cells_matrix(const struct table *t, struct cells *c)
{
    size_t rows = table_rows(t), columns = t->column.n;
    size_t *count = mem_array(rows * columns, sizeof *count);
    for (size_t i = 0; i < rows * columns; i++)
        count[i] =
            i % columns ? cells_count(c, i / columns, t->column.p[i % columns].name.p) : CELL_NONE;
    for (size_t row = 0; row < rows; row++) {
        cells_equation(c);
        for (size_t i = 1; i < columns; i++)
            cells_term(c, count[row * columns + i], 1);
    }
    for (size_t i = 1; i < columns; i++) {
        cells_equation(c);
        for (size_t row = 0; row < rows; row++)
            cells_term(c, count[row * columns + i], 1);
    }
    free(count);
}

// ---- shares: a numerator of a denominator

void cells_shares(const struct table *t, struct cells *c)
{
    for (size_t row = 0; row < table_rows(t); row++) {
        if (str_eq(text_at(t, row, "pillar"), STR("index"))) // weights, which are of nobody
            continue;
        size_t n = cells_count(c, row, "denominator"), k = cells_count(c, row, "numerator");
        if (n == CELL_NONE || k == CELL_NONE)
            continue;
        int64_t rest = count_at(t, row, "denominator") - count_at(t, row, "numerator");
        cells_equation(c);
        cells_term(c, n, 1);
        cells_term(c, k, -1);
        cells_term(c, cells_other(c, rest, false), -1);
        derive(c, t, row, n);
        derive(c, t, row, k);
    }
}
