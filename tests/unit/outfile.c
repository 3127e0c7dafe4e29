// Output files: whole or not at all, devices and links left what they are.
#include "unit.h"

#include "base/outfile.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static char directory[] = "/tmp/wend-outfile-XXXXXX";

static int enter(void **state)
{
    (void)state;
    return mkdtemp(directory) && chdir(directory) == 0 ? 0 : -1;
}

static int leave(void **state)
{
    (void)state;
    unlink("file");
    unlink("link");
    unlink("pipe");
    return rmdir(directory);
}

static void put(const char *path, const char *text, bool commit)
{
    struct outfile out;
    struct diag d = {0};
    assert_true(outfile_open(&out, path, &d));
    fputs(text, out.file);
    if (commit)
        assert_true(outfile_commit(&out, &d));
    else
        outfile_discard(&out);
}

static void assert_content(const char *path, const char *expected)
{
    char text[64] = "";
    FILE *f = fopen(path, "r");
    assert_non_null(f);
    text[fread(text, 1, sizeof text - 1, f)] = '\0';
    fclose(f);
    assert_string_equal(text, expected);
}

static void whole_or_not_at_all(void **state)
{
    (void)state;
    put("file", "old", true);
    put("file", "new", false);
    assert_content("file", "old");
    put("file", "new", true);
    assert_content("file", "new");
}

static void a_link_stays_a_link(void **state)
{
    (void)state;
    struct stat about;
    put("file", "old", true);
    assert_int_equal(symlink("file", "link"), 0);
    put("link", "through the link", true);
    assert_int_equal(lstat("link", &about), 0);
    assert_true(S_ISLNK(about.st_mode));
    assert_content("file", "through the link");
}

static void a_device_stays_a_device(void **state)
{
    (void)state;
    struct stat about;
    put("/dev/null", "gone", true);
    assert_int_equal(stat("/dev/null", &about), 0);
    assert_true(S_ISCHR(about.st_mode));
}

static void a_full_device_is_noticed(void **state)
{
    (void)state;
    struct outfile out;
    struct diag d = {0};
    if (access("/dev/full", W_OK) != 0)
        skip();
    assert_true(outfile_open(&out, "/dev/full", &d));
    fputs("more than fits", out.file);
    assert_false(outfile_commit(&out, &d));
    assert_int_equal(d.fault, FAULT_IO);
    assert_non_null(strstr(d.message, "No space left"));
}

static void a_folder_that_is_not_there(void **state)
{
    (void)state;
    struct outfile out;
    struct diag d = {0};
    assert_false(outfile_open(&out, "nowhere/file", &d));
    assert_int_equal(d.fault, FAULT_IO);
    assert_string_equal(d.message, "cannot write nowhere/file: No such file or directory");
}

static mode_t rights_of(const char *path)
{
    struct stat about;
    assert_int_equal(stat(path, &about), 0);
    return about.st_mode & 0777;
}

static void what_may_hold_ids_is_for_its_owner(void **state)
{
    (void)state;
    mode_t mask = umask(022);
    unlink("file");
    put("file", "ids", true);
    assert_int_equal(rights_of("file"), 0600);
    umask(mask);
}

static void a_public_file_has_the_usual_rights(void **state)
{
    (void)state;
    struct outfile out;
    struct diag d = {0};
    mode_t mask = umask(027);
    unlink("file");
    assert_true(outfile_open_public(&out, "file", &d));
    assert_true(outfile_commit(&out, &d));
    assert_int_equal(rights_of("file"), 0640);
    umask(mask);
}

static void rights_that_were_given_stay(void **state)
{
    (void)state;
    put("file", "old", true);
    assert_int_equal(chmod("file", 0644), 0);
    put("file", "new", true);
    assert_int_equal(rights_of("file"), 0644);
    assert_content("file", "new");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whole_or_not_at_all),
        cmocka_unit_test(a_link_stays_a_link),
        cmocka_unit_test(a_device_stays_a_device),
        cmocka_unit_test(a_full_device_is_noticed),
        cmocka_unit_test(a_folder_that_is_not_there),
        cmocka_unit_test(what_may_hold_ids_is_for_its_owner),
        cmocka_unit_test(a_public_file_has_the_usual_rights),
        cmocka_unit_test(rights_that_were_given_stay),
    };
    return cmocka_run_group_tests(tests, enter, leave);
}
