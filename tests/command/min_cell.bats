# --min-cell: small counts are withheld, and nothing that is shown gives them away.

# 100 customers see, 97 of them put something into the cart, 60 pay and 20 come back; and 5 of a
# second channel only see.
setup() {
    cd "$BATS_TEST_TMPDIR"
    awk 'BEGIN {
        print "time\tchannel\tevent\tcustomer"
        for (i = 0; i < 100; i++) {
            c = sprintf("member:%03d", i)
            printf "2024-01-01T00:00:00Z\tweb\tsee\t%s\n", c
            if (i < 97) printf "2024-01-01T00:01:00Z\tweb\tcart\t%s\n", c
            if (i < 60) printf "2024-01-01T00:02:00Z\tstore\tpay\t%s\n", c
            if (i < 20) printf "2024-01-01T00:03:00Z\tapp\tback\t%s\n", c
        }
    }' >j.tsv
}

# Column $2 of the row whose label is $1.
at() {
    awk -F '\t' -v label="$1" -v want="$2" '
        NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
        $at["label"] == label { print $at[want]; exit }'
}

@test "a funnel withholds a small loss, and what it follows from" {
    "$WEND" funnel 'see > cart > pay > back' --min-cell 11 j.tsv >t.tsv
    # Lost at see: 3. 100 − 3 = 97 would tell it, and 97 follows from 60 and the 37 lost then.
    [ "$(at see reached <t.tsv) $(at pay reached <t.tsv) $(at back reached <t.tsv)" = "100 60 20" ]
    [ "$(at see lost <t.tsv)$(at cart reached <t.tsv)$(at cart lost <t.tsv)$(at cart share_first <t.tsv)$(at pay share_previous <t.tsv)" = "" ]
    [ "$(at pay lost <t.tsv)" = 40 ]
    "$WEND" funnel 'see > cart > pay > back' --min-cell 11 -o json j.tsv | grep -q 'cells are withheld: counts below 11'
    # Without it, and with a limit that no count is below, all is shown.
    "$WEND" funnel 'see > cart > pay > back' j.tsv >whole.tsv
    [ "$(at see lost <whole.tsv)" = 3 ]
    "$WEND" funnel 'see > cart > pay > back' --min-cell 3 j.tsv | cmp - whole.tsv
}

@test "drop-off withholds what the funnel does, and the parts of it" {
    "$WEND" dropoff 'see > cart > pay > back' --min-cell 11 j.tsv >t.tsv
    [ "$(at see lost <t.tsv)$(at cart reached <t.tsv)$(at cart lost <t.tsv)" = "" ]
    [ "$(at pay reached <t.tsv) $(at pay lost <t.tsv)" = "60 40" ]
    # 3 are lost at see, all of them without another act: their count is nowhere.
    ! awk -F '\t' '$2 == "see" && ($8 != "" || $9 != "")' t.tsv | grep .
    # 40 at pay end in the store, after a switch: these are shown.
    [ "$(awk -F '\t' '$2 == "pay" && $6 == "exit" { print $7, $8 }' t.tsv)" = "store:pay 40" ]
}

@test "the groups of a breakdown do not tell one another" {
    awk 'BEGIN { for (i = 0; i < 5; i++) printf "2024-01-02T00:00:00Z\tapp\tsee\tmember:x%d\n", i }' >>j.tsv
    "$WEND" funnel 'see > cart' --by channel --min-cell 11 j.tsv >t.tsv
    # 105 in all: the 5 of the app are withheld, and so are the 100 of the web.
    [ "$(awk -F '\t' 'NR > 1 && $2 == 1 { print $1 "=" $4 }' t.tsv | sort | tr '\n' ' ')" = "app= web= " ]
}

@test "switches, channels, scorecard and report keep to it" {
    # 60 go from the web to the store, 20 on to the app.
    "$WEND" consistency --show switches --min-cell 11 j.tsv >t.tsv
    [ "$(cut -f 1-3 t.tsv | tail -n +2 | tr '\t\n' ' ;')" = "web store 60;store app 20;" ]
    "$WEND" consistency --show switches --min-cell 21 j.tsv >t.tsv
    [ "$(cut -f 1-3 t.tsv | tail -n +2 | tr '\t\n' ' ;')" = "web store ;store app ;" ]
    "$WEND" consistency --show channels --min-cell 21 j.tsv >t.tsv
    ! grep -qE '(^|	)20(	|$)' t.tsv
    "$WEND" report --min-cell 21 j.tsv -o md >t.md
    ! grep -qE '[^0-9]20[^0-9-]' t.md
    grep -q 'of single customers' t.md
}

@test "what lists single customers is refused; too few are a failed check" {
    for args in "dropoff see>cart --list 1" "consistency --show cases" "consistency --show facts"; do
        run "$WEND" $args --min-cell 11 j.tsv
        [ "$status" -eq 2 ] || { echo "$args: $output"; false; }
        [[ "$output" == *"--min-cell: the "*" table lists single customers or facts"* ]]
    done
    head -n 5 j.tsv >few.tsv
    run "$WEND" funnel 'see > cart' --min-cell 11 few.tsv
    [ "$status" -eq 1 ]
    [[ "$output" == *"--min-cell: fewer than 11 customers: nothing can be shown"* ]]
    run "$WEND" funnel 'see > cart' --min-cell 0 j.tsv
    [ "$status" -eq 2 ]
    run "$WEND" funnel 'see > cart' --min-cell few j.tsv
    [ "$status" -eq 2 ]
}
