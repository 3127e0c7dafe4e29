// What went wrong, where, and what to do.
#include "base/diag.h"

#include "base/escape.h"

#include <errno.h>
#include <stdio.h>

__attribute__((format(printf, 6, 0))) static void fill(struct diag *d, enum fault fault,
                                                       struct str file, uint64_t line,
                                                       uint64_t column, const char *format,
                                                       va_list args)
{
    if (!d)
        return;
    *d = (struct diag){.fault = fault, .line = line, .column = column};
    snprintf(d->file, sizeof d->file, "%.*s", STR_ARG(file));
    vsnprintf(d->message, sizeof d->message, format, args);
}

bool diag_set(struct diag *d, enum fault fault, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    fill(d, fault, STR(""), 0, 0, format, args);
    va_end(args);
    return false;
}

bool diag_at(struct diag *d, enum fault fault, struct str file, uint64_t line, uint64_t column,
             const char *format, ...)
{
    va_list args;
    va_start(args, format);
    fill(d, fault, file, line, column, format, args);
    va_end(args);
    return false;
}

bool diag_errno(struct diag *d, struct str file, const char *what)
{
    return diag_set(d, FAULT_IO, "cannot %s %.*s: %s", what, STR_ARG(file), strerror(errno));
}

void diag_more(struct diag *d, const char *format, ...)
{
    if (!d)
        return;
    size_t n = strlen(d->message);
    va_list args;
    va_start(args, format);
    vsnprintf(d->message + n, sizeof d->message - n, format, args);
    va_end(args);
}

void diag_line(struct buf *out, const struct diag *d)
{
    if (d->file[0]) {
        escape_terminal(out, str_of(d->file));
        if (d->line)
            buf_printf(out, ":%llu", (unsigned long long)d->line);
        if (d->line && d->column)
            buf_printf(out, ":%llu", (unsigned long long)d->column);
        buf_add(out, STR(": "));
    }
    escape_terminal(out, str_of(d->message));
}
