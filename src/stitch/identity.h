// What the files of this room share: ids as nodes, links between them, and who each node is.
#ifndef STITCH_IDENTITY_H
#define STITCH_IDENTITY_H

#include "stitch/order.h"
#include "stitch/stitch.h"

enum { NODE_NONE = 0, SPACES_MAX = 64 };
#define NODE_REJECTED UINT32_MAX // of a row that stitching turns away
#define ROW_NONE UINT32_MAX
#define NO_COLUMN SIZE_MAX

enum space_kind { SPACE_PERSON, SPACE_DEVICE, SPACE_TRANSACTION };

// A namespace. Its value of code c is the node base + c; code 0 is no id.
struct space {
    const struct study_namespace *def;
    enum space_kind kind;
    size_t column;      // id.NAME of the touchpoints, or NO_COLUMN
    struct dict values; // normalised, growing; spaces_number moves it into the column
    struct names names; // of it, from then on
    uint32_t base;
};

struct place { // in a link file
    uint32_t file;
    uint64_t line;
};

// Two ids of one line of a link file; b is a person's.
struct given {
    uint32_t space[2], code[2];
    struct place place;
};

// Two person ids that belong together, a the stronger (or bytewise smaller) one.
struct edge {
    uint32_t a, b;
    int64_t time;       // of the newest row that has both; TIME_NONE: only a link file
    uint32_t row;       // that row, or ROW_NONE
    struct place place; // without a row
};

struct blocks; // the study's block patterns, compiled

struct identity {
    struct study *study;
    struct touchpoints *t;
    const struct stitch_options *options;
    struct stitch_result *result;
    struct space *space; // in order of strength
    size_t spaces;
    struct blocks *blocks;
    VEC(struct given) given;
    VEC(struct edge) edge;
    uint32_t nodes;    // nodes are 1 … nodes
    uint32_t *person;  // of each person node: the node that stands for its component
    uint32_t *holder;  // of each other node: its person by a link file, or NODE_NONE
    uint32_t *own;     // of each row: the person by its own ids
    uint32_t *carried; // by its devices
    uint32_t *live;    // by what was known at the time
    uint32_t *entity;  // of each row: its customer, a person node or a device node
    struct order_keys keys;
};

// The node of a row in a space.
static inline uint32_t identity_node(const struct identity *id, const struct space *s, size_t row)
{
    if (s->column == NO_COLUMN)
        return NODE_NONE;
    uint32_t code = id->t->column.p[s->column].code.p[row];
    return code ? s->base + code : NODE_NONE;
}

// spaces.c: normalise every distinct value once and rewrite the id columns. False: bad pattern.
bool spaces_open(struct identity *id, struct diag *d);
void spaces_close(struct identity *id);
// The code of a value in a space (added if new), or 0 when it is no id. scratch is overwritten.
uint32_t spaces_add(struct identity *id, struct space *s, struct str value, struct buf *scratch);
void spaces_number(struct identity *id); // give nodes, when all values are known
const struct space *space_of(const struct identity *id, uint32_t node);
struct str space_value(const struct identity *id, uint32_t node);
void space_name(const struct identity *id, uint32_t node,
                struct buf *out); // append NAMESPACE:VALUE

// links.c: read the link files into `given`.
bool links_read(struct identity *id, struct diag *d);

// edges.c: collect the distinct person links of rows and link files, and the holders of devices.
void edges_collect(struct identity *id);

// graph.c: join persons along the edges, refusing what breaks a guard.
void graph_join(struct identity *id);

// device.c, transaction.c: fill carried and live, then entity.
void devices_carry(struct identity *id);
void transactions_attribute(struct identity *id);

// customer.c: names of customers; fills the columns customer and live, and the result's order.
// offset[c] … offset[c+1]−1 are the places of customer c in it (allocated; customers + 1).
void customers_name(struct identity *id, uint64_t **offset);

// case.c: fill the columns case.NAME. False: a bad expression in the study.
bool cases_fill(struct identity *id, const uint64_t *offset, struct diag *d);

#endif
