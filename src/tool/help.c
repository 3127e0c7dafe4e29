// Help, the manual's OPTIONS and completions, all from the option tables.
#include "base/suggest.h"
#include "tool/tool.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

enum { HELP_WIDTH = 80, HELP_INDENT = 28 };

// Words of text from column HELP_INDENT on, in lines of at most HELP_WIDTH.
static void wrapped(struct buf *out, struct str text)
{
    size_t column = HELP_INDENT;
    for (struct str rest = text; rest.p;) {
        struct str word = str_cut(&rest, ' ');
        if (column > HELP_INDENT && column + 1 + word.n > HELP_WIDTH) {
            buf_add_byte(out, '\n');
            buf_add_bytes(out, ' ', HELP_INDENT);
            column = HELP_INDENT;
        } else if (column > HELP_INDENT) {
            buf_add_byte(out, ' ');
            column++;
        }
        buf_add(out, word);
        column += word.n;
    }
    buf_add_byte(out, '\n');
}

static void usage_line(void *context, const struct option *o)
{
    struct buf *out = context;
    size_t before = out->n;
    if (o->letter)
        buf_printf(out, "  -%c, --%s", o->letter, o->name);
    else
        buf_printf(out, "      --%s", o->name);
    if (o->metavar)
        buf_printf(out, "=%s", o->metavar);
    size_t used = out->n - before;
    if (used > HELP_INDENT - 2) {
        buf_add_byte(out, '\n');
        used = 0;
    }
    buf_add_bytes(out, ' ', HELP_INDENT - used);
    wrapped(out, str_of(o->help));
}

void help_usage(struct buf *out, const struct command *c)
{
    buf_printf(out, "wend %s: %s\n\nusage: wend %s [options] %s\n\n", c->name, c->purpose, c->name,
               c->arguments);
    option_each(c, usage_line, out);
    if (c->examples[0])
        buf_add(out, STR("\nexamples:\n"));
    for (const char *const *example = c->examples; *example; example++)
        buf_printf(out, "  %s\n", *example);
    buf_printf(out, "\nThe manual: wend help %s\n", c->name);
}

void help_overview(struct buf *out)
{
    buf_add(out, STR("wend: customer journeys from the logs of every channel\n\n"
                     "usage: wend COMMAND [options] [arguments]\n\n"));
    for (const struct command *const *c = commands; *c; c++)
        buf_printf(out, "  %-12s %s\n", (*c)->name, (*c)->purpose);
    buf_add(out, STR("\n'wend COMMAND -h' is one screen of help, 'wend help COMMAND' the manual.\n"
                     "A start: wend parse -c STUDY | wend stitch -c STUDY | "
                     "wend funnel 'visit > cart > pay'\n"));
}

// Text of an mdoc line that is ours and starts with a letter: what roff would take for its own.
static void mdoc_text(struct buf *out, const char *text)
{
    for (const char *p = text; *p; p++) {
        if (*p == '\\')
            buf_add(out, STR("\\e"));
        else if (*p == '-')
            buf_add(out, STR("\\-"));
        else
            buf_add_byte(out, *p);
    }
}

static void mdoc_item(void *context, const struct option *o)
{
    struct buf *out = context;
    buf_add(out, STR(".It "));
    if (o->letter)
        buf_printf(out, "Fl %c , ", o->letter);
    buf_add(out, STR("Fl Fl "));
    mdoc_text(out, o->name);
    if (o->metavar) {
        buf_add(out, STR(" Ns = Ns Ar "));
        mdoc_text(out, o->metavar);
    }
    buf_add_byte(out, '\n');
    mdoc_text(out, o->help);
    buf_add(out, STR(".\n"));
}

void help_mdoc(struct buf *out, const struct command *c)
{
    buf_add(out, STR(".Bl -tag -width Ds\n"));
    option_each(c, mdoc_item, out);
    buf_add(out, STR(".El\n"));
}

static void word(void *context, const struct option *o)
{
    buf_printf(context, " --%s%s", o->name, o->metavar ? "=" : "");
    if (o->letter)
        buf_printf(context, " -%c", o->letter);
}

static void bash_completion(struct buf *out)
{
    buf_add(out, STR("# bash completion of wend, made by `wend help --completion=bash`\n"
                     "_wend()\n{\n"
                     "    local current=${COMP_WORDS[COMP_CWORD]} command=${COMP_WORDS[0]##*/}\n"
                     "    local options\n"
                     "    if [[ $command == wend ]]; then\n"
                     "        command=${COMP_WORDS[1]}\n"
                     "    else\n"
                     "        command=${command#wend-}\n"
                     "    fi\n"
                     "    if [[ $COMP_CWORD -eq 1 && ${COMP_WORDS[0]##*/} == wend ]]; then\n"
                     "        COMPREPLY=($(compgen -W '"));
    for (const struct command *const *c = commands; *c; c++)
        buf_printf(out, "%s ", (*c)->name);
    buf_add(out, STR("' -- \"$current\"))\n"
                     "        return\n"
                     "    fi\n"
                     "    case $command in\n"));
    for (const struct command *const *c = commands; *c; c++) {
        buf_printf(out, "    %s) options='", (*c)->name);
        option_each(*c, word, out);
        buf_add(out, STR("' ;;\n"));
    }
    buf_add(out, STR("    esac\n"
                     "    if [[ $current == -* ]]; then\n"
                     "        COMPREPLY=($(compgen -W \"$options\" -- \"$current\"))\n"
                     "        [[ ${COMPREPLY[0]} == *= ]] && compopt -o nospace\n"
                     "    else\n"
                     "        COMPREPLY=($(compgen -f -- \"$current\"))\n"
                     "    fi\n"
                     "}\n"
                     "complete -o filenames -F _wend wend"));
    for (const struct command *const *c = commands; *c; c++)
        buf_printf(out, " wend-%s", (*c)->name);
    buf_add_byte(out, '\n');
}

static void zsh_option(void *context, const struct option *o)
{
    struct buf *out = context;
    buf_printf(out, " '--%s%s[", o->name, o->metavar ? "=" : "");
    for (const char *p = o->help; *p; p++) {
        if (*p == '[' || *p == ']' || *p == '\\')
            buf_add_byte(out, '\\');
        if (*p == '\'')
            buf_add(out, STR("'\\''"));
        else
            buf_add_byte(out, *p);
    }
    buf_printf(out, "]%s'", o->metavar ? ": :_files" : "");
}

static void zsh_completion(struct buf *out)
{
    buf_add(out, STR("#compdef wend\n# made by `wend help --completion=zsh`\n"
                     "_wend() {\n"
                     "    if (( CURRENT == 2 )); then\n"
                     "        local -a names=("));
    for (const struct command *const *c = commands; *c; c++)
        buf_printf(out, " '%s:%s'", (*c)->name, (*c)->purpose);
    buf_add(out, STR(" )\n"
                     "        _describe command names\n"
                     "        return\n"
                     "    fi\n"
                     "    local command=$words[2]\n"
                     "    shift words; (( CURRENT-- ))\n"
                     "    case $command in\n"));
    for (const struct command *const *c = commands; *c; c++) {
        buf_printf(out, "    %s) _arguments", (*c)->name);
        option_each(*c, zsh_option, out);
        buf_add(out, STR(" '*:file:_files' ;;\n"));
    }
    buf_add(out, STR("    esac\n}\n_wend \"$@\"\n"));
}

bool help_completion(struct buf *out, struct str shell)
{
    if (str_eq(shell, STR("bash")))
        bash_completion(out);
    else if (str_eq(shell, STR("zsh")))
        zsh_completion(out);
    else
        return false;
    return true;
}

struct help_options {
    struct common common;
    const char *completion, *mdoc;
};

static const struct option own[] = {
    {0, "completion", "SHELL", OPTION_TEXT, offsetof(struct help_options, completion),
     "print the completions for bash or zsh"},
    {0, "mdoc", "COMMAND", OPTION_TEXT, offsetof(struct help_options, mdoc),
     "print the OPTIONS section of a command's manual page"},
    {0},
};

// Pages that are of no command.
static const struct str topics[] = {{"study", 5},   {"format", 6},   {"stream", 6}, {"store", 5},
                                    {"metrics", 7}, {"tutorial", 8}, {"wend", 4}};

// Whether man finds a page. False also where there is no man.
static bool installed(const char *page)
{
    char *arguments[] = {"man", "-w", (char *)page, NULL};
    posix_spawn_file_actions_t quiet;
    pid_t child;
    int status = -1;
    if (posix_spawn_file_actions_init(&quiet) != 0)
        return false;
    posix_spawn_file_actions_addopen(&quiet, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addopen(&quiet, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    if (posix_spawnp(&child, "man", &quiet, NULL, arguments, environ) == 0)
        while (waitpid(child, &status, 0) < 0 && errno == EINTR)
            continue;
    posix_spawn_file_actions_destroy(&quiet);
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

static int no_such_manual(const struct call *call, const char *name)
{
    struct diag d = {0};
    VEC(struct str) names = {0};
    for (const struct command *const *c = commands; *c; c++)
        vec_push(&names, str_of((*c)->name));
    for (size_t i = 0; i < sizeof topics / sizeof *topics; i++)
        vec_push(&names, topics[i]);
    diag_set(&d, FAULT_USAGE, "no manual for %s", name);
    suggest_diag(&d, str_of(name), names.p, names.n);
    vec_free(&names);
    return tool_fail(call, &d);
}

static int manual(const struct call *call, const char *name)
{
    const struct command *c = command_find(name);
    size_t topic = 0, count = sizeof topics / sizeof *topics;
    while (topic < count && !str_eq(topics[topic], str_of(name)))
        topic++;
    if (!c && topic == count)
        return no_such_manual(call, name);
    struct buf text = {0};
    int status = 0;
    buf_printf(&text, "%s%s", strcmp(name, "wend") == 0 ? "" : "wend-", name);
    if (installed(text.p))
        execlp("man", "man", text.p, (char *)NULL);
    if (c) { // the better half of it
        buf_clear(&text);
        help_usage(&text, c);
        fputs(text.p, stdout);
    } else {
        struct diag d = {0};
        diag_set(&d, FAULT_IO, "the manual page %s is not installed; make install installs it",
                 text.p);
        status = tool_fail(call, &d);
    }
    buf_free(&text);
    return status;
}

static int run(struct call *call)
{
    const struct help_options *o = call->options;
    if (call->arguments > 1)
        return tool_usage(call, "one COMMAND at a time");
    if (call->arguments)
        return manual(call, call->argument[0]);
    struct buf text = {0};
    int status = 0;
    if (o->completion && !help_completion(&text, str_of(o->completion)))
        status = tool_usage(call, "--completion %s: valid: bash, zsh", o->completion);
    else if (o->mdoc && !command_find(o->mdoc))
        status = tool_usage(call, "--mdoc %s: no such command", o->mdoc);
    else if (o->mdoc)
        help_mdoc(&text, command_find(o->mdoc));
    else if (!o->completion)
        help_overview(&text);
    if (status == 0)
        fputs(text.p, stdout);
    buf_free(&text);
    return status;
}

const struct command command_help = {
    .name = "help",
    .purpose = "the manual of a command, completions",
    .arguments = "[COMMAND]",
    .groups = {own},
    .examples = {"wend help funnel", "wend help --completion=bash > ~/.bash_completion.d/wend"},
    .options_size = sizeof(struct help_options),
    .run = run,
};
