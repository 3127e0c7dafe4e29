# Stores and what can happen while they are written: kill -9 and failing calls at every place, two
# writers, readers meanwhile.

setup() {
    cd "$BATS_TEST_TMPDIR"
    cp -r "$TOP_SRCDIR/testdata/retail" .
    chmod -R u+w retail
    "$WEND" stitch -q -c retail/retail.conf --sources -o expected.wend
    # The old store has other rows: half of the till's.
    sed -i '4,$d' retail/pos_gbk.csv
    "$WEND" stitch -q -c retail/retail.conf --sources -o old.wend
    cp "$TOP_SRCDIR/testdata/retail/pos_gbk.csv" retail
    ! cmp -s old.wend expected.wend
}

# Every change of a file, one after the other, is where it ends. $1: kill, or the number of an error.
at_every_call() {
    ${CC:-cc} -shared -fPIC -o faults.so "$TOP_SRCDIR/tests/lib/faults.c" || skip "no C compiler"
    export ASAN_OPTIONS=verify_asan_link_order=0
    cp old.wend shop.wend
    LD_PRELOAD=$PWD/faults.so FAULT_COUNT=$PWD/count "$WEND" stitch -q -c retail/retail.conf --sources -o shop.wend
    calls=$(cat count)
    [ "$calls" -gt 20 ]
    for ((at = 1; at <= calls; at++)); do
        cp old.wend shop.wend
        run env LD_PRELOAD="$PWD/faults.so" FAULT="$1" FAULT_AT="$at" \
            "$WEND" stitch -q -c retail/retail.conf --sources -o shop.wend
        after "$at"
    done
}

@test "kill -9 at any moment leaves the old store whole, or the new one" {
    after() {
        [ "$status" -eq 137 ] || { echo "at $1: $status $output"; false; }
        cmp -s shop.wend old.wend || cmp -s shop.wend expected.wend || { echo "at $1: neither"; false; }
        [ "$(ls shop.wend* | wc -l)" -le 2 ]
        "$WEND" stitch -q -c retail/retail.conf --sources -o shop.wend # what it left is no hindrance
        cmp shop.wend expected.wend
        [ "$(ls shop.wend*)" = shop.wend ]
    }
    at_every_call kill
}

@test "a full disk or a failing one, at any moment: exit 3, one line, the old store, nothing beside it" {
    after() {
        if [ "$status" -eq 0 ]; then # the directory could not be synced: the store is there
            cmp shop.wend expected.wend
        else
            [ "$status" -eq 3 ] || { echo "at $1: $status $output"; false; }
            [[ "$output" == "wend stitch: cannot write "*"shop.wend: $message" ]] || { echo "at $1: $output"; false; }
            cmp shop.wend old.wend
        fi
        [ "$(ls shop.wend*)" = shop.wend ]
    }
    message="No space left on device"
    at_every_call 28
    message="Input/output error"
    at_every_call 5
}

@test "two writers at once: the second one says so, exit 3, and the first one's store stands" {
    cp old.wend shop.wend
    "$WEND" parse -q -c retail/retail.conf >touchpoints.tsv
    mkfifo pipe
    "$WEND" stitch -q -c retail/retail.conf -o shop.wend pipe 3>&- &
    local first=$!
    exec 4>pipe # the first writer has begun: it waits for its input
    for ((i = 0; i < 200; i++)); do [ -e shop.wend.new ] && break; sleep 0.05; done
    run "$WEND" stitch -q -c retail/retail.conf --sources -o shop.wend
    [ "$status" -eq 3 ]
    [[ "$output" == "wend stitch: "*"shop.wend: another wend is writing it: try again when that has ended" ]]
    run "$WEND" funnel @stages shop.wend # a reader sees the old one
    [ "$status" -eq 0 ]
    [ "$output" = "$("$WEND" funnel @stages old.wend)" ]
    "$WEND" stitch -q -c retail/retail.conf --sources -o other.wend # another store can be written
    cat touchpoints.tsv >&4
    exec 4>&-
    wait "$first"
    "$WEND" stitch -q -c retail/retail.conf -o from-stream.wend touchpoints.tsv
    cmp shop.wend from-stream.wend
    [ "$(ls shop.wend*)" = shop.wend ]
}

@test "what stands where the new store is made is not taken from others" {
    cp old.wend shop.wend
    ln -s elsewhere shop.wend.new
    run "$WEND" stitch -q -c retail/retail.conf --sources -o shop.wend
    [ "$status" -eq 3 ]
    [ ! -e elsewhere ]
    cmp shop.wend old.wend
}
