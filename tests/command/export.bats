# wend show --export: the stitched touchpoints for other tools.

setup() {
    cd "$BATS_TEST_TMPDIR"
    cp -r "$TOP_SRCDIR/testdata/retail" .
    chmod -R u+w retail
    "$WEND" stitch -q -c retail/retail.conf --sources -o retail.wend
}

# A study with texts that every format has to escape.
odd() {
    printf '%s\n' 'timezone = "UTC"' 'identity { order = {"member"} }' \
        'source "odd" { files = {"odd.csv"} time = {"t", "iso"} channel = "web" event-field = "e"' \
        'id { member = "m" } attr { note = "n" } }' >odd.conf
    printf 't,m,e,n\n' >odd.csv
    printf '2024-01-01T00:00:01Z,1,click,"a\ttab, a ""quote"" and\na line"\n' >>odd.csv
    printf '2024-01-01T00:00:02.5Z,1,click,back\\slash 店\n' >>odd.csv
    printf '2024-01-01T00:00:03Z,,click,\n' >>odd.csv
    "$WEND" stitch -q -c odd.conf --sources -o odd.wend
}

@test "tsv: a stream with all columns, the same again when it is exported again" {
    "$WEND" show --export tsv -o a.tsv retail.wend
    [ "$(wc -l <a.tsv)" -eq 49 ] # 51 read = 48 kept + 2 duplicate + 1 rejected
    [ "$(head -n 1 a.tsv | cut -f 1-10)" = "$(printf 'time\tchannel\tevent\tcustomer\tlive\tdirection\tseq\tsource\tfile\tline')" ]
    "$WEND" show --export tsv -c retail/retail.conf a.tsv | cmp - a.tsv
    "$WEND" stitch -q -c retail/retail.conf --sources | "$WEND" show --export tsv -c retail/retail.conf | cmp - a.tsv
    "$WEND" funnel @stages -c retail/retail.conf a.tsv >a
    "$WEND" funnel @stages retail.wend | cmp - a
}

@test "csv, jsonl and sqlite hold the same rows, read by SQLite" {
    command -v sqlite3 >/dev/null || skip "no sqlite3"
    odd
    for store in retail odd; do
        for format in csv jsonl; do "$WEND" show --export $format -o $store.$format $store.wend; done
        "$WEND" show --export sqlite -o $store.db $store.wend
        columns=$(head -n 1 $store.csv)
        sql="SELECT $(sed 's/[^,]*/json_extract(l, '"'"'$."&"'"'"')/g' <<<"$columns") FROM lines"
        run sqlite3 $store.db ".mode csv" ".import $store.csv csv" "CREATE TABLE lines (l)" \
            ".mode ascii" ".separator \037 \n" ".import $store.jsonl lines" ".mode list" \
            "SELECT count(*) FROM touchpoints" "SELECT count(*) FROM lines" \
            "CREATE TABLE json AS $sql" \
            "SELECT count(*) FROM (SELECT * FROM touchpoints EXCEPT SELECT * FROM json)" \
            "SELECT count(*) FROM (SELECT $(sed "s/[^,]*/coalesce(\"&\",'')||''/g" <<<"$columns") FROM touchpoints
                EXCEPT SELECT * FROM csv)"
        [ "$status" -eq 0 ]
        rows=$(($(wc -l <$store.jsonl)))
        [ "$output" = "$(printf '%s\n' $rows $rows 0 0)" ] || { echo "$output"; false; }
    done
    [ "$(sqlite3 odd.db "SELECT hex(note) FROM touchpoints WHERE line = 2")" = \
        "$(printf 'a\ttab, a "quote" and\na line' | od -An -tx1 | tr -d ' \n' | tr a-f A-F)" ]
    [ "$(sqlite3 odd.db "SELECT time, seq FROM touchpoints WHERE line = 4")" = "2024-01-01T00:00:02.500Z|2" ]
    [ "$(sqlite3 odd.db "SELECT count(*) FROM touchpoints WHERE customer IS NULL AND note IS NULL")" = 1 ]
}

@test "--where, --since, --until choose rows; occurrences count within a customer" {
    "$WEND" show --export tsv retail.wend >all.tsv
    "$WEND" show --export tsv --where 'channel == "web"' retail.wend >web.tsv
    awk -F '\t' 'NR == 1 || $2 == "web"' all.tsv | cmp - web.tsv
    "$WEND" show --export tsv --since 2024-03-05T00:00:00Z --until 2024-03-06T00:00:00Z retail.wend >day.tsv
    awk -F '\t' 'NR == 1 || ($1 >= "2024-03-05T00:00:00Z" && $1 < "2024-03-06T00:00:00Z")' all.tsv | cmp - day.tsv
    "$WEND" show --export tsv --where 'product_view#2' retail.wend >second.tsv
    awk -F '\t' 'NR == 1 || ($3 == "product_view" && ++n[$4] == 2)' all.tsv | cmp - second.tsv
}

@test "faults: formats, options, pipes, full disks" {
    run "$WEND" show --export tvs retail.wend
    [ "$status" -eq 2 ]
    [[ "$output" == "wend show: --export tvs: no such format; did you mean tsv?"* ]]
    run "$WEND" show --export sqlite retail.wend
    [ "$status" -eq 2 ]
    [ "$output" = "wend show: --export sqlite makes a file: name it with -o" ]
    run "$WEND" show --export csv -o tsv retail.wend
    [ "$status" -eq 2 ]
    run "$WEND" show --export csv --top 3 retail.wend
    [ "$status" -eq 2 ]
    run "$WEND" show --export csv --where 'chanel == "x"' retail.wend
    [ "$status" -eq 2 ]
    [[ "$output" == "wend show: --where: "*"did you mean channel?"* ]]
    run "$WEND" show --export csv retail.wend more
    [ "$status" -eq 2 ]
    mkfifo pipe.db
    cat pipe.db >taken 3>&- &
    run "$WEND" show --export sqlite -o pipe.db retail.wend
    [ "$status" -eq 2 ]
    wait
    [ ! -s taken ]
    [ -e /dev/full ] || skip "no /dev/full"
    run bash -c "'$WEND' show --export jsonl retail.wend >/dev/full"
    [ "$status" -eq 3 ]
    [[ "$output" == *"No space left"* ]]
}

@test "a file is replaced whole or not at all" {
    echo precious >out.csv
    run "$WEND" show --export csv -o out.csv --where nonsense retail.wend
    [ "$status" -eq 2 ]
    [ "$(cat out.csv)" = precious ]
    "$WEND" show --export sqlite -o out.db retail.wend
    "$WEND" show --export sqlite -o out.db retail.wend # not added to what was there
    command -v sqlite3 >/dev/null || skip "no sqlite3"
    [ "$(sqlite3 out.db 'SELECT count(*) FROM touchpoints')" = 48 ]
    [ "$(ls out.db*)" = out.db ]
}
