// Which fields name somebody: by their names, held against what the values look like.
#include "ingest/detect.h"

#include <stdlib.h>

// The strongest first; a field is what the first of its words says.
static const struct {
    const char *word, *space;
    enum id_kind kind;
} known[] = {
    {"case_concept_name", "case", ID_TRANSACTION},
    {"email", "email", ID_PERSON},
    {"e_mail", "email", ID_PERSON},
    {"mail", "email", ID_PERSON},
    {"邮箱", "email", ID_PERSON},
    {"邮件", "email", ID_PERSON},
    {"phone", "phone", ID_PERSON},
    {"mobile", "phone", ID_PERSON},
    {"msisdn", "phone", ID_PERSON},
    {"tel", "phone", ID_PERSON},
    {"telephone", "phone", ID_PERSON},
    {"telefon", "phone", ID_PERSON},
    {"cell", "phone", ID_PERSON},
    {"ani", "phone", ID_PERSON},
    {"caller", "phone", ID_PERSON},
    {"callerid", "phone", ID_PERSON},
    {"手机", "phone", ID_PERSON},
    {"电话", "phone", ID_PERSON},
    {"order", "order", ID_TRANSACTION},
    {"orderid", "order", ID_TRANSACTION},
    {"orderno", "order", ID_TRANSACTION},
    {"bestellung", "order", ID_TRANSACTION},
    {"订单", "order", ID_TRANSACTION},
    {"单号", "order", ID_TRANSACTION},
    {"invoice", "invoice", ID_TRANSACTION},
    {"booking", "booking", ID_TRANSACTION},
    {"reservation", "booking", ID_TRANSACTION},
    {"transaction", "transaction", ID_TRANSACTION},
    {"txn", "transaction", ID_TRANSACTION},
    {"ticket", "ticket", ID_TRANSACTION},
    {"case", "case", ID_TRANSACTION},
    {"caseid", "case", ID_TRANSACTION},
    {"工单", "ticket", ID_TRANSACTION},
    {"conversation", "conversation", ID_TRANSACTION},
    {"device", "device", ID_DEVICE},
    {"deviceid", "device", ID_DEVICE},
    {"udid", "device", ID_DEVICE},
    {"idfa", "device", ID_DEVICE},
    {"gaid", "device", ID_DEVICE},
    {"imei", "device", ID_DEVICE},
    {"visitor", "visitor", ID_DEVICE},
    {"visitorid", "visitor", ID_DEVICE},
    {"cookie", "visitor", ID_DEVICE},
    {"anonymous", "visitor", ID_DEVICE},
    {"client_id", "visitor", ID_DEVICE},
    {"cid", "visitor", ID_DEVICE},
    {"fingerprint", "visitor", ID_DEVICE},
    {"besucher", "visitor", ID_DEVICE},
    {"member", "member", ID_PERSON},
    {"memberid", "member", ID_PERSON},
    {"membership", "member", ID_PERSON},
    {"loyalty", "member", ID_PERSON},
    {"会员", "member", ID_PERSON},
    {"card", "card", ID_PERSON},
    {"customer", "customer", ID_PERSON},
    {"customerid", "customer", ID_PERSON},
    {"cust", "customer", ID_PERSON},
    {"kunde", "customer", ID_PERSON},
    {"kundennummer", "customer", ID_PERSON},
    {"客户", "customer", ID_PERSON},
    {"account", "account", ID_PERSON},
    {"账号", "account", ID_PERSON},
    {"账户", "account", ID_PERSON},
    {"contact", "contact", ID_PERSON},
    {"subscriber", "subscriber", ID_PERSON},
    {"user", "user", ID_PERSON},
    {"userid", "user", ID_PERSON},
    {"uid", "user", ID_PERSON},
    {"username", "user", ID_PERSON},
    {"login", "login", ID_PERSON},
    {"用户", "user", ID_PERSON},
    {"person", "person", ID_PERSON},
    {"patient", "patient", ID_PERSON},
};

// Of who serves, of what is bought, of texts: no customer's id.
static const char *const no_ids[] = {
    "agent",  "useragent", "operator", "staff",   "assignee", "employee", "admin",   "seller",
    "status", "type",      "name",     "amount",  "total",    "price",    "count",   "date",
    "time",   "state",     "subject",  "message", "text",     "country",  "region",  "city",
    "gender", "age",       "product",  "sku",     "item",     "platform", "brand",   "model",
    "os",     "version",   "level",    "group",   "segment",  "created",  "updated", "url",
};

enum id_kind id_kind_of(struct str space)
{
    static const char *const presets[] = {"ip", "anonymous", "cookie"}, *const deals[] = {
                                                                            "sale", "payment",
                                                                            "call", "order"};
    for (size_t i = 0; i < sizeof presets / sizeof *presets; i++)
        if (str_eq(space, str_of(presets[i])))
            return ID_DEVICE;
    for (size_t i = 0; i < sizeof deals / sizeof *deals; i++)
        if (str_eq(space, str_of(deals[i])))
            return ID_TRANSACTION;
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (str_eq(space, str_of(known[i].space)))
            return known[i].kind;
    return ID_PERSON;
}

static bool is_time(const struct profile *p)
{
    const struct time_try *rival, *best = time_guess_best(&p->time, &rival, &(uint64_t){0});
    return best && p->time.digits * 2 < p->time.seen;
}

static bool excluded(struct str words)
{
    if (has_word(words, "case_concept_name") || has_word(words, "username") ||
        has_word(words, "user_name"))
        return false;
    for (size_t i = 0; i < sizeof no_ids / sizeof *no_ids; i++)
        if (has_word(words, no_ids[i]))
            return true;
    return false;
}

// Few words that come again and again are a kind of something.
static bool is_category(const struct profile *p)
{
    uint64_t distinct = profile_distinct(p);
    return (p->filled >= 10 && p->steps * 10 >= p->filled * 9) || // a number of the row
           (p->digits * 2 < p->filled && distinct < 20 && distinct * 4 <= p->filled) ||
           (distinct == 1 && p->filled >= 20);
}

// People, perhaps, of whom there are few: to be judged by the reader.
static bool is_few(const struct profile *p)
{
    return is_category(p) && profile_distinct(p) > 1 && p->numbers * 2 < p->filled && !is_time(p) &&
           p->longest <= 128;
}

// Whether the values are what the namespace wants; NULL: they are not.
static const char *by_values(const struct profile *p, struct str space, enum sure *sure)
{
    *sure = SURE;
    if (str_eq(space, STR("email")) || str_eq(space, STR("phone"))) {
        uint64_t fit = str_eq(space, STR("email")) ? p->emails : p->phones;
        *sure = fit * 10 >= p->filled * 9 ? SURE : LIKELY;
        return fit * 2 >= p->filled ? "its name and its values" : NULL;
    }
    if (is_category(p) || is_time(p) || p->longest > 128)
        return NULL;
    *sure =
        p->blanks * 2 > p->filled || (profile_distinct(p) < 2 && p->filled > 10) ? UNSURE : LIKELY;
    return p->emails * 10 >= p->filled * 9 ? "its name; the values are e-mail addresses"
                                           : "its name";
}

static bool taken(const struct roles *roles, struct str space)
{
    for (vec_each(const struct id_guess, id, &roles->id))
        if (str_eq(id->space, space))
            return true;
    return false;
}

static void add(struct roles *roles, struct id_guess id)
{
    if (taken(roles, id.space))
        vec_push(&roles->maybe, id);
    else
        vec_push(&roles->id, id);
}

static bool by_name(struct roles *roles, const struct profile *p, size_t field, struct str words)
{
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        struct id_guess id = {
            .space = str_of(known[i].space), .kind = known[i].kind, .field = field};
        if (!has_word(words, known[i].word))
            continue;
        id.why = by_values(p, id.space, &id.sure);
        if (id.why)
            add(roles, id);
        else if (id.kind == ID_PERSON && is_few(p))
            vec_push(&roles->maybe, (struct id_guess){.space = id.space,
                                                      .kind = id.kind,
                                                      .field = field,
                                                      .sure = UNSURE,
                                                      .why = "its name, but they are few"});
        return id.why != NULL;
    }
    return false;
}

// What only its values speak for: addresses are plain; others are for the reader to judge.
static void by_looks(struct roles *roles, const struct profile *p, size_t field)
{
    struct id_guess id = {.field = field, .kind = ID_PERSON, .sure = LIKELY, .why = "its values"};
    uint64_t both = p->emails + p->phones;
    if (p->emails && both * 10 >= p->filled * 9 && !is_time(p)) {
        id.space = STR("email");
        add(roles, id);
        if (p->phones) {
            id.space = STR("phone");
            add(roles, id);
        }
    } else if (p->plus * 10 >= p->filled * 9) {
        id.space = STR("phone");
        add(roles, id);
    } else if (p->uuids * 10 >= p->filled * 9 && profile_distinct(p) > 1) {
        id.space = STR("visitor");
        id.kind = ID_DEVICE;
        id.sure = UNSURE;
        id.why = "its values look like ids";
        vec_push(&roles->maybe, id);
    }
}

void roles_ids(struct roles *roles, const struct detection *x)
{
    struct buf words = {0};
    for (size_t i = 0; i < x->field.n; i++) {
        const struct profile *p = &x->field.p[i];
        if (!p->usable || p->filled == 0 || p->agents)
            continue;
        name_words(p->name, &words);
        if (!excluded(buf_str(&words)) && !by_name(roles, p, i, buf_str(&words)))
            by_looks(roles, p, i);
    }
    buf_free(&words);
}
