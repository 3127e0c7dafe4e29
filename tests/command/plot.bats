# wend plot: programs, pictures, hostile labels. The funnel's table is written by hand.

setup() {
    cd "$BATS_TEST_TMPDIR"
    printf 'step\tlabel\treached\tshare_first\tlost\tpending\n' >funnel.tsv
    printf '1\tawareness\t9\t1\t1\t0\n2\tpurchase\t5\t0.555556\t0\t2\n' >>funnel.tsv
}

need_gnuplot() {
    command -v gnuplot >/dev/null || skip "gnuplot is not installed"
}

@test "a pipe gets a program with its data inside, that sets no terminal" {
    run "$WEND" plot funnel.tsv
    [ "$status" -eq 0 ]
    [[ "$output" == *'set label "awareness"'* ]]
    [[ "$output" == *'set label "5   55.6 \045, pending 2"'* ]]
    [[ "$output" == *"plot \$bars"* ]]
    [[ "$output" != *"set terminal"* ]]
    [ "$output" = "$("$WEND" plot <funnel.tsv)" ]
}

@test "the program draws in any gnuplot" {
    need_gnuplot
    "$WEND" plot funnel.tsv >program
    run gnuplot -d -e 'set terminal svg' program
    [ "$status" -eq 0 ]
    [[ "$output" == *"awareness"* ]]
    [[ "$output" == *"9   100.0 %"* ]]
}

@test "svg, png, pdf and txt by the file's ending" {
    need_gnuplot
    for ending in svg png pdf txt; do
        run "$WEND" plot -o "picture.$ending" --title "Two steps" funnel.tsv
        [ "$status" -eq 0 ]
        [ "$output" = "" ]
    done
    grep -q '<text>.*awareness.*</text>' picture.svg
    grep -q '<text>.*Two steps.*</text>' picture.svg
    grep -q '</svg>' picture.svg
    if command -v xmllint >/dev/null; then xmllint --noout picture.svg; fi
    [ "$(head -c 8 picture.png | od -An -tx1 | tr -d ' ')" = 89504e470d0a1a0a ]
    [ "$(head -c 5 picture.pdf)" = "%PDF-" ]
    grep -q 'purchase' picture.txt
    [ "$(ls | wc -l)" -eq 5 ] # no temporary file is left
}

@test "JSON brings title, n, period, zone and source into the picture" {
    printf '%s' '{"metric": "funnel", "title": "Sales", "n": 9, "unit": "customers",' \
        '"period": {"since": "2024-03-01T00:00:00Z", "until": "2024-03-02T00:00:00Z"},' \
        '"zone": "Asia/Shanghai", "source": "x.wend", "notes": ["a note"],' \
        '"columns": [{"name": "label", "title": "", "type": "text"},' \
        '{"name": "reached", "title": "", "type": "count"}],' \
        '"rows": [{"label": "a", "reached": 9}]}' >t.json
    run "$WEND" plot t.json
    [ "$status" -eq 0 ]
    [[ "$output" == *'set label "Sales"'* ]]
    [[ "$output" == *'n \075 9 customers\073 period 2024-03-01 08:00:00 to 2024-03-02 08:00:00\073 zone Asia/Shanghai\073 source x.wend'* ]]
    [[ "$output" == *'set label "a note"'* ]]
}

@test "labels are never run, whatever they hold" {
    need_gnuplot
    {
        printf 'label\treached\n'
        printf '%s\t1\n' '`touch PWNED`' '"; system("touch PWNED"); "' "'; system('touch PWNED'); '" \
            'ENDOFBARS' '$(touch PWNED)' '@x' '%s%n' '{/Symbol a}' '| touch PWNED' '< touch PWNED' \
            'a\nsystem "touch PWNED"\n!touch PWNED' 'back\\' '</text><script>alert(1)</script>'
    } >hostile.tsv
    printf 'system "touch PWNED"\n' >.gnuplot
    for kind in bars funnel; do
        for ending in svg png txt; do
            HOME=$PWD GNUPLOT_LIB=$PWD run "$WEND" plot --kind=$kind --title '`touch PWNED`' -o "x.$ending" hostile.tsv
            [ "$status" -eq 0 ] || { echo "$output"; false; }
            [ ! -e PWNED ]
        done
    done
    grep -q '`touch PWNED`' x.svg # shown as it is
    ! grep -q '<script' x.svg
    if command -v xmllint >/dev/null; then xmllint --noout x.svg; fi
    # Also when the user runs the program.
    "$WEND" plot hostile.tsv | gnuplot -d -e 'set terminal dumb' - >/dev/null
    [ ! -e PWNED ]
}

@test "usage faults: exit 2, one line, no output file" {
    for arguments in "--kind=pie funnel.tsv" "--size=9 funnel.tsv" "--size=0x0 funnel.tsv" \
        "-o x.jpg funnel.tsv" "--value=reachd funnel.tsv" "--kind=line funnel.tsv" "a b"; do
        run "$WEND" plot $arguments
        [ "$status" -eq 2 ] || { echo "$arguments: $status $output"; false; }
        [ "${#lines[@]}" -eq 1 ]
    done
    run "$WEND" plot --value=reachd funnel.tsv
    [[ "$output" == *"did you mean reached?"* ]]
    printf 'a\tb\n1\n' >broken.tsv
    run "$WEND" plot -o x.svg broken.tsv
    [ "$status" -eq 2 ]
    [[ "$output" == *"broken.tsv:2: "* ]]
    : >empty.tsv
    run "$WEND" plot -o x.svg empty.tsv
    [ "$status" -eq 2 ]
    [ ! -e x.svg ]
}

@test "a missing table, a full disk, gnuplot missing: exit 3" {
    run "$WEND" plot nothere.tsv
    [ "$status" -eq 3 ]
    [[ "$output" == *"nothere.tsv"*"No such file"* ]]
    if [ -e /dev/full ]; then
        run bash -c "'$WEND' plot funnel.tsv >/dev/full"
        [ "$status" -eq 3 ]
    fi
    mkdir none
    PATH=$PWD/none run "$WEND" plot -o x.svg funnel.tsv
    [ "$status" -eq 3 ]
    [[ "$output" == *"apt-get install gnuplot-nox"* ]]
    [ ! -e x.svg ]
}

@test "more rows than a picture holds are said to be left out" {
    { printf 'label\tcount\n'; for ((i = 0; i < 70; i++)); do printf 'row %d\t%d\n' $i $i; done; } >many.tsv
    run "$WEND" plot many.tsv
    [ "$status" -eq 0 ]
    [[ "$output" == *'"the first 60 of 70 rows"'* ]]
}

@test "letters that no font here has are question marks in PNG, and said; SVG keeps them" {
    need_gnuplot
    command -v fc-list >/dev/null || skip "fontconfig's fc-list is not installed"
    # A letter of a private area, that no font of a plain system has.
    [ -z "$(fc-list ':charset=10fff0')" ] || skip "a font has U+10FFF0"
    printf 'label\treached\n\364\217\277\260\t1\n' >private.tsv
    run "$WEND" plot -o x.png private.tsv
    [ "$status" -eq 0 ]
    [[ "$output" == *"no font here has U+10FFF0"* ]]
    [ -s x.png ]
    run "$WEND" plot -o x.svg private.tsv
    [ "$output" = "" ]
    grep -q $'\364\217\277\260' x.svg
}

@test "bars have colours where groups do; few bars do not fill the picture" {
    colours() { sed -n '/^\$bars/,/^ENDOFBARS/s/.* 0x//p' | sort -u | wc -l; }
    printf 'customer\tswitches\nc1\t5\nc2\t1\nc3\t2\n' >alone.tsv
    [ "$("$WEND" plot alone.tsv | colours)" -eq 1 ]
    printf 'by\tlabel\tlost\nweb\tsee\t5\nweb\tbuy\t1\napp\tsee\t2\n' >groups.tsv
    [ "$("$WEND" plot groups.tsv | colours)" -eq 2 ]
    printf 'label\tcount\na\t5\n' | "$WEND" plot | grep -qx 'set yrange \[3\.5:-0\.5\]'
}
