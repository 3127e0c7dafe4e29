// The study's sections and keys. Everything is text or a list of texts: study_read.c gives it its
// type, with better messages than libconfuse's.
#include "model/study_grammar.h"

// clang-format off
#define TEXT(key) {.name = key, .type = CFGT_STR, .flags = CFGF_NODEFAULT}
#define LIST(key) {.name = key, .type = CFGT_STR, .flags = CFGF_NODEFAULT | CFGF_LIST}
// libconfuse copies the tables and never writes to them, though it takes them without const.
#define SECTION(key, inside) \
    {.name = key, .type = CFGT_SEC, .flags = CFGF_NODEFAULT, .subopts = (cfg_opt_t *)(inside)}
#define FREE_FORM(key) \
    {.name = key, .type = CFGT_SEC, .flags = CFGF_NODEFAULT | CFGF_KEYSTRVAL, \
     .subopts = (cfg_opt_t *)nothing}
#define TITLED(key, inside) \
    {.name = key, .type = CFGT_SEC, .flags = CFGF_NODEFAULT | CFGF_MULTI | CFGF_TITLE, \
     .subopts = (cfg_opt_t *)(inside)}
#define TITLED_FREE_FORM(key) \
    {.name = key, .type = CFGT_SEC, \
     .flags = CFGF_NODEFAULT | CFGF_MULTI | CFGF_TITLE | CFGF_KEYSTRVAL, \
     .subopts = (cfg_opt_t *)nothing}
#define SOURCE_KEYS \
    LIST("files"), TEXT("format"), TEXT("delimiter"), TEXT("header"), TEXT("pattern"), \
    LIST("patterns"), FREE_FORM("define"), TEXT("continue"), TEXT("comment"), TEXT("preamble"), \
    TEXT("table"), LIST("names"), TEXT("lenient"), TEXT("quotes"), \
    TEXT("encoding"), TEXT("channel"), TEXT("channel-field"), TEXT("event"), TEXT("event-field"), \
    TEXT("direction"), TEXT("direction-field"), LIST("time"), TEXT("zone"), TEXT("clock-offset"), \
    TEXT("zone-field"), FREE_FORM("zone-names"), TEXT("dst"), LIST("time-received"), \
    LIST("time-sent"), LIST("missing"), FREE_FORM("number"), LIST("boolean"), \
    TEXT("bad-value"), TITLED("rule", rule_grammar), TITLED_FREE_FORM("topic"), \
    TEXT("bot-field"), TEXT("bots"), \
    FREE_FORM("id"), FREE_FORM("attr"), TITLED_FREE_FORM("map"), FREE_FORM("valid"), \
    TEXT("mojibake"), TEXT("duplicates"), TEXT("event-id"), TEXT("duplicate-window"), \
    LIST("once-per"), TEXT("filter"), \
    TEXT("late-after")
// clang-format on

static const cfg_opt_t nothing[] = {CFG_END()};

static const cfg_opt_t rule_grammar[] = {
    LIST("match"), TEXT("unmatched"), TEXT("field"), FREE_FORM("when"), CFG_END(),
};
static const cfg_opt_t source_grammar[] = {SOURCE_KEYS, CFG_END()};
const cfg_opt_t preset_grammar[] = {
    SOURCE_KEYS, FREE_FORM("ids"), LIST("sample"), LIST("expect"), CFG_END(),
};

static const cfg_opt_t join_grammar[] = {
    TEXT("file"),    TEXT("delimiter"), TEXT("encoding"),  TEXT("key"),     TEXT("on"),
    LIST("sources"), TEXT("twice"),     FREE_FORM("attr"), FREE_FORM("id"), CFG_END(),
};
static const cfg_opt_t channel_grammar[] = {TEXT("kind"), TEXT("direction"), CFG_END()};
static const cfg_opt_t event_grammar[] = {TEXT("direction"), CFG_END()};
static const cfg_opt_t namespace_grammar[] = {
    TEXT("normalise"), TEXT("country"), TEXT("pattern"), TEXT("strip-domain"),
    TEXT("as"),        TEXT("policy"),  CFG_END(),
};
static const cfg_opt_t identity_grammar[] = {
    LIST("order"),   LIST("unique"),     LIST("device"),     LIST("transaction"),
    LIST("group"),   LIST("links"),      LIST("overrides"),  LIST("block"),
    TEXT("policy"),  TEXT("sign-in"),    TEXT("sign-out"),   TEXT("look-back"),
    TEXT("max-ids"), TEXT("max-degree"), TEXT("max-length"), TITLED("namespace", namespace_grammar),
    CFG_END(),
};
static const cfg_opt_t case_grammar[] = {
    TEXT("key"),
    TEXT("close"),
    TEXT("information"),
    CFG_END(),
};
static const cfg_opt_t funnel_grammar[] = {TEXT("steps"), CFG_END()};
static const cfg_opt_t segment_grammar[] = {TEXT("where"), CFG_END()};
static const cfg_opt_t consistency_grammar[] = {TEXT("information"), TEXT("gap"), CFG_END()};
static const cfg_opt_t sessions_grammar[] = {
    TEXT("gap"), LIST("split"), TEXT("campaign"), TEXT("maximum"), CFG_END(),
};
static const cfg_opt_t facts_grammar[] = {LIST("files"), TEXT("lag"), CFG_END()};
static const cfg_opt_t report_grammar[] = {
    TEXT("funnel"),
    TEXT("title"),
    TEXT("max-rejects"),
    CFG_END(),
};
static const cfg_opt_t check_grammar[] = {
    LIST("complete"),     TEXT("min-completeness"), TEXT("max-rejects"),  TEXT("max-duplicates"),
    TEXT("max-mojibake"), TEXT("max-age"),          TEXT("max-gap-days"), TEXT("max-skew"),
    TEXT("max-orphans"),  TEXT("max-top-id"),       TEXT("origin"),       CFG_END(),
};

static const cfg_opt_t privacy_grammar[] = {
    TEXT("key"), TEXT("tombstones"), LIST("ids"), LIST("texts"), CFG_END(),
};

const cfg_opt_t study_grammar[] = {
    TEXT("timezone"),
    TITLED("source", source_grammar),
    TITLED("join", join_grammar),
    TITLED("channel", channel_grammar),
    TITLED("event", event_grammar),
    SECTION("identity", identity_grammar),
    FREE_FORM("stages"),
    TITLED("case", case_grammar),
    TITLED("funnel", funnel_grammar),
    TITLED("segment", segment_grammar),
    SECTION("sessions", sessions_grammar),
    SECTION("consistency", consistency_grammar),
    SECTION("facts", facts_grammar),
    SECTION("report", report_grammar),
    SECTION("check", check_grammar),
    SECTION("privacy", privacy_grammar),
    CFG_END(),
};

const cfg_opt_t *grammar_find(const cfg_opt_t *options, struct str key)
{
    for (; options->name; options++) {
        if (str_eq(str_of(options->name), key))
            return options;
    }
    return NULL;
}
