// Mojibake: what was decoded wrongly before the export is found, and good text is let alone.
#include "unit.h"

#include "text/mojibake.h"

#include <stdlib.h>

static void damaged(void **state)
{
    (void)state;
    // What iconv makes of the bytes of `mended` in the other encoding.
    static const struct {
        const char *text, *mended;
        enum mojibake kind;
    } cases[] = {
        {"cafÃ©", "café", MOJIBAKE_LATIN},
        {"CAFÃ‰", "CAFÉ", MOJIBAKE_LATIN},
        {"Ã–sterreich", "Österreich", MOJIBAKE_LATIN},
        {"Ã‰cole, cafÃ© à Paris", "École, café à Paris", MOJIBAKE_LATIN},
        {"DuÅ¡an", "Dušan", MOJIBAKE_LATIN},
        {"5 Â£", "5 £", MOJIBAKE_LATIN},
        {"20Â°", "20°", MOJIBAKE_LATIN},
        {"donâ€™t", "don’t", MOJIBAKE_LATIN},
        {"â‚¬5", "€5", MOJIBAKE_LATIN},
        {"Viá»‡t", "Việt", MOJIBAKE_LATIN},
        {"ÐŸÑ€Ð¸Ð²ÐµÑ‚", "Привет", MOJIBAKE_LATIN},
        {"é”®", "键", MOJIBAKE_LATIN},
        {"é”®ç›˜!", "键盘!", MOJIBAKE_LATIN},
        {"å•†åº—", "商店", MOJIBAKE_LATIN},
        {"åº—", "店", MOJIBAKE_LATIN},
        {"ðŸ˜€", "😀", MOJIBAKE_LATIN},
        {"ï»¿time", "\xEF\xBB\xBFtime", MOJIBAKE_LATIN},
        {"鍥涙湀", "四月", MOJIBAKE_GBK},
        {"浣犲ソ涓栫晫", "你好世界", MOJIBAKE_GBK},
        {"縺ゅｊ縺後→縺", "ありがと", MOJIBAKE_SJIS},
        {"ÖÐÎÄ", "中文", MOJIBAKE_GB_LATIN},
        {"µêÆÌ", "店铺", MOJIBAKE_GB_LATIN},
        {"a\uFFFDb", "", MOJIBAKE_LOST},
        {"锟斤拷", "", MOJIBAKE_LOST},
        {"cafÃ© 锟斤拷", "", MOJIBAKE_LOST},
    };
    struct mojibake_finder finder = {0};
    struct buf out = {0};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        buf_clear(&out);
        enum mojibake kind = mojibake_find(&finder, str_of(cases[i].text), &out);
        if (kind != cases[i].kind)
            fail_msg("%s: %d", cases[i].text, kind);
        if (kind)
            assert_str(buf_str(&out), cases[i].mended);
    }
    assert_int_equal(mojibake_find(&finder, STR("Ã©"), NULL), MOJIBAKE_LATIN);
    buf_free(&out);
    mojibake_close(&finder);
}

static void good(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "",
        "plain",
        "a?b",
        "café naïve Über €5",
        "NESCAFÉ®",
        "Nescafé®™",
        "DÉJÀ»",
        "CAFÉ…",
        "« café\u00A0»",
        "« à\u00A0»",
        "il a dit “café…”",
        "“café”…",
        "Das macht „Spaß“",
        "groß…",
        "»Spaß«",
        "„Das Ä“",
        "MENÜ“ – „MENÜ”",
        "ÄÖÜäöüß",
        "äöüß",
        "àâéèêëïîôùûüÿç",
        "ÉÈÀÙ",
        "ÁÉÍÓÚÑ¿¡",
        "ação, IRMÃ”",
        "«À», «É»",
        "20 °C ± 2 µm",
        "©®™",
        "naïve—café—",
        "Þórr, Ðuro",
        "Ångström",
        "½ ¾ ¼",
        "Łódź, Dvořák, Škoda",
        "Œuvre d’art",
        "Việt Nam",
        "Привет, мир",
        "你好，世界。键盘坏了",
        "鍵盤壞了，請幫忙",
        "ありがとう、キーボード",
        "联通",
        "鉴定鉴赏",
        "한국어 키보드",
        "😀🎉",
        "ไทย",
        "مرحبا",
        "שלום",
        "Ἀθῆναι",
        "…—“”‘’",
        "x² + y³ ≠ ∞",
        "CÉ™ und GRÜß®",
    };
    struct mojibake_finder finder = {0};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (mojibake_find(&finder, str_of(texts[i]), NULL) != MOJIBAKE_NONE)
            fail_msg("%s", texts[i]);
    mojibake_close(&finder);
}

// Bytes that are no text do no harm.
static void hostile(void **state)
{
    (void)state;
    struct mojibake_finder finder = {0};
    struct buf out = {0};
    char bytes[24];
    srandom(7);
    for (int i = 0; i < 20000; i++) {
        size_t n = (size_t)random() % sizeof bytes;
        for (size_t k = 0; k < n; k++)
            bytes[k] = (char)(random() % 3 ? 0x80 + random() % 128 : random());
        buf_clear(&out);
        enum mojibake kind = mojibake_find(&finder, (struct str){bytes, n}, &out);
        assert_true(kind != MOJIBAKE_NONE || out.n == 0);
        assert_non_null(mojibake_text(kind));
    }
    buf_free(&out);
    mojibake_close(&finder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(damaged),
        cmocka_unit_test(good),
        cmocka_unit_test(hostile),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
