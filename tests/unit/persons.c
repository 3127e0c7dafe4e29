// Stitching against a naive reference: small random worlds, in which each rule of wend-stitch(1) is
// applied by looking at all rows again.
#include "unit.h"

#include "stitch/stitch.h"
#include "text/time.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { WORLDS = 20000, ROWS = 14, VALUES = 3, SPACES = 7, ORDER = 4, DEVICES = 5 };
enum { NODES = ORDER * VALUES, NOBODY = -1 }; // of persons; nodes beyond are devices
enum { ORDERS = 3 };                          // of people: the most

// In order of strength, which is not that of the alphabet: four of persons, orders, two of devices.
static const char *const names[SPACES] = {"user", "card", "mail", "code", "order", "web", "app"};

struct naive {
    int rows;                               // in their total order
    int64_t time[ROWS];                     // minutes
    int id[ROWS][SPACES];                   // 1 … VALUES, 0: none
    bool unique[ORDER];                     //
    int max_ids, look_back;                 // 0: no limit; minutes
    int max_degree;                         // 0: no limit
    bool aside[NODES];                      // linked to more unique ids
    int orders, one[ORDERS], other[ORDERS]; // ids of persons that people joined or kept apart
    bool include[ORDERS];                   //
    int class[NODES];                       // of unique values: equal when people made them one
    enum device_policy policy;
    bool sign_in[ROWS], sign_out[ROWS];
    int group[NODES]; // of each person's id: the smallest of those that are joined
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

static int ordered(const struct naive *w, int a, int b) // the first INCLUDE of two ids, or NOBODY
{
    for (int i = 0; i < w->orders; i++)
        if (w->include[i] &&
            ((w->one[i] == a && w->other[i] == b) || (w->one[i] == b && w->other[i] == a)))
            return i;
    return NOBODY;
}

static bool linked(const struct naive *w, int a, int b)
{
    return ordered(w, a, b) != NOBODY || shown(w, a, b) != NOBODY;
}

// Whether a and b (0) are tried before c and d (1): stronger, newer, bytewise.
static bool goes_first(const struct naive *w, const int a[2], const int b[2])
{
    int strength[2] = {a[0] / VALUES + b[0] / VALUES, a[1] / VALUES + b[1] / VALUES};
    int order_of[2] = {ordered(w, a[0], b[0]), ordered(w, a[1], b[1])};
    if (order_of[0] != order_of[1])
        return order_of[1] == NOBODY || (order_of[0] != NOBODY && order_of[0] < order_of[1]);
    int64_t time[2] = {w->time[shown(w, a[0], b[0])], w->time[shown(w, a[1], b[1])]};
    if (strength[0] != strength[1])
        return strength[0] < strength[1];
    if (time[0] != time[1])
        return time[0] > time[1];
    int order = strcmp(names[a[0] / VALUES], names[a[1] / VALUES]);
    return order ? order < 0 : a[0] != a[1] ? a[0] < a[1] : b[0] < b[1];
}

// Whether the ids of two groups can be one person's.
static bool fits(const struct naive *w, int one, int other, bool by_order)
{
    int ids = 0, of_space[ORDER] = {0};
    for (int i = 0; i < w->orders; i++)
        if (!w->include[i] && ((w->group[w->one[i]] == one && w->group[w->other[i]] == other) ||
                               (w->group[w->one[i]] == other && w->group[w->other[i]] == one)))
            return false;
    for (int i = 0; i < NODES && !by_order; i++) {
        bool in = w->group[i] == one || w->group[i] == other, fresh = in;
        ids += in;
        for (int k = i / VALUES * VALUES; k < i; k++)
            if ((w->group[k] == one || w->group[k] == other) && w->class[k] == w->class[i])
                fresh = false;
        if (fresh && ++of_space[i / VALUES] > 1 && w->unique[i / VALUES])
            return false;
    }
    return by_order || w->max_ids == 0 || ids <= w->max_ids;
}

static void set_aside(struct naive *w)
{
    for (int i = 0; i < NODES; i++) {
        int degree = 0;
        for (int k = 0; k < NODES; k++)
            degree += w->unique[k / VALUES] && !w->unique[i / VALUES] &&
                      ordered(w, i, k) == NOBODY && shown(w, i, k) != NOBODY;
        w->aside[i] = w->max_degree && degree > w->max_degree;
    }
}

static void unite(struct naive *w, int one, int other, bool by_order)
{
    for (int i = 0; i < NODES; i++)
        if (w->group[i] == one || w->group[i] == other)
            w->group[i] = one < other ? one : other;
    for (int i = 0; i < NODES && by_order; i++)
        for (int k = i / VALUES * VALUES; k < i; k++)
            if (w->group[i] == w->group[k] && w->group[i] == (one < other ? one : other))
                for (int m = i / VALUES * VALUES, old = w->class[i]; m < (i / VALUES + 1) * VALUES;
                     m++)
                    w->class[m] = w->class[m] == old ? w->class[k] : w->class[m];
}

static void join_persons(struct naive *w)
{
    bool tried[NODES][NODES] = {{false}};
    for (int i = 0; i < NODES; i++)
        w->group[i] = w->class[i] = i;
    for (int a[2] = {0, 0}, b[2] = {0, 0}; a[0] != NOBODY;) {
        a[0] = NOBODY;
        for (a[1] = 0; a[1] < NODES; a[1]++)
            for (b[1] = a[1] + 1; b[1] < NODES; b[1]++)
                if (!tried[a[1]][b[1]] && linked(w, a[1], b[1]) && !w->aside[a[1]] &&
                    !w->aside[b[1]] && (a[0] == NOBODY || !goes_first(w, a, b))) {
                    a[0] = a[1];
                    b[0] = b[1];
                }
        if (a[0] == NOBODY)
            return;
        tried[a[0]][b[0]] = true;
        int one = w->group[a[0]], other = w->group[b[0]];
        bool by_order = ordered(w, a[0], b[0]) != NOBODY;
        bool joined = one != other && fits(w, one, other, by_order);
        w->refused += one != other && !joined;
        if (joined)
            unite(w, one, other, by_order);
    }
}

static bool reaches(const struct naive *w, int from, int to, int not_a, int not_b)
{
    bool seen[NODES] = {false};
    seen[from] = true;
    for (int again = 0; again < NODES; again++)
        for (int i = 0; i < NODES; i++)
            for (int k = 0; k < NODES; k++)
                if (seen[i] && !seen[k] && w->group[i] == w->group[k] && !w->aside[i] &&
                    !w->aside[k] && linked(w, i, k) && !(i == not_a && k == not_b) &&
                    !(k == not_a && i == not_b))
                    seen[k] = true;
    return seen[to];
}

// Links of joined ids without which they would not be joined.
static int bridges(const struct naive *w)
{
    int n = 0;
    for (int a = 0; a < NODES; a++)
        for (int b = a + 1; b < NODES; b++)
            n += w->group[a] == w->group[b] && linked(w, a, b) && !w->aside[a] && !w->aside[b] &&
                 !reaches(w, a, b, a, b);
    return n;
}

static int own(const struct naive *w, int row)
{
    for (int space = 0; space < ORDER; space++)
        if (w->id[row][space] && !w->aside[node(w, row, space)])
            return w->group[node(w, row, space)];
    return NOBODY;
}

static bool on_device(const struct naive *w, int row, int space, int device)
{
    return node(w, row, space) == device;
}

// Reset: whether a sign-in or sign-out on the device parts two rows.
static bool parted(const struct naive *w, int a, int b, int space)
{
    int low = a < b ? a : b, high = a < b ? b : a;
    for (int i = low; i <= high && w->policy == DEVICE_RESET; i++)
        if (on_device(w, i, space, node(w, a, space)) &&
            ((i > low && w->sign_in[i]) || (i < high && w->sign_out[i])))
            return true;
    return false;
}

// Whether several people sign in on the device, up to a row.
static bool shared(const struct naive *w, int row, int space, int rows)
{
    int first = NOBODY;
    for (int i = 0; i < rows; i++)
        if (on_device(w, i, space, node(w, row, space)) && own(w, i) != NOBODY) {
            if (first != NOBODY && own(w, i) != first)
                return true;
            first = own(w, i);
        }
    return false;
}

// The last sign-in on the device within the look-back after the row, or before it.
static int last_of_all(const struct naive *w, int row, int space)
{
    int at = w->rows - 1;
    while (at >= 0 && (node(w, at, space) != node(w, row, space) || own(w, at) == NOBODY ||
                       w->time[at] - w->time[row] > w->look_back))
        at--;
    return at >= 0 && w->time[row] - w->time[at] <= w->look_back ? own(w, at) : NOBODY;
}

// Who is signed in on a device of the row: the last before it or, for carry, the first after it.
static int signed_in(const struct naive *w, int row, bool live)
{
    for (int space = DEVICES; space < SPACES; space++) {
        int found = NOBODY;
        if (!w->id[row][space] ||
            (w->policy == DEVICE_QUARANTINE && shared(w, row, space, live ? row : w->rows)))
            continue;
        if (w->policy == DEVICE_LAST && !live)
            found = last_of_all(w, row, space);
        for (int step = -1;
             found == NOBODY && (w->policy != DEVICE_LAST || live) && step <= (live ? -1 : 1);
             step += 2) {
            int at = row + step;
            while (at >= 0 && at < w->rows &&
                   (node(w, at, space) != node(w, row, space) || own(w, at) == NOBODY))
                at += step;
            if (at >= 0 && at < w->rows && !parted(w, row, at, space) &&
                llabs(w->time[at] - w->time[row]) <= w->look_back)
                found = own(w, at);
        }
        if (found != NOBODY)
            return found;
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
    w->max_degree = below(seed, 3) ? 0 : 1 + (int)below(seed, 2);
    w->policy = (enum device_policy)below(seed, 4);
    for (int row = 0; row < w->rows; row++) {
        w->sign_in[row] = below(seed, 4) == 0;
        w->sign_out[row] = !w->sign_in[row] && below(seed, 4) == 0;
    }
    for (w->orders = below(seed, 3) ? 0 : 1; w->orders < ORDERS && below(seed, 2); w->orders++)
        continue;
    for (int i = 0; i < w->orders; i++) {
        w->include[i] = below(seed, 2);
        w->one[i] = (int)below(seed, NODES);
        w->other[i] = (w->one[i] + 1 + (int)below(seed, NODES - 1)) % NODES;
    }
}

static void write_overrides(const struct naive *w, const char *path)
{
    remove(path); // a file that is cut to nothing would be flushed when it is closed
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    fputs("action,id1,id2,reason\n", f);
    for (int i = 0; i < w->orders; i++)
        fprintf(f, "%s,%s:v%d,%s:v%d,because\n", w->include[i] ? "INCLUDE" : "EXCLUDE",
                names[w->one[i] / VALUES], w->one[i] % VALUES + 1, names[w->other[i] / VALUES],
                w->other[i] % VALUES + 1);
    assert_int_equal(fclose(f), 0);
}

static struct study *study_of(const struct naive *w, const char *overrides)
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
    static const char *const policies[] = {"carry", "last", "quarantine", "reset"};
    buf_printf(&text,
               "} max-ids = %d max-degree = %d look-back = \"%dmin\" sign-in = 'login' sign-out = "
               "'logout' policy = %s",
               w->max_ids, w->max_degree, w->look_back, policies[w->policy]);
    if (w->orders)
        buf_printf(&text, " overrides = {\"%s\"}", overrides);
    buf_add(&text, STR(" }\n"));
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
        touchpoints_set(t, row, TP_EVENT,
                        w->sign_in[from]    ? STR("login")
                        : w->sign_out[from] ? STR("logout")
                                            : STR("e"));
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
    uint64_t refused = 0, rejected = 0, devices = 0, aside = 0, outside = 0, spans = 0;
    char overrides[] = "/tmp/wend-persons-XXXXXX";
    int file = mkstemp(overrides);
    assert_true(file >= 0);
    close(file);
    for (int world = 0; world < WORLDS; world++) {
        struct naive w;
        struct touchpoints t;
        struct stitch_result result;
        struct stitch_options options = {.threads = 1, .details = true};
        int place[ROWS];
        make_world(&w, &seed);
        set_aside(&w);
        join_persons(&w);
        if (w.orders)
            write_overrides(&w, overrides);
        struct study *study = study_of(&w, overrides);
        fill(&t, &w, place, &seed);
        struct diag d = {0};
        bool good = stitch(study, &options, &t, &result, &d);
        assert_string_equal(d.message, "");
        assert_true(good);
        for (int row = 0; row < w.rows; row++) {
            check(&t, TP_CUSTOMER, place[row], customer_of(&w, row), world);
            check(&t, TP_LIVE, place[row], live_of(&w, row), world);
        }
        assert_int_equal(result.summary.refused, w.refused);
        assert_int_equal(result.summary.bridges, bridges(&w));
        refused += result.summary.refused;
        rejected += result.summary.rejected;
        devices += result.summary.devices;
        aside += result.summary.aside;
        outside += result.summary.outside;
        spans += result.summary.bridges;
        stitch_free(&result);
        touchpoints_free(&t);
        study_free(study);
    }
    // The worlds must have what they are to test.
    assert_true(refused > WORLDS / 2 && rejected > WORLDS / 20 && devices > WORLDS / 20);
    assert_true(aside > WORLDS / 20 && outside > WORLDS / 20 && spans > WORLDS);
    remove(overrides);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(equals_the_naive_reference)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
