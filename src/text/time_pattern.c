// Declared patterns of time: compiled to a list of steps, run over each text.
#include "text/moment.h"

#include "base/mem.h"

#include <stdlib.h>

enum kind { BY_STEPS, BY_ISO, BY_EPOCH };

// Alternatives are tried in their order.
struct time_pattern {
    enum kind kind;
    int64_t unit; // BY_EPOCH: µs
    struct program program[4];
    size_t programs;
    bool has_zone;
};

static const char letters[] = "YymdeHIMSfpbBhaAjzZs%";

static const struct {
    const char *name;
    enum kind kind;
    int64_t unit;
    const char *alternative[4];
} named[] = {
    {"iso", BY_ISO, 0, {NULL}},
    {"epoch", BY_EPOCH, SECOND, {NULL}},
    {"epoch-ms", BY_EPOCH, 1000, {NULL}},
    {"epoch-us", BY_EPOCH, 1, {NULL}},
    {"apache", BY_STEPS, 0, {"%d/%b/%Y:%H:%M:%S %z"}},
    {"rfc2822",
     BY_STEPS,
     0,
     {"%a, %d %b %Y %H:%M:%S %z", "%a, %d %b %Y %H:%M:%S %Z", "%d %b %Y %H:%M:%S %z",
      "%d %b %Y %H:%M:%S %Z"}},
    {"twitter", BY_STEPS, 0, {"%a %b %d %H:%M:%S %z %Y"}},
};

static bool blank(char c)
{
    return c == ' ' || c == '\t';
}

static bool uses(const struct program *program, const char *any)
{
    for (vec_each(const struct step, step, &program->step))
        if (!step->literal && strchr(any, step->c))
            return true;
    return false;
}

// A pattern must settle the instant and say nothing that it then ignores.
static bool check(const struct program *program, struct diag *d)
{
    if (uses(program, "s"))
        return true;
    if (!uses(program, "Yy"))
        return diag_set(d, FAULT_USAGE, "the pattern of time has no year (%%Y)");
    if (!uses(program, "j") && !uses(program, "bBhm"))
        return diag_set(d, FAULT_USAGE, "the pattern of time has no month (%%m, %%b)");
    if (!uses(program, "jde"))
        return diag_set(d, FAULT_USAGE, "the pattern of time has no day (%%d)");
    if (uses(program, "I") != uses(program, "p"))
        return diag_set(d, FAULT_USAGE, "%%I and %%p need each other in a pattern of time");
    return true;
}

static bool compile(struct program *program, struct str text, struct diag *d)
{
    for (size_t i = 0; i < text.n; i++) {
        struct step step = {true, text.p[i]};
        if (blank(text.p[i])) {
            step = (struct step){false, ' '};
            while (i + 1 < text.n && blank(text.p[i + 1]))
                i++;
        } else if (text.p[i] == '%') {
            char letter = ++i < text.n ? text.p[i] : '\0';
            if (!letter || !strchr(letters, letter))
                return diag_set(d, FAULT_USAGE,
                                "%%%.*s is no part of a pattern of time; valid: %%Y %%y %%m %%d "
                                "%%e %%H %%I %%M %%S %%f %%p %%b %%B %%a %%A %%j %%z %%Z %%s %%%%",
                                letter ? 1 : 0, text.p + i);
            step = (struct step){letter == '%', letter};
        }
        vec_push(&program->step, step);
    }
    return check(program, d);
}

struct time_pattern *time_pattern_open(struct str text, struct diag *d)
{
    struct time_pattern *p = mem_zero(sizeof *p);
    text = str_trim(text);
    bool good = true;
    size_t known = sizeof named / sizeof *named, i = 0;
    while (i < known && !str_eq(str_of(named[i].name), text))
        i++;
    if (i < known) {
        p->kind = named[i].kind;
        p->unit = named[i].unit;
        for (; p->programs < 4 && named[i].alternative[p->programs]; p->programs++)
            compile(&p->program[p->programs], str_of(named[i].alternative[p->programs]), NULL);
    } else if (!memchr(text.p, '%', text.n)) {
        good = diag_set(d, FAULT_USAGE,
                        "unknown pattern of time %.*s; valid: iso, epoch, epoch-ms, epoch-us, "
                        "apache, rfc2822, twitter, or letters as in %%Y-%%m-%%d %%H:%%M:%%S",
                        STR_ARG(text));
    } else {
        p->programs = 1;
        good = compile(&p->program[0], text, d);
    }
    if (!good) {
        time_pattern_close(p);
        return NULL;
    }
    p->has_zone = p->kind == BY_EPOCH || (p->kind == BY_STEPS && uses(&p->program[0], "zZs"));
    return p;
}

void time_pattern_close(struct time_pattern *p)
{
    if (!p)
        return;
    for (size_t i = 0; i < p->programs; i++)
        vec_free(&p->program[i].step);
    free(p);
}

bool time_pattern_like(struct str text)
{
    for (size_t i = 0; i < sizeof named / sizeof *named; i++)
        if (str_eq(str_of(named[i].name), text))
            return true;
    for (size_t i = 0; i + 1 < text.n; i++)
        if (text.p[i] == '%' && strchr(letters, text.p[i + 1]))
            return true;
    return false;
}

bool time_pattern_has_zone(const struct time_pattern *p)
{
    return p->has_zone;
}

static bool read(const struct time_pattern *p, const struct time_setting *setting, struct str text,
                 struct moment *m)
{
    if (p->kind == BY_ISO)
        return iso_read(text, setting, m);
    if (p->kind == BY_EPOCH) {
        struct cursor c = {text.p, text.p + text.n};
        *m = (struct moment){.has_epoch = true};
        return cursor_epoch(&c, p->unit, &m->epoch) && c.p == c.end;
    }
    for (size_t i = 0; i < p->programs; i++)
        if (program_read(&p->program[i], setting, text, m))
            return true;
    return false;
}

enum time_result time_read(const struct time_pattern *p, const struct time_setting *setting,
                           struct str text, int64_t *utc)
{
    struct moment m;
    if (p->kind == BY_EPOCH) { // nothing to complete
        struct cursor c = {text.p, text.p + text.n};
        if (text.n && cursor_epoch(&c, p->unit, utc) && c.p == c.end)
            return TIME_FINE;
    }
    while (text.n && blank(text.p[0]))
        text = str_slice(text, 1, text.n);
    while (text.n && blank(text.p[text.n - 1]))
        text.n--;
    return read(p, setting, text, &m) ? moment_to_utc(&m, setting, utc) : TIME_BAD;
}

enum time_result time_parse(const struct time_pattern *p, const struct zone *zone, struct str text,
                            int64_t *utc)
{
    struct time_setting setting = {.zone = zone};
    return time_read(p, &setting, text, utc);
}
