# wend funnel on streams made by hand; expected values are counted by hand.

setup() {
    cd "$BATS_TEST_TMPDIR"
    # time channel event customer direction amount
    stream >shop.tsv <<'END'
2024-03-01T00:00:00Z social ad c1 act -
2024-03-01T01:00:00Z web view c1 act -
2024-03-01T02:00:00Z app cart c1 act 120
2024-03-03T00:00:00Z web pay c1 act 120
2024-03-02T00:00:00Z social ad c2 act -
2024-03-02T00:00:00Z web view c2 act -
2024-03-05T00:00:00Z web view c2 act -
2024-03-05T00:10:00Z web cart c2 act 30
2024-03-04T00:00:00Z email mail c3 out -
2024-03-04T00:30:00Z web view c3 act -
2024-03-06T00:00:00Z social ad c4 act -
2024-03-06T12:00:00Z store pay c4 act 5
2024-03-06T13:00:00Z web view - act -
END
}

stream() {
    printf 'time\tchannel\tevent\tcustomer\tdirection\tamount\n'
    sed -e 's/ -\( \|$\)/ \1/g' -e 's/ /\t/g'
}

# Columns by name, without the header.
columns() {
    awk -F '\t' -v want="$1" '
        NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; n = split(want, name, ","); next }
        { for (i = 1; i <= n; i++) printf "%s%s", $at[name[i]], i < n ? "\t" : "\n" }'
}

# One column as one line.
row() {
    columns "$1" | paste -sd ' '
}

@test "closed: reached, lost, shares, intervals, median times" {
    "$WEND" funnel 'ad > view > cart > pay' shop.tsv >out.tsv
    [ "$(head -n 1 out.tsv | tr '\t' ' ')" = "step label reached share_first share_first_low share_first_high share_previous share_previous_low share_previous_high lost pending median_seconds" ]
    [ "$(row reached <out.tsv)" = "3 2 2 1" ]
    [ "$(row lost <out.tsv)" = "1 0 1 0" ]
    [ "$(row pending <out.tsv)" = "0 0 0 0" ]
    [ "$(row share_first <out.tsv)" = "1 0.666667 0.666667 0.333333" ]
    [ "$(row share_previous <out.tsv)" = " 0.666667 1 0.5" ]
    # Wilson for 1 of 2: 0.0945 … 0.9055.
    [ "$(columns share_previous_low,share_previous_high <out.tsv | tail -n 1)" = "0.0945312	0.905469" ]
    # Of c1 and c2: ad to view 1 h and 0 s; view to cart 1 h and 3 d 10 min (the view beside the ad is
    # the earlier one); cart to pay 46 h.
    [ "$(row median_seconds <out.tsv)" = " 1800 131700 165600" ]
}

@test "open: each step by itself" {
    "$WEND" funnel 'ad > view > cart > pay' --open shop.tsv >out.tsv
    [ "$(row reached <out.tsv)" = "3 3 2 2" ]
    # All who have cart have view; not all who have view have ad, nor all who have pay cart.
    [ "$(row share_previous <out.tsv)" = "  0.666667 " ]
    run "$WEND" funnel 'ad > view' --open --window 1d shop.tsv
    [ "$status" -eq 2 ]
    [[ "$output" == *"exclude each other"* ]]
}

@test "the window's end is inclusive; what may still come is pending" {
    [ "$("$WEND" funnel 'ad > pay' --window 12h shop.tsv | row reached)" = "3 1" ]
    [ "$("$WEND" funnel 'ad > pay' --window 43199s shop.tsv | row reached)" = "3 0" ]
    # The data end on 6 March 13:00: only c4's ad (6 March) is younger than two days.
    "$WEND" funnel 'ad > cart' --window 2d shop.tsv >out.tsv
    [ "$(row reached <out.tsv)" = "3 1" ]
    [ "$(row lost <out.tsv)" = "1 0" ]
    [ "$(row pending <out.tsv)" = "1 0" ]
    "$WEND" funnel 'ad > cart' --window 2d --now 2024-04-01 shop.tsv >out.tsv
    [ "$(row lost <out.tsv)" = "2 0" ]
    [ "$(row pending <out.tsv)" = "0 0" ]
}

@test "--since and --until apply to step 1, half open; a bare date includes its day" {
    [ "$("$WEND" funnel 'ad > view > cart' --since 2024-03-02 shop.tsv | row reached)" = "2 1 1" ]
    [ "$("$WEND" funnel 'ad > view > cart' --until 2024-03-01 shop.tsv | row reached)" = "1 1 1" ]
    [ "$("$WEND" funnel 'ad > view' --until 2024-03-02T00:00:00Z shop.tsv | row reached)" = "1 1" ]
    [ "$("$WEND" funnel 'view > cart' --since 2024-03-05 shop.tsv | row reached)" = "1 1" ]
}

@test "--by: the value at step 1, the top values, Other and (none)" {
    "$WEND" funnel 'ad | view > pay' --by channel shop.tsv >out.tsv
    # All chains are shortest: c1 and c4 from their ad (c1's view is nearer to pay: web), c2's first, c3 web.
    [ "$(columns by,step,reached <out.tsv | tr '\t' ' ' | paste -sd ,)" = "social 1 2,social 2 1,web 1 2,web 2 1" ]
    "$WEND" funnel 'ad | view > pay' --by customer --top 1 shop.tsv >out.tsv
    [ "$(columns by,reached <out.tsv | tr '\t' ' ' | paste -sd ,)" = "c1 1,c1 1,Other 3,Other 1" ]
    "$WEND" funnel 'cart | ad' --by amount shop.tsv >out.tsv
    [ "$(columns by,reached <out.tsv | tr '\t' ' ' | paste -sd ,)" = "(none) 3" ]
}

@test "--where filters touchpoints before units are made" {
    "$WEND" funnel 'view > cart' --where 'channel == web' -o json shop.tsv >out.json
    grep -q '"n": *3' out.json
    [ "$("$WEND" funnel 'view > cart' --where 'channel == web' shop.tsv | row reached)" = "3 1" ]
    [ "$("$WEND" funnel 'view#2' --where 'time >= "2024-03-02"' shop.tsv | row reached)" = "1" ]
}

@test "wildcards see acts only, a named event any direction" {
    [ "$("$WEND" funnel 'mail > view' shop.tsv | row reached)" = "1 1" ]
    [ "$("$WEND" funnel 'email:* > view' shop.tsv | row reached)" = "0 0" ]
}

@test "units may be cases of any field" {
    [ "$("$WEND" funnel 'cart > pay' --unit case:amount shop.tsv | row reached)" = "2 1" ]
    run "$WEND" funnel 'cart > pay' --unit week shop.tsv
    [ "$status" -eq 2 ]
    [[ "$output" == *"valid: customer, session, group, case:KEY"* ]]
}

@test "touchpoints without a customer are in no journey, and said to be" {
    "$WEND" funnel 'view > pay' -o json shop.tsv >out.json
    grep -q 'touchpoints of no customer, in no journey: 1' out.json
    [ "$("$WEND" funnel view shop.tsv | row reached)" = 3 ]
}

@test "an empty stream is no fault: zeros, exit 0" {
    head -n 1 shop.tsv >empty.tsv
    run "$WEND" funnel 'ad > view' empty.tsv
    [ "$status" -eq 0 ]
    [ "$(printf '%s\n' "$output" | row reached)" = "0 0" ]
}

@test "fields and cases that the study declares are known even when nobody has them" {
    [ "$("$WEND" funnel 'cart > pay' --by fulfil -c "$TOP_SRCDIR/testdata/retail/retail.conf" shop.tsv |
        columns by,reached | tr '\t' ' ' | paste -sd ,)" = "(none) 2,(none) 1" ]
    [ "$("$WEND" funnel 'cart and sku == K1 > pay' -c "$TOP_SRCDIR/testdata/retail/retail.conf" shop.tsv |
        row reached)" = "0 0" ]
    [ "$("$WEND" funnel 'cart > pay' --unit case:ticket -c "$TOP_SRCDIR/testdata/telecom/telecom.conf" shop.tsv |
        row reached)" = "0 0" ]
    run "$WEND" funnel 'cart > pay' --by fulfil shop.tsv
    [ "$status" -eq 2 ]
}

@test "a comparison without parentheses is explained" {
    run "$WEND" funnel 'view > amount > 100' shop.tsv
    [ "$status" -eq 2 ]
    [ "${#lines[@]}" -eq 1 ]
    [[ "$output" == *"amount at column 8"*"use parentheses: (amount > 100)"* ]]
    [ "$("$WEND" funnel 'view > (amount > 100)' shop.tsv | row reached)" = "3 1" ]
}

@test "no steps and too many arguments are usage faults" {
    run "$WEND" funnel
    [ "$status" -eq 2 ]
    [[ "$output" == *"no steps"* ]]
    run "$WEND" funnel ad shop.tsv more
    [ "$status" -eq 2 ]
}

@test "any number of threads gives the same bytes" {
    for ((i = 0; i < 50; i++)); do tail -n +2 shop.tsv | awk -F "\t" -v OFS="\t" -v i="$i" "{ if (\$4) \$4 = \$4 i; print }"; done |
        cat <(head -n 1 shop.tsv) - >many.tsv
    for options in "" "--open" "--by event" "--window 1d" "--unit case:channel" "--where amount>5"; do
        "$WEND" funnel 'ad > view > cart | pay' $options -j 1 many.tsv >a
        "$WEND" funnel 'ad > view > cart | pay' $options -j 7 many.tsv >b
        cmp a b
    done
    [ "$("$WEND" funnel 'ad > view > cart > pay' many.tsv | row reached)" = "150 100 100 50" ]
}

@test "a period that ends before it starts is a usage error" {
    printf 'time\tchannel\tevent\tcustomer\tseq\n2024-03-01T00:00:00Z\tweb\ta\tc1\t1\n' >s.tsv
    run "$WEND" funnel a --since 2024-03-05 --until 2024-03-01 s.tsv
    [ "$status" -eq 2 ]
    [ "$output" = "wend funnel: --since 2024-03-05 is not before --until 2024-03-01" ]
    run "$WEND" funnel a --since 2024-03-01 --until 2024-03-01 s.tsv
    [ "$status" -eq 0 ]
    [ "$(printf '%s\n' "$output" | awk 'NR == 2 { print $3 }')" = 1 ]
}
