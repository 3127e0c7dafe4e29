// What leaves the dashboard: the equal command line, and files.
#include "tui/app.h"

#include "base/outfile.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

void app_command(const struct app *app, const struct view *v, struct buf *out)
{
    buf_add(out, STR("wend "));
    v->screen->command(v, out);
    if (app->options->study.n > 0) {
        buf_add(out, STR(" -c "));
        question_quote(out, app->options->study);
    }
    question_options(&app->question, v->screen->fields, out);
    buf_add_byte(out, ' ');
    question_quote(out, app->options->name);
}

static bool format_of(struct str path, enum table_format *format, struct diag *d)
{
    size_t dot = path.n;
    while (dot > 0 && path.p[dot - 1] != '.' && path.p[dot - 1] != '/')
        dot--;
    *format = TABLE_TSV;
    if (dot == 0 || path.p[dot - 1] == '/')
        return true;
    if (table_format_of(str_slice(path, dot, path.n), format))
        return true;
    return diag_at(d, FAULT_USAGE, path, 0, 0, "no format .%.*s; try .tsv, .csv, .json or .html",
                   STR_ARG(str_slice(path, dot, path.n)));
}

bool app_export(const struct app *app, const struct view *v, struct str path, struct diag *d)
{
    enum table_format format;
    if (path.n == 0)
        return diag_set(d, FAULT_USAGE, "no name given; Esc leaves");
    if (!format_of(path, &format, d))
        return false;
    char *name = str_dup(path);
    struct outfile file;
    bool good = false;
    if (strcmp(name, "-") == 0)
        diag_set(d, FAULT_USAGE, "standard output shows the screen; give a file's name");
    else if (access(name, F_OK) == 0)
        diag_at(d, FAULT_USAGE, path, 0, 0, "is there already; give another name");
    else if (outfile_open(&file, name, d)) {
        struct table t;
        struct buf text = {0};
        table_init(&t, v->screen->metric);
        list_copy(&v->list, &t);
        table_write(&text, &t, format, &(struct table_look){.zone = app->options->zone});
        fwrite(text.p, 1, text.n, file.file);
        good = outfile_commit(&file, d);
        buf_free(&text);
        table_free(&t);
    }
    free(name);
    return good;
}
