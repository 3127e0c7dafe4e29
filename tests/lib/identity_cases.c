// Published cases of identity (JSON) as studies and exports: for each a folder NNN in the current
// one, with s.conf, s.csv, the answer `want` and the question `ask` for tests/command/cases.bats;
// or with `skip`, why its rule is not ours. It looks at what a case says, never at its name.
#include "identity_cases.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

const char *text(const json_t *object, const char *key)
{
    const char *value = json_string_value(json_object_get(object, key));
    return value ? value : "";
}

static const json_t *first(const struct kase *k)
{
    return json_array_get(k->events, 0);
}

static bool has(const struct kase *k, const char *key)
{
    return json_object_get(first(k), key) != NULL;
}

void skip(struct kase *k, const char *why)
{
    buf_clear(&k->skip);
    buf_printf(&k->skip, "%s\n", why);
}

// The time of event i: its own, if it says one that is a date, else the i-th minute.
void add_time(struct kase *k, size_t i)
{
    const char *ts = text(json_array_get(k->events, i), "ts");
    if (strlen(ts) == 16 && ts[10] == 'T')
        buf_printf(&k->csv, "%s:00Z", ts);
    else if (strlen(ts) == 19 && ts[10] == 'T')
        buf_printf(&k->csv, "%sZ", ts);
    else if (ts[0] == 'T') // of a day that does not matter
        buf_printf(&k->csv, "2024-01-05%s%sZ", ts, strlen(ts) == 6 ? ":00" : "");
    else
        buf_printf(&k->csv, "2024-01-01T%02zu:%02zu:00Z", i / 60, i % 60);
}

void begin(struct kase *k, const char *ids, const char *columns)
{
    buf_printf(
        &k->study,
        "timezone = \"UTC\"\nsource \"s\" {\n    files = {\"s.csv\"} time = {\"t\", \"iso\"} "
        "channel = \"web\" event-field = \"n\"\n    %s\n}\n",
        ids);
    buf_printf(&k->csv, "t,n%s\n", columns);
}

// What an event is called: its id, else its number from 1.
void add_name(struct buf *out, const json_t *event, size_t i)
{
    const json_t *id = json_object_get(event, "id");
    if (json_is_string(id))
        buf_printf(out, "%s", json_string_value(id));
    else
        buf_printf(out, "%lld",
                   json_is_integer(id) ? (long long)json_integer_value(id) : (long long)i + 1);
}

// Events with a device and perhaps a person.
static void add_rows(struct kase *k, const char *person, const char *device)
{
    size_t i;
    json_t *event;
    json_array_foreach(k->events, i, event)
    {
        add_time(k, i);
        buf_printf(&k->csv, ",");
        add_name(&k->csv, event, i);
        buf_printf(&k->csv, ",%s,%s\n", text(event, person), text(event, device));
    }
}

static void begin_devices(struct kase *k, const char *person, const char *device)
{
    bool last = strcmp(text(k->rules, "policy"), "last-auth") == 0;
    begin(k, "id { person = \"person\" device = \"device\" }", ",person,device");
    buf_printf(&k->study,
               "identity { order = {\"person\", \"device\"} device = {\"device\"} policy = %s }\n",
               last ? "last" : "carry");
    add_rows(k, person, device);
}

static const json_t *event_named(const struct kase *k, const char *name)
{
    size_t i;
    json_t *event;
    struct buf own = {0};
    const json_t *found = NULL;
    json_array_foreach(k->events, i, event)
    {
        buf_clear(&own);
        add_name(&own, event, i);
        if (strcmp(own.p, name) == 0)
            found = event;
    }
    buf_free(&own);
    return found;
}

// Of a policy that hands over even rows that name their person, we keep these: a row that carries a
// person's id is that person's.
static bool is_kept(const struct kase *k, const char *name)
{
    return strcmp(text(k->rules, "policy"), "last-auth") == 0 &&
           text(event_named(k, name), "person_id")[0];
}

static void people(struct kase *k)
{
    const json_t *result = json_object_get(k->expected, "resulting_id");
    const json_t *owners = json_object_get(k->expected, "owner_of_anonymous_events");
    const char *key;
    json_t *value;
    size_t i;
    if (strcmp(k->topic, "erasure") == 0) {
        skip(k, "erasing a person is wend forget's, whose tests have these tables");
        return;
    }
    if (json_is_array(json_object_get(k->rules, "blocklist")) &&
        json_array_size(json_object_get(k->rules, "blocklist")) == 0) {
        skip(k, "the built-in list of values that name nobody cannot be emptied");
        return;
    }
    begin_devices(k, "person_id", "persistent_id");
    bool live = strcmp(text(k->rules, "stage"), "live") == 0;
    if (owners) { // live, then afterwards: the first word of each
        buf_printf(&k->ask, "named live | anonymous; named customer | anonymous\n");
        json_object_foreach((json_t *)owners, key, value)
        {
            const char *name = json_string_value(value);
            buf_printf(&k->want, "%.*s\n", (int)strcspn(name, " "), name);
        }
    } else if (result) {
        buf_printf(&k->ask, "resulting %s", live ? "live" : "customer");
        json_object_foreach((json_t *)result, key, value)
        {
            if (is_kept(k, key))
                buf_printf(&k->ask, " | grep -v '^%s '", key);
            else
                buf_printf(&k->want, "%s %s\n", key, json_string_value(value));
        }
        buf_printf(&k->ask, "\n");
    } else {
        buf_printf(&k->ask, "resulting customer | cut -d ' ' -f 2 | sort -u\n");
        json_array_foreach(json_object_get(k->expected, "people"), i, value)
            buf_printf(&k->want, "%s\n", json_string_value(value));
    }
}

// Which events are of one: numbers in order of appearance. merged: pairs of numbers that are one.
void want_pattern(struct kase *k, const json_t *ids, const json_t *merged)
{
    size_t i, m;
    json_t *id, *pair;
    json_array_foreach(ids, i, id)
    {
        const json_t *is = id;
        json_array_foreach(merged, m, pair) if (json_equal(json_array_get(pair, 0), id)) is =
            json_array_get(pair, 1);
        char *dumped = json_dumps(is, JSON_ENCODE_ANY);
        buf_printf(&k->want, "%s\n", dumped);
        free(dumped);
    }
    buf_printf(&k->ask, "resulting customer | cut -d ' ' -f 2 | pattern; count customer\n");
}

static void devices(struct kase *k)
{
    const json_t *arrival = json_object_get(k->expected, "distinct_id_on_arrival"),
                 *after = json_object_get(k->expected, "distinct_id_after"),
                 *ids = json_object_get(k->expected, "amplitude_id"), *value;
    size_t i;
    begin_devices(k, "user_id", "device_id");
    for (size_t stage = 0; stage < 2; stage++) {
        const json_t *names = stage ? after : arrival;
        if (names)
            buf_printf(&k->ask, "resulting %s\n", stage ? "customer" : "live");
        json_array_foreach(names, i, value)
        {
            const char *name = json_string_value(value);
            name += strncmp(name, "$device:", 8) == 0 ? 8 : 0;
            buf_printf(&k->want, "%zu %s\n", i + 1, name);
        }
    }
    if (ids) {
        want_pattern(k, ids, json_object_get(k->expected, "merged"));
        buf_printf(&k->want, "count %lld\n",
                   (long long)json_integer_value(json_object_get(k->expected, "unique_users")));
    }
}

// One reading of where sessions begin, with the keys of the study that state it.
static void ask_sessions(struct kase *k, const char *key, const char *split, bool campaign)
{
    const json_t *sessions = json_object_get(k->expected, key);
    const json_t *minutes = json_object_get(k->rules, "timeout_min"), *session, *name;
    size_t i, n;
    if (!json_is_array(sessions))
        return;
    buf_printf(&k->ask, "sessions 'sessions { gap = \"%lldmin\" %s %s }'\n",
               (long long)json_integer_value(minutes), split, campaign ? "campaign = \"utm\"" : "");
    json_array_foreach(sessions, i, session) json_array_foreach(session, n, name) buf_printf(
        &k->want, "%s%s", json_string_value(name), n + 1 < json_array_size(session) ? " " : "\n");
}

static void sessions(struct kase *k)
{
    const json_t *readings, *reading;
    const char *name;
    size_t i;
    json_t *event;
    if (json_object_get(k->rules, "start")) {
        skip(k, "sessions from a declared first to a declared last event are not offered");
        return;
    }
    if (json_object_get(k->rules, "key")) {
        skip(k, "sessions by a field of the data are --unit case:KEY, which no midnight parts");
        return;
    }
    begin(k, "id { person = \"person\" } attr { utm = \"utm\" }", ",person,utm");
    buf_printf(&k->study, "identity { order = {\"person\"} }\n");
    json_array_foreach(k->events, i, event)
    {
        add_time(k, i);
        buf_printf(&k->csv, ",");
        add_name(&k->csv, event, i);
        buf_printf(&k->csv, ",p,%s\n", text(event, "utm"));
    }
    bool midnight = json_object_get(k->rules, "split_at_midnight") != NULL;
    ask_sessions(k, "sessions", midnight ? "split = {\"midnight\"}" : "", false);
    ask_sessions(k, "without_midnight_rule", "", false);
    ask_sessions(k, "UA_and_matomo_default", "", true);
    ask_sessions(k, "GA4", "", false);
    // Of rival readings of a bound that is met exactly, ours is the one with "or more".
    readings = k->expected;
    json_object_foreach((json_t *)readings, name, reading)
    {
        if (!strstr(text(reading, "rule"), "or more"))
            continue;
        buf_printf(&k->ask, "sessions 'sessions { gap = \"%llds\" }' | grep -c .\n",
                   (long long)json_integer_value(json_object_get(k->rules, "timeout_s")));
        buf_printf(&k->want, "%lld\n",
                   (long long)json_integer_value(json_object_get(reading, "sessions")));
    }
}

static void clock_skew(struct kase *k)
{
    const json_t *event = first(k);
    buf_printf(
        &k->study,
        "timezone = \"UTC\"\nsource \"s\" {\n    files = {\"s.csv\"} time = {\"t\", \"iso\"} "
        "time-sent = {\"sent\", \"iso\"} time-received = {\"received\", \"iso\"} channel = "
        "\"web\" event = \"e\"\n}\n");
    buf_printf(&k->csv, "t,sent,received\n%s,%s,%s\n", text(event, "originalTimestamp"),
               text(event, "sentAt"), text(event, "receivedAt"));
    buf_printf(&k->ask, "times\n");
    buf_printf(&k->want, "%s\n", text(k->expected, "timestamp"));
}

static void dedup(struct kase *k)
{
    json_t *event, *id;
    size_t i;
    buf_printf(
        &k->study,
        "timezone = \"UTC\"\nsource \"s\" {\n    files = {\"s.csv\"} time = {\"t\", \"iso\"} "
        "channel = \"web\" event = \"e\" id { device = \"device\" } attr { n = \"n\" }\n"
        "    duplicates = \"id\" event-id = \"insert\" duplicate-window = \"%lldd\"\n}\n"
        "identity { order = {\"device\"} device = {\"device\"} }\n",
        (long long)json_integer_value(json_object_get(k->rules, "window_days")));
    buf_printf(&k->csv, "t,n,device,insert\n");
    (void)id;
    json_array_foreach(k->events, i, event)
    {
        const char *day = text(event, "received");
        buf_printf(&k->csv, "2024-01-%02dT00:00:00Z,,%s,%s\n", 1 + atoi(day + 4),
                   text(event, "device_id"), text(event, "insert_id"));
    }
    buf_printf(&k->ask, "times | head -n %zu\n",
               json_array_size(json_object_get(k->expected, "kept")));
    json_array_foreach(json_object_get(k->expected, "kept"), i, id)
    {
        event = json_array_get(k->events, (size_t)json_integer_value(id) - 1);
        buf_printf(&k->want, "2024-01-%02dT00:00:00Z\n", 1 + atoi(text(event, "received") + 4));
    }
}

static void translate(struct kase *k)
{
    static const struct {
        const char *topic, *why;
    } others[] = {
        {"merge", "persons with properties and a flag is_identified: ids are joined, not profiles"},
        {"cluster", "links with probabilities: a link is a fact here, or it is none"},
        {"resume", "reading on where the last run stopped is wend parse's"},
    };
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (strcmp(k->topic, others[i].topic) == 0)
            skip(k, others[i].why);
    if (k->skip.n)
        return;
    if (has(k, "identityMap"))
        skip(k, "an identityMap with primary flags is no layout that is read");
    else if (has(k, "graph_email_at_that_time"))
        skip(k, "another system's graph, looked up as of a time");
    else if (has(k, "graph_size"))
        skip(k, "a full customer refuses more ids (max-ids) and evicts none");
    else if (has(k, "anon_id"))
        skip(k, "events that merge ids by themselves, by the form of the anonymous one");
    else if (has(k, "persistent_id"))
        people(k);
    else if (has(k, "insert_id"))
        dedup(k);
    else if (has(k, "device_id"))
        devices(k);
    else if (has(k, "ids"))
        graph(k);
    else if (has(k, "a"))
        pairs(k);
    else if (has(k, "originalTimestamp"))
        clock_skew(k);
    else if (strcmp(k->topic, "session") == 0)
        sessions(k);
}

static void save(const struct kase *k, const char *name, const struct buf *b)
{
    char path[64];
    if (b->n == 0)
        return;
    snprintf(path, sizeof path, "%s/%s", k->folder, name);
    FILE *f = fopen(path, "w");
    if (!f || fwrite(b->p, 1, b->n, f) != b->n || fclose(f) != 0) {
        perror(path);
        exit(1);
    }
}

int main(int argc, char **argv)
{
    json_error_t error;
    json_t *cases = argc == 2 ? json_load_file(argv[1], 0, &error) : NULL, *item;
    size_t i;
    if (!cases) {
        fprintf(stderr, "usage: identity_cases FILE.json (%s)\n",
                argc == 2 ? error.text : "no file");
        return 1;
    }
    json_array_foreach(cases, i, item)
    {
        struct kase k = {.events = json_object_get(item, "events"),
                         .rules = json_object_get(item, "rules"),
                         .expected = json_object_get(item, "expected"),
                         .topic = text(item, "topic")};
        snprintf(k.folder, sizeof k.folder, "%03zu", i);
        mkdir(k.folder, 0777);
        translate(&k);
        struct buf name = {0};
        buf_printf(&name, "%s\n", text(item, "name"));
        save(&k, "name", &name);
        save(&k, "skip", &k.skip);
        if (k.skip.n == 0) {
            save(&k, "s.conf", &k.study);
            save(&k, "s.csv", &k.csv);
            save(&k, "ask", &k.ask);
            save(&k, "want", &k.want);
        }
        buf_free(&name);
        buf_free(&k.study);
        buf_free(&k.csv);
        buf_free(&k.ask);
        buf_free(&k.want);
        buf_free(&k.skip);
    }
    json_decref(cases);
    return 0;
}
