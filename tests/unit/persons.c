// Stitching against a naive reference: small random worlds, in which each rule of wend-stitch(1) is
// applied by looking at all rows again.
#include "unit.h"

#include "stitch/stitch.h"
#include "text/time.h"

#include <stdio.h>
#include <stdlib.h>

enum { WORLDS = 20000, ROWS = 14, VALUES = 3, SPACES = 7, ORDER = 4, DEVICES = 5 };
enum { NODES = ORDER * VALUES, NOBODY = -1 }; // of persons; nodes beyond are devices

// In order of strength, which is not that of the alphabet: four of persons, orders, two of devices.
static const char *const names[SPACES] = {"user", "card", "mail", "code", "order", "web", "app"};

struct naive {
    int rows;               // in their total order
    int64_t time[ROWS];     // minutes
    int id[ROWS][SPACES];   // 1 … VALUES, 0: none
    bool unique[ORDER];     //
    int max_ids, look_back; // 0: no limit; minutes
    int group[NODES];       // of each person's id: the smallest of those that are joined
    int refused;
};

static int node(const struct naive *w, int row, int space)
{
    return w->id[row][space] ? space * VALUES + w->id[row][space] - 1 : NOBODY;
}

// The newest row that shows both ids, or NOBODY.
static int shown(const struct naive *w, int a, int b)
{
    int row = w->rows - 1;
    while (row >= 0 && (node(w, row, a / VALUES) != a || node(w, row, b / VALUES) != b))
        row--;
    return row;
}

// Whether a and b (0) are tried before c and d (1): stronger, newer, bytewise.
static bool goes_first(const struct naive *w, const int a[2], const int b[2])
{
    int strength[2] = {a[0] / VALUES + b[0] / VALUES, a[1] / VALUES + b[1] / VALUES};
    int64_t time[2] = {w->time[shown(w, a[0], b[0])], w->time[shown(w, a[1], b[1])]};
    if (strength[0] != strength[1])
        return strength[0] < strength[1];
    if (time[0] != time[1])
        return time[0] > time[1];
    int order = strcmp(names[a[0] / VALUES], names[a[1] / VALUES]);
    return order ? order < 0 : a[0] != a[1] ? a[0] < a[1] : b[0] < b[1];
}

// Whether the ids of two groups can be one person's.
static bool fits(const struct naive *w, int one, int other)
{
    int ids = 0, of_space[ORDER] = {0};
    for (int i = 0; i < NODES; i++) {
        bool in = w->group[i] == one || w->group[i] == other;
        ids += in;
        if (in && ++of_space[i / VALUES] > 1 && w->unique[i / VALUES])
            return false;
    }
    return w->max_ids == 0 || ids <= w->max_ids;
}

static void join_persons(struct naive *w)
{
    bool tried[NODES][NODES] = {{false}};
    for (int i = 0; i < NODES; i++)
        w->group[i] = i;
    for (int a[2] = {0, 0}, b[2] = {0, 0}; a[0] != NOBODY;) {
        a[0] = NOBODY;
        for (a[1] = 0; a[1] < NODES; a[1]++)
            for (b[1] = (a[1] / VALUES + 1) * VALUES; b[1] < NODES; b[1]++)
                if (!tried[a[1]][b[1]] && shown(w, a[1], b[1]) != NOBODY &&
                    (a[0] == NOBODY || !goes_first(w, a, b))) {
                    a[0] = a[1];
                    b[0] = b[1];
                }
        if (a[0] == NOBODY)
            return;
        tried[a[0]][b[0]] = true;
        int one = w->group[a[0]], other = w->group[b[0]];
        bool joined = one != other && fits(w, one, other);
        w->refused += one != other && !joined;
        for (int i = 0; joined && i < NODES; i++)
            if (w->group[i] == one || w->group[i] == other)
                w->group[i] = one < other ? one : other;
    }
}

static int own(const struct naive *w, int row)
{
    for (int space = 0; space < ORDER; space++)
        if (w->id[row][space])
            return w->group[node(w, row, space)];
    return NOBODY;
}

// Who is signed in on a device of the row: the last before it or, for carry, the first after it.
static int signed_in(const struct naive *w, int row, bool live)
{
    for (int space = DEVICES; space < SPACES; space++)
        for (int step = -1; step <= (live ? -1 : 1); step += 2) {
            int at = row + step;
            while (at >= 0 && at < w->rows &&
                   (node(w, at, space) != node(w, row, space) || own(w, at) == NOBODY))
                at += step;
            if (w->id[row][space] && at >= 0 && at < w->rows &&
                llabs(w->time[at] - w->time[row]) <= w->look_back)
                return own(w, at);
        }
    return NOBODY;
}

static int person(const struct naive *w, int row, bool live)
{
    return own(w, row) != NOBODY ? own(w, row) : signed_in(w, row, live);
}

static int device(const struct naive *w, int row)
{
    return w->id[row][DEVICES] ? node(w, row, DEVICES) : node(w, row, DEVICES + 1);
}

// Whom the order of a row belongs to: the first row below `rows` that has it and a person, or for
// want of that (not live) a device.
static int holder(const struct naive *w, int row, int rows, bool live)
{
    for (int kind = 0; w->id[row][ORDER] && kind < (live ? 1 : 2); kind++)
        for (int i = 0; i < rows; i++) {
            int found = kind == 0 ? person(w, i, live) : device(w, i);
            if (node(w, i, ORDER) == node(w, row, ORDER) && found != NOBODY)
                return found;
        }
    return NOBODY;
}

static int live_of(const struct naive *w, int row)
{
    int by_order = holder(w, row, row, true);
    return own(w, row) != NOBODY ? own(w, row)
           : by_order != NOBODY  ? by_order
                                 : person(w, row, true);
}

static int customer_of(const struct naive *w, int row)
{
    int by_order = holder(w, row, w->rows, false);
    if (own(w, row) != NOBODY)
        return own(w, row);
    if (by_order != NOBODY && by_order < NODES)
        return by_order;
    if (person(w, row, false) != NOBODY)
        return person(w, row, false);
    return device(w, row) != NOBODY ? device(w, row) : by_order;
}

static unsigned below(uint64_t *seed, unsigned n) // a linear congruential generator's upper bits
{
    *seed = *seed * UINT64_C(6364136223846793005) + 1442695040888963407;
    return (unsigned)(*seed >> 33) % n;
}

static void make_world(struct naive *w, uint64_t *seed)
{
    *w = (struct naive){.rows = 1 + (int)below(seed, ROWS)};
    unsigned empty = 2 + below(seed, 3); // of ids, one in `empty` is given
    for (int row = 0; row < w->rows; row++) {
        w->time[row] = (row ? w->time[row - 1] : 0) + (int)below(seed, 4);
        for (int space = 0; space < SPACES; space++)
            if (below(seed, empty) == 0)
                w->id[row][space] = 1 + (int)below(seed, VALUES);
    }
    for (int space = 0; space < ORDER; space++)
        w->unique[space] = below(seed, 3) == 0;
    w->max_ids = below(seed, 2) ? 0 : 2 + (int)below(seed, 4);
    w->look_back = below(seed, 2) ? 1000 : (int)below(seed, 8);
}

static struct study *study_of(const struct naive *w)
{
    struct diag d = {0};
    struct buf text = {0};
    buf_printf(&text, "identity { order = {");
    for (int i = 0; i < SPACES; i++)
        buf_printf(&text, "%s\"%s\"", i ? ", " : "", names[i]);
    buf_printf(&text, "} transaction = {\"order\"} device = {\"web\", \"app\"} unique = {");
    for (int i = 0, n = 0; i < ORDER; i++)
        if (w->unique[i])
            buf_printf(&text, "%s\"%s\"", n++ ? ", " : "", names[i]);
    buf_printf(&text, "} max-ids = %d look-back = \"%dmin\" }\n", w->max_ids, w->look_back);
    struct study *study = study_parse(buf_str(&text), STR("test.conf"), &d);
    assert_string_equal(d.message, "");
    buf_free(&text);
    return study;
}

// Rows in any order: row i of the world becomes row place[i].
static void fill(struct touchpoints *t, const struct naive *w, int *place, uint64_t *seed)
{
    int world[ROWS];
    touchpoints_init(t);
    for (int i = 0; i < w->rows; i++) {
        int k = (int)below(seed, (unsigned)i + 1);
        world[i] = world[k];
        world[k] = i;
    }
    for (int i = 0; i < w->rows; i++) {
        int from = world[i];
        place[from] = i;
        size_t row = touchpoints_row(t, w->time[from] * MINUTE, (uint64_t)from + 1);
        for (int space = 0; space < SPACES; space++) {
            char column[16], value[16];
            snprintf(column, sizeof column, "id.%s", names[space]);
            snprintf(value, sizeof value, "v%d", w->id[from][space]);
            size_t at = touchpoints_column(t, str_of(column));
            touchpoints_set(t, row, at, w->id[from][space] ? str_of(value) : STR(""));
        }
    }
}

static void check(const struct touchpoints *t, size_t column, int row, int expected, int world)
{
    char name[32] = "";
    struct str found = dict_get(&t->column.p[column].dict, t->column.p[column].code.p[row]);
    if (expected != NOBODY)
        snprintf(name, sizeof name, "%s:v%d", names[expected / VALUES], expected % VALUES + 1);
    if (!str_eq(found, str_of(name)))
        fail_msg("world %d: %.*s instead of '%s'", world, STR_ARG(found), name);
}

static void equals_the_naive_reference(void **state)
{
    (void)state;
    uint64_t seed = 20240301;
    uint64_t refused = 0, rejected = 0, devices = 0;
    for (int world = 0; world < WORLDS; world++) {
        struct naive w;
        struct touchpoints t;
        struct stitch_result result;
        struct stitch_options options = {.threads = 1};
        int place[ROWS];
        make_world(&w, &seed);
        join_persons(&w);
        struct study *study = study_of(&w);
        fill(&t, &w, place, &seed);
        assert_true(stitch(study, &options, &t, &result, NULL));
        for (int row = 0; row < w.rows; row++) {
            check(&t, TP_CUSTOMER, place[row], customer_of(&w, row), world);
            check(&t, TP_LIVE, place[row], live_of(&w, row), world);
        }
        assert_int_equal(result.summary.refused, w.refused);
        refused += result.summary.refused;
        rejected += result.summary.rejected;
        devices += result.summary.devices;
        stitch_free(&result);
        touchpoints_free(&t);
        study_free(study);
    }
    // The worlds must have what they are to test.
    assert_true(refused > WORLDS / 2 && rejected > WORLDS / 20 && devices > WORLDS / 20);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(equals_the_naive_reference)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
