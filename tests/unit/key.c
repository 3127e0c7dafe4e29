// Keys: files that are secrets or refused, and tokens against another implementation of BLAKE2b.
#include "unit.h"

#include "base/key.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static char directory[] = "/tmp/wend-key-XXXXXX";

static int enter(void **state)
{
    (void)state;
    return mkdtemp(directory) && chdir(directory) == 0 ? 0 : -1;
}

static int leave(void **state)
{
    (void)state;
    unlink("key");
    unlink("other");
    return rmdir(directory);
}

static void put(const char *path, const char *text, mode_t mode)
{
    unlink(path); // which may be one that nobody can write to
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    fputs(text, f);
    fclose(f);
    assert_int_equal(chmod(path, mode), 0);
}

// Expected: Python's hashlib.blake2b(b"\0".join([purpose, space, value]), key=bytes(range(32)),
// digest_size=16), which is the reference implementation of RFC 7693's authors.
static void tokens_are_keyed_blake2b(void **state)
{
    (void)state;
    static const struct {
        const char *purpose, *space, *value, *token;
    } row[] = {
        {"mask", "member", "880001", "e2c7dda59efa5f6773e6a640ad4fd074"},
        {"mask", "email", "a@b.cn", "e822567effdd8a0258e2f9dfe40853d8"},
        {"forget", "member", "880001", "251807a96f9f35b28ccfa2d3b1a93fb7"},
        {"mask", "", "", "5195de94a21ef7416313f3eab3a7b7f0"},
    };
    struct key k;
    for (unsigned i = 0; i < KEY_BYTES; i++)
        k.bytes[i] = (unsigned char)i;
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        unsigned char token[TOKEN_BYTES];
        char hex[2 * TOKEN_BYTES + 1];
        key_token(&k, str_of(row[i].purpose), str_of(row[i].space), str_of(row[i].value), token);
        for (size_t b = 0; b < TOKEN_BYTES; b++)
            snprintf(hex + 2 * b, 3, "%02x", token[b]);
        assert_string_equal(hex, row[i].token);
    }
}

static void a_new_key_is_secret_random_and_never_replaced(void **state)
{
    (void)state;
    struct diag d = {0};
    struct stat about;
    struct key a, b;
    umask(0);
    assert_true(key_create("key", &d));
    assert_true(key_create("other", &d));
    assert_int_equal(stat("key", &about), 0);
    assert_int_equal(about.st_mode & 07777, 0600);
    assert_int_equal(about.st_size, 2 * KEY_BYTES + 1);
    assert_true(key_read(&a, "key", &d) && key_read(&b, "other", &d));
    assert_memory_not_equal(a.bytes, b.bytes, KEY_BYTES);
    assert_false(key_create("key", &d));
    assert_int_equal(d.fault, FAULT_USAGE);
    assert_true(key_read(&b, "key", &d));
    assert_memory_equal(a.bytes, b.bytes, KEY_BYTES);
}

static void what_others_can_read_is_no_key(void **state)
{
    (void)state;
    static const mode_t open_to_others[] = {0640, 0604, 0620, 0602, 0666};
    static const char text[] = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f\n";
    struct key k;
    for (size_t i = 0; i < sizeof open_to_others / sizeof *open_to_others; i++) {
        struct diag d = {0};
        put("key", text, open_to_others[i]);
        assert_false(key_read(&k, "key", &d));
        assert_int_equal(d.fault, FAULT_USAGE);
        assert_non_null(strstr(d.message, "chmod 600"));
    }
    struct diag d = {0};
    put("key", text, 0400);
    assert_true(key_read(&k, "key", &d));
    for (unsigned i = 0; i < KEY_BYTES; i++)
        assert_int_equal(k.bytes[i], i);
}

static void what_is_no_key_is_said(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "",
        "\n",
        "secret\n",
        "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e\n",      // short
        "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20\n",  // long
        "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1g\n",    // not a digit
        "00010203 405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f\n",    // a blank
        "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f\nx\n", // more
    };
    struct key k;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct diag d = {0};
        put("key", bad[i], 0600);
        assert_false(key_read(&k, "key", &d));
        assert_int_equal(d.fault, FAULT_USAGE);
    }
    struct diag d = {0};
    assert_false(key_read(&k, "nowhere", &d));
    assert_int_equal(d.fault, FAULT_IO);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tokens_are_keyed_blake2b),
        cmocka_unit_test(a_new_key_is_secret_random_and_never_replaced),
        cmocka_unit_test(what_others_can_read_is_no_key),
        cmocka_unit_test(what_is_no_key_is_said),
    };
    return cmocka_run_group_tests(tests, enter, leave);
}
