// The canvas: clipping, wide characters, hostile text, bars; the prompt and the keys.
#include "unit.h"

#include "base/utf8.h"
#include "tui/prompt.h"

#include <stdlib.h>

static void assert_dump(const struct canvas *c, const char *expected)
{
    struct buf out = {0};
    canvas_dump(c, &out);
    assert_str(buf_str(&out), expected);
    buf_free(&out);
}

static void text_is_clipped_and_marked(void **state)
{
    (void)state;
    struct canvas c;
    canvas_init(&c, 8, 2);
    assert_int_equal(canvas_write(&c, 0, 1, 4, ROLE_TEXT, STR("abcdef")), 4);
    assert_int_equal(canvas_write(&c, 1, 6, 99, ROLE_TEXT, STR("xyz")), 2);
    assert_int_equal(canvas_write(&c, 2, 0, 4, ROLE_TEXT, STR("outside")), 0);
    assert_int_equal(canvas_write(&c, 0, 8, 4, ROLE_TEXT, STR("outside")), 0);
    assert_dump(&c, " abc…\n      x…\n");
    c.plain = true;
    canvas_clear(&c);
    canvas_write(&c, 0, 0, 3, ROLE_TEXT, STR("abcd"));
    assert_dump(&c, "ab~\n\n");
    canvas_free(&c);
}

static void wide_characters_take_two_cells(void **state)
{
    (void)state;
    struct canvas c;
    canvas_init(&c, 6, 1);
    assert_int_equal(canvas_write(&c, 0, 0, 6, ROLE_TEXT, STR("上海店")), 6);
    assert_dump(&c, "上海店\n");
    // Five cells hold two of them and the mark; a third half is never drawn.
    canvas_clear(&c);
    assert_int_equal(canvas_write(&c, 0, 0, 5, ROLE_TEXT, STR("上海店")), 5);
    assert_dump(&c, "上海…\n");
    // Four cells: one, the mark, and a cell that nothing fits into.
    canvas_clear(&c);
    assert_int_equal(canvas_write(&c, 0, 0, 4, ROLE_TEXT, STR("上海店")), 3);
    assert_dump(&c, "上…\n");
    // Overwriting a half leaves no other half behind.
    canvas_clear(&c);
    canvas_write(&c, 0, 0, 6, ROLE_TEXT, STR("上海"));
    canvas_write(&c, 0, 1, 1, ROLE_TEXT, STR("x"));
    assert_dump(&c, " x海\n");
    canvas_write(&c, 0, 2, 1, ROLE_TEXT, STR("y"));
    assert_dump(&c, " xy\n");
    canvas_free(&c);
}

static void combining_marks_stay_with_their_letter(void **state)
{
    (void)state;
    struct canvas c;
    canvas_init(&c, 3, 1);
    assert_int_equal(canvas_write(&c, 0, 0, 3, ROLE_TEXT, STR("e\u0301a")), 2);
    assert_dump(&c, "e\u0301a\n");
    canvas_free(&c);
}

static void hostile_text_becomes_visible(void **state)
{
    (void)state;
    struct canvas c;
    struct buf out = {0};
    canvas_init(&c, 60, 1);
    canvas_write(&c, 0, 0, 60, ROLE_TEXT, STR("\033]0;owned\007 \xff \u202e \n"));
    canvas_dump(&c, &out);
    for (size_t i = 0; i + 1 < out.n; i++) // but for the line's own end
        assert_true((unsigned char)out.p[i] >= ' ' && out.p[i] != 0x7F);
    assert_int_equal(utf8_check(buf_str(&out)), out.n);
    assert_non_null(strstr(out.p, "\\x1b]0;owned"));
    buf_free(&out);
    canvas_free(&c);
}

static void no_line_is_wider_than_the_canvas(void **state)
{
    (void)state;
    static const struct str pieces[] = {{"上", 3},        {"a", 1},       {"\xff", 1},
                                        {"e\xcc\x81", 3}, {"\033[2J", 4}, {"😀", 4}};
    struct canvas c;
    struct buf text = {0}, out = {0};
    canvas_init(&c, 11, 3);
    unsigned seed = 7;
    for (int round = 0; round < 2000; round++) {
        buf_clear(&text);
        for (int i = 0; i < 9; i++) {
            seed = seed * 1103515245u + 12345u;
            buf_add(&text, pieces[(seed >> 16) % 6]);
        }
        canvas_write(&c, (seed >> 8) % 4, (seed >> 10) % 12, (seed >> 14) % 13, ROLE_TEXT,
                     buf_str(&text));
        buf_clear(&out);
        canvas_dump(&c, &out);
        assert_int_equal(utf8_check(buf_str(&out)), out.n);
        for (struct str rest = buf_str(&out); rest.p;)
            assert_true(utf8_width(str_cut(&rest, '\n')) <= 11);
    }
    buf_free(&text);
    buf_free(&out);
    canvas_free(&c);
}

static void ascii_terminals_get_ascii(void **state)
{
    (void)state;
    struct canvas c;
    canvas_init(&c, 10, 2);
    c.plain = c.ascii = true;
    canvas_write(&c, 0, 0, 10, ROLE_TEXT, STR("上a"));
    canvas_bar(&c, 1, 0, 10, ROLE_BAR, .5);
    assert_dump(&c, "??a\n#####\n");
    canvas_free(&c);
}

static void bars_measure_in_eighths(void **state)
{
    (void)state;
    struct canvas c;
    canvas_init(&c, 4, 5);
    canvas_bar(&c, 0, 0, 4, ROLE_BAR, 1);
    canvas_bar(&c, 1, 0, 4, ROLE_BAR, 2.5 / 4);
    canvas_bar(&c, 2, 0, 4, ROLE_BAR, 1e-9); // what is there is seen
    canvas_bar(&c, 3, 0, 4, ROLE_BAR, 0);
    canvas_bar(&c, 4, 0, 4, ROLE_BAR, 7); // a share above 1 stays in its cells
    assert_dump(&c, "████\n██▌\n▏\n\n████\n");
    canvas_free(&c);
}

static void long_texts_wrap_at_blanks(void **state)
{
    (void)state;
    struct canvas c;
    canvas_init(&c, 10, 3);
    assert_int_equal(canvas_wrap(&c, 0, 3, 1, ROLE_TEXT, STR("one two three fourfivesix")), 4);
    assert_dump(&c, " one two\n three\n fourfive\n");
    canvas_free(&c);
}

static void type(struct prompt *p, const char *text)
{
    for (; *text; text++)
        assert_int_equal(prompt_key(p, (unsigned char)*text), PROMPT_EDITED);
}

static void prompts_edit(void **state)
{
    (void)state;
    struct prompt p = {0};
    prompt_start(&p, STR("a"));
    type(&p, " bc d");
    assert_str(buf_str(&p.text), "a bc d");
    prompt_key(&p, KEY_CONTROL('w'));
    assert_str(buf_str(&p.text), "a bc ");
    prompt_key(&p, KEY_GO_HOME);
    prompt_key(&p, 0x4E0A); // 上
    assert_str(buf_str(&p.text), "上a bc ");
    prompt_key(&p, KEY_GO_RIGHT);
    assert_int_equal(prompt_key(&p, KEY_GO_BACKSPACE), PROMPT_EDITED);
    prompt_key(&p, KEY_GO_BACKSPACE); // the whole character, not a byte
    assert_str(buf_str(&p.text), " bc ");
    assert_int_equal(prompt_key(&p, KEY_GO_BACKSPACE), PROMPT_MOVED);
    prompt_key(&p, KEY_GO_DELETE);
    prompt_key(&p, KEY_GO_END);
    prompt_key(&p, KEY_GO_LEFT);
    prompt_key(&p, KEY_CONTROL('u'));
    assert_str(buf_str(&p.text), " ");
    assert_int_equal(prompt_key(&p, KEY_CONTROL('x')), PROMPT_IGNORED);
    assert_int_equal(prompt_key(&p, KEY_GO_ENTER), PROMPT_DONE);
    assert_int_equal(prompt_key(&p, KEY_GO_ESCAPE), PROMPT_CANCELLED);
    prompt_free(&p);
}

static void long_prompts_scroll_to_the_cursor(void **state)
{
    (void)state;
    struct canvas c;
    struct prompt p = {0};
    canvas_init(&c, 12, 1);
    prompt_start(&p, STR("0123456789"));
    assert_int_equal(prompt_draw(&p, &c, 0, STR("by")), 11);
    assert_dump(&c, "by: 3456789\n");
    prompt_free(&p);
    canvas_free(&c);
}

static void no_key_has_two_meanings(void **state)
{
    (void)state;
    for (size_t i = 0; i < binding_count; i++)
        for (size_t k = 0; k < 3 && bindings[i].key[k]; k++)
            if (bindings[i].key[k] != KEY_ANY_DIGIT)
                assert_int_equal(key_action(bindings[i].key[k]), bindings[i].action);
    for (uint32_t digit = '0'; digit <= '9'; digit++)
        assert_int_equal(key_action(digit), ACTION_SCREEN);
    assert_int_equal(key_action('x'), ACTION_NONE);
    assert_int_equal(key_action(KEY_UNKNOWN), ACTION_NONE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_is_clipped_and_marked),
        cmocka_unit_test(wide_characters_take_two_cells),
        cmocka_unit_test(combining_marks_stay_with_their_letter),
        cmocka_unit_test(hostile_text_becomes_visible),
        cmocka_unit_test(no_line_is_wider_than_the_canvas),
        cmocka_unit_test(ascii_terminals_get_ascii),
        cmocka_unit_test(bars_measure_in_eighths),
        cmocka_unit_test(long_texts_wrap_at_blanks),
        cmocka_unit_test(prompts_edit),
        cmocka_unit_test(long_prompts_scroll_to_the_cursor),
        cmocka_unit_test(no_key_has_two_meanings),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
