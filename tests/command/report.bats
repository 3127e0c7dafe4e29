# wend report: what it says of the retail study (figures counted by hand, see its README), in its
# three forms, with and without a store, and its exit status.

setup() {
    cd "$BATS_TEST_TMPDIR"
    cp -r "$TOP_SRCDIR/testdata/retail" .
    chmod -R u+w retail
    "$WEND" stitch -q -c retail/retail.conf --sources -o retail.wend
}

@test "text: ledger, stitching, funnel, drop-off, scorecard, switches, facts" {
    run "$WEND" report retail.wend
    [ "$status" -eq 0 ]
    [[ "$output" == "Retail journeys"* ]]
    [[ "$output" == *"n = 10 customers, 48 touchpoints"* ]]
    [[ "$output" == *"51 records read = 48 kept + 2 duplicate + 1 rejected."* ]]
    [[ "$output" == *"10 customers = 10 persons + 0 devices."* ]]
    reached=$(printf '%s\n' "$output" | awk '
        /^How many get how far/ { inside = 1 }
        /^Where the lost went/ { inside = 0 }
        inside && /^(awareness|consideration|purchase|use|loyalty) / { printf "%s ", $2 }')
    [ "$reached" = "9 8 5 4 1 " ]
    printf '%s\n' "$output" | grep -qE '^information agreement +71\.4 % .* 5 +7$'
    [[ "$output" == *"n = 20 switches"* ]]
    [[ "$output" == *"2 of 7 pairs of channels disagree."* ]]
    [[ "$output" == *"Rejected: 1 of 51 records (2.0 %); the study allows 5.0 %."* ]]
    [[ "$output" == *"Made by wend "*" from retail.wend, study "* ]]
}

@test "text is at most 78 columns wide, and the same each time" {
    "$WEND" report retail.wend >a
    "$WEND" report -j 3 retail.wend >b
    cmp a b
    [ "$(awk 'length > 78' a | grep -c .)" -eq 0 ]
    "$WEND" report -o c.txt retail.wend
    cmp a c.txt
}

@test "--unit: a report per case, its head says so" {
    "$WEND" stitch -q -c "$TOP_SRCDIR/testdata/telecom/telecom.conf" --sources -o telecom.wend
    "$WEND" report --unit case:ticket telecom.wend >cases
    grep -qx 'Counted by case:ticket' cases
    [ "$(grep -c '^n = 8 cases of ticket ' cases)" -eq 3 ] # funnel, drop-off, scorecard
    grep -qE '^continuity per case +60\.0 % .* 3 +5$' cases # K1 and K6 of five with a switch
    ! "$WEND" report telecom.wend | grep 'Counted by\|per case'
    run "$WEND" report --unit case:nothing telecom.wend
    [ "$status" -eq 2 ]
}

@test "the study's hash is that of its text" {
    command -v xxhsum >/dev/null || skip "xxhsum is not installed"
    expected=$(xxhsum -H3 retail/retail.conf | sed 's/.* = //; s/^XXH3_//' | cut -c 1-16)
    "$WEND" report retail.wend | tr '\n' ' ' | grep -q "study $expected"
}

@test "HTML: one page without script that fetches nothing, with two pictures" {
    "$WEND" report -o r.html retail.wend
    ! grep -qi '<script\|<link\|<iframe\|src=' r.html
    [ "$(grep -oE 'https?://[^"]*' r.html | sort -u | grep -vc '^http://www.w3.org/')" -eq 0 ]
    grep -q '<td class="num">9</td>' r.html
    grep -q 'prefers-color-scheme:dark' r.html
    [ "$(grep -oE "id=['\"][^'\"]*" r.html | sort | uniq -d | wc -l)" -eq 0 ]
    command -v gnuplot >/dev/null || skip "gnuplot is not installed"
    [ "$(grep -c '<svg role="img"' r.html)" -eq 2 ]
    [ "$(grep -c '</svg>' r.html)" -eq 2 ]
    if command -v xmllint >/dev/null; then
        sed -n '/<svg role/,/<\/svg>/p' r.html | awk '/<svg role/ { n++ } { print > ("s" n ".svg") }'
        xmllint --noout s1.svg s2.svg
    fi
}

@test "HTML: a table says each step once, and a phone may leave columns out" {
    "$WEND" report -o r.html retail.wend
    sed -n '/<section id="dropoff">/,/<\/section>/p' r.html >dropoff.html
    [ "$(grep -c '<td>consideration</td>' dropoff.html)" -eq 1 ]
    [ "$(grep -c '<td class="num">3</td>' dropoff.html)" -ge 2 ]
    [ "$(grep -o '<th scope="col" class="num minor">[^<]*' r.html | sed 's/.*>//' | tr '\n' ' ')" = \
        "duplicate low high median time lost median time low high share median gap " ]
    grep -q 'max-width:40rem.*\.minor{display:none}' <<<"$(tr -d '\n' <r.html)"
}

@test "without gnuplot the page says so and has its tables" {
    mkdir none
    PATH=$PWD/none run "$WEND" report -o r.html retail.wend
    [ "$status" -eq 0 ]
    grep -q 'No picture: gnuplot is not installed' r.html
    grep -q '<td class="num">9</td>' r.html
}

@test "Markdown has the same numbers" {
    run "$WEND" report -o md retail.wend
    [ "$status" -eq 0 ]
    [[ "$output" == "# Retail journeys"* ]]
    [[ "$output" == *"| awareness | 9 | 100.0 % |"* ]]
}

@test "a stream gives the same funnel; what a stream does not keep is said" {
    "$WEND" stitch -q -c retail/retail.conf --sources >stream.tsv
    "$WEND" report -c retail/retail.conf stream.tsv >a
    grep -q 'The ledger is not known' a
    grep -q 'Rejected: not known' a
    part() { sed -n '/^How many get how far$/,/^Definitions$/p' "$1"; }
    "$WEND" report retail.wend >b
    diff <(part a) <(part b)
}

@test "too many rejects: the report is written, one line, exit 1" {
    sed -i 's/max-rejects = "5%"/max-rejects = "1%"/' retail/retail.conf
    "$WEND" stitch -q -c retail/retail.conf --sources -o strict.wend
    run "$WEND" report -o r.txt strict.wend
    [ "$status" -eq 1 ]
    [ "${#lines[@]}" -eq 1 ]
    [[ "$output" == *"1 of 51 records rejected (2.0 %), the study allows 1.0 %"* ]]
    grep -q '51 records read' r.txt
}

@test "a window: what is not finished is pending, and said" {
    run "$WEND" report --window 30d retail.wend
    [ "$status" -eq 0 ]
    [[ "$output" == *"Unfinished: "*"are pending"* ]]
    [[ "$output" == *"As of 2024-03-20 20:00:00, the end of data"* ]]
    run "$WEND" report --window 30d --now 2024-06-01 retail.wend
    [[ "$output" == *"As of 2024-06-01 00:00:00"* ]]
    [[ "$output" == *"Unfinished: 0 "* ]]
}

@test "a narrowed question is said in the head" {
    run "$WEND" report --where 'channel != "web"' --since 2024-03-02 --until 2024-03-05 retail.wend
    [ "$status" -eq 0 ]
    [[ "$output" == *'Only touchpoints that satisfy channel != "web"'* ]]
    [[ "$output" == *"Only units that start at 2024-03-02 00:00:00 or later"* ]]
    [[ "$output" == *"Only units that start before 2024-03-06 00:00:00"* ]]
}

@test "a study without a funnel is told so; hostile texts are shown, not run" {
    mkdir odd
    printf '%s\n' 'timezone = "UTC"' 'identity { order = {"member"} }' \
        'source "odd" { files = {"odd.csv"} time = {"t", "iso"} channel-field = "c" event-field = "e"' \
        'id { member = "m" } }' 'report { title = "<b>Odd</b> `id`" }' >odd/odd.conf
    {
        printf 't,m,c,e\n'
        printf '2024-01-01T00:00:01Z,1,<script>alert(1)</script>,`touch PWNED`\n'
        printf '2024-01-01T00:00:02Z,1,"a\033[31m""|b",*x*\n'
        printf '2024-01-01T00:00:03Z,1,`touch PWNED`,y\n'
    } >odd/odd.csv
    "$WEND" stitch -q -c odd/odd.conf --sources -o odd.wend
    run "$WEND" report odd.wend
    [ "$status" -eq 0 ]
    [[ "$output" == *"declares no funnel"* ]]
    [[ "$output" != *$'\033'* ]]
    [ "$(printf '%s\n' "$output" | awk 'length > 78' | grep -c .)" -eq 0 ]
    "$WEND" report -o odd.html odd.wend
    ! grep -q '<script\|<b>\|'$'\033' odd.html
    "$WEND" report -o odd.md odd.wend
    ! grep -q '<script' odd.md
    [ ! -e PWNED ]
}

@test "without a touchpoint a report says so; its ledger is known" {
    mkdir none
    printf 'source "s" { files = {"s.csv"} time = {"t", "iso"} channel = "web" event-field = "e" }\n' >none/none.conf
    echo t,e >none/s.csv
    "$WEND" stitch -q -c none/none.conf --sources -o none.wend
    run "$WEND" report none.wend
    [ "$status" -eq 0 ]
    [ "${lines[2]}" = "No period: there are no touchpoints. Zone UTC" ]
    [[ "$output" == *"0 records read = 0 kept + 0 duplicate + 0 rejected."* ]]
    [[ "$output" == *"Rejected: 0 of 0 records (0.0 %)."* ]]
}

@test "faults: exit 2 and 3, one line, no output file" {
    run "$WEND" report -o r.pdf retail.wend
    [ "$status" -eq 2 ]
    [ "${#lines[@]}" -eq 1 ]
    run "$WEND" report -o r.html nothere.wend
    [ "$status" -eq 3 ]
    [ "${#lines[@]}" -eq 1 ]
    [ ! -e r.html ]
    run "$WEND" report --where 'ammount > 3' -o r.html retail.wend
    [ "$status" -eq 2 ]
    [ ! -e r.html ]
    run "$WEND" report -o nodir/r.html retail.wend
    [ "$status" -eq 3 ]
}
