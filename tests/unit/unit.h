// What every unit test includes: cmocka and the headers that it wants first.
#ifndef TESTS_UNIT_H
#define TESTS_UNIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/str.h"

// Fails with both texts shown when they differ.
#define assert_str(actual, expected)                                                               \
    do {                                                                                           \
        struct str actual_ = (actual);                                                             \
        char *copy_ = str_dup(actual_);                                                            \
        assert_string_equal(copy_, (expected));                                                    \
        free(copy_);                                                                               \
    } while (0)

#endif
