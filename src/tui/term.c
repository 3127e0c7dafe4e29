// The terminal by curses: colours, cells, keys, signals, and giving it back on every way out.
#define NCURSES_WIDECHAR 1
#include "tui/term.h"

#include "base/mem.h"

#include <curses.h>
#include <errno.h>
#include <langinfo.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/select.h>
#include <term.h>
#include <termios.h>
#include <unistd.h>
#include <wchar.h>

#undef columns // macros of <term.h>
#undef lines

// ---- colours by role and scheme ------------------------------------------------------------

enum scheme { SCHEME_DARK, SCHEME_LIGHT, SCHEME_MONO, SCHEMES };

struct look {
    short ink, paper; // −1: the terminal's own
    attr_t attributes;
};

static const struct look looks[SCHEMES][ROLES] =
    {
        [SCHEME_DARK] =
            {
                [ROLE_TEXT] = {-1, -1, A_NORMAL},
                [ROLE_DIM] = {COLOR_CYAN, -1, A_NORMAL},
                [ROLE_TITLE] = {COLOR_WHITE, COLOR_BLUE, A_BOLD},
                [ROLE_HEAD] = {COLOR_CYAN, -1, A_BOLD | A_UNDERLINE},
                [ROLE_SELECTED] = {COLOR_BLACK, COLOR_CYAN, A_NORMAL},
                [ROLE_BAR] = {COLOR_GREEN, -1, A_NORMAL},
                [ROLE_GOOD] = {COLOR_GREEN, -1, A_NORMAL},
                [ROLE_WARN] = {COLOR_YELLOW, -1, A_NORMAL},
                [ROLE_BAD] = {COLOR_RED, -1, A_BOLD},
                [ROLE_KEY] = {COLOR_YELLOW, -1, A_BOLD},
                [ROLE_FOOT] = {-1, -1, A_NORMAL},
                [ROLE_ERROR] = {COLOR_WHITE, COLOR_RED, A_BOLD},
            },
        [SCHEME_LIGHT] =
            {
                [ROLE_TEXT] = {-1, -1, A_NORMAL},
                [ROLE_DIM] = {COLOR_BLUE, -1, A_NORMAL},
                [ROLE_TITLE] = {COLOR_WHITE, COLOR_BLUE, A_BOLD},
                [ROLE_HEAD] = {COLOR_BLUE, -1, A_BOLD | A_UNDERLINE},
                [ROLE_SELECTED] = {COLOR_WHITE, COLOR_BLUE, A_NORMAL},
                [ROLE_BAR] = {COLOR_BLUE, -1, A_NORMAL},
                [ROLE_GOOD] = {COLOR_GREEN, -1, A_NORMAL},
                [ROLE_WARN] = {COLOR_MAGENTA, -1, A_NORMAL},
                [ROLE_BAD] = {COLOR_RED, -1, A_BOLD},
                [ROLE_KEY] = {COLOR_MAGENTA, -1, A_BOLD},
                [ROLE_FOOT] = {-1, -1, A_NORMAL},
                [ROLE_ERROR] = {COLOR_WHITE, COLOR_RED, A_BOLD},
            },
        [SCHEME_MONO] =
            {
                [ROLE_TITLE] = {-1, -1, A_REVERSE},
                [ROLE_HEAD] = {-1, -1, A_UNDERLINE},
                [ROLE_SELECTED] = {-1, -1, A_REVERSE},
                [ROLE_WARN] = {-1, -1, A_BOLD},
                [ROLE_BAD] = {-1, -1, A_BOLD},
                [ROLE_KEY] = {-1, -1, A_BOLD},
                [ROLE_ERROR] = {-1, -1, A_REVERSE | A_BOLD},
            },
};

static const char *const scheme_names[SCHEMES] = {"dark", "light", "mono"};

// ---- signals -------------------------------------------------------------------------------

enum { END_SIGNALS = 4, CRASH_SIGNALS = 5, STACK_BYTES = 65536 };
static const int end_signals[END_SIGNALS] = {SIGTERM, SIGHUP, SIGINT, SIGQUIT};
static const int crash_signals[CRASH_SIGNALS] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT};

struct terminal {
    SCREEN *screen;
    enum scheme scheme;
    bool color, utf8, plain;
    void *stack; // for handlers, since a crash may have used up the program's own
    struct sigaction end_before[END_SIGNALS], crash_before[CRASH_SIGNALS];
};

// Handlers see nothing else: the one place where state cannot be handed over.
static volatile sig_atomic_t asked_to_end;
static struct {
    struct termios modes;
    char text[128]; // what the terminal must be sent
    size_t n;
} restore;

// Only what POSIX allows in a handler: write, tcsetattr, signal, raise.
static void restore_and_die(int number)
{
    if (write(STDOUT_FILENO, restore.text, restore.n) < 0) {
        // the terminal is gone: nothing to restore
    }
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &restore.modes);
    signal(number, SIG_DFL);
    raise(number);
}

static void on_end(int number)
{
    if (asked_to_end) // a second time: a long computation does not let the first be seen
        restore_and_die(number);
    asked_to_end = number;
}

// Append a capability's text without its padding ($<5>).
static void add_capability(const char *name)
{
    const char *text = tigetstr(name);
    if (!text || text == (char *)-1)
        return;
    for (; *text && restore.n + 2 < sizeof restore.text; text++) {
        if (text[0] == '$' && text[1] == '<' && strchr(text, '>'))
            text = strchr(text, '>');
        else
            restore.text[restore.n++] = *text;
    }
}

static void prepare_restore(void)
{
    restore.n = 0;
    add_capability("sgr0");
    add_capability("rmkx");
    add_capability("cnorm");
    add_capability("rmcup");
    restore.text[restore.n++] = '\r';
    restore.text[restore.n++] = '\n';
    add_capability("el");
}

// Before curses puts its own handlers in.
static void remember_signals(struct terminal *t)
{
    for (size_t i = 0; i < END_SIGNALS; i++)
        sigaction(end_signals[i], NULL, &t->end_before[i]);
    for (size_t i = 0; i < CRASH_SIGNALS; i++)
        sigaction(crash_signals[i], NULL, &t->crash_before[i]);
}

static void catch_signals(struct terminal *t)
{
    asked_to_end = 0;
    t->stack = mem_alloc(STACK_BYTES);
    sigaltstack(&(stack_t){.ss_sp = t->stack, .ss_size = STACK_BYTES}, NULL);
    struct sigaction action = {.sa_handler = on_end};
    sigemptyset(&action.sa_mask);
    for (size_t i = 0; i < END_SIGNALS; i++)
        if (t->end_before[i].sa_handler != SIG_IGN) // nohup, and a shell's background job
            sigaction(end_signals[i], &action, NULL);
    action.sa_handler = restore_and_die;
    action.sa_flags = SA_ONSTACK | SA_NODEFER;
    for (size_t i = 0; i < CRASH_SIGNALS; i++)
        sigaction(crash_signals[i], &action, NULL);
}

static void release_signals(struct terminal *t)
{
    for (size_t i = 0; i < END_SIGNALS; i++)
        sigaction(end_signals[i], &t->end_before[i], NULL);
    for (size_t i = 0; i < CRASH_SIGNALS; i++)
        sigaction(crash_signals[i], &t->crash_before[i], NULL);
    sigaltstack(&(stack_t){.ss_flags = SS_DISABLE}, NULL);
    free(t->stack);
}

// ---- opening and closing -------------------------------------------------------------------

bool term_possible(void)
{
    const char *name = getenv("TERM");
    int error = 0;
    if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO) || !name || !*name)
        return false;
    if (setupterm(NULL, STDOUT_FILENO, &error) != OK)
        return false;
    const char *place = tigetstr("cup");
    bool able = place && place != (char *)-1;
    del_curterm(cur_term);
    return able;
}

// Terminals whose fonts have no block elements, whatever the locale says.
static bool is_plain(void)
{
    const char *name = getenv("TERM");
    if (!name)
        return true;
    return strncmp(name, "vt1", 3) == 0 || strncmp(name, "vt2", 3) == 0 ||
           strncmp(name, "vt5", 3) == 0 || strcmp(name, "ansi") == 0;
}

static void use_scheme(const struct terminal *t)
{
    if (!t->color)
        return;
    for (int role = 0; role < ROLES; role++)
        init_pair((short)(role + 1), looks[t->scheme][role].ink, looks[t->scheme][role].paper);
}

struct terminal *term_open(bool color, struct diag *d)
{
    if (tcgetattr(STDIN_FILENO, &restore.modes) != 0) {
        diag_errno(d, STR("standard input"), "cannot read the terminal's modes of");
        return NULL;
    }
    // The size comes from the terminal itself; LINES and COLUMNS may be left from another.
    use_env(FALSE);
    use_tioctl(TRUE);
    struct terminal *t = mem_zero(sizeof *t);
    remember_signals(t);
    t->screen = newterm(NULL, stdout, stdin);
    if (!t->screen) {
        diag_set(d, FAULT_IO, "curses cannot use this terminal; --dump=80x24 needs none");
        free(t);
        return NULL;
    }
    t->utf8 = strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
    t->plain = !t->utf8 || is_plain();
    cbreak();
    noecho();
    nonl();
    keypad(stdscr, TRUE);
    set_escdelay(25);
    curs_set(0);
    scrollok(stdscr, FALSE);
    t->color = color && has_colors() && start_color() == OK && use_default_colors() == OK &&
               COLOR_PAIRS > ROLES;
    t->scheme = t->color ? SCHEME_DARK : SCHEME_MONO;
    use_scheme(t);
    prepare_restore();
    catch_signals(t);
    return t;
}

int term_close(struct terminal *t)
{
    if (!t)
        return 0;
    curs_set(1);
    // A terminal without a second screen keeps ours: leave a clean line for the shell.
    move(getmaxy(stdscr) - 1, 0);
    clrtoeol();
    refresh();
    endwin();
    delscreen(t->screen);
    tcsetattr(STDIN_FILENO, TCSADRAIN, &restore.modes);
    release_signals(t);
    free(t);
    return asked_to_end;
}

const char *term_next_scheme(struct terminal *t)
{
    if (t->color) {
        t->scheme = (t->scheme + 1) % SCHEMES;
        use_scheme(t);
    }
    return scheme_names[t->scheme];
}

// ---- cells ---------------------------------------------------------------------------------

void term_size(const struct terminal *t, unsigned *columns, unsigned *lines)
{
    (void)t;
    int y, x;
    getmaxyx(stdscr, y, x);
    *columns = x > 0 ? (unsigned)x : 1;
    *lines = y > 0 ? (unsigned)y : 1;
}

void term_abilities(const struct terminal *t, struct canvas *c)
{
    c->plain = t->plain;
    c->ascii = !t->utf8;
}

// Curses places by the C library's widths. Where they are not ours the cell would push the rest of
// its line aside, so that it shows as question marks instead.
static bool same_width(const struct canvas_cell *cell)
{
    if (wcwidth((wchar_t)cell->point[0]) != cell->width)
        return false;
    for (unsigned i = 1; i < CANVAS_POINTS && cell->point[i]; i++)
        if (wcwidth((wchar_t)cell->point[i]) != 0)
            return false;
    return true;
}

static void put_cell(const struct terminal *t, int line, int column, const struct canvas_cell *cell)
{
    wchar_t text[CANVAS_POINTS + 1] = {L' '};
    attr_t attributes = looks[t->scheme][cell->role].attributes;
    short pair = t->color ? (short)(cell->role + 1) : 0;
    cchar_t out;
    unsigned repeat = 1;
    if (cell->point[0] != 0 && same_width(cell)) {
        for (unsigned i = 0; i < CANVAS_POINTS && cell->point[i]; i++)
            text[i] = (wchar_t)cell->point[i];
    } else if (cell->point[0] != 0) {
        text[0] = L'?';
        repeat = cell->width;
    }
    if (setcchar(&out, text, attributes, pair, NULL) == OK)
        for (unsigned i = 0; i < repeat; i++)
            mvadd_wch(line, column + (int)i, &out);
}

void term_flush(struct terminal *t, const struct canvas *c, int cursor)
{
    unsigned columns, lines;
    term_size(t, &columns, &lines);
    erase();
    for (unsigned line = 0; line < c->lines && line < lines; line++)
        for (unsigned column = 0; column < c->columns && column < columns; column++)
            if (canvas_at(c, line, column)->width > 0)
                put_cell(t, (int)line, (int)column, canvas_at(c, line, column));
    curs_set(cursor >= 0);
    move((int)lines - 1, cursor >= 0 ? cursor : 0);
    refresh();
}

void term_redraw(struct terminal *t)
{
    (void)t;
    clearok(curscr, TRUE);
}

// ---- keys ----------------------------------------------------------------------------------

static uint32_t key_of_code(wint_t code)
{
    static const struct {
        wint_t code;
        uint32_t key;
    } keys[] = {
        {KEY_UP, KEY_GO_UP},         {KEY_DOWN, KEY_GO_DOWN},
        {KEY_LEFT, KEY_GO_LEFT},     {KEY_RIGHT, KEY_GO_RIGHT},
        {KEY_PPAGE, KEY_GO_PAGE_UP}, {KEY_NPAGE, KEY_GO_PAGE_DOWN},
        {KEY_HOME, KEY_GO_HOME},     {KEY_END, KEY_GO_END},
        {KEY_ENTER, KEY_GO_ENTER},   {KEY_BACKSPACE, KEY_GO_BACKSPACE},
        {KEY_DC, KEY_GO_DELETE},     {KEY_F(1), KEY_GO_HELP},
        {KEY_RESIZE, KEY_SIZE},
    };
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (keys[i].code == code)
            return keys[i].key;
    return KEY_UNKNOWN;
}

static uint32_t key_of_character(wint_t c)
{
    switch (c) {
    case L'\r':
    case L'\n':
        return KEY_GO_ENTER;
    case L'\t':
        return KEY_GO_TAB;
    case 0x7F:
    case 0x08:
        return KEY_GO_BACKSPACE;
    case 0x1B:
        return KEY_GO_ESCAPE;
    default:
        return (uint32_t)c;
    }
}

// What was typed, or KEY_NONE at once.
static uint32_t read_now(void)
{
    wint_t c = 0;
    timeout(0);
    switch (get_wch(&c)) {
    case KEY_CODE_YES:
        return key_of_code(c);
    case OK:
        return key_of_character(c);
    default:
        return KEY_NONE;
    }
}

// After a stop the terminal may have another size without a signal having told us.
static bool size_changed(void)
{
    struct winsize size;
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_row == 0 || size.ws_col == 0)
        return false;
    return is_term_resized(size.ws_row, size.ws_col) && resizeterm(size.ws_row, size.ws_col) == OK;
}

// Wait for input without a gap in which a signal could be missed. Returns as pselect.
static int wait_input(int milliseconds)
{
    sigset_t block, old;
    sigemptyset(&block);
    for (size_t i = 0; i < END_SIGNALS; i++)
        sigaddset(&block, end_signals[i]);
    sigprocmask(SIG_BLOCK, &block, &old);
    int ready = -1;
    errno = EINTR;
    if (!asked_to_end) {
        fd_set set;
        FD_ZERO(&set);
        FD_SET(STDIN_FILENO, &set);
        struct timespec limit = {milliseconds / 1000, milliseconds % 1000 * 1000000L};
        ready = pselect(STDIN_FILENO + 1, &set, NULL, NULL, milliseconds < 0 ? NULL : &limit, &old);
    }
    int error = errno;
    sigprocmask(SIG_SETMASK, &old, NULL);
    errno = error;
    return ready;
}

uint32_t term_key(struct terminal *t, int milliseconds)
{
    (void)t;
    for (;;) {
        if (asked_to_end)
            return KEY_CUT;
        uint32_t key = read_now();
        if (key != KEY_NONE)
            return key;
        int ready = wait_input(milliseconds);
        if (ready == 0)
            return KEY_NONE;
        if (ready < 0 && errno != EINTR)
            return KEY_LOST;
        if (size_changed())
            return KEY_SIZE;
        if (ready > 0 && !asked_to_end) {
            if ((key = read_now()) != KEY_NONE)
                return key;
            // Readable, and nothing there: an escape sequence of which a part is missing, or a
            // terminal that has gone away.
            struct pollfd input = {.fd = STDIN_FILENO, .events = POLLIN};
            if (poll(&input, 1, 0) > 0)
                return KEY_LOST;
        }
    }
}
