// The part of a source that says how its files are cut into records, and into which fields.
#include "base/suggest.h"
#include "model/study_parts.h"

#include <ctype.h>
#include <stdlib.h>

static const char *const base_formats[] = {"csv", "tsv", "pattern", "json", "w3c", "pairs"};
enum { BASE_FORMATS = sizeof base_formats / sizeof *base_formats };

bool format_base(struct str name, struct str *out)
{
    if (str_eq(name, STR("logfmt")))
        name = STR("pairs");
    for (size_t i = 0; i < BASE_FORMATS; i++) {
        if (str_eq(name, str_of(base_formats[i]))) {
            *out = str_of(base_formats[i]);
            return true;
        }
    }
    return false;
}

size_t format_names(const char *const **names)
{
    *names = base_formats;
    return BASE_FORMATS;
}

// "0x01" … "0x7F": a byte that cannot stand in a study, as databases put between fields.
static char hexadecimal(struct str text)
{
    if (text.n != 4 || !str_starts(text, STR("0x")))
        return 0;
    char digits[] = {text.p[2], text.p[3], '\0'}, *end;
    long byte = isxdigit((unsigned char)digits[0]) ? strtol(digits, &end, 16) : 0;
    return byte > 0 && byte < 0x80 && *end == '\0' ? (char)byte : 0;
}

bool read_delimiter(const struct section *s, char *out)
{
    static const struct {
        const char *name;
        char byte;
    } words[] = {{"comma", ','}, {"semicolon", ';'}, {"tab", '\t'}, {"pipe", '|'}};
    struct str text = {0};
    section_text(s, "delimiter", &text);
    if (!text.p)
        return true;
    *out = text.n == 1 ? *text.p : hexadecimal(text);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (str_eq(text, str_of(words[i].name)))
            *out = words[i].byte;
    if (*out && !memchr("\"\r\n", *out, 3))
        return true;
    section_fault(s, "delimiter", "unknown delimiter '%.*s'", STR_ARG(text));
    struct str valid[] = {STR("comma"), STR("semicolon"), STR("tab"), STR("pipe"),
                          STR("any one byte but a quote (0x01 for a control byte)")};
    suggest_diag(s->in->d, text, valid, sizeof valid / sizeof *valid);
    return false;
}

static bool read_patterns(const struct section *s, struct study_source *source)
{
    if (section_has(s, "pattern") && section_has(s, "patterns"))
        return section_fault(s, "patterns", "give pattern or patterns, not both");
    if (section_has(s, "pattern"))
        source->more_patterns = (struct strs){0};
    section_text(s, "pattern", &source->pattern);
    struct strs all = {0};
    section_list(s, "patterns", &all);
    if (all.n) {
        source->pattern = all.p[0];
        source->more_patterns = (struct strs){all.p + 1, all.n - 1};
    }
    return true;
}

static bool read_count(const struct section *s, const char *key, uint64_t *out)
{
    struct str text = {0};
    section_text(s, key, &text);
    if (!text.p)
        return true;
    uint64_t count = 0;
    bool good = text.n > 0 && text.n < 10;
    for (size_t i = 0; i < text.n && good; i++) {
        good = text.p[i] >= '0' && text.p[i] <= '9';
        count = count * 10 + (uint64_t)(text.p[i] - '0');
    }
    if (!good)
        return section_fault(s, key, "%s '%.*s' is no number of lines", key, STR_ARG(text));
    *out = count;
    return true;
}

static bool read_names(const struct section *s, struct study_source *source)
{
    if (!section_flag(s, "header", &source->header))
        return false;
    if (!section_has(s, "names")) {
        if (source->header)
            source->names = (struct strs){0}; // of the preset: this file says them itself
        return true;
    }
    if (section_has(s, "header") && source->header)
        return section_fault(s, "names", "names are for files without header: header = no");
    source->header = false;
    section_list(s, "names", &source->names);
    for (size_t i = 0; i < source->names.n; i++)
        for (size_t k = 0; k < i; k++)
            if (str_eq(source->names.p[i], source->names.p[k]))
                return section_fault(s, "names", "two fields have the name '%.*s'",
                                     STR_ARG(source->names.p[i]));
    return true;
}

bool read_source_format(const struct section *s, struct study_source *source)
{
    section_text(s, "encoding", &source->encoding);
    section_text(s, "continue", &source->continuation);
    section_text(s, "comment", &source->comment);
    section_text(s, "table", &source->table);
    read_pairs(s, "define", &source->define);
    bool quotes = !source->plain;
    if (!section_flag(s, "quotes", &quotes))
        return false;
    source->plain = !quotes;
    return read_delimiter(s, &source->delimiter) && read_names(s, source) &&
           read_patterns(s, source) && read_count(s, "preamble", &source->preamble) &&
           section_flag(s, "lenient", &source->lenient);
}

bool check_source_format(const struct section *s, const struct study_source *source)
{
    bool delimited = str_eq(source->format, STR("csv")) || str_eq(source->format, STR("tsv"));
    bool pattern = str_eq(source->format, STR("pattern"));
    bool json = str_eq(source->format, STR("json"));
    const struct {
        const char *key;
        bool set, fits;
        const char *format;
    } keys[] = {
        {source->more_patterns.n ? "patterns" : "pattern", source->pattern.n > 0, pattern,
         "pattern"},
        {"define", source->define.n > 0, pattern, "pattern"},
        {"continue", source->continuation.n > 0, pattern, "pattern"},
        {"names", source->names.n > 0, delimited, "csv and tsv"},
        {"quotes", source->plain, delimited, "csv and tsv"},
        {"table", source->table.n > 0, delimited && source->header, "csv and tsv with header"},
        {"comment", source->comment.n > 0, !json, "all but json"},
    };
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (keys[i].set && !keys[i].fits)
            return section_fault(s, keys[i].key, "%s is for format %s, and this is %.*s",
                                 keys[i].key, keys[i].format, STR_ARG(source->format));
    return true;
}
