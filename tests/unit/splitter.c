// Differential: our splitter and libcsv on random files that both read.
#include "records.h"

#include "libcsv.h"

#include <stdlib.h>

enum { FILES = 150000, MOST = 90 };

// Bytes in which quotes, delimiters, line ends, NUL and UTF-8 are frequent; `tame` ones are well
// formed more often than not.
static struct str random_file(char *into, char delimiter, bool tame)
{
    static const char *const wild[] = {"a", "\"",       "\"\"", "\r\n", "\n",   "\r",
                                       " ", "\xC3\xA9", "中",   "\t",   "\xFF", "=\"1\""};
    static const char *const cells[] = {
        "a", "\"b\"", "\"\"",       "\"x\ny\"", "\"\"\"q\"\"\"", "\xE4\xB8\xAD",
        "",  " z ",   "\"1,;\t2\"", "\"\r\n\"", "long text",     "\xC3"};
    size_t n = 0, want = (size_t)random() % MOST;
    while (n + 12 < want) {
        const char *piece = tame ? cells[(size_t)random() % 12] : wild[(size_t)random() % 12];
        if (random() % 60 == 0)
            into[n++] = '\0';
        memcpy(into + n, piece, strlen(piece));
        n += strlen(piece);
        long end = random() % 4;
        if (tame || end == 0)
            into[n++] = end == 1 ? '\n' : delimiter;
    }
    return (struct str){into, n};
}

static void files_that_libcsv_reads(void **state)
{
    (void)state;
    static const char delimiters[] = ",;\t|";
    char bytes[MOST + 32];
    unsigned same = 0, several = 0;
    srandom(20);
    for (int i = 0; i < FILES; i++) {
        char delimiter = delimiters[random() % 4];
        struct str text = random_file(bytes, delimiter, i % 2);
        if (text.n < 2 || (unsigned char)text.p[0] == 0xFF) // a byte order mark, perhaps
            continue;
        enum libcsv_result result = libcsv_compare(input_of(text), text, delimiter);
        if (result == LIBCSV_DIFFERS) {
            for (size_t k = 0; k < text.n; k++)
                print_error(text.p[k] >= ' ' && text.p[k] < 0x7F ? "%c" : "\\%03o",
                            (unsigned char)text.p[k]);
            fail_msg(" is read otherwise than by libcsv, delimiter '%c'", delimiter);
        }
        same += result == LIBCSV_SAME;
        several += result == LIBCSV_SAME && memchr(text.p, '\n', text.n);
    }
    assert_true(same > FILES / 4 && several > FILES / 8);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(files_that_libcsv_reads),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
