// Growable arrays of any type: struct { T *p; size_t n, capacity; }, all zeros when empty.
#ifndef BASE_VEC_H
#define BASE_VEC_H

#include "base/mem.h"

#include <stdlib.h>

#define VEC(T)                                                                                     \
    struct {                                                                                       \
        T *p;                                                                                      \
        size_t n, capacity;                                                                        \
    }

// Make room for at least `want` items in all.
#define vec_reserve(v, want)                                                                       \
    do {                                                                                           \
        size_t vec_want_ = (want);                                                                 \
        if (vec_want_ > (v)->capacity) {                                                           \
            size_t vec_twice_ = (v)->capacity ? (v)->capacity * 2 : 8;                             \
            (v)->capacity = vec_want_ > vec_twice_ ? vec_want_ : vec_twice_;                       \
            (v)->p = mem_resize_array((v)->p, (v)->capacity, sizeof *(v)->p);                      \
        }                                                                                          \
    } while (0)

#define vec_push(v, ...)                                                                           \
    do {                                                                                           \
        vec_reserve(v, (v)->n + 1);                                                                \
        (v)->p[(v)->n++] = (__VA_ARGS__);                                                          \
    } while (0)

// for (vec_each(T, item, v)): item points at each element in turn.
#define vec_each(T, item, v)                                                                       \
    T *item = (v)->p;                                                                              \
    (v)->n > 0 && item < (v)->p + (v)->n;                                                          \
    item++

#define vec_free(v)                                                                                \
    do {                                                                                           \
        free((v)->p);                                                                              \
        (v)->p = NULL;                                                                             \
        (v)->n = (v)->capacity = 0;                                                                \
    } while (0)

#endif
