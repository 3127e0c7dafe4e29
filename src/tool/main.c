// wend: finds the command and runs it. `wend funnel` and `wend-funnel` are the same.
#include "config.h"

#include "base/mem.h"
#include "base/suggest.h"
#include "tool/tool.h"

#include <errno.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>

static int print(const struct buf *text)
{
    if (fwrite(text->p, 1, text->n, stdout) == text->n)
        return 0;
    return FAULT_IO;
}

static int print_version(void)
{
    return printf("wend %s\n", PACKAGE_VERSION) > 0 ? 0 : FAULT_IO;
}

static int unknown_command(const char *name)
{
    struct str names[64];
    size_t count = 0;
    for (const struct command *const *c = commands; *c && count < 64; c++)
        names[count++] = str_of((*c)->name);
    struct diag d;
    diag_set(&d, FAULT_USAGE, "unknown command %s", name);
    suggest_diag(&d, str_of(name), names, count);
    struct buf line = {0};
    diag_line(&line, &d);
    fprintf(stderr, "wend: %s\n", line.p);
    buf_free(&line);
    return FAULT_USAGE;
}

static int run(const struct command *command, int argc, char **argv)
{
    struct call call = {.command = command,
                        .options = mem_zero(command->options_size),
                        .argument = mem_array((size_t)argc + 1, sizeof *argv)};
    bool help = false, version = false;
    struct diag d = {0};
    int status;
    if (!option_parse(&call, argc, argv, &help, &version, &d)) {
        status = tool_fail(&call, &d);
    } else if (help) {
        struct buf text = {0};
        help_usage(&text, command);
        status = print(&text);
        buf_free(&text);
    } else if (version) {
        status = print_version();
    } else {
        status = command->run(&call);
    }
    free(call.options);
    free(call.argument);
    return status;
}

static int dispatch(int argc, char **argv)
{
    const char *slash = strrchr(argv[0], '/');
    const char *self = slash ? slash + 1 : argv[0];
    if (strncmp(self, "wend-", 5) == 0) {
        const struct command *command = command_find(self + 5);
        return command ? run(command, argc, argv) : unknown_command(self + 5);
    }
    if (argc < 2) {
        fputs("wend: no command named; 'wend help' lists them\n", stderr);
        return FAULT_USAGE;
    }
    if (strcmp(argv[1], "--version") == 0)
        return print_version();
    bool help = strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0;
    const struct command *command = command_find(help ? "help" : argv[1]);
    return command ? run(command, argc - 1, argv + 1) : unknown_command(argv[1]);
}

int main(int argc, char **argv)
{
    setlocale(LC_CTYPE, "");
    int status = argc > 0 ? dispatch(argc, argv) : FAULT_USAGE;
    // A full disk shows only now: output that did not arrive is a failure.
    if (fflush(stdout) != 0 || ferror(stdout) || fclose(stdout) != 0) {
        if (status != FAULT_IO) // else the command has said so
            fprintf(stderr, "wend: cannot write standard output: %s\n", strerror(errno));
        return FAULT_IO;
    }
    return status;
}
