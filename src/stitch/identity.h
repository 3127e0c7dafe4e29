// What the files of this room share: ids as nodes, links between them, and who each node is.
#ifndef STITCH_IDENTITY_H
#define STITCH_IDENTITY_H

#include "stitch/order.h"
#include "stitch/stitch.h"
#include "text/time.h"

enum { NODE_NONE = 0, SPACES_MAX = 64 };
#define NODE_REJECTED UINT32_MAX // of a row that stitching turns away
#define ROW_NONE UINT32_MAX
#define NO_COLUMN SIZE_MAX

enum space_kind { SPACE_PERSON, SPACE_DEVICE, SPACE_TRANSACTION, SPACE_GROUP };

// A namespace. Its value of code c is the node base + c; code 0 is no id.
struct space {
    const struct study_namespace *def;
    enum space_kind kind;
    size_t column;      // id.NAME of the touchpoints, or NO_COLUMN
    struct dict values; // normalised, growing; spaces_number moves it into the column
    struct names names; // of it, from then on
    uint32_t base;
};

// A column of ids of a person's namespace; an alias has one beside that of its namespace.
struct id_column {
    size_t space, column;
    uint32_t *map; // its codes in the namespace; NULL: they are the same
};

enum given_kind { GIVEN_LINK, GIVEN_INCLUDE, GIVEN_EXCLUDE };
#define GIVEN_NONE UINT32_MAX

// Two ids of one line of a link file, or (numbered after them) of an override file; the second is a
// person's.
struct given {
    uint32_t code[2], line; // line: of those beyond 32 bits the last
    uint16_t file;
    uint8_t space[2], kind; // enum given_kind
};

// Two person ids that belong together, a the stronger (or bytewise smaller) one.
struct edge {
    uint32_t a, b;
    uint32_t row;   // the newest that has both, or ROW_NONE
    uint32_t given; // the line that says so, an override before a link file's; or GIVEN_NONE
};

// A row that stitching turns away.
struct rejected {
    uint32_t row;
    struct str code, message;
};

enum row_mark {
    ROW_SIGN_IN = 1,  // as the study says
    ROW_SIGN_OUT = 2, // likewise
    ROW_SHARED = 4,   // on a device where several people sign in
    ROW_OUTSIDE = 8,  // a person signs in on its device, but not within the look-back
};

struct erase;  // who is forgotten
struct blocks; // the study's block patterns, compiled

struct identity {
    struct study *study;
    struct touchpoints *t;
    const struct stitch_options *options;
    struct stitch_result *result;
    struct space *space; // in order of strength
    size_t spaces;
    struct blocks *blocks;
    VEC(struct id_column) person_column; // the strongest first
    VEC(struct given) given;
    VEC(struct str) reason; // of the overrides, in their order: the last of `given`
    VEC(struct edge) edge;
    VEC(struct edge) dropped; // of values that were set aside
    VEC(uint32_t) refused;    // edges, beside the result's list of them
    VEC(struct rejected) rejected;
    uint32_t nodes;    // nodes are 1 … nodes
    bool *aside;       // of each node: it is linked to too many unique ids; NULL: there is no limit
    uint32_t *person;  // of each person node: the node that stands for its component
    uint32_t *holder;  // of each other node: its person by a link file, or NODE_NONE
    uint32_t *own;     // of each row: the person by its own ids
    uint32_t *carried; // by its devices
    uint32_t *live;    // by what was known at the time
    uint8_t *mark;     // of each row: enum row_mark
    uint32_t *entity;  // of each row: its customer, a person node or a device node
    struct order_keys keys;
    struct erase *erase;
};

// The node of a row in a space.
static inline uint32_t identity_node(const struct identity *id, const struct space *s, size_t row)
{
    if (s->column == NO_COLUMN)
        return NODE_NONE;
    uint32_t code = id->t->column.p[s->column].code.p[row];
    return code ? s->base + code : NODE_NONE;
}

static inline uint32_t id_column_node(const struct identity *id, const struct id_column *c,
                                      size_t row)
{
    uint32_t code = id->t->column.p[c->column].code.p[row];
    return code ? id->space[c->space].base + (c->map ? c->map[code] : code) : NODE_NONE;
}

static inline bool is_aside(const struct identity *id, uint32_t node)
{
    return id->aside && id->aside[node];
}

static inline int64_t edge_time(const struct identity *id, const struct edge *e)
{
    return e->row == ROW_NONE ? TIME_NONE : id->t->time.p[e->row];
}

static inline bool edge_is_ordered(const struct identity *id, const struct edge *e) // by INCLUDE
{
    return e->given != GIVEN_NONE && id->given.p[e->given].kind == GIVEN_INCLUDE;
}

// blocks.c: the study's patterns of values that are no ids. False: a bad pattern.
bool blocks_open(struct identity *id, struct diag *d);
void blocks_close(struct identity *id);
bool blocks_match(const struct identity *id, struct str value);

// spaces.c: normalise every distinct value once and rewrite the id columns. False: bad pattern.
bool spaces_open(struct identity *id, struct diag *d);
void spaces_close(struct identity *id);
// The code of a value in a space (added if new), or 0 when it is no id: then *why says so. scratch
// is overwritten.
uint32_t spaces_add(struct identity *id, struct space *s, struct str value, struct buf *scratch,
                    struct str *why);
// Why a value is no id of a space, "" if it is one; its normal form is then in *out.
struct str spaces_judge(const struct identity *id, const struct space *s, struct str value,
                        struct buf *out);
struct space *space_named(const struct identity *id, struct str name); // or NULL
void spaces_number(struct identity *id); // give nodes, when all values are known
const struct space *space_of(const struct identity *id, uint32_t node);
struct str space_value(const struct identity *id, uint32_t node);
void space_name(const struct identity *id, uint32_t node,
                struct buf *out); // append NAMESPACE:VALUE

// links.c, overrides.c: read the link and override files into `given`.
bool links_read(struct identity *id, struct diag *d);
bool overrides_read(struct identity *id, struct diag *d);

// rejects.c: turn away rows with two values of a unique namespace: they lose their ids. Then report
// all rejected rows, in the order of their places.
void rejects_find(struct identity *id);
void rejects_add(struct identity *id, uint32_t row, struct str code, struct str message);
void rejects_report(struct identity *id);

// edges.c: collect the distinct person links of rows and link files, and the holders of devices.
void edges_collect(struct identity *id);

// aside.c: note that a value is no id for `rows` rows; then set aside the values that are linked to
// too many unique ids, and drop their edges; then sort what was noted.
void aside_note(struct identity *id, struct str space, struct str value, struct str reason,
                uint64_t rows);
void aside_find(struct identity *id);
void aside_sort(struct identity *id);

// graph.c: join persons along the edges, refusing what breaks a guard.
void graph_join(struct identity *id);

// previous.c: give the components the names that they had (best: of each root, the node that names
// it), and tell what became of the others.
void previous_keep(const struct identity *id, uint32_t *best, uint32_t (*root)(void *, uint32_t),
                   void *graph);
void previous_compare(struct identity *id);

// dangling.c: find ids that nothing but a weaker id ties to somebody else's.
void dangling_find(struct identity *id);

// names.c: texts of nodes, edges and places in the result's arena.
struct str node_text(const struct identity *id, uint32_t node);
struct str given_place(const struct identity *id, const struct given *g);
struct str edge_origin(const struct identity *id, const struct edge *e);
int node_compare(const struct identity *id, uint32_t a, uint32_t b); // by their texts, bytewise

// device.c, transaction.c: fill carried and live, then entity. False: a bad expression in the
// study.
bool devices_carry(struct identity *id, struct diag *d);
void transactions_attribute(struct identity *id);

// forget.c: find out who is forgotten by the study's tombstones, or is to be, when all values have
// numbers; then leave out or give back their rows. False: bad tombstones, an id that nobody has.
bool forget_open(struct identity *id, struct diag *d);
void forget_apply(struct identity *id);
void forget_close(struct identity *id);

// customer.c: names of customers; fills the columns customer and live, and the result's order.
// offset[c] … offset[c+1]−1 are the places of customer c in it (allocated; customers + 1).
void customers_name(struct identity *id, uint64_t **offset);

// group.c: fill the column group, if the study has groups.
void groups_fill(struct identity *id, const uint64_t *offset);

// case.c: fill the columns case.NAME. False: a bad expression in the study.
bool cases_fill(struct identity *id, const uint64_t *offset, struct diag *d);

#endif
