// Which rows are acts of the customer.
#include "metric/direction.h"

bool direction_open(struct direction *o, struct frame *f, struct diag *d)
{
    const struct column *column = frame_column_if(f, STR("direction"), d);
    *o = (struct direction){0};
    if (column)
        *o = (struct direction){column->code, names_find(column->names, STR("act"))};
    return column || d->fault == FAULT_NONE;
}
