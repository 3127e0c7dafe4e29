# Stores by the public commands: damage, moving, standard input, and the study inside.

setup() {
    cd "$BATS_TEST_TMPDIR"
    cp -r "$TOP_SRCDIR/testdata/retail" .
    chmod -R u+w retail
    "$WEND" stitch -q -c retail/retail.conf --sources -o retail.wend
}

@test "equal input gives equal bytes" {
    "$WEND" stitch -q -c retail/retail.conf --sources -o again.wend
    cmp retail.wend again.wend
}

@test "a truncated store: exit 3, the section and the cure in one line" {
    size=$(wc -c <retail.wend)
    for ((n = 0; n < size; n += 997)); do
        head -c "$n" retail.wend >cut.wend
        run "$WEND" funnel @stages cut.wend
        [ "$status" -eq 3 ]
        [ "${#lines[@]}" -eq 1 ]
        [[ "$output" == *"cut.wend: section '"*"damaged at offset "*"rebuild it with wend stitch" ]]
    done
}

@test "a store through standard input, by redirection" {
    run bash -c "'$WEND' funnel @stages <retail.wend"
    [ "$status" -eq 0 ]
    [ "$output" = "$("$WEND" funnel @stages retail.wend)" ]
}

@test "the study of -c wins over the store's own" {
    sed 's/^funnel "stages"/funnel "short"/; s/@stages/@short/' retail/retail.conf >retail/other.conf
    run "$WEND" funnel @short -c retail/other.conf retail.wend
    [ "$status" -eq 0 ]
    run "$WEND" funnel @short retail.wend
    [ "$status" -eq 2 ]
}

@test "a write that fails leaves the old store as it was" {
    cp retail.wend before
    echo 'broken' >>retail/retail.conf
    run "$WEND" stitch -q -c retail/retail.conf --sources -o retail.wend
    [ "$status" -eq 2 ]
    cmp before retail.wend
    [ "$(ls retail.wend* | wc -l)" -eq 1 ]
    run "$WEND" stitch -q -c "$TOP_SRCDIR/testdata/retail/retail.conf" --sources -o nowhere/x.wend
    [ "$status" -eq 3 ]
}

@test "a store cannot go into a pipe: exit 3, and nothing is taken for a store" {
    mkfifo pipe.wend
    cat pipe.wend >taken 3>&- &
    local reader=$!
    run "$WEND" stitch -q -c retail/retail.conf --sources -o pipe.wend
    wait "$reader"
    [ "$status" -eq 3 ]
    [[ "$output" == "wend stitch: cannot write pipe.wend: "* ]]
    run "$WEND" funnel @stages taken
    [ "$status" -eq 2 ]
}
