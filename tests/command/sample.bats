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

@test "26 records read = 22 kept + 1 duplicate + 3 rejected" {
    run "$WEND" parse -c sample/sample.conf --rejects rejects.jsonl
    [ "$status" -eq 0 ]
    [[ "$output" == *"read 26 = kept 22 + duplicate 1 + rejected 3"* ]]
    [ "$(wc -l <rejects.jsonl)" -eq 3 ]
    grep -q '"file":"[^"]*app.csv","line":5,.*"reason":"bad-number"' rejects.jsonl
    grep -q '"file":"[^"]*shop.csv","line":11,' rejects.jsonl
    grep -q '"file":"[^"]*till.txt","line":3,' rejects.jsonl
}

@test "two customers; a row without the number joins the open case" {
    "$WEND" parse -q -c sample/sample.conf | "$WEND" stitch -q -c sample/sample.conf >stream.tsv
    [ "$(columns customer <stream.tsv | sed '/^$/d' | sort -u | paste -sd ' ')" = "card:C-7 email:ann@example.com" ]
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

@test "every format: what the hotline's two patterns, the second table and the paths of JSON give" {
    "$WEND" parse -q -c sample/sample.conf >stream.tsv
    [ "$(columns time,event,file,line,id.phone,id.email,note,sku <stream.tsv |
        grep -e hotline -e tasting -e jsonl)" = \
        '2024-06-05T07:15:00Z call hotline.txt 1 +49301234567   
2024-06-05T07:16:30Z speaks hotline.txt 2   which beans?\n  she had asked this before 
2024-06-06T16:00:00Z tasting tasting.csv 7  ann@example.com  
2024-06-07T16:05:00Z tasting tasting.csv 9  bob@example.com  
2024-06-08T08:00:00Z app_open club.jsonl 1  ann@example.com  
2024-06-08T08:01:00Z tip club.jsonl 2    K1' ]
}

@test "the app's values: a price in its country's form, a gift or none" {
    [ "$("$WEND" parse -q -c sample/sample.conf --source app | columns price,gift)" = \
        " 
1024.50 true
 false" ]
}

@test "the app's rules: what pages and words are about, and a bot" {
    [ "$("$WEND" parse -q -c sample/sample.conf --source app | columns bean,page,other_page,cups,topic,bot)" = \
        "house-blend    delivery 
 cart  3  
  /robots.txt   yes" ]
}

@test "directions: what is sent is out, what the shop answers is staff" {
    "$WEND" parse -q -c sample/sample.conf >stream.tsv
    [ "$(columns event,direction <stream.tsv | grep -v ' act$' | sort)" = \
        "reply staff
sent out
sent out" ]
}
