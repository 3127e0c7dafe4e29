// The keys of a source that no preset knows: each with what speaks for it.
#include "tool/init.h"

#include <stdlib.h>

static unsigned long long count(uint64_t n)
{
    return (unsigned long long)n;
}

static struct str name_of(const struct detection *x, size_t field)
{
    return x->field.p[field].name;
}

static void add_field_key(struct buf *out, const char *key, struct str value)
{
    buf_printf(out, "    %s = ", key);
    study_quote(out, value);
    buf_add_byte(out, '\n');
}

static void add_time_key(struct draft *draft, const struct detection *x, const struct when_guess *w,
                         struct str pattern, bool off)
{
    buf_add(&draft->text, off ? STR("    # time = {") : STR("    time = {"));
    for (size_t i = 0; i < w->fields; i++) {
        study_quote(&draft->text, name_of(x, w->field[i]));
        buf_add(&draft->text, STR(", "));
    }
    study_quote(&draft->text, pattern);
    buf_add(&draft->text, STR("}\n"));
}

static void add_other_times(struct draft *draft, const struct detection *x,
                            const struct when_guess *w)
{
    size_t shown = 0;
    for (vec_each(const size_t, field, &w->others)) {
        bool used = false;
        for (size_t i = 0; i < w->fields; i++)
            used = used || w->field[i] == *field;
        if (used || shown == 8)
            continue;
        buf_add(&draft->text, shown++ ? STR(", ") : STR("    # other times: "));
        add_comment_text(&draft->text, name_of(x, *field));
    }
    if (shown)
        buf_add_byte(&draft->text, '\n');
}

// Both readings, to choose from.
static void add_order(struct draft *draft, const struct detection *x, const struct when_guess *w)
{
    buf_printf(&draft->text,
               "    # unsure: each of %llu values can be read with the day first or the month; no "
               "day above 12\n    # tells. Choose one:\n",
               count(w->hits));
    add_time_key(draft, x, w, w->rival, true);
    draft->wanting = "day or month first, the dates do not tell";
}

static void add_zone(struct draft *draft, const struct detection *x, const struct roles *roles)
{
    const struct when_guess *w = &roles->when;
    if (roles->zone_field.field != SIZE_MAX) {
        add_field_key(&draft->text, "zone-field", name_of(x, roles->zone_field.field));
        return;
    }
    if (w->zoned * 10 >= w->hits * 9)
        return;
    if (roles->zone.n) {
        buf_add(&draft->text, STR("    # zone: the field's name says so\n"));
        add_field_key(&draft->text, "zone", roles->zone);
        return;
    }
    draft->naive = true;
    buf_add(&draft->text,
            STR("    # zone: the times name none; without this line they are of the study's "
                "timezone\n    # zone = \"Asia/Shanghai\"\n"));
}

static void add_time(struct draft *draft, const struct detection *x, const struct roles *roles)
{
    const struct when_guess *w = &roles->when;
    if (w->result == WHEN_NONE) {
        draft->wanting = x->records ? "no field holds a time" : "there are no records to judge by";
        buf_printf(
            &draft->text,
            "    # time: %s. Name its field and pattern:\n    # time = {\"FIELD\", \"%%Y-%%m-%%d "
            "%%H:%%M\"}\n",
            draft->wanting);
        return;
    }
    buf_printf(&draft->text, "    # time: %llu of %llu values are of the pattern%s", count(w->hits),
               count(w->seen), w->zoned * 10 >= w->hits * 9 ? " and say their zone" : "");
    if (w->borrowed != SIZE_MAX) {
        buf_add(&draft->text, STR("; its order is that of "));
        add_comment_text(&draft->text, name_of(x, w->borrowed));
    } else if (w->evidence && w->evidence < w->hits) {
        buf_printf(&draft->text, "; a day above 12 in %llu settles the order", count(w->evidence));
    }
    buf_add_byte(&draft->text, '\n');
    add_other_times(draft, x, w);
    if (w->result == WHEN_WEAK)
        draft->wanting = "only numbers could be times, and no name says so";
    if (w->result == WHEN_ORDER)
        add_order(draft, x, w);
    if (w->result == WHEN_ZONE_WORD) {
        draft->wanting = "an abbreviation of a zone has to be declared";
        buf_printf(&draft->text,
                   "    # unsure: what is %.*s? Say it:\n    # zone-names { %.*s = \"-04:00\" }\n",
                   STR_ARG(w->word), STR_ARG(w->word));
    }
    if (draft->wanting)
        buf_printf(&draft->text, "    # unsure: %s\n", draft->wanting);
    add_time_key(draft, x, w, w->pattern, false);
    for (size_t i = 0; i < w->fields; i++) {
        buf_add(&draft->time, i ? STR(" ") : STR(""));
        buf_add(&draft->time, name_of(x, w->field[i]));
    }
    if (w->result != WHEN_ZONE_WORD)
        add_zone(draft, x, roles);
}

// A constant channel: of the field's words where a field says it, else by the file's name.
static void add_channel(struct draft *draft, const struct detection *x, const struct roles *roles,
                        struct str stem)
{
    struct str channel = channel_by_words(stem);
    if (roles->channel.field != SIZE_MAX) {
        const struct profile *p = &x->field.p[roles->channel.field];
        buf_printf(&draft->text, "    # channel: %llu different in %llu of %llu records%s\n",
                   count(profile_distinct(p)), count(p->filled), count(x->records),
                   roles->channel.sure == SURE ? "" : "; unsure, by its name alone");
        add_field_key(&draft->text, "channel-field", p->name);
        if (p->filled + x->faults == x->records)
            return;
    }
    buf_printf(&draft->text, "    # channel: %s\n",
               roles->channel.field != SIZE_MAX ? "where the field is empty"
               : channel.n                      ? "by the name of the file"
                           : "unsure; nothing says it, this is the file's name");
    draft->channel = channel.n ? channel : stem;
    add_field_key(&draft->text, "channel", draft->channel);
}

static void add_event(struct draft *draft, const struct detection *x, const struct roles *roles,
                      struct str stem)
{
    if (roles->event.field != SIZE_MAX) {
        const struct profile *p = &x->field.p[roles->event.field];
        buf_printf(&draft->text, "    # event: %llu different in %llu of %llu records%s\n",
                   count(profile_distinct(p)), count(p->filled), count(x->records),
                   roles->event.sure == SURE ? "" : "; unsure");
        add_field_key(&draft->text, "event-field", p->name);
        if (p->filled + x->faults == x->records)
            return;
    }
    buf_printf(&draft->text, "    # event: %s\n",
               roles->event.field != SIZE_MAX
                   ? "where the field is empty"
                   : "no field says what happened; this is the file's name");
    add_field_key(&draft->text, "event", stem);
}

static void add_id(struct draft *draft, struct plan_of_study *plan, const struct detection *x,
                   const struct id_guess *id, bool off)
{
    const struct profile *p = &x->field.p[id->field];
    buf_printf(&draft->text, "        # %llu%s different in %llu of %llu records; %s%s\n",
               count(profile_distinct(p)), p->many ? " or more" : "", count(p->filled),
               count(x->records), id->why, id->sure == UNSURE ? "; unsure" : "");
    buf_printf(&draft->text, "        %s%.*s = ", off ? "# " : "", STR_ARG(id->space));
    study_quote(&draft->text, p->name);
    buf_add_byte(&draft->text, '\n');
    if (off)
        return;
    draft_add_id(draft, plan, id->space, id->kind, p);
    buf_printf(&draft->ids, "%s%.*s", draft->ids.n ? " " : "", STR_ARG(id->space));
}

static void add_ids(struct draft *draft, struct plan_of_study *plan, const struct detection *x,
                    const struct roles *roles)
{
    if (roles->id.n + roles->maybe.n == 0) {
        buf_add(&draft->text, STR("    # id: no field looks like one\n"));
        return;
    }
    buf_add(&draft->text, STR("    id {\n"));
    for (vec_each(const struct id_guess, id, &roles->id))
        add_id(draft, plan, x, id, id->sure == UNSURE);
    for (vec_each(const struct id_guess, id, &roles->maybe))
        add_id(draft, plan, x, id, true);
    buf_add(&draft->text, STR("    }\n"));
}

// A name for an attribute out of a field's; none that the fixed columns have.
static struct str attribute_name(struct arena *arena, struct str field)
{
    static const char *const taken[] = {"time", "channel", "event", "customer", "live", "direction",
                                        "seq",  "source",  "file",  "line",     "bot",  "topic"};
    struct str name = plain_name(arena, field);
    bool number = true, fixed = str_starts(name, STR("id.")) || str_starts(name, STR("case."));
    for (size_t i = 0; i < name.n; i++)
        number = number && name.p[i] >= '0' && name.p[i] <= '9';
    for (size_t i = 0; i < sizeof taken / sizeof *taken; i++)
        fixed = fixed || str_eq(name, str_of(taken[i]));
    if (number)
        return arena_printf(arena, "field-%.*s", STR_ARG(name));
    return fixed ? arena_printf(arena, "%.*s-field", STR_ARG(name)) : name;
}

static bool is_used(const struct roles *roles, size_t field)
{
    bool used = field == roles->event.field || field == roles->channel.field ||
                field == roles->zone_field.field;
    for (size_t i = 0; i < roles->when.fields; i++)
        used = used || roles->when.field[i] == field;
    for (vec_each(const struct id_guess, id, &roles->id))
        used = used || (id->field == field && id->sure != UNSURE);
    return used;
}

// All fields that have no other use, and of those that are numbers with marks the form.
static void add_attributes(struct draft *draft, struct plan_of_study *plan,
                           const struct detection *x, const struct roles *roles)
{
    struct buf numbers = {0};
    VEC(struct str) names = {0};
    for (size_t i = 0; i < x->field.n; i++) {
        const struct profile *p = &x->field.p[i];
        if (!p->usable || p->filled == 0 || is_used(roles, i))
            continue;
        struct str name = attribute_name(&plan->arena, p->name);
        for (size_t k = 0; k < names.n; k++)
            if (str_eq(names.p[k], name)) {
                name = arena_printf(&plan->arena, "%.*s-%zu", STR_ARG(name), i + 1);
                k = SIZE_MAX;
            }
        buf_add(&draft->text, names.n ? STR("") : STR("    attr {\n"));
        vec_push(&names, name);
        buf_printf(&draft->text, "        %.*s = ", STR_ARG(name));
        study_quote(&draft->text, p->name);
        buf_add_byte(&draft->text, '\n');
        if (p->number.n && p->numbers == p->filled) {
            buf_printf(&numbers, "%s%.*s = ", numbers.n ? "  " : "", STR_ARG(name));
            study_quote(&numbers, p->number);
        }
    }
    if (names.n)
        buf_add(&draft->text, STR("    }\n"));
    if (numbers.n)
        buf_printf(&draft->text, "    # number: every value is of this form\n    number { %s }\n",
                   numbers.p);
    buf_free(&numbers);
    vec_free(&names);
}

static void add_missing(struct draft *draft, const struct detection *x)
{
    uint64_t seen[MARKERS] = {0};
    bool any = false;
    for (vec_each(const struct profile, p, &x->field))
        for (size_t i = 0; i < MARKERS; i++)
            seen[i] += p->marker[i];
    for (size_t i = 0; i < MARKERS; i++) {
        if (!seen[i])
            continue;
        buf_add(&draft->text,
                any ? STR(", ") : STR("    # missing: these stand for no value\n    missing = {"));
        study_quote(&draft->text, detect_markers[i]);
        any = true;
    }
    if (any)
        buf_add(&draft->text, STR("}\n"));
}

void add_keys(struct draft *draft, struct plan_of_study *plan, struct detection *x,
              const struct roles *roles, struct str stem)
{
    add_time(draft, x, roles);
    add_channel(draft, x, roles, stem);
    add_event(draft, x, roles, stem);
    add_ids(draft, plan, x, roles);
    add_missing(draft, x);
    if (roles->agent.field != SIZE_MAX)
        add_field_key(&draft->text, "bot-field", name_of(x, roles->agent.field));
    add_attributes(draft, plan, x, roles);
}
