# wend stitch --add: the same store as if all touchpoints had been stitched at once.

setup() {
    cd "$BATS_TEST_TMPDIR"
    cat >study.conf <<'S'
timezone = "UTC"
source "s" {
    files = {"s.csv"} time = {"t", "iso"} channel = "web" event = "e"
    id { member = "m" phone = "p" cookie = "c" order = "o" }
    attr { note = "n" ticket = "k" }
}
identity {
    order = {"member", "phone", "order", "cookie"}
    unique = {"member"} device = {"cookie"} transaction = {"order"} max-ids = 4
    links = {"links.csv"}
    namespace "phone" { normalise = "phone" country = "86" }
}
case "ticket" { key = "ticket" close = 'done' }
event "mail" { direction = "out" }
S
    printf 'member,phone\nm1,13800000001\nm2,guest\n' >links.csv
}

# A stream of 80 touchpoints of few people: ids that are blocked, joins that are refused, devices that
# change hands, orders that nobody has. $1: seed
random_stream() {
    awk -v seed="$1" 'function pick(n, share) { return rand() < share ? 1 + int(rand() * n) : 0 }
    BEGIN {
        srand(seed); OFS = "\t"
        print "time", "channel", "event", "source", "file", "line", "id.member", "id.phone", "id.cookie", "id.order", "note", "ticket"
        for (i = 1; i <= 80; i++) {
            m = pick(7, 0.3); p = pick(9, 0.3); c = pick(6, 0.4); o = pick(20, 0.3); k = pick(4, 0.2)
            print sprintf("2024-03-%02dT%02d:00:00Z", 1 + int(rand() * 28), int(rand() * 24)),
                rand() < 0.5 ? "web" : "app", pick(2, 0.2) ? "done" : rand() < 0.2 ? "mail" : "look",
                "s", "s.csv", i + 1, m ? (m == 7 ? "guest" : "m" m) : "",
                p ? (p == 9 ? "n/a" : p % 2 ? "+861380000000" p : "138 0000 000" p) : "",
                c ? "c" c : "", o ? "o" o : "", rand() < 0.3 ? "n" int(rand() * 30) : "", k ? "k" k : "" }
    }'
}

@test "in two or three parts, whatever they are, the store is that of all at once, byte for byte" {
    for ((seed = 1; seed <= 40; seed++)); do
        random_stream $seed >all.tsv
        rm -f whole.wend parts.wend
        "$WEND" stitch -q -c study.conf -o whole.wend all.tsv 2>/dev/null
        awk -v seed=$seed 'BEGIN { srand(seed + 1000); n = 2 + seed % 2 }
            NR == 1 { for (i = 0; i < n; i++) print >("part" i ".tsv"); next } { print >("part" int(rand() * n) ".tsv") }' all.tsv
        for part in part*.tsv; do
            "$WEND" stitch -q -c study.conf --add -o parts.wend "$part" 2>/dev/null
        done
        rm -f part*.tsv
        cmp whole.wend parts.wend || { echo "seed $seed"; false; }
    done
}

@test "a row that waits for its order gets its customer when the order is known" {
    printf 'time\tchannel\tevent\tid.order\n2024-03-01T10:00:00Z\tweb\tlook\to1\n' >first.tsv
    run "$WEND" stitch -c study.conf --add -o shop.wend first.tsv
    [ "$status" -eq 0 ]
    [[ "$output" == *"rejected 1"* ]]
    [ "$("$WEND" show --export tsv shop.wend | wc -l)" -eq 1 ]
    printf 'time\tchannel\tevent\tid.order\tid.member\n2024-03-02T10:00:00Z\tweb\tbuy\to1\tm1\n' >second.tsv
    run "$WEND" stitch -c study.conf --add -o shop.wend second.tsv
    [[ "$output" == *"rejected 0"* ]]
    [ "$("$WEND" show --export tsv shop.wend | cut -f 3,4 | tail -n +2)" = "$(printf 'look\tmember:m1\nbuy\tmember:m1')" ]
    "$WEND" check shop.wend >/dev/null
}

@test "the real studies: each source apart, then added" {
    for study in retail telecom; do
        cp -r "$TOP_SRCDIR/testdata/$study" . && chmod -R u+w "$study"
        "$WEND" parse -q -c $study/$study.conf >all.tsv
        "$WEND" stitch -q -c $study/$study.conf -o whole.wend all.tsv
        rm -f parts.wend part-*
        awk -F '\t' 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; header = $0; next }
            { file = "part-" $at["source"]; if (!(file in seen)) print header >file; seen[file] = 1; print >file }' all.tsv
        for part in part-*; do
            "$WEND" stitch -q -c $study/$study.conf --add -o parts.wend "$part"
        done
        cmp whole.wend parts.wend
    done
}

@test "faults: no store to add to, sources, another study, a damaged store; the old store stays" {
    random_stream 1 >all.tsv
    for options in "" "--sources -o a.wend" "-o a.tsv"; do
        run "$WEND" stitch -q -c study.conf --add $options all.tsv
        [ "$status" -eq 2 ]
        [[ "$output" == "wend stitch: --add adds a stream to a store: "* ]]
    done
    "$WEND" stitch -q -c study.conf -o shop.wend all.tsv 2>/dev/null
    cp shop.wend before.wend
    sed 's/max-ids = 4/max-ids = 5/' study.conf >other.conf
    run "$WEND" stitch -q -c other.conf --add -o shop.wend all.tsv
    [ "$status" -eq 2 ]
    [ "$output" = "wend stitch: shop.wend: made with another study than other.conf is now: stitch all anew" ]
    run "$WEND" stitch -q -c study.conf --add -o shop.wend nothere.tsv
    [ "$status" -eq 3 ]
    cmp shop.wend before.wend
    head -c 5000 before.wend >shop.wend
    run "$WEND" stitch -q -c study.conf --add -o shop.wend all.tsv
    [ "$status" -eq 3 ]
    [[ "$output" == *"damaged at offset"* ]]
    [ "$(wc -c <shop.wend)" -eq 5000 ]
    [ "$(ls shop.wend*)" = shop.wend ]
}
