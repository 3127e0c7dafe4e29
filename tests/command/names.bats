# wend stitch --keep-names: names that last from run to run. Small worlds; expected values by hand.

setup() {
    cd "$BATS_TEST_TMPDIR"
    cat >s.conf <<'EOF'
timezone = "UTC"
source "s" {
    files = {"s.csv"} time = {"t", "iso"} channel = "web" event = "e"
    id { crm = "crm" mail = "mail" device = "d" }
}
identity { order = {"crm", "mail", "device"} device = {"device"} }
EOF
    cat >s.csv <<'EOF'
t,crm,mail,d
2024-01-01T00:01:00Z,5,a@x.yy,
2024-01-01T00:02:00Z,,b@x.yy,
2024-01-01T00:03:00Z,,c@x.yy,
2024-01-01T00:04:00Z,7,,
2024-01-01T00:05:00Z,8,,
2024-01-01T00:06:00Z,9,,
2024-01-01T00:07:00Z,,,v
EOF
    "$WEND" stitch -q -c s.conf --sources -o old.wend
}

names() {
    "$WEND" stitch -q -c s.conf --sources "$@" | awk -F '\t' 'NR > 1 { print $4 }' | sort -u | paste -sd ' '
}

@test "a name stays while a smaller value comes, and goes when a stronger id or another customer does" {
    [ "$(names)" = "crm:5 crm:7 crm:8 crm:9 device:v mail:b@x.yy mail:c@x.yy" ]
    cat >>s.csv <<'EOF'
2024-02-01T00:01:00Z,1,a@x.yy,
2024-02-01T00:02:00Z,3,b@x.yy,
2024-02-01T00:03:00Z,7,k@x.yy,
2024-02-01T00:04:00Z,8,k@x.yy,
2024-02-01T00:05:00Z,6,,v
EOF
    sed -i '/,9,,/d' s.csv
    [ "$(names)" = "crm:1 crm:3 crm:6 crm:7 mail:c@x.yy" ]
    # crm:5 stays, though crm:1 is smaller; 7 and 8 are one, and 7 is the smaller name.
    [ "$(names --keep-names old.wend)" = "crm:3 crm:5 crm:6 crm:7 mail:c@x.yy" ]
    [ "$("$WEND" stitch -q -c s.conf --sources --keep-names old.wend --report --show renamed -o tsv)" = \
        "was	now	change
crm:8	crm:7	merged
crm:9		gone
mail:b@x.yy	crm:3	renamed" ]
    run bash -c "'$WEND' stitch -c s.conf --sources --keep-names old.wend 2>&1 >out.tsv"
    [[ "$output" == *"renamed 1 and merged 1 customers of the earlier run; --report --show renamed lists them"* ]]
    # From run to run, and onto itself.
    "$WEND" stitch -q -c s.conf --sources --keep-names old.wend -o new.wend
    "$WEND" stitch -q -c s.conf --sources --keep-names new.wend -o new.wend
    [ "$("$WEND" show --export tsv new.wend | cut -f 4 | tail -n +2 | sort -u | paste -sd ' ')" = \
        "crm:3 crm:5 crm:6 crm:7 mail:c@x.yy" ]
}

@test "the order of the input does not matter to kept names; a missing store is an error" {
    printf '2024-02-01T00:01:00Z,1,a@x.yy,\n2024-02-01T00:02:00Z,0x,c@x.yy,\n' >>s.csv
    "$WEND" parse -q -c s.conf >p.tsv
    "$WEND" stitch -q -c s.conf --keep-names old.wend p.tsv >expected
    { head -n 1 p.tsv; tail -n +2 p.tsv | tac; } | "$WEND" stitch -q -c s.conf --keep-names old.wend | cmp expected -
    run "$WEND" stitch -q -c s.conf --sources --keep-names none.wend
    [ "$status" -eq 3 ]
}
