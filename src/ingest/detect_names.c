// Words in the names of fields and files, and what they usually mean.
#include "ingest/detect.h"

static bool is_upper(char c)
{
    return c >= 'A' && c <= 'Z';
}

static bool is_word_byte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (unsigned char)c >= 0x80;
}

void name_words(struct str name, struct buf *out)
{
    buf_clear(out);
    buf_add_byte(out, '_');
    for (size_t i = 0; i < name.n; i++) {
        char c = name.p[i];
        bool camel = is_upper(c) && i && !is_upper(name.p[i - 1]);
        if (camel && out->p[out->n - 1] != '_')
            buf_add_byte(out, '_');
        if (is_upper(c))
            c = (char)(c + 32);
        if (is_word_byte(c))
            buf_add_byte(out, c);
        else if (out->p[out->n - 1] != '_')
            buf_add_byte(out, '_');
    }
    if (out->p[out->n - 1] != '_')
        buf_add_byte(out, '_');
}

// Words of Chinese and the like have no blanks between them.
bool has_word(struct str words, const char *word)
{
    size_t n = strlen(word);
    bool apart = (unsigned char)*word < 0x80;
    for (size_t i = 0; i + n <= words.n; i++) {
        if (memcmp(words.p + i, word, n) != 0)
            continue;
        if (!apart || (i > 0 && words.p[i - 1] == '_' && i + n < words.n && words.p[i + n] == '_'))
            return true;
    }
    return false;
}

struct str channel_by_words(struct str name)
{
    static const struct {
        const char *word, *channel;
    } known[] = {
        {"web", "web"},
        {"website", "web"},
        {"webshop", "web"},
        {"site", "web"},
        {"online", "web"},
        {"access", "web"},
        {"nginx", "web"},
        {"apache", "web"},
        {"iis", "web"},
        {"app", "app"},
        {"ios", "app"},
        {"android", "app"},
        {"mobile", "app"},
        {"store", "store"},
        {"pos", "store"},
        {"till", "store"},
        {"shop", "store"},
        {"branch", "branch"},
        {"门店", "store"},
        {"phone", "phone"},
        {"call", "phone"},
        {"calls", "phone"},
        {"hotline", "phone"},
        {"callcenter", "phone"},
        {"callcentre", "phone"},
        {"ivr", "ivr"},
        {"livechat", "chat"},
        {"chat", "chat"},
        {"chats", "chat"},
        {"bot", "bot"},
        {"chatbot", "bot"},
        {"email", "email"},
        {"mail", "email"},
        {"mails", "email"},
        {"newsletter", "email"},
        {"sms", "sms"},
        {"social", "social"},
        {"facebook", "social"},
        {"instagram", "social"},
        {"twitter", "social"},
        {"dm", "social"},
        {"wechat", "social"},
        {"kiosk", "kiosk"},
        {"courier", "courier"},
        {"delivery", "courier"},
        {"survey", "survey"},
        {"surveys", "survey"},
        {"push", "push"},
        {"desk", "desk"},
        {"ticket", "desk"},
        {"tickets", "desk"},
        {"marketing", "marketing"},
        {"campaign", "marketing"},
        {"ads", "ads"},
        {"agent", "phone"},
        {"selfservice", "self-service"},
        {"meeting", "meeting"},
    };
    struct buf words = {0};
    struct str channel = STR("");
    name_words(name, &words);
    for (size_t i = 0; i < sizeof known / sizeof *known && channel.n == 0; i++)
        if (has_word(buf_str(&words), known[i].word))
            channel = str_of(known[i].channel);
    buf_free(&words);
    return channel;
}
