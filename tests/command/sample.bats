# The sample study that shows every key once: it runs, and gives what its README says.

setup() {
    cd "$BATS_TEST_TMPDIR"
    cp -r "$TOP_SRCDIR/testdata/sample" .
    chmod -R u+w sample
}

# Chosen columns of a TSV by name.
columns() {
    awk -F '\t' -v names="$1" '
        NR == 1 { n = split(names, want, ","); for (i = 1; i <= NF; i++) at[$i] = i; next }
        { for (i = 1; i <= n; i++) printf "%s%s", (want[i] in at) ? $at[want[i]] : "", i < n ? " " : "\n" }'
}

@test "19 records read = 16 kept + 1 duplicate + 2 rejected" {
    run "$WEND" parse -c sample/sample.conf --rejects rejects.jsonl
    [ "$status" -eq 0 ]
    [[ "$output" == *"read 19 = kept 16 + duplicate 1 + rejected 2"* ]]
    [ "$(wc -l <rejects.jsonl)" -eq 2 ]
    grep -q '"file":"[^"]*shop.csv","line":11,' rejects.jsonl
    grep -q '"file":"[^"]*till.txt","line":3,' rejects.jsonl
}

@test "two customers; a row without the number joins the open case" {
    "$WEND" parse -q -c sample/sample.conf | "$WEND" stitch -q -c sample/sample.conf >stream.tsv
    [ "$(columns customer <stream.tsv | sort -u | paste -sd ' ')" = "card:C-7 email:ann@example.com" ]
    [ "$(columns time,event,case.purchase <stream.tsv | grep ' B1$')" = \
        "2024-06-01T07:03:00Z cart_add B1
2024-06-01T07:06:00Z page_view B1
2024-06-01T07:10:00Z order_paid B1" ]
}

@test "the app's times: an abbreviation, a wrong clock, the second of a repeated hour" {
    [ "$("$WEND" parse -q -c sample/sample.conf --source app | columns time)" = \
        "2024-06-05T07:00:00Z
2024-06-05T07:09:00Z
2024-10-27T01:30:00Z" ]
}

@test "directions: what is sent is out, what the shop answers is staff" {
    "$WEND" parse -q -c sample/sample.conf >stream.tsv
    [ "$(columns event,direction <stream.tsv | grep -v ' act$' | sort)" = \
        "reply staff
sent out
sent out" ]
}
