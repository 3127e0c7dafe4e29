// Chains of steps against a naive reference that tries everything.
#include "unit.h"

#include "naive_chain.h"

#include <stdlib.h>

// ---- random journeys

static uint64_t next(uint64_t *seed)
{
    *seed = *seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return *seed >> 33;
}

static void compare(uint64_t seed, struct chain_scratch *scratch)
{
    struct hit hit[7];
    size_t n = next(&seed) % 8;
    uint64_t span = 1 + next(&seed) % 9; // short spans make many ties
    struct chain_rules rules = {.steps = 1 + next(&seed) % 4,
                                .window = next(&seed) % 2 ? (int64_t)(next(&seed) % 7) : -1,
                                .since = next(&seed) % 4 ? TIME_NONE : 2,
                                .until = next(&seed) % 4 ? TIME_NONE : 6};
    int64_t time = 0;
    scratch->hit.n = 0;
    for (size_t i = 0; i < n; i++) {
        time += (int64_t)(next(&seed) % span * (next(&seed) % 2));
        uint64_t mask = next(&seed) & next(&seed) & ((1u << rules.steps) - 1);
        mask |= UINT64_C(1) << next(&seed) % rules.steps;
        hit[i] = (struct hit){time, mask, i};
        vec_push(&scratch->hit, hit[i]);
    }
    rules.now = time + (int64_t)(next(&seed) % 3);
    struct naive s = {.rules = &rules, .hit = hit, .n = n};
    struct chain chain;
    try_all(&s);
    chain_find(&rules, scratch, &chain);
    assert_int_equal(chain.level, s.best.level);
    for (size_t k = 0; k < chain.level; k++) {
        assert_int_equal(chain.time[k], s.best.time[k]);
        assert_int_equal(chain.at[k], s.best.at[k]);
    }
    assert_int_equal(chain.pending, naive_pending(&s));
}

static void as_the_reference(void **state)
{
    (void)state;
    struct chain_scratch scratch = {0};
    for (uint64_t i = 1; i <= 60000; i++)
        compare(i * UINT64_C(0x9e3779b97f4a7c15), &scratch);
    chain_scratch_free(&scratch);
}

// ---- by hand

static void expect(const struct hit *hit, size_t n, size_t steps, int64_t window, size_t level,
                   const int64_t *time)
{
    struct chain_scratch scratch = {0};
    struct chain chain;
    struct chain_rules rules = {
        .steps = steps, .window = window, .since = TIME_NONE, .until = TIME_NONE, .now = 1000};
    for (size_t i = 0; i < n; i++)
        vec_push(&scratch.hit, (struct hit){hit[i].time, hit[i].mask, i});
    chain_find(&rules, &scratch, &chain);
    assert_int_equal(chain.level, level);
    for (size_t k = 0; k < level; k++)
        assert_int_equal(chain.time[k], time[k]);
    chain_scratch_free(&scratch);
}

#define EXPECT(hit, steps, window, ...)                                                            \
    do {                                                                                           \
        const int64_t times[] = {__VA_ARGS__};                                                     \
        expect(hit, sizeof hit / sizeof *hit, steps, window, sizeof times / sizeof *times, times); \
    } while (0)

static void ties(void **state)
{
    (void)state;
    // Rows of one time in the wrong order still count in step order.
    const struct hit reversed[] = {{5, 4, 0}, {5, 2, 0}, {5, 1, 0}};
    EXPECT(reversed, 3, -1, 5, 5, 5);
    // One touchpoint serves one step, even if it matches all.
    const struct hit all[] = {{5, 7, 0}, {5, 7, 0}};
    EXPECT(all, 3, -1, 5, 5);
    // The first touchpoint must leave step 1 to the second, which can do nothing else.
    const struct hit swap[] = {{5, 3, 0}, {5, 1, 0}, {7, 4, 0}};
    EXPECT(swap, 3, -1, 5, 5, 7);
}

static void windows(void **state)
{
    (void)state;
    // The end is inclusive; each attempt may win.
    const struct hit hit[] = {{0, 1, 0}, {10, 2, 0}, {12, 1, 0}, {20, 2, 0}, {22, 4, 0}};
    EXPECT(hit, 3, 10, 12, 20, 22);
    EXPECT(hit, 3, 9, 12, 20);
    EXPECT(hit, 3, 7, 0); // of two chains of the same level the first to end
    EXPECT(hit, 3, -1, 12, 20, 22);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(as_the_reference),
        cmocka_unit_test(ties),
        cmocka_unit_test(windows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
