// Tokens: the keyed hash of an id, written so that its namespace takes it for an id again.
#include "stitch/tokens.h"

#include "base/mem.h"

void tokens_init(struct tokens *t, struct study_namespace space)
{
    *t = (struct tokens){.space = space};
    dict_init(&t->plain);
    dict_init(&t->token);
}

void tokens_free(struct tokens *t)
{
    dict_free(&t->plain);
    dict_free(&t->token);
    buf_free(&t->normal);
    buf_free(&t->scratch);
}

static void add_hex(struct buf *out, const unsigned char *bytes, const char *digits)
{
    for (size_t i = 0; i < TOKEN_BYTES; i++) {
        buf_add_byte(out, digits[bytes[i] >> 4]);
        buf_add_byte(out, digits[bytes[i] & 15]);
    }
}

// The number that the bytes are, in decimal, its last `places` digits; the first is not 0.
static void add_decimal(struct buf *out, const unsigned char *bytes, size_t places)
{
    unsigned char left[TOKEN_BYTES];
    memcpy(left, bytes, sizeof left);
    size_t from = out->n;
    buf_add_bytes(out, '0', places);
    for (size_t i = places; i-- > 0;) {
        unsigned rest = 0;
        for (size_t k = 0; k < TOKEN_BYTES; k++) {
            rest = rest << 8 | left[k];
            left[k] = (unsigned char)(rest / 10);
            rest %= 10;
        }
        out->p[from + i] = (char)('0' + (i ? rest : rest % 9 + 1));
    }
}

enum { FORMS = 6, LONG = 38, PHONE = 15 };

static void write_form(struct buf *out, const unsigned char *bytes, int form)
{
    buf_clear(out);
    switch (form) {
    case 0:
        add_hex(out, bytes, "0123456789abcdef");
        break;
    case 1:
        add_hex(out, bytes, "0123456789ABCDEF");
        break;
    case 2:
        add_hex(out, bytes, "0123456789abcdef");
        buf_add(out, STR("@masked.invalid")); // a domain that there is not, RFC 2606
        break;
    case 3:
        add_decimal(out, bytes, LONG);
        break;
    case 4:
        buf_add_byte(out, '+');
        add_decimal(out, bytes, PHONE);
        break;
    default:
        add_decimal(out, bytes, PHONE);
        break;
    }
}

// The first form that the namespace leaves as it is.
static bool find_form(struct tokens *t, const unsigned char *bytes, struct buf *out)
{
    for (int form = 0; form < FORMS; form++) {
        write_form(out, bytes, form);
        if (identity_normalise(&t->space, buf_str(out), &t->scratch) &&
            str_eq(buf_str(out), buf_str(&t->scratch)))
            return true;
    }
    return false;
}

bool tokens_of(struct tokens *t, const struct key *key, struct str value, uint32_t *code,
               struct diag *d)
{
    *code = 0;
    if (!identity_normalise(&t->space, value, &t->normal))
        return true;
    uint32_t before = t->plain.count;
    *code = dict_add(&t->plain, buf_str(&t->normal));
    if (t->plain.count == before)
        return true;
    unsigned char bytes[TOKEN_BYTES];
    struct buf token = {0};
    key_token(key, STR("mask"), t->space.name, buf_str(&t->normal), bytes);
    bool good = find_form(t, bytes, &token);
    if (!good)
        diag_set(d, FAULT_USAGE,
                 "namespace %.*s accepts no token: none of hexadecimal digits, an e-mail address "
                 "or a number is in its normal form",
                 STR_ARG(t->space.name));
    else if (dict_add(&t->token, buf_str(&token)) != *code)
        good = diag_set(d, FAULT_USAGE,
                        "two ids of namespace %.*s have the same token, which its form makes too "
                        "short: take another key",
                        STR_ARG(t->space.name));
    buf_free(&token);
    return good;
}
