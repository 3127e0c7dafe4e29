# The main job end to end, by the public commands, held to the studies' truth files and to figures
# counted by hand (testdata/*/README.md says where each comes from).

setup() {
    cd "$BATS_TEST_TMPDIR"
    cp -r "$TOP_SRCDIR/testdata/retail" "$TOP_SRCDIR/testdata/telecom" .
    chmod -R u+w retail telecom
    unset WEND_SHARED_SKIP
}

store() { # STUDY OUT
    "$WEND" stitch -q -c "$1" --sources -o "$2"
}

# Chosen columns of a TSV by name, one line a row, tab-separated.
columns() {
    awk -F '\t' -v names="$1" '
        NR == 1 { n = split(names, want, ","); for (i = 1; i <= NF; i++) at[$i] = i; next }
        { for (i = 1; i <= n; i++) printf "%s%s", (want[i] in at) ? $at[want[i]] : "", i < n ? "\t" : "\n" }'
}

# truth.csv (no quotes in it) as the same columns.
truth() {
    awk -F , -v OFS='\t' -v names="$2" '
        NR == 1 { n = split(names, want, ","); for (i = 1; i <= NF; i++) at[$i] = i; next }
        { for (i = 1; i <= n; i++) printf "%s%s", $at[want[i]], i < n ? "\t" : "\n" }' "$1"
}

@test "retail: 51 read = 48 kept + 2 duplicate + 1 rejected, courier.txt line 3" {
    run "$WEND" parse -q -c retail/retail.conf --ledger -o tsv
    [ "$status" -eq 0 ]
    total=$(printf '%s\n' "$output" | awk -F '\t' '
        NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
        $at["source"] != "total" { r += $at["read"]; k += $at["kept"]; d += $at["duplicate"]; j += $at["rejected"] }
        END { print r, k, d, j }')
    [ "$total" = "51 48 2 1" ]
    "$WEND" parse -q -c retail/retail.conf --rejects rejects.jsonl >/dev/null
    [ "$(wc -l <rejects.jsonl)" -eq 1 ]
    grep -q '"file":"courier.txt","line":3,' rejects.jsonl
    grep -q '2024-03-0' rejects.jsonl
}

@test "retail: the touchpoints equal truth.csv row for row" {
    "$WEND" parse -q -c retail/retail.conf | "$WEND" stitch -q -c retail/retail.conf >stream.tsv
    columns time,customer,channel,event,sku,id.order,amount,fulfil,csat <stream.tsv |
        sed 's/member:88000\([0-9]\)/C0\1/; s/member:880010/C10/' | sort >actual
    # The last order's fulfilment is in no export.
    truth retail/truth.csv utc,cust,channel,event,sku,order,amt,fulfil,csat |
        sed '/O11/s/courier//' | sort >expected
    diff -u expected actual
    [ "$(wc -l <actual)" -eq 48 ]
    [ "$(cut -f 2 actual | sort -u | wc -l)" -eq 10 ]
}

@test "retail: stages of every touchpoint equal truth.csv" {
    store retail/retail.conf retail.wend
    for member in 01 02 03 04 05 06 07 08 09 10; do
        "$WEND" show "member:8800$member" retail.wend -o tsv | columns event,stage |
            sed "s/^/C$member\t/"
    done >actual
    truth retail/truth.csv cust,event,stage | sort -s -k 1,1 >expected
    diff -u expected actual
}

@test "retail: stage funnel closed and open, on stream and store the same bytes" {
    store retail/retail.conf retail.wend
    "$WEND" stitch -q -c retail/retail.conf --sources >stream.tsv
    [ "$("$WEND" funnel @stages retail.wend | columns reached | paste -sd ' ')" = "9 8 5 4 1" ]
    [ "$("$WEND" funnel @stages --open retail.wend | columns reached | paste -sd ' ')" = "9 8 6 4 2" ]
    [ "$("$WEND" funnel 'product_view > cart_add > checkout > order_paid > Received = pickup | delivered' retail.wend |
        columns reached | paste -sd ' ')" = "8 3 3 3 3" ]
    for command in "funnel @stages" "funnel @stages --open" "funnel @stages --by channel" \
        "dropoff @stages" "consistency" "consistency --show switches" "consistency --show matrix" \
        "show member:880001"; do
        "$WEND" $command retail.wend -o json >a.json
        "$WEND" $command -c retail/retail.conf -o json <stream.tsv >b.json
        # Where the journeys came from is the one thing that differs.
        diff <(sed 's/"source": *"[^"]*"//' a.json) <(sed 's/"source": *"[^"]*"//' b.json)
        "$WEND" $command retail.wend >a.tsv
        "$WEND" $command -c retail/retail.conf <stream.tsv >b.tsv
        cmp a.tsv b.tsv
    done
}

@test "retail: pick-up, the lost, facts, touchpoints before the first purchase" {
    store retail/retail.conf retail.wend
    [ "$("$WEND" funnel 'Paid = order_paid and fulfil == "pickup" > pickup' --unit case:order retail.wend |
        columns reached | paste -sd ' ')" = "3 2" ]
    [ "$("$WEND" dropoff 'web:product_view > store:visit > order_paid | store_purchase' --list 2 retail.wend |
        columns customer)" = "member:880004" ]
    [ "$("$WEND" consistency --show switches retail.wend | columns count | awk '{ s += $1 } END { print s }')" = 20 ]
    agree=$("$WEND" consistency retail.wend | awk -F '\t' '
        NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
        tolower($at["measure"]) ~ /information agreement/ { print $at["numerator"] "/" $at["denominator"] }')
    [ "$agree" = "5/7" ]
    "$WEND" consistency --show purchase retail.wend | columns n,mean,median | grep -qx '6	3.5	4'
}

@test "telecom: 51 read, 49 parsed, 48 stitched, truth.csv row for row, cases joined" {
    run "$WEND" parse -q -c telecom/telecom.conf --ledger -o tsv
    total=$(printf '%s\n' "$output" | awk -F '\t' '
        NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
        $at["source"] != "total" { r += $at["read"]; k += $at["kept"]; d += $at["duplicate"]; j += $at["rejected"] }
        END { print r, k, d, j }')
    [ "$total" = "51 49 1 1" ]
    run bash -c "'$WEND' parse -q -c telecom/telecom.conf | '$WEND' stitch -c telecom/telecom.conf --rejects rejects.jsonl 2>&1 >stream.tsv"
    grep -q K99 rejects.jsonl
    [ "$(wc -l <rejects.jsonl)" -eq 1 ]
    columns time,customer,channel,event,case.ticket,topic,dept,csat <stream.tsv |
        sed 's/account://' | sort >actual
    # In no export: the department of K1's transfer and the topic of K2.
    truth telecom/truth.csv utc,cust,channel,event,case,topic,dept,csat |
        sed -e '/transfer\tK1/s/billing//' -e '/K2/s/outage//' | sort >expected
    diff -u expected actual
    [ "$(wc -l <actual)" -eq 48 ]
    [ "$(cut -f 2 actual | sort -u | wc -l)" -eq 8 ]
    [ "$(cut -f 5 actual | sort -u | grep -c K)" -eq 8 ]
}

@test "telecom: 5 cross-channel cases, repeated information in K1 and K6, continuity 3 of 5 and 4 of 6" {
    store telecom/telecom.conf telecom.wend
    "$WEND" consistency --unit case:ticket --show cases telecom.wend >cases.tsv
    [ "$(columns switches <cases.tsv | awk '$1 > 0' | wc -l)" -eq 5 ]
    [ "$(columns switches <cases.tsv | awk '{ s += $1 } END { print s }')" -eq 6 ]
    "$WEND" consistency --unit case:ticket telecom.wend | awk -F '\t' '
        NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
        tolower($at["measure"]) ~ /continuity/ { print $at["numerator"] "/" $at["denominator"] }' | sort >continuity
    [ "$(paste -sd ' ' continuity)" = "3/5 4/6" ]
}

@test "the order of the input does not matter" {
    "$WEND" parse -q -c retail/retail.conf >parsed.tsv
    "$WEND" stitch -q -c retail/retail.conf <parsed.tsv >expected.tsv
    for seed in 1 2 3 4 5; do
        { head -n 1 parsed.tsv; tail -n +2 parsed.tsv | awk -v s="$seed" 'BEGIN { srand(s) } { print rand() "\t" $0 }' |
            sort -n | cut -f 2-; } >shuffled.tsv
        "$WEND" stitch -q -c retail/retail.conf <shuffled.tsv >actual.tsv
        cmp expected.tsv actual.tsv
    done
    # A stitched stream may be shuffled too.
    "$WEND" funnel @stages -c retail/retail.conf --by channel <expected.tsv >a
    { head -n 1 expected.tsv; tail -n +2 expected.tsv | sort -t '	' -k 3,3; } |
        "$WEND" funnel @stages -c retail/retail.conf --by channel >b
    cmp a b
}

@test "one thread and several give the same bytes" {
    for study in retail/retail.conf telecom/telecom.conf; do
        "$WEND" parse -q -j 1 -c "$study" >a
        "$WEND" parse -q -j 4 -c "$study" >b
        cmp a b
        "$WEND" stitch -q -j 1 -c "$study" --sources -o a.wend
        "$WEND" stitch -q -j 4 -c "$study" --sources -o b.wend
        cmp a.wend b.wend
    done
    store retail/retail.conf retail.wend
    for command in "funnel @stages --by event" "dropoff @stages" "consistency"; do
        "$WEND" $command -j 1 retail.wend >a
        "$WEND" $command -j 7 retail.wend >b
        cmp a b
    done
}

@test "the stream through a pipe and from a file, and the sources directly, give the same store" {
    "$WEND" parse -q -c retail/retail.conf | "$WEND" stitch -q -c retail/retail.conf >piped.tsv
    "$WEND" parse -q -c retail/retail.conf >parsed.tsv
    "$WEND" stitch -q -c retail/retail.conf parsed.tsv >filed.tsv
    "$WEND" stitch -q -c retail/retail.conf --sources >direct.tsv
    cmp piped.tsv filed.tsv
    cmp piped.tsv direct.tsv
}

@test "real: an access log by its preset keeps 9,999 of 10,000 lines and names the other" {
    log=${WEND_SHARED:-$TOP_SRCDIR/../shared}/data/real/elastic_apache_logs.txt
    [ -r "$log" ] || skip "the shared folder with real data is absent"
    cp "$log" access.log
    printf '%s\n' 'timezone = "UTC"' 'identity { order = {"visitor"} device = {"visitor"} }' \
        'source "www" { files = {"access.log"} format = "apache-combined" channel = "web"' \
        'id { visitor = "host" } }' >www.conf
    run bash -c "'$WEND' parse -c www.conf --rejects r.jsonl 2>&1 >/dev/null"
    [ "$status" -eq 0 ]
    [[ "$output" == *"access.log:8899"* ]]
    [ "$(wc -l <r.jsonl)" -eq 1 ]
    [ "$("$WEND" parse -q -c www.conf | tail -n +2 | wc -l)" -eq 9999 ]
}

@test "real: receipt.csv has 1,434 cases and 116 variants" {
    log=${WEND_SHARED:-$TOP_SRCDIR/../shared}/data/real/receipt.csv
    [ -r "$log" ] || skip "the shared folder with real data is absent"
    cp "$log" receipt.csv
    printf '%s\n' 'timezone = "Europe/Amsterdam"' 'identity { order = {"case"} }' \
        'source "receipt" { files = {"receipt.csv"} time = {"time:timestamp", "iso"}' \
        'channel-field = "case:channel" event-field = "concept:name"' \
        'id { case = "case:concept:name" } duplicates = "none" }' >receipt.conf
    "$WEND" parse -q -c receipt.conf | "$WEND" stitch -q -c receipt.conf >stream.tsv
    [ "$(columns customer <stream.tsv | sort -u | wc -l)" -eq 1434 ]
    variants=$(columns customer,event <stream.tsv | awk -F '\t' '
        { path[$1] = path[$1] "\t" $2 } END { for (c in path) print path[c] }' | sort -u | wc -l)
    [ "$variants" -eq 116 ]
}
