# Manual pages: one for every command, without faults, and their examples come out as shown.

setup() {
    pages=$(ls "$TOP_BUILDDIR"/man/*.1 "$TOP_SRCDIR"/man/*.[157] 2>/dev/null)
    PATH=$(dirname "$WEND"):$PATH
}

@test "every command has a manual page, and every page of section 1 a command" {
    for name in $("$WEND" help | awk '/^  [a-z]/ { print $1 }'); do
        [ -f "$TOP_BUILDDIR/man/wend-$name.1" ] || { echo "no page for $name"; false; }
    done
    for page in "$TOP_BUILDDIR"/man/wend-*.1; do
        name=$(basename "$page" .1)
        "$WEND" "${name#wend-}" -h >/dev/null || { echo "no command for $page"; false; }
    done
}

@test "mandoc finds no fault in any page" {
    command -v mandoc >/dev/null || skip "mandoc is not installed"
    for page in $pages; do
        # Cross references and dates depend on the system's other pages and clock.
        run bash -c "mandoc -T lint -W warning '$page' | grep -v 'referenced manual not found\|Mdocdate\|legacy man'"
        [ "$output" = "" ] || { echo "$output"; false; }
    done
}

# The literal blocks of a page's EXAMPLES, or the fenced ones of README, each with @@end behind it.
blocks() {
    case $1 in
    *.md) awk '/^```/ { if (inside) print "@@end"; inside = !inside; next } inside' "$1" | sed '/^\$ cd /d' ;;
    *)
        sed -n '/^\.Sh EXAMPLES/,/^\.Sh /p' "$1" | awk '
        /^\.Bd / { inside = 1; next }
        /^\.Ed/ { inside = 0; print "@@end"; next }
        inside { gsub(/\\\(aq/, "\047"); gsub(/\\-/, "-"); gsub(/\\e/, "\\"); gsub(/\\&/, ""); gsub(/\\\(ga/, "`"); gsub(/\\\(ti/, "~"); gsub(/\\\(ha/, "^"); print }
    ' ;;
    esac
}

# Runs the `$ command` lines of a page's blocks in testdata/retail and compares what they print with
# what the page shows. Prints differences, and the count of commands run.
run_examples() {
    local page=$1 work=$2
    mkdir -p "$work"
    cp -r "$TOP_SRCDIR/testdata/." "$work"
    chmod -R u+w "$work"
    cd "$work/retail"
    blocks "$page" >"$work/blocks"
    local count=0 command= expected= line
    : >"$work/differences"
    flush() {
        [ -n "$command" ] || return 0
        count=$((count + 1))
        printf '%s' "$expected" >"$work/expected"
        bash -c "$command" >"$work/actual" 2>&1 </dev/null
        if ! diff -u "$work/expected" "$work/actual" >"$work/diff"; then
            { echo "$(basename "$page"): $command"; cat "$work/diff"; } >>"$work/differences"
        fi
        command= expected=
    }
    while IFS= read -r line; do
        case $line in
        '$ '*) flush; command=${line#'$ '} ;;
        '@@end') flush ;;
        '> '*) if [ -n "$command" ] && [ -z "$expected" ]; then command="$command
${line#'> '}"; else expected="$expected$line
"; fi ;;
        *) [ -n "$command" ] && expected="$expected$line
" ;;
        esac
    done <"$work/blocks"
    flush
    cat "$work/differences"
    echo "$count commands"
}

@test "the examples of every page of section 1 come out as shown" {
    total=0
    for page in "$TOP_BUILDDIR"/man/wend-*.1 "$TOP_SRCDIR/man/wend.1"; do
        run run_examples "$page" "$BATS_TEST_TMPDIR/$(basename "$page")"
        echo "$(basename "$page"): $output"
        [ "${#lines[@]}" -eq 1 ]
        count=${lines[0]% commands}
        [ "$count" -gt 0 ]
        total=$((total + count))
    done
    [ "$total" -ge 10 ]
}

@test "the examples of the pages of section 5 and 7 come out as shown" {
    for page in "$TOP_SRCDIR"/man/*.[57]; do
        run run_examples "$page" "$BATS_TEST_TMPDIR/$(basename "$page")"
        echo "$(basename "$page"): $output"
        [ "${#lines[@]}" -eq 1 ]
    done
}

@test "README's tour comes out as shown" {
    run run_examples "$TOP_SRCDIR/README.md" "$BATS_TEST_TMPDIR/readme"
    echo "$output"
    [ "$output" = "11 commands" ]
}
