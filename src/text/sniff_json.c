// Which paths the values of JSON records stand at.
#include "text/sniff.h"

#include "text/json_scan.h"

enum { DEEPEST = 6 };

// A name as a step of a path.
static void add_step(struct buf *path, struct str name)
{
    if (path->n)
        buf_add_byte(path, '.');
    for (size_t i = 0; i < name.n; i++) {
        if (memchr(".[]=\\", name.p[i], 5))
            buf_add_byte(path, '\\');
        buf_add_byte(path, name.p[i]);
    }
}

static bool walk(struct sniff *s, struct json *j, struct buf *path, unsigned depth);

static bool walk_object(struct sniff *s, struct json *j, struct buf *path, unsigned depth)
{
    struct str name;
    size_t length = path->n;
    for (bool last = json_read_open(j, '}'); !last;) {
        if (!json_read_name(j, &name))
            return false;
        // A question mark would be taken for that of a URL's parameter.
        bool named = name.n && !memchr(name.p, '?', name.n);
        if (named)
            add_step(path, name);
        if (!(named ? walk(s, j, path, depth + 1) : json_read_value(j, NULL)))
            return false;
        path->n = length;
        if (!json_read_comma(j, '}', &last))
            return false;
    }
    return true;
}

// Of an array the first element speaks for all.
static bool walk_array(struct sniff *s, struct json *j, struct buf *path, unsigned depth)
{
    bool first = true;
    size_t length = path->n;
    for (bool last = json_read_open(j, ']'); !last; first = false) {
        json_blanks(j);
        buf_add(path, STR("[0]"));
        if (!(first ? walk(s, j, path, depth + 1) : json_read_value(j, NULL)))
            return false;
        path->n = length;
        if (!json_read_comma(j, ']', &last))
            return false;
    }
    return true;
}

static bool walk(struct sniff *s, struct json *j, struct buf *path, unsigned depth)
{
    if (j->p < j->end && depth < DEEPEST && *j->p == '{')
        return walk_object(s, j, path, depth);
    if (j->p < j->end && depth < DEEPEST && *j->p == '[')
        return walk_array(s, j, path, depth);
    if (!json_read_value(j, NULL))
        return false;
    sniff_name(s, buf_str(path));
    return true;
}

// What of a long record the reader does not keep is not looked at.
static void add_record(struct sniff *s, struct str raw, struct buf *path)
{
    struct json j = {.begin = raw.p, .p = raw.p, .end = raw.p + raw.n, .line_end = '\n'};
    buf_clear(path);
    json_blanks(&j);
    walk(s, &j, path, 0);
    json_free(&j);
}

bool sniff_json(struct sniff *s, const char *path)
{
    struct record_spec spec = {.format = RECORD_JSON};
    struct record record;
    struct buf place = {0};
    struct input *in = input_open(path, s->encoding.name, NULL);
    struct reader *r = in ? reader_open(in, &spec, NULL) : NULL;
    s->sampled = s->fitting = 0;
    while (r && s->sampled < SNIFF_RECORDS && reader_next(r, &record, NULL) == READER_RECORD) {
        s->sampled++;
        s->fitting += record.fault == RECORD_FINE;
        if (record.fault == RECORD_FINE)
            add_record(s, record.raw, &place);
    }
    if (r)
        reader_close(r);
    buf_free(&place);
    if (s->fitting * 2 < s->sampled || s->names.n == 0)
        return false;
    s->kind = SNIFF_JSON;
    s->spec = spec;
    return true;
}
