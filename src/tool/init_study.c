// The study as a whole: what is to be settled first, the sources, and who is who.
#include "tool/init.h"

#include <stdlib.h>

static unsigned long long number(uint64_t n)
{
    return (unsigned long long)n;
}

void add_file(struct buf *out, const struct plan_of_study *plan, struct str name, bool glob)
{
    struct buf text = {0};
    bool literal = !plan->prefix.n && str_eq(name, STR("-")); // which is standard input
    for (size_t i = 0; i < plan->prefix.n; i++) {
        if (glob && strchr("*?[\\", plan->prefix.p[i]))
            buf_add_byte(&text, '\\');
        buf_add_byte(&text, plan->prefix.p[i]);
    }
    buf_add(&text, literal ? STR("./") : STR(""));
    buf_add(&text, name);
    study_quote(out, buf_str(&text));
    buf_free(&text);
}

static void add_top(struct buf *out, const struct plan_of_study *plan)
{
    buf_add(out, STR("# A study of the exports in "));
    add_comment_text(out, plan->folder.path);
    buf_add(out, STR(", written by wend init; keys are explained in wend-study(5).\n"
                     "# Above each choice stands what speaks for it. What is not sure is commented "
                     "out, with what\n# else could be meant: look for \"unsure\".\n\n"));
    size_t naive = 0;
    for (vec_each(const struct draft, draft, &plan->draft))
        naive += draft->naive && !draft->wanting;
    if (plan->timezone.n) {
        buf_add(out,
                STR("# The zone of days and weeks, and of times that name none.\ntimezone = "));
        study_quote(out, plan->timezone);
        buf_add(out, STR("\n\n"));
        return;
    }
    if (naive) {
        buf_add(out,
                STR("# unsure: times without a zone are taken for UTC. Say where these are from:"));
        for (vec_each(const struct draft, draft, &plan->draft)) {
            if (!draft->naive || draft->wanting)
                continue;
            buf_add_byte(out, ' ');
            add_comment_text(out, draft->name);
        }
        buf_add_byte(out, '\n');
    } else {
        buf_add(out, STR("# The zone of days and weeks; without it they are those of UTC.\n"));
    }
    buf_add(out, STR("# timezone = \"Asia/Shanghai\"\n\n"));
}

// A section, each line behind # where it must not count.
static void add_section(struct buf *out, const struct draft *draft)
{
    buf_add(out, STR("# "));
    add_comment_text(out, draft->files);
    if (draft->count > 1)
        buf_printf(out, ", %zu files", draft->count);
    if (draft->wanting)
        buf_printf(out, ": off, because %s.", draft->wanting);
    else if (draft->tried == 0)
        buf_add(out, STR(": there are no records yet."));
    else
        buf_printf(out, ": %llu of the first %llu records become touchpoints.",
                   number(draft->matched), number(draft->tried));
    buf_add_byte(out, '\n');
    if (draft->why.n) {
        buf_add(out, STR("# The first that does not: "));
        add_comment_text(out, buf_str(&draft->why));
        buf_add_byte(out, '\n');
    }
    for (struct str rest = buf_str(&draft->text), line; rest.n;) {
        line = str_cut(&rest, '\n');
        buf_add(out, draft->wanting ? STR("# ") : STR(""));
        buf_add(out, line);
        buf_add_byte(out, '\n');
    }
    buf_add_byte(out, '\n');
}

struct spaces {
    VEC(struct draft_id) list;
};

static void collect(struct spaces *s, struct str space, enum id_kind kind)
{
    for (vec_each(const struct draft_id, other, &s->list))
        if (str_eq(other->space, space))
            return;
    vec_push(&s->list, (struct draft_id){space, kind, {NULL, 0}});
}

// Persons by their numbers, then by their addresses; what they order; their devices.
static int strength(const struct draft_id *id)
{
    static const char *const person[] = {"member",  "customer", "account",    "user",   "login",
                                         "contact", "card",     "subscriber", "person", "patient"};
    enum { NAMES = sizeof person / sizeof *person };
    if (id->kind != ID_PERSON)
        return id->kind == ID_TRANSACTION ? 100 : 200;
    for (int i = 0; i < NAMES; i++)
        if (str_eq(id->space, str_of(person[i])))
            return i;
    return str_eq(id->space, STR("phone"))   ? NAMES + 1
           : str_eq(id->space, STR("email")) ? NAMES + 2
                                             : NAMES;
}

static int by_strength(const void *a, const void *b)
{
    int x = strength(a), y = strength(b);
    return x != y
               ? (x < y ? -1 : 1)
               : str_cmp(((const struct draft_id *)a)->space, ((const struct draft_id *)b)->space);
}

static void add_list(struct buf *out, const char *key, const struct spaces *s, int kind)
{
    size_t n = 0;
    for (vec_each(const struct draft_id, id, &s->list)) {
        if (kind >= 0 && id->kind != (enum id_kind)kind)
            continue;
        if (n++ == 0)
            buf_printf(out, "    %s = {", key);
        else
            buf_add(out, STR(", "));
        study_quote(out, id->space);
    }
    if (n)
        buf_add(out, STR("}\n"));
}

static void add_side(struct buf *out, const struct plan_of_study *plan, const struct str *file,
                     size_t n)
{
    for (size_t i = 0; i < n; i++) {
        buf_add(out, i ? STR(", ") : STR("{"));
        add_file(out, plan, file[i], false);
    }
    buf_add(out, STR("}\n"));
}

static void add_identity(struct buf *out, const struct plan_of_study *plan)
{
    struct spaces s = {0};
    for (vec_each(const struct draft, draft, &plan->draft))
        for (size_t i = 0; !draft->wanting && i < draft->id.n; i++)
            collect(&s, draft->id.p[i].space, draft->id.p[i].kind);
    if (s.list.n == 0) {
        buf_add(out, STR("# Who is who: there is no id, so no row has a customer. wend-study(5), "
                         "identity.\n"));
        vec_free(&s.list);
        return;
    }
    for (vec_each(const struct str, space, &plan->link_space))
        collect(&s, *space, id_kind_of(*space));
    qsort(s.list.p, s.list.n, sizeof *s.list.p, by_strength);
    buf_add(out,
            STR("# Who is who: namespaces of ids, the strongest first. Ids of one person under two "
                "names, as in user\n# and member, become one if both sources call them alike.\n"));
    add_alike(out, plan);
    buf_add(out, STR("identity {\n"));
    add_list(out, "order", &s, -1);
    buf_add(out, STR("    # unique: of which a person has one value at most\n    # unique = {"));
    study_quote(out, s.list.p[0].space);
    buf_add(out, STR("}\n"));
    add_list(out, "device", &s, ID_DEVICE);
    add_list(out, "transaction", &s, ID_TRANSACTION);
    if (plan->links.n) {
        buf_add(out, STR("    links = "));
        add_side(out, plan, plan->links.p, plan->links.n);
    }
    for (vec_each(const struct draft_id, id, &s.list))
        if (str_eq(id->space, STR("phone")))
            buf_add(out, STR("    # country: the calling code of numbers without one\n"
                             "    # namespace \"phone\" { country = \"86\" }\n"));
    buf_add(out, STR("}\n"));
    vec_free(&s.list);
}

static void add_channels(struct buf *out, const struct plan_of_study *plan)
{
    static const struct {
        const char *channel, *kind;
    } known[] = {{"web", "digital"},      {"app", "digital"},      {"email", "digital"},
                 {"sms", "digital"},      {"social", "digital"},   {"push", "digital"},
                 {"phone", "assisted"},   {"chat", "assisted"},    {"desk", "assisted"},
                 {"store", "physical"},   {"branch", "physical"},  {"courier", "physical"},
                 {"ivr", "self-service"}, {"bot", "self-service"}, {"kiosk", "self-service"}};
    bool any = false;
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        bool used = false;
        for (vec_each(const struct draft, draft, &plan->draft))
            used = used || (!draft->wanting && str_eq(draft->channel, str_of(known[i].channel)));
        if (used)
            buf_printf(out, "channel \"%s\" { kind = \"%s\" }\n", known[i].channel, known[i].kind);
        any = any || used;
    }
    if (any)
        buf_add_byte(out, '\n');
}

static void add_skipped(struct buf *out, const struct plan_of_study *plan)
{
    enum { NAMED = 100 };
    const struct folder *f = &plan->folder;
    if (f->skip.n)
        buf_add(out, STR("\n# Not read:\n"));
    for (size_t i = 0; i < f->skip.n && i < NAMED; i++) {
        buf_add(out, STR("#   "));
        add_comment_text(out, f->skip.p[i].name);
        buf_add(out, STR(": "));
        add_comment_text(out, f->skip.p[i].why);
        buf_add_byte(out, '\n');
    }
    if (f->skip.n > NAMED)
        buf_printf(out, "#   and %zu more\n", f->skip.n - NAMED);
}

void study_write(struct buf *out, const struct plan_of_study *plan)
{
    add_top(out, plan);
    for (vec_each(const struct draft, draft, &plan->draft))
        add_section(out, draft);
    add_channels(out, plan);
    add_identity(out, plan);
    if (plan->facts.n) {
        buf_add(
            out,
            STR("\n# What channels state, by the names of the columns.\nfacts {\n    files = "));
        add_side(out, plan, plan->facts.p, plan->facts.n);
        buf_add(out, STR("}\n"));
    }
    add_skipped(out, plan);
}
