// Letters that no font of this machine has: gnuplot's PNG and PDF would draw black shapes for them.
#include "base/utf8.h"
#include "base/vec.h"
#include "plot/child.h"
#include "plot/plot.h"

struct letter {
    uint32_t point;
    bool seen; // by a font
};

struct letters {
    VEC(struct letter) list;
};

// All letters of the program but those of ASCII, each once.
static void collect(struct letters *l, struct str program)
{
    for (size_t i = 0; i < program.n;) {
        uint32_t point = 0;
        size_t n = utf8_next(str_slice(program, i, program.n), &point);
        bool known = n < 2;
        for (size_t k = 0; !known && k < l->list.n; k++)
            known = l->list.p[k].point == point;
        if (!known)
            vec_push(&l->list, (struct letter){point, false});
        i += n ? n : 1;
    }
}

static bool hex(struct str s, uint32_t *out)
{
    uint32_t value = 0;
    for (size_t i = 0; i < s.n; i++) {
        const char *digits = "0123456789abcdef", *at = s.p[i] ? strchr(digits, s.p[i]) : NULL;
        if (!at || value > 0x10FFFF)
            return false;
        value = value * 16 + (uint32_t)(at - digits);
    }
    *out = value;
    return s.n > 0;
}

// Lines of fc-list: ":charset=20-7e a0-17f 18f …".
static void mark(struct letters *l, struct str fonts)
{
    while (fonts.p) {
        struct str line = str_cut(&fonts, '\n');
        str_cut(&line, '=');
        while (line.p) {
            struct str last = str_cut(&line, ' '), first = str_cut(&last, '-');
            uint32_t from, to;
            if (!hex(first, &from))
                continue;
            if (!hex(last, &to))
                to = from;
            for (vec_each(struct letter, letter, &l->list))
                letter->seen = letter->seen || (letter->point >= from && letter->point <= to);
        }
    }
}

static bool seen(const struct letters *l, uint32_t point)
{
    for (vec_each(const struct letter, letter, &l->list))
        if (letter->point == point)
            return letter->seen;
    return true;
}

static size_t replace(const struct letters *l, struct buf *program, uint32_t *first)
{
    struct buf out = {0};
    struct str all = buf_str(program);
    size_t count = 0;
    for (size_t i = 0; i < all.n;) {
        uint32_t point = 0;
        size_t n = utf8_next(str_slice(all, i, all.n), &point);
        if (n < 2 || seen(l, point)) {
            n = n ? n : 1;
            buf_add(&out, str_slice(all, i, i + n));
        } else {
            *first = count++ ? *first : point;
            buf_add(&out, STR("\\077")); // a question mark
        }
        i += n;
    }
    buf_free(program);
    *program = out;
    return count;
}

size_t plot_replace_unseen(struct buf *program, uint32_t *first)
{
    static char name[] = "fc-list", every[] = ":", what[] = "charset";
    char *arguments[] = {name, every, what, NULL};
    struct letters l = {0};
    struct buf fonts = {0}, words = {0};
    bool good = false;
    size_t count = 0;
    collect(&l, buf_str(program));
    if (l.list.n && child_run(arguments, STR(""), &fonts, &words, &good) == 0 && good && fonts.n) {
        mark(&l, buf_str(&fonts));
        count = replace(&l, program, first);
    }
    vec_free(&l.list);
    buf_free(&fonts);
    buf_free(&words);
    return count;
}
