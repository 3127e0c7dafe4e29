// Stitching, from ids to customers: the steps in their order, and what they amount to.
#include "stitch/identity.h"

#include "stitch/report.h"
#include "stitch/sort.h"

// Ranks of a column's values: those of the study in its order, then the others bytewise.
static uint32_t *ranks(const struct dict *dict, const struct study *study)
{
    uint32_t n = dict->count, declared = study ? (uint32_t)study->source_count : 0, next = declared;
    uint32_t *rank = mem_array(n, sizeof *rank), *code = mem_array(n, sizeof *code);
    for (uint32_t i = 0; i < n; i++)
        code[i] = i;
    sort_codes(dict_names(dict), code, n);
    for (uint32_t i = 0; i < n; i++)
        rank[code[i]] = next++;
    for (uint32_t i = 0; study && i < declared; i++) {
        uint32_t at = dict_find(dict, study->sources[i].name);
        if (at != DICT_NONE)
            rank[at] = i;
    }
    free(code);
    return rank;
}

// Rows that agree in time, source, file and line are told apart by what they say.
static int compare_contents(const void *context, uint32_t a, uint32_t b)
{
    const struct touchpoints *t = context;
    for (size_t i = 0; i < t->column.n; i++) {
        const struct touchpoint_column *c = &t->column.p[i];
        if (i == TP_CUSTOMER || i == TP_LIVE || c->code.p[a] == c->code.p[b])
            continue;
        return str_cmp(dict_get(&c->dict, c->code.p[a]), dict_get(&c->dict, c->code.p[b]));
    }
    return 0;
}

static void set_keys(struct identity *id)
{
    const struct touchpoint_column *source = &id->t->column.p[TP_SOURCE];
    const struct touchpoint_column *file = &id->t->column.p[TP_FILE];
    id->keys = (struct order_keys){
        .time = id->t->time.p,
        .code = {source->code.p, file->code.p},
        .rank = {ranks(&source->dict, id->study), ranks(&file->dict, NULL)},
        .line = id->t->line.p,
        .tie = compare_contents,
        .context = id->t,
    };
}

static void find_own(struct identity *id)
{
    for (size_t i = id->person_column.n; i-- > 0;) { // the strongest last, so that it stays
        for (size_t row = 0; row < id->t->time.n; row++) {
            uint32_t node = id_column_node(id, &id->person_column.p[i], row);
            if (node && !is_aside(id, node))
                id->own[row] = id->person[node];
        }
    }
}

// A row without a direction has its event's, else its channel's, else it is an act.
static void fill_directions(struct identity *id)
{
    const struct study *study = id->study;
    struct touchpoint_column *to = &id->t->column.p[TP_DIRECTION];
    struct touchpoint_column *event = &id->t->column.p[TP_EVENT];
    struct touchpoint_column *channel = &id->t->column.p[TP_CHANNEL];
    uint32_t *of_event = mem_zero(event->dict.count * sizeof *of_event);
    uint32_t *of_channel = mem_zero(channel->dict.count * sizeof *of_channel);
    for (size_t i = 0; i < study->event_count; i++) {
        uint32_t code = dict_find(&event->dict, study->events[i].name);
        if (code != DICT_NONE)
            of_event[code] = dict_add(&to->dict, study->events[i].direction);
    }
    for (size_t i = 0; i < study->channel_count; i++) {
        uint32_t code = dict_find(&channel->dict, study->channels[i].name);
        if (code != DICT_NONE)
            of_channel[code] = dict_add(&to->dict, study->channels[i].direction);
    }
    uint32_t act = dict_add(&to->dict, STR("act"));
    for (size_t row = 0; row < id->t->time.n; row++) {
        uint32_t found = of_event[event->code.p[row]];
        found = found ? found : of_channel[channel->code.p[row]];
        if (!to->code.p[row])
            to->code.p[row] = found ? found : act;
    }
    free(of_event);
    free(of_channel);
}

// Who was known at a row's time, else its device.
static uint32_t live_customer(const struct identity *id, size_t row)
{
    uint32_t node = id->live[row];
    for (size_t i = 0; i < id->spaces && !node; i++)
        if (id->space[i].kind == SPACE_DEVICE)
            node = identity_node(id, &id->space[i], row);
    return node;
}

static void count(struct identity *id)
{
    struct stitch_summary *s = &id->result->summary;
    bool *seen = mem_zero((size_t)id->nodes + 1), *live = mem_zero((size_t)id->nodes + 1);
    s->rows = id->t->time.n;
    for (size_t row = 0; row < s->rows; row++) {
        uint32_t node = id->entity[row];
        bool shared = id->mark[row] & ROW_SHARED;
        s->person_before += id->own[row] != NODE_NONE;
        s->rows_shared += shared;
        s->rows_shared_anonymous += shared && id->own[row] == NODE_NONE;
        if (node == NODE_REJECTED)
            continue;
        uint32_t known = live_customer(id, row);
        s->customers_live += known && !live[known];
        live[known] = true;
        if (node == NODE_NONE) {
            s->unattributed++;
            continue;
        }
        bool person = space_of(id, node)->kind == SPACE_PERSON;
        s->person_after += person;
        s->device_only += !person;
        s->outside += !person && id->mark[row] & ROW_OUTSIDE;
        if (!seen[node])
            *(person ? &s->persons : &s->devices) += 1;
        seen[node] = true;
    }
    free(seen);
    free(live);
}

static bool attribute(struct identity *id, struct diag *d)
{
    size_t rows = id->t->time.n, nodes = (size_t)id->nodes + 1;
    id->person = mem_zero(nodes * sizeof *id->person);
    id->holder = mem_zero(nodes * sizeof *id->holder);
    id->own = mem_zero(rows * sizeof *id->own);
    id->carried = mem_zero(rows * sizeof *id->carried);
    id->live = mem_zero(rows * sizeof *id->live);
    id->mark = mem_zero(rows);
    id->entity = mem_zero(rows * sizeof *id->entity);
    rejects_find(id);
    edges_collect(id);
    aside_find(id);
    graph_join(id);
    previous_compare(id);
    dangling_find(id);
    find_own(id);
    if (!devices_carry(id, d))
        return false;
    transactions_attribute(id);
    forget_apply(id);
    rejects_report(id);
    count(id);
    return true;
}

static void release(struct identity *id)
{
    forget_close(id);
    spaces_close(id);
    vec_free(&id->given);
    vec_free(&id->reason);
    vec_free(&id->edge);
    vec_free(&id->dropped);
    vec_free(&id->refused);
    vec_free(&id->rejected);
    free(id->aside);
    free(id->person);
    free(id->holder);
    free(id->own);
    free(id->carried);
    free(id->live);
    free(id->mark);
    free(id->entity);
    free((void *)id->keys.rank[0]);
    free((void *)id->keys.rank[1]);
}

bool stitch(struct study *study, const struct stitch_options *options, struct touchpoints *t,
            struct stitch_result *result, struct diag *d)
{
    struct identity id = {.study = study, .t = t, .options = options, .result = result};
    uint64_t *offset = NULL;
    *result = (struct stitch_result){0};
    if (t->time.n >= ROW_NONE) // rows are numbered by 32 bits
        return diag_set(d, FAULT_USAGE, "%zu rows, the most that can be stitched are %u", t->time.n,
                        ROW_NONE - 1);
    bool good = spaces_open(&id, d) && links_read(&id, d) && overrides_read(&id, d);
    if (good) {
        spaces_number(&id);
        good = forget_open(&id, d);
    }
    if (good) {
        set_keys(&id);
        fill_directions(&id);
        good = attribute(&id, d);
    }
    if (good) {
        aside_sort(&id);
        customers_name(&id, &offset);
        groups_fill(&id, offset);
        if (options->details)
            report_fill(&id, offset);
        good = cases_fill(&id, offset, d);
    }
    if (good && options->inspect)
        options->inspect(options->context, &id);
    free(offset);
    release(&id);
    return good;
}

void stitch_free(struct stitch_result *r)
{
    vec_free(&r->link);
    vec_free(&r->aside);
    vec_free(&r->dangling);
    vec_free(&r->renamed);
    vec_free(&r->cluster);
    vec_free(&r->bridge);
    vec_free(&r->space);
    vec_free(&r->order);
    vec_free(&r->waiting);
    arena_free(&r->arena);
}
