// The list of screens.
#include "tui/screen.h"
#include "tui/tui.h"

const struct screen *const screens[] = {
    &screen_funnel, &screen_dropoff, &screen_customers, &screen_timeline, NULL,
};

const struct str tui_screen_names[] = {
    {"funnel", 6}, {"dropoff", 7}, {"customers", 9}, {"timeline", 8}};
const size_t tui_screen_count = sizeof tui_screen_names / sizeof *tui_screen_names;

const struct screen *screen_find(struct str name)
{
    for (const struct screen *const *s = screens; *s; s++)
        if (str_eq(str_of((*s)->name), name))
            return *s;
    return NULL;
}
