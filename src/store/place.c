// Paths relative to a file.
#include "store/place.h"

#include <stdlib.h>

static void directory(struct buf *out, struct str path)
{
    size_t n = path.n;
    while (n && path.p[n - 1] != '/')
        n--;
    if (n)
        buf_add(out, str_slice(path, 0, n));
    else
        buf_add(out, STR("./"));
}

static char *real_directory(struct str path)
{
    struct buf name = {0};
    directory(&name, path);
    char *real = realpath(name.p, NULL);
    buf_free(&name);
    return real;
}

static struct str base(struct str path)
{
    size_t n = path.n;
    while (n && path.p[n - 1] != '/')
        n--;
    return str_slice(path, n, path.n);
}

// From directory a to directory b, both real and absolute: up to what they share, then down.
static void between(struct buf *out, struct str a, struct str b)
{
    while (a.p && b.p) {
        struct str rest_a = a, rest_b = b;
        if (!str_eq(str_cut(&rest_a, '/'), str_cut(&rest_b, '/')))
            break;
        a = rest_a;
        b = rest_b;
    }
    while (a.p && str_cut(&a, '/').n)
        buf_add(out, STR("../"));
    if (b.p && b.n) {
        buf_add(out, b);
        buf_add_byte(out, '/');
    }
}

void place_relative(struct buf *out, const char *from, struct str target)
{
    char *a = real_directory(str_of(from)), *b = real_directory(target);
    if (a && b) {
        between(out, str_of(a), str_of(b));
        buf_add(out, base(target));
    } else {
        buf_add(out, target);
    }
    free(a);
    free(b);
}

void place_resolve(struct buf *out, const char *from, struct str relative)
{
    struct str path = str_of(from);
    bool here = base(path).n == path.n;
    if (!here && !str_starts(relative, STR("/")))
        directory(out, path);
    buf_add(out, relative);
}
