# The house: who may include whom, how long files are, where curses is named.

rank() { # of a room: includes go strictly downwards, but for the pairs named below
    case $1 in
    tool) echo 9 ;; tui | plot) echo 8 ;; metric) echo 7 ;; table | stat) echo 6 ;;
    store) echo 5 ;; stitch) echo 4 ;; ingest) echo 3 ;; query) echo 2 ;;
    model) echo 1 ;; text) echo 1 ;; base) echo 0 ;; *) return 1 ;;
    esac
}

setup() {
    cd "$TOP_SRCDIR/src"
}

# Prints each include that goes against the arrows.
wrong_includes() {
    local from file to
    grep -rhoE --include='*.[ch]' -H '^#include "[a-z]+/' . |
        sed 's|^\./||; s|:#include "| |; s|/$||' |
        while read -r file to; do
            from=${file%%/*}
            [ "$from" = "$to" ] && continue
            [ "$from $to" = "model text" ] && continue
            if { [ "$from" = tui ] || [ "$from" = plot ]; } && [ "$to" = store ]; then
                echo "$file includes $to: screens and plots see metrics and tables only"
            elif [ "$(rank "$from")" -le "$(rank "$to")" ]; then
                echo "$file includes $to"
            fi
        done
}

@test "includes go downwards only" {
    run wrong_includes
    [ "$output" = "" ]
    # The test sees what it should: there are includes to look at.
    [ "$(grep -rE '^#include "[a-z]+/' --include='*.c' . | wc -l)" -gt 50 ]
}

@test "an include against the arrows would be found" {
    mkdir -p "$BATS_TEST_TMPDIR/src/base" && cd "$BATS_TEST_TMPDIR/src"
    echo '#include "metric/metric.h"' >base/x.c
    run wrong_includes
    [ "$output" = "base/x.c includes metric" ]
}

@test "curses is named in src/tui/term.c only" {
    run grep -rlE '#include <(n?curses[a-z]*|ncursesw/.*)\.h>' .
    [ "$output" = "./tui/term.c" ]
}

@test "no file is above 600 lines, the median is at most 200" {
    run bash -c "find . -name '*.[ch]' ! -name config.h -exec wc -l {} + | awk '\$2 != \"total\" && \$1 > 600'"
    [ "$output" = "" ]
    median=$(find . -name '*.c' -exec cat {} \; -exec echo @@END@@ \; | awk '/^@@END@@$/ { print n; n = 0; next } { n++ }' |
        sort -n | awk '{ a[NR] = $1 } END { print a[int((NR + 1) / 2)] }')
    [ "$median" -le 200 ]
}

@test "the first line of every file says what it is for" {
    run bash -c "find . -name '*.[ch]' ! -name config.h -exec sh -c 'head -n 1 \"\$1\" | grep -q \"^// .\{10\}\" || echo \"\$1\"' _ {} \;"
    [ "$output" = "" ]
}

@test "unsafe calls are not used" {
    run grep -rnwE '(strcpy|strcat|sprintf|gets|strtok|atoi|system|popen) *\(' --include='*.c' .
    [ "$status" -eq 1 ]
}
