# wend stitch: what goes where, the summary, refused joins, rejects, independence of input order.

setup() {
    cd "$BATS_TEST_TMPDIR"
    cp -r "$TOP_SRCDIR/testdata/retail" "$TOP_SRCDIR/testdata/telecom" .
    chmod -R u+w retail telecom
}

shuffle() { # SEED: keep the header, shuffle the rows
    awk -v s="$1" 'BEGIN { srand(s) } NR == 1 { print "0\t" $0; next } { print 1 + rand() "\t" $0 }' |
        sort -n | cut -f 2-
}

# A world of two members who meet at one e-mail address, and a link file.
small_world() {
    cat >s.conf <<'EOF'
timezone = "UTC"
source "s" {
    files = {"s.csv"} time = {"t", "iso"} channel = "web" event = "e"
    id { member = "m" email = "a" }
}
identity { order = {"member", "email"} unique = {"member"} links = {"l.csv"} }
EOF
    cat >s.csv <<'EOF'
t,m,a
2024-01-01T00:00:00Z,1,x@y.zz
2024-01-02T00:00:00Z,2,x@y.zz
2024-01-03T00:00:00Z,,x@y.zz
2024-01-04T00:00:00Z,,q@y.zz
EOF
    printf 'member,email\n3,q@y.zz\n' >l.csv
}

@test "the summary adds up: retail by hand from its exports" {
    # 29 of the 48 rows carry a member number, a phone or an e-mail address.
    run bash -c "'$WEND' stitch -q -c retail/retail.conf --sources --report -o tsv"
    [ "$status" -eq 0 ]
    [ "$(cut -f 1,2 <<<"$output")" = "$(printf '%s\t%s\n' measure count rows 48 \
        rows_with_person_id 29 rows_of_persons 48 rows_of_devices 0 rows_unattributed 0 \
        rows_rejected 0 rows_forgotten 0 rows_joined_to_case 0 rows_outside_look_back 0 rows_on_shared_devices 0 \
        rows_on_shared_devices_anonymous 0 customers_live 10 customers 10 persons 10 devices 0 \
        devices_seen 12 devices_shared 0 links 20 links_refused 0 link_lines_rejected 0 \
        ids_refused 0 ids_set_aside 0 ids_dangling 0 lift '' clusters 10 bridges 20)" ]
}

@test "telecom: case K99 is rejected with its line, five rows join an open case" {
    run bash -c "'$WEND' stitch -c telecom/telecom.conf --sources --rejects r.jsonl 2>&1 >out.tsv"
    [ "$status" -eq 0 ]
    [[ "$output" == *"telecom/survey.csv:7: nobody is known by case:K99"* ]]
    [[ "$output" == *"rows         49 = persons 48 + devices 0 + unattributed 0 + rejected 1"* ]]
    [[ "$output" == *"5 rows joined an open case"* ]]
    [ "$(tail -n +2 out.tsv | wc -l)" -eq 48 ]
    grep -q '"file":"survey.csv","line":7,.*"reason":"unknown-transaction"' r.jsonl
    run bash -c "'$WEND' stitch -q -c telecom/telecom.conf --sources --strict >out.tsv"
    [ "$status" -eq 1 ]
}

@test "a refused join is named, counted and does not join" {
    small_world
    run bash -c "'$WEND' stitch -c s.conf --sources 2>&1 >out.tsv"
    [[ "$output" == *"s.csv:2: not joined: member:1 and email:x@y.zz: one customer would have two values of member: "* ]]
    [[ "$output" == *"links        3, refused 1"* ]]
    [ "$(cut -f 1,4 out.tsv | tail -n +2 | sort | cut -f 2 | paste -sd ' ')" = \
        "member:1 member:2 member:2 member:3" ]
    run "$WEND" stitch -q -c s.conf --sources --report --show refused -o tsv
    [ "${#lines[@]}" -eq 2 ]
    [[ "${lines[1]}" == "member:1	email:x@y.zz	2024-01-01T00:00:00Z	s.csv:2	"* ]]
}

@test "the order of the input does not matter, also where joins are refused" {
    small_world
    for study in s.conf telecom/telecom.conf retail/retail.conf; do
        "$WEND" parse -q -c "$study" >parsed.tsv
        "$WEND" stitch -q -c "$study" <parsed.tsv >expected.tsv
        "$WEND" stitch -q -c "$study" --report --show refused -o tsv <parsed.tsv >expected.refused
        for seed in 1 2 3; do
            shuffle "$seed" <parsed.tsv >shuffled.tsv
            "$WEND" stitch -q -c "$study" <shuffled.tsv >actual.tsv
            cmp expected.tsv actual.tsv
            "$WEND" stitch -q -c "$study" --report --show refused -o tsv <shuffled.tsv | cmp expected.refused -
            "$WEND" stitch -q -c "$study" <shuffled.tsv -o a.wend
            "$WEND" stitch -q -c "$study" <parsed.tsv -o b.wend
            cmp a.wend b.wend
        done
    done
}

@test "rows that no file and line tell apart do not depend on the input's order either" {
    small_world
    printf 'time\tchannel\tevent\tid.member\tsku\n' >plain.tsv
    for sku in d a c b a; do
        printf '2024-01-01T00:00:00Z\tweb\tlook\t7\t%s\n' "$sku"
    done >>plain.tsv
    "$WEND" stitch -q -c s.conf plain.tsv >expected.tsv
    [ "$(awk -F '\t' 'NR > 1 { print $NF }' expected.tsv | paste -sd ' ')" = "a a b c d" ]
    for seed in 1 2 3; do
        shuffle "$seed" <plain.tsv | "$WEND" stitch -q -c s.conf | cmp expected.tsv -
    done
}

@test "a stitched stream can be stitched again, with the same result" {
    "$WEND" stitch -q -c telecom/telecom.conf --sources >once.tsv
    "$WEND" stitch -q -c telecom/telecom.conf once.tsv >twice.tsv
    cmp once.tsv twice.tsv
}

@test "-o: FILE.wend is a store, any other name a stream, no extension a usage error" {
    "$WEND" stitch -q -c retail/retail.conf --sources -o a.wend -q
    [ "$(head -c 7 a.wend)" = WENDSTO ]
    "$WEND" stitch -q -c retail/retail.conf --sources -o a.tsv
    "$WEND" stitch -q -c retail/retail.conf --sources | cmp a.tsv -
    run "$WEND" stitch -q -c retail/retail.conf --sources -o retail-journeys
    [ "$status" -eq 2 ]
    [[ "$output" == *"FILE.wend"* ]]
    [ ! -e retail-journeys ]
    "$WEND" stitch -q -c retail/retail.conf --sources -o b.wend --report >table
    cmp a.wend b.wend
    grep -q '^customers	10	$' table
    "$WEND" stitch -q -c retail/retail.conf --sources -o table.csv --report >nothing
    [ ! -s nothing ]
    grep -q '^customers,10,$' table.csv
}

@test "usage: no study, a stream beside --sources, two streams, no input" {
    run "$WEND" stitch --sources
    [ "$status" -eq 2 ]
    [[ "$output" == *"-c STUDY"* ]]
    run "$WEND" stitch -c retail/retail.conf --sources x.tsv
    [ "$status" -eq 2 ]
    run "$WEND" stitch -c retail/retail.conf x.tsv y.tsv
    [ "$status" -eq 2 ]
    run "$WEND" stitch -c retail/retail.conf nothere.tsv
    [ "$status" -eq 3 ]
    run bash -c "true | '$WEND' stitch -c retail/retail.conf"
    [ "$status" -eq 2 ]
    [[ "$output" == *"empty input: no header"* ]]
}

@test "a header alone is fine: no rows, exit 0, and so are questions about it" {
    "$WEND" parse -q -c retail/retail.conf | head -n 1 >header.tsv
    run "$WEND" stitch -q -c retail/retail.conf header.tsv -o empty.wend
    [ "$status" -eq 0 ]
    run "$WEND" stitch -q -c retail/retail.conf header.tsv
    [ "$status" -eq 0 ]
    [ "${#lines[@]}" -eq 1 ]
    run "$WEND" funnel @stages empty.wend
    [ "$status" -eq 0 ]
}

@test "link files: missing, unknown namespace, bad lines" {
    small_world
    printf 'kind,id,member\nemail,q@y.zz,3\nfax,1,3\nemail,nobody,3\nemail,a@b.cc\n' >l.csv
    run bash -c "'$WEND' stitch -c s.conf --sources --rejects r.jsonl 2>&1 >out.tsv"
    [ "$status" -eq 0 ]
    [ "$(sed -n 's/.*"line":\([0-9]*\).*"reason":"\([^"]*\)".*/\1 \2/p' r.jsonl | paste -sd ,)" = \
        "3 unknown-namespace,4 no-link,5 field-count" ]
    printf 'membr,email\n3,q@y.zz\n' >l.csv
    run "$WEND" stitch -q -c s.conf --sources
    [ "$status" -eq 2 ]
    [[ "$output" == *"l.csv:1: 'membr'"*"did you mean member?"* ]]
    rm l.csv
    run "$WEND" stitch -q -c s.conf --sources -o out.wend
    [ "$status" -eq 3 ]
    [[ "$output" == *"l.csv"* ]]
    [ ! -e out.wend ]
}
