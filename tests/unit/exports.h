// Small random exports in several formats: the same records, with quotes, line ends, 中文,
// duplicates, bots, rows to be filtered and rows that are wrong. Included once in a test program.
#ifndef TESTS_EXPORTS_H
#define TESTS_EXPORTS_H

#include "unit.h"

#include "base/buf.h"

struct export_record {
    unsigned time, event, id, member, text;
    bool bot, wrong;
};

struct export_format {
    const char *name, *keys; // of the source's section
    const char *header;
    void (*write)(struct buf *out, const struct export_record *record);
};

static uint64_t export_state;

static inline unsigned draw(unsigned below)
{
    export_state = export_state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (unsigned)(export_state >> 33) % below;
}

// A new record, or one of those before it, or one that has its id and says something else.
static inline struct export_record export_draw(const struct export_record *before, size_t n)
{
    struct export_record record = {draw(100000), draw(5),      draw(1000000), draw(40),
                                   draw(9),      draw(9) == 0, draw(12) == 0};
    if (n && draw(6) == 0)
        return before[draw((unsigned)n)];
    if (n && draw(12) == 0)
        record.id = before[draw((unsigned)n)].id;
    return record;
}

static const char *const export_events[] = {"view", "buy", "drop", "", "浏览"};

// Texts that any format can write; line ends come where quotes hold them.
static const char *const export_texts[] = {
    "", "plain", "bad", "two words", "店铺，café", "a \"quoted\" word", "1,5;6|7", "cafÃ©", "😀 x=1",
};

static inline void export_time(struct buf *out, const struct export_record *record)
{
    if (record->wrong)
        buf_add(out, STR("never"));
    else
        buf_printf(out, "%u", record->time);
}

// Quotes doubled; or, with a backslash, escaped as in JSON.
static inline void export_quoted(struct buf *out, const char *text, bool backslash,
                                 const char *more)
{
    buf_add_byte(out, '"');
    for (; *text; text++) {
        if (*text == '"')
            buf_add_byte(out, backslash ? '\\' : '"');
        buf_add_byte(out, *text);
    }
    buf_printf(out, "%s\"", more);
}

static inline void export_csv(struct buf *out, const struct export_record *record)
{
    export_time(out, record);
    buf_printf(out, ",%s,i%u,m%u,", export_events[record->event], record->id, record->member);
    export_quoted(out, export_texts[record->text], false, record->text == 1 ? "\n1,fake,row" : "");
    buf_printf(out, ",%s\n", record->bot ? "Googlebot/2.1" : "Firefox");
}

static inline void export_json(struct buf *out, const struct export_record *record)
{
    buf_add(out, STR("{\"t\":\""));
    export_time(out, record);
    buf_printf(out,
               "\",\"e\":\"%s\",\"i\":\"i%u\",\"m\":\"m%u\",\"x\":", export_events[record->event],
               record->id, record->member);
    export_quoted(out, export_texts[record->text], true, record->text == 1 ? "\\n1,fake,row" : "");
    buf_printf(out, ",\"u\":\"%s\"}%s", record->bot ? "Googlebot/2.1" : "Firefox",
               record->id % 3 ? "\n" : "\r\n\n");
}

static inline void export_w3c(struct buf *out, const struct export_record *record)
{
    const char *event = export_events[record->event];
    export_time(out, record);
    buf_printf(out, " %s i%u m%u ", *event ? event : "-", record->id, record->member);
    export_quoted(out, export_texts[record->text], false, "");
    buf_printf(out, " %s\n", record->bot ? "Googlebot/2.1" : "Firefox");
}

static inline void export_pairs(struct buf *out, const struct export_record *record)
{
    buf_add(out, STR("level=info t="));
    export_time(out, record);
    buf_printf(out, " e=%s m=m%u i=i%u x=", export_events[record->event], record->member,
               record->id);
    export_quoted(out, export_texts[record->text], true, record->text == 1 ? "\\n1" : "");
    buf_printf(out, " u=\"%s\"\n", record->bot ? "Googlebot/2.1" : "Firefox");
}

static inline void export_lines(struct buf *out, const struct export_record *record)
{
    export_time(out, record);
    buf_printf(out, " [%s] i%u m%u <%s> ", export_events[record->event], record->id, record->member,
               export_texts[record->text]);
    buf_printf(out, "%s\n", record->bot ? "Googlebot/2.1" : "Firefox");
    if (record->text == 1) // goes on
        buf_add(out, STR("\tat 店 line 1\n\tat line 2\n"));
    if (record->text == 0)
        buf_add(out, STR("what no pattern knows\n"));
}

static const struct export_format export_formats[] = {
    {"csv", "", "t,e,i,m,x,u\n", export_csv},
    {"json", "format = json", "", export_json},
    {"w3c", "format = w3c", "#Version: 1.0\n#Fields: t e i m x u\n", export_w3c},
    {"pairs", "format = pairs", "", export_pairs},
    {"pattern",
     "format = pattern pattern = '^(?<t>\\w+) \\[(?<e>.*?)\\] (?<i>(?&ID)) (?<m>(?&ID)) <(?<x>.*)> "
     "(?<u>[\\w/.]+)(?<more>\\n.*)?$' define { ID = '[im]\\d+' } continue = '^\\t'",
     "", export_lines},
};

enum { EXPORT_FORMATS = sizeof export_formats / sizeof *export_formats };

#endif
