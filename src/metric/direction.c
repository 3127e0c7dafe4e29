// Which rows are acts of the customer.
#include "metric/direction.h"

bool direction_open(struct direction *o, struct frame *f, struct diag *d)
{
    const struct column *column = frame_column_if(f, STR("direction"), d);
    *o = (struct direction){0};
    if (column)
        *o = (struct direction){.code = column->code, .act = names_find(column->names, STR("act"))};
    if (!column && d->fault != FAULT_NONE)
        return false;
    column = frame_column_if(f, STR("bot"), d);
    o->bot = column ? column->code : NULL;
    return column || d->fault == FAULT_NONE;
}
