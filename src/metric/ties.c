// Collecting ties between ids, and the shortest chain of them.
#include "metric/ties.h"

#include "model/identity.h"
#include "text/record.h"

#include <stdlib.h>

void ties_init(struct ties *t)
{
    *t = (struct ties){0};
    dict_init(&t->ids);
}

void ties_free(struct ties *t)
{
    dict_free(&t->ids);
    vec_free(&t->tie);
}

bool id_columns_find(struct id_columns *c, struct frame *f, struct diag *d)
{
    for (size_t i = 0; i < f->columns; i++) {
        if (!str_starts(f->column[i].name, STR("id.")))
            continue;
        const struct column *column = frame_column(f, f->column[i].name, d);
        if (!column)
            return false;
        vec_push(&c->column, column);
    }
    return true;
}

struct str id_column_space(const struct column *c)
{
    return str_slice(c->name, 3, c->name.n);
}

uint32_t ties_id(struct ties *t, struct str space, struct str value)
{
    struct buf name = {0};
    buf_add(&name, space);
    buf_add_byte(&name, ':');
    buf_add(&name, value);
    uint32_t code = dict_add(&t->ids, buf_str(&name));
    buf_free(&name);
    return code;
}

void ties_add_rows(struct ties *t, const struct id_columns *c, uint64_t from, uint64_t to)
{
    VEC(uint32_t) on_row = {0};
    for (uint64_t row = from; row < to; row++) {
        on_row.n = 0;
        for (size_t i = 0; i < c->column.n; i++) {
            const struct column *column = c->column.p[i];
            if (column->code[row])
                vec_push(&on_row, ties_id(t, id_column_space(column), column_get(column, row)));
        }
        for (size_t i = 0; i < on_row.n; i++)
            for (size_t k = i + 1; k < on_row.n; k++)
                vec_push(&t->tie, (struct tie){.a = on_row.p[i], .b = on_row.p[k], .row = row});
    }
    vec_free(&on_row);
}

// The normalised id, or 0 when the value is none or the namespace is unknown.
static uint32_t link_id(struct ties *t, const struct study *study, struct str space,
                        struct str value)
{
    const struct study_namespace *n = study_namespace(study, space);
    struct buf out = {0};
    uint32_t code = n && identity_normalise(n, value, &out) ? ties_id(t, space, buf_str(&out)) : 0;
    buf_free(&out);
    return code;
}

// Either kind,id,NAMESPACE or one column a namespace.
static void add_line(struct ties *t, const struct study *study, const struct str *names,
                     size_t count, const struct record *record, struct str file)
{
    uint32_t on_line[64];
    size_t n = 0, first = 0;
    if (record->fault != RECORD_FINE)
        return;
    if (count == 3 && str_eq(names[0], STR("kind")) && str_eq(names[1], STR("id"))) {
        on_line[n] = link_id(t, study, str_trim(record->field[0]), record->field[1]);
        n += on_line[n] != 0;
        first = 2;
    }
    for (size_t i = first; i < count && i < record->fields && n < 64; i++) {
        on_line[n] = link_id(t, study, names[i], record->field[i]);
        n += on_line[n] != 0;
    }
    for (size_t i = 0; i < n; i++)
        for (size_t k = i + 1; k < n; k++)
            vec_push(&t->tie, (struct tie){on_line[i], on_line[k], TIE_NO_ROW, file, record->line});
}

bool ties_add_links(struct ties *t, struct study *study, struct diag *d)
{
    const struct strs *files = &study->identity.links;
    for (size_t i = 0; i < files->n; i++) {
        struct record_spec spec = {.format = RECORD_DELIMITED, .delimiter = ',', .header = true};
        char *path = str_dup(study_path(study, files->p[i]));
        struct input *in = input_open(path, STR(""), d);
        free(path);
        struct reader *r = in ? reader_open(in, &spec, d) : NULL;
        if (!r)
            return false;
        struct record record;
        size_t count;
        const struct str *names = reader_names(r, &count);
        enum reader_result result;
        while ((result = reader_next(r, &record, d)) == READER_RECORD)
            add_line(t, study, names, count, &record, files->p[i]);
        reader_close(r);
        if (result != READER_END)
            return false;
    }
    return true;
}

// Ties by the ids at their ends: those of id c are item[start[c] … start[c + 1]).
struct ends {
    size_t *start, *item;
};

static struct ends ends_of(const struct ties *t)
{
    struct ends e = {mem_zero((t->ids.count + 2) * sizeof(size_t)),
                     mem_array(2 * t->tie.n, sizeof(size_t))};
    for (vec_each(struct tie, x, &t->tie)) {
        e.start[x->a + 2]++;
        e.start[x->b + 2]++;
    }
    for (size_t i = 2; i < t->ids.count + 2; i++)
        e.start[i] += e.start[i - 1];
    for (size_t i = 0; i < t->tie.n; i++) {
        e.item[e.start[t->tie.p[i].a + 1]++] = i;
        e.item[e.start[t->tie.p[i].b + 1]++] = i;
    }
    return e;
}

static uint32_t other_end(const struct tie *x, uint32_t id)
{
    return x->a == id ? x->b : x->a;
}

// Breadth first: the ids that ties reach from start, in the order of reaching, until stop is one of
// them (stop 0: all). by[id]: the tie that leads back to start, SIZE_MAX where not reached. Returns
// how many were reached.
static size_t walk(const struct ties *t, uint32_t start, uint32_t stop, size_t *by, uint32_t *queue)
{
    struct ends ends = ends_of(t);
    size_t head = 0, tail = 0;
    for (size_t i = 0; i < t->ids.count; i++)
        by[i] = SIZE_MAX;
    queue[tail++] = start;
    by[start] = SIZE_MAX - 1;
    while (head < tail && (stop == 0 || by[stop] == SIZE_MAX)) {
        uint32_t id = queue[head++];
        for (size_t i = ends.start[id]; i < ends.start[id + 1]; i++) {
            uint32_t next = other_end(&t->tie.p[ends.item[i]], id);
            if (by[next] != SIZE_MAX)
                continue;
            by[next] = ends.item[i];
            queue[tail++] = next;
        }
    }
    free(ends.start);
    free(ends.item);
    return tail;
}

bool ties_path(const struct ties *t, uint32_t from, uint32_t to, struct tie_path *path)
{
    size_t *by = mem_array(t->ids.count, sizeof *by);
    uint32_t *queue = mem_array(t->ids.count, sizeof *queue);
    path->tie.n = 0;
    walk(t, to, from, by, queue); // from the goal, so that the chain comes out in order
    bool found = by[from] != SIZE_MAX;
    for (uint32_t id = from; found && id != to; id = other_end(&t->tie.p[by[id]], id))
        vec_push(&path->tie, by[id]);
    free(queue);
    free(by);
    return found;
}

size_t ties_reached(const struct ties *t, uint32_t from, uint32_t *id)
{
    size_t *by = mem_array(t->ids.count, sizeof *by);
    size_t n = walk(t, from, 0, by, id);
    free(by);
    return n;
}
