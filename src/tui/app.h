// The dashboard's state: the question, the stack of views, the message, the prompt.
#ifndef TUI_APP_H
#define TUI_APP_H

#include "tui/prompt.h"
#include "tui/screen.h"
#include "tui/tui.h"

enum purpose { // of the prompt; the first are the question's fields
    PROMPT_SEARCH = FIELDS,
    PROMPT_EXPORT,
    PROMPT_NONE,
};

struct app {
    const struct tui_options *options;
    struct question question;
    unsigned generation; // counts changes of the question
    VEC(struct view *) stack;
    struct buf message; // in the status line until the next key
    bool bad;           // the message tells a fault
    struct prompt prompt;
    unsigned purpose; // a question_field or enum purpose
    struct buf searched;
    bool redraw;  // send the whole screen at the next flush
    bool pending; // the text of a filter changed and was not tried yet
    const char *(*next_scheme)(void *terminal); // NULL in a dump
    void (*busy)(struct app *app); // says that an answer will take a moment; NULL in a dump
    void *terminal;
    bool slow; // the last answer took long
};

void app_init(struct app *app, const struct tui_options *options);
void app_free(struct app *app);

// The view on top; there always is one after the first app_push.
struct view *app_top(const struct app *app);

// Open a screen over the others. texts of subject are copied. False leaves the stack as it was and
// fills d.
bool app_push(struct app *app, const struct screen *screen, const struct subject *subject,
              struct diag *d);
void app_pop(struct app *app);

// Ask the metric of a view with the app's question; on failure the old table stays, d is filled.
bool app_load(struct app *app, struct view *v, struct diag *d);

// Run a metric for a view's screen into a table of the caller's, with another ask (NULL: its own).
bool app_ask(struct app *app, const struct view *v, const struct ask *ask, struct table *t,
             struct diag *d);

void app_say(struct app *app, const char *format, ...) __attribute__((format(printf, 2, 3)));
void app_complain(struct app *app, const struct diag *d);

// Take one key: returns false when the dashboard ends.
bool app_key(struct app *app, uint32_t key);
// Draw everything; returns the cursor's column on the last line, −1 without a prompt.
int app_draw(struct app *app, struct canvas *c);

// The command line that gives the top view's table. app_command.c
void app_command(const struct app *app, const struct view *v, struct buf *out);
// Write the rows seen to a file that does not exist yet. False fills d. app_command.c
bool app_export(const struct app *app, const struct view *v, struct str path, struct diag *d);

// The prompt: start it, take a key, and, when no key comes for a moment, try what stands in it and
// say what it would give. app_prompt.c
void app_prompt(struct app *app, unsigned purpose);
void app_prompt_key(struct app *app, uint32_t key);
void app_preview(struct app *app);
const char *app_prompt_label(const struct app *app);

#endif
