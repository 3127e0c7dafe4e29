# Bad input, in every command: one line, where and what, the right exit status, no half-written file.

setup() {
    cd "$BATS_TEST_TMPDIR"
    cp -r "$TOP_SRCDIR/testdata/retail" .
    chmod -R u+w retail
    "$WEND" stitch -q -c retail/retail.conf --sources -o retail.wend
}

one_line() {
    [ "${#lines[@]}" -eq 1 ] || { echo "$output"; false; }
}

@test "an unknown event, channel, column in a question: exit 2, a suggestion, the valid names" {
    run "$WEND" funnel 'ad_clik > order_paid' retail.wend
    [ "$status" -eq 2 ]
    one_line
    [[ "$output" == *"ad_clik"*"did you mean ad_click?"*"valid:"* ]]
    run "$WEND" funnel 'wep:product_view' retail.wend
    [ "$status" -eq 2 ]
    one_line
    [[ "$output" == *"wep"*"did you mean web?"* ]]
    run "$WEND" funnel product_view --where 'ammount > 3' retail.wend
    [ "$status" -eq 2 ]
    one_line
    [[ "$output" == *"ammount"*"did you mean amount?"* ]]
    run "$WEND" funnel product_view --by chanel retail.wend
    [ "$status" -eq 2 ]
    one_line
    [[ "$output" == *"chanel"*"did you mean channel?"* ]]
    run "$WEND" funnel @stage retail.wend
    [ "$status" -eq 2 ]
    one_line
    [[ "$output" == *"stage"*"did you mean @stages?"* ]]
    run "$WEND" funnel 'ad_clik > order_paid' --allow-unknown retail.wend
    [ "$status" -eq 0 ]
}

@test "what the study declares is known even on a day without it" {
    "$WEND" stitch -q -c retail/retail.conf --sources |
        awk -F '\t' 'NR == 1 || $3 != "return"' >day.tsv
    run "$WEND" funnel 'order_paid > return' -c retail/retail.conf day.tsv
    [ "$status" -eq 0 ]
}

@test "an unknown key of the study: file and line, suggestion, exit 2, no output" {
    printf 'timezone = "UTC"\nsource "a" {\n  filez = {"x.csv"}\n}\n' >bad.conf
    run "$WEND" stitch -c bad.conf --sources -o out.wend
    [ "$status" -eq 2 ]
    one_line
    [[ "$output" == *"bad.conf:3:"*"filez"*"did you mean files?"* ]]
    [ ! -e out.wend ]
}

@test "a missing or unreadable file is noticed before any output: exit 3" {
    run "$WEND" funnel @stages nothere.wend
    [ "$status" -eq 3 ]
    one_line
    [[ "$output" == *"nothere.wend"*"No such file"* ]]
    rm retail/app.csv
    run bash -c "'$WEND' parse -c retail/retail.conf >out.tsv"
    [ "$status" -eq 3 ]
    [[ "$output" == *"app.csv"* ]]
    [ ! -s out.tsv ]
    run "$WEND" stitch -q -c retail/retail.conf --sources -o new.wend
    [ "$status" -eq 3 ]
    [ ! -e new.wend ]
    [ "$(ls new.wend* 2>/dev/null | wc -l)" -eq 0 ]
}

@test "a full disk: exit 3 from every command that writes" {
    [ -e /dev/full ] || skip "no /dev/full"
    for command in "parse -q -c retail/retail.conf" "stitch -q -c retail/retail.conf --sources" \
        "funnel @stages retail.wend" "dropoff @stages retail.wend" "consistency retail.wend" \
        "show member:880001 retail.wend" "report retail.wend" \
        "dash --dump=80x24 --screen=funnel retail.wend" "help"; do
        run bash -c "'$WEND' $command >/dev/full"
        [ "$status" -eq 3 ] || { echo "$command: $status $output"; false; }
        [[ "$output" == *"No space left"* ]]
        one_line
    done
}

@test "a reader that stops early ends the run without a word" {
    for ((i = 0; i < 2000; i++)); do tail -n +2 retail/web.csv | head -n 20 | sed "s/^/x/"; done >/dev/null
    run bash -c "'$WEND' parse -q -c retail/retail.conf 2>err | head -n 1 >/dev/null; cat err"
    [ "$output" = "" ]
}

@test "a truncated or bit-flipped store names the section: exit 3, never a crash" {
    size=$(wc -c <retail.wend)
    for cut in 0 1 7 8 40 100 $((size / 2)) $((size - 1)); do
        head -c "$cut" retail.wend >cut.wend
        run "$WEND" funnel @stages cut.wend
        [ "$status" -eq 3 ] || [ "$status" -eq 2 ] || { echo "cut at $cut: $status $output"; false; }
        one_line
    done
    "$WEND" funnel @stages retail.wend >expected
    for ((at = 3; at < size; at += size / 60)); do
        cp retail.wend flip.wend
        byte=$(od -An -tu1 -j "$at" -N 1 flip.wend | tr -d ' ')
        printf "\\$(printf '%03o' $((byte ^ 32)))" | dd of=flip.wend bs=1 seek="$at" conv=notrunc 2>/dev/null
        run "$WEND" funnel @stages flip.wend
        if [ "$status" -eq 0 ]; then
            # Harmless: a section that the question does not touch.
            [ "$output" = "$(cat expected)" ] || { echo "flip at $at changed the answer"; false; }
        else
            [ "$status" -eq 3 ] || [ "$status" -eq 2 ] || { echo "flip at $at: $status $output"; false; }
            one_line
        fi
    done
}

@test "not a store, not a stream, not stitched: said in one line" {
    printf 'hello\n' >hello.txt
    run "$WEND" funnel @stages hello.txt
    [ "$status" -eq 2 ]
    one_line
    "$WEND" parse -q -c retail/retail.conf >parsed.tsv
    run "$WEND" funnel ad_click parsed.tsv
    [ "$status" -eq 2 ]
    one_line
    [[ "$output" == *"wend stitch"* ]]
}

@test "broken rows are rejected with a reason and the rest is read" {
    mkdir odd
    printf '%s\n' 'timezone = "UTC"' 'identity { order = {"member"} }' \
        'source "odd" { files = {"odd.csv"} time = {"t", "iso"} channel = "web" event-field = "e"' \
        'id { member = "m" } }' >odd/odd.conf
    {
        printf 't,m,e\n'
        printf '2024-01-01T00:00:01Z,1,first\n'
        head -c 10000000 /dev/zero | tr '\0' x
        printf ',1,long\n'
        printf '2024-01-01T00:00:02Z,1,n\0ul\n'
        printf '2024-01-01T00:00:03Z,1,"unclosed\n'
        printf '2024-01-01T00:00:04Z,1,bad\xff\n'
        printf '2024-02-30T00:00:05Z,1,noday\n'
        printf '2024-01-01T00:00:06Z,1\n'
        printf '2024-01-01T00:00:07Z,1,last'
    } >odd/odd.csv
    run "$WEND" parse -q -c odd/odd.conf --rejects odd/rejects.jsonl
    [ "$status" -eq 0 ]
    [ "$(printf '%s\n' "$output" | awk -F '\t' 'NR > 1 { print $3 }' | paste -sd ' ')" = "first last" ]
    [ "$(sed -n 's/.*"line":\([0-9]*\).*/\1/p' odd/rejects.jsonl | paste -sd ' ')" = "3 4 5 6 7 8" ]
}

@test "terminal escapes in data never reach the output" {
    mkdir esc
    printf '%s\n' 'timezone = "UTC"' 'identity { order = {"member"} }' \
        'source "esc" { files = {"esc.csv"} time = {"t", "iso"} channel = "web" event-field = "e"' \
        'id { member = "m" } attr { note = "n" } }' >esc/esc.conf
    printf 't,m,e,n\n2024-01-01T00:00:01Z,1,\033]0;owned\007click,\033[31mred\n' >esc/esc.csv
    "$WEND" stitch -q -c esc/esc.conf --sources -o esc.wend
    for command in "show member:1 -o pretty" "funnel * -o pretty" "dropoff * -o pretty" \
        "consistency --show channels -o pretty" "report" "dash --dump=80x24 --screen=timeline --customer=member:1"; do
        set -f
        run "$WEND" $command esc.wend
        set +f
        [ "$status" -eq 0 ] || { echo "$command: $output"; false; }
        [[ "$output" != *$'\033'* ]]
        [[ "$output" != *$'\007'* ]]
    done
    "$WEND" funnel '*' esc.wend --by event -o json | "$WEND" plot >program
    ! grep -q $'\033' program
}

@test "--now fixes the clock: a window that has not ended is pending" {
    # C09 and C10 looked last: with the clock just after, they may still come.
    "$WEND" funnel 'promo_open > order_paid' --window 7d --now 2024-03-08T00:00:00Z retail.wend >a.tsv
    "$WEND" funnel 'promo_open > order_paid' --window 7d --now 2024-06-01T00:00:00Z retail.wend >b.tsv
    pending() { awk -F '\t' 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next } NR == 2 { print $at["pending"] }' "$1"; }
    # promo_open: C05 1 March 10:00 (not bought; open until 8 March 10:00), C06 4 March (bought 15 min later),
    # C09 6 March (open until 13 March).
    [ "$(pending a.tsv)" = 2 ]
    [ "$(pending b.tsv)" = 0 ]
}

@test "files that may hold ids are their owner's; a picture has the usual rights; what was given stays" {
    umask 022
    cp retail.wend kept.wend && chmod 640 kept.wend
    "$WEND" stitch -q -c retail/retail.conf --sources --rejects rejects.jsonl -o kept.wend
    "$WEND" stitch -q -c retail/retail.conf --sources -o new.wend
    "$WEND" stitch -q -c retail/retail.conf --sources -o stream.tsv
    "$WEND" dropoff @stages --list 1 new.wend -o lost.csv
    "$WEND" report new.wend -o report.html
    "$WEND" funnel @stages new.wend -o json | "$WEND" plot -o funnel.gp
    for file in new.wend stream.tsv rejects.jsonl lost.csv report.html; do
        [ "$(stat -c %a "$file")" = 600 ] || { stat -c '%n %a' "$file"; false; }
    done
    "$WEND" parse -q -c retail/retail.conf --state state --rejects more.jsonl >/dev/null
    chmod 640 state
    "$WEND" parse -q -c retail/retail.conf --state state --rejects more.jsonl >/dev/null
    for file in state.keys more.jsonl; do
        [ "$(stat -c %a "$file")" = 600 ] || { stat -c '%n %a' "$file"; false; }
    done
    [ "$(stat -c %a state)" = 640 ]
    [ "$(stat -c %a funnel.gp)" = 644 ]
    [ "$(stat -c %a kept.wend)" = 640 ]
}
