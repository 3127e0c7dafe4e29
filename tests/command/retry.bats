# wend parse --retry-rejects: what was turned away is read again under a mended study.

setup() {
    cd "$BATS_TEST_TMPDIR"
}

# A study; its source's lines are the arguments.
study() {
    printf '%s\n' 'timezone = "UTC"' 'identity { order = {"member"} }' \
        'source "s" { files = {"x.*"} channel = "web" event-field = "e" id { member = "m" }' "$@" '}' >s.conf
}

# Parses with the broken source lines $1, mends with $2, retries: both together are the clean parse.
# The ledger's numbers: read, then kept and rejected before, then kept and rejected of the retry.
mended_is_clean() {
    study "$1"
    "$WEND" parse -c s.conf -o first.tsv --rejects bad.jsonl 2>said
    study "$2"
    "$WEND" parse -c s.conf --retry-rejects bad.jsonl -o again.tsv --rejects still.jsonl 2>again
    "$WEND" parse -q -c s.conf -o clean.tsv --rejects clean.jsonl
    { tail -n +2 first.tsv; tail -n +2 again.tsv; } | sort >together
    tail -n +2 clean.tsv | sort | cmp - together
    head -n 1 again.tsv | cmp - <(head -n 1 clean.tsv)
    cmp still.jsonl clean.jsonl
    [ "$(wc -l <bad.jsonl)" = "$4" ]
    [[ "$(tail -n 1 said)" == *"read $(($3 + $4)) = kept $3 + duplicate 0 + rejected $4"* ]]
    [[ "$(tail -n 1 again)" == *"read $4 = kept $5 + duplicate 0 + rejected $6"* ]]
}

@test "CSV with a header: a wrong time pattern, mended; what is still bad stays so" {
    printf 't,m,e\n01.02.2024 10:00,1,"a\nb"\n2024-02-01 10:00,2,b\n3.2.2024 10:00,3,c\nnever,4,d\n' >x.csv
    mended_is_clean 'time = {"t", "%d.%m.%Y %H:%M"}' \
        'time = {"t", "%d.%m.%Y %H:%M", "%Y-%m-%d %H:%M"}' 2 2 1 1
    # The original file and line.
    [ "$(cut -f 3,6,7 again.tsv | tail -n 1)" = $'b\tx.csv\t4' ]
    [[ "$(cat still.jsonl)" == *'"file":"x.csv","line":6,'*'"offset":71,'*'"raw":"never,4,d","header":"t,m,e"}' ]]
    [[ "$(cat bad.jsonl)" == '{"source":"s","file":"x.csv","line":4,'*'"raw":"2024-02-01 10:00,2,b","header":"t,m,e"}'* ]]
}

@test "CSV: a wrong delimiter and quotes that are none, although the file is gone" {
    printf 't;m;e\n2024-02-01 10:00;1;a\n2024-02-01 10:01;2;"b\n2024-02-01 10:02;3;c\n' >x.csv
    # Fields are looked up before anything is read: only rows can be retried, not a wrong header.
    study 'delimiter = "semicolon" time = {"t", "%Y-%m-%d %H:%M"}'
    "$WEND" parse -q -c s.conf -o first.tsv --rejects bad.jsonl
    [ "$(cut -f 3 first.tsv | paste -sd ' ')" = "event a c" ]
    rm x.csv
    study 'delimiter = "semicolon" quotes = false time = {"t", "%Y-%m-%d %H:%M"}'
    "$WEND" parse -q -c s.conf --retry-rejects bad.jsonl >again.tsv
    [ "$(cut -f 1,3,7,8 again.tsv | tail -n 1)" = $'2024-02-01T10:01:00Z\t"b\t3\t2' ]
}

@test "patterns: one that did not match, and a record over several lines" {
    printf '2024-02-01T10:00:00Z 1 a\n2024-02-01T10:00:01Z [2] b\n  more\n2024-02-01T10:00:02Z 3 c\n' >x.log
    mended_is_clean 'format = "pattern" pattern = "^(?<t>[^ ]+) (?<m>\\d+) (?<e>\\w+)" continue = "^ " time = {"t", "iso"}' \
        'format = "pattern" pattern = "^(?<t>[^ ]+) .?(?<m>\\d+).? (?<e>\\w+)(?<x>[^$]*)" continue = "^ " time = {"t", "iso"}' 2 1 1 0
    [[ "$(cat bad.jsonl)" == *'"raw":"2024-02-01T10:00:01Z [2] b\n  more"}' ]]
}

@test "JSON lines and arrays: another time, another path" {
    printf '%s\n' '{"t":"2024-02-01T10:00:00Z","m":1,"e":"a"}' '{"t":1706781601,"m":2,"e":"b"}' '{"t":' >x.json
    mended_is_clean 'format = "json" time = {"t", "iso"}' 'format = "json" time = {"t", "iso", "epoch"}' 1 2 1 1
    printf '%s' '[{"t":"2024-02-01T10:00:00Z","m":1,"e":"a"},{"t":1706781601,"m":2,"e":"b"}]' >x.json
    mended_is_clean 'format = "json" time = {"t", "iso"}' 'format = "json" time = {"t", "iso", "epoch"}' 1 1 1 0
}

@test "W3C: each record behind the #Fields line that it had" {
    printf '%s\n' '#Fields: t m e' '2024-02-01T10:00:00Z 1 a' '1706781601 2 b' '#Fields: e t m' 'c 1706781602 3' >x.log
    mended_is_clean 'format = "w3c" time = {"t", "iso"}' 'format = "w3c" time = {"t", "iso", "epoch"}' 1 2 2 0
    [ "$(grep -o '"header":"[^"]*"' bad.jsonl | paste -sd ' ')" = '"header":"#Fields: t m e" "header":"#Fields: e t m"' ]
    printf '%s\n' 'x,y' '1,2' '' 't,e,m' '1706781601,b,2' >x.log
    mended_is_clean 'table = "e" time = {"t", "iso"}' 'table = "e" time = {"t", "epoch"}' 0 1 1 0
    mended_is_clean 'table = "2" time = {"t", "iso"}' 'table = "2" time = {"t", "epoch"}' 0 1 1 0
}

@test "rows without a header, whose columns have numbers or declared names" {
    printf '%s\n' '2024-02-01T10:00:00Z,1,a' '1706781601,2,b' '1706781602,3' >x.csv
    mended_is_clean 'header = false names = {"t", "m", "e"} time = {"t", "iso"}' \
        'header = false names = {"t", "m", "e"} time = {"t", "iso", "epoch"}' 1 2 1 1
    sed -i 's/event-field = "e" id { member = "m" }/event-field = "3" id { member = "2" }/' s.conf
    study() {
        printf '%s\n' 'timezone = "UTC"' 'identity { order = {"member"} }' \
            'source "s" { files = {"x.*"} channel = "web" event-field = "3" id { member = "2" }' "$@" '}' >s.conf
    }
    mended_is_clean 'header = false time = {"1", "iso"}' 'header = false time = {"1", "iso", "epoch"}' 1 2 1 1
}

@test "a predicate that was wrong: invalid rows come back" {
    printf 't,m,e,n\n2024-02-01T10:00:00Z,1,a,5\n2024-02-01T10:00:01Z,2,b,6\n' >x.csv
    mended_is_clean "time = {\"t\", \"iso\"} attr { n = \"n\" } valid { n = 'n <= 5' }" \
        "time = {\"t\", \"iso\"} attr { n = \"n\" } valid { n = 'n <= 6' }" 1 1 1 0
}

@test "duplicates among the rejects are found as a clean parse finds them" {
    printf 't,m,e\n1706781601,1,a\n1706781601,1,a\n1706781602,1,"a\n1706781602,1,"a\n' >x.csv
    study 'time = {"t", "iso"}'
    "$WEND" parse -q -c s.conf --rejects bad.jsonl >/dev/null
    # The second row is a duplicate of the first; records that are none are not compared.
    [ "$(grep -c . bad.jsonl)" = 3 ]
    study 'quotes = false time = {"t", "epoch"}'
    run --separate-stderr "$WEND" parse -c s.conf --retry-rejects bad.jsonl
    [[ "$stderr" == *"x.csv  read 3 = kept 2 + duplicate 1 + rejected 0"* ]]
}

@test "a text that is cut, or not text, is read from its file; without it, it says so" {
    printf 't,m,e\n1706781601,1,%s\n1706781602,2,b\0b\n1706781603,3,b\xff\n' "$(head -c 6000 /dev/zero | tr '\0' y)" >x.csv
    study 'time = {"t", "iso"}'
    "$WEND" parse -q -c s.conf --rejects bad.jsonl >/dev/null
    [ "$(grep -c '"cut":true' bad.jsonl)" = 3 ]
    study 'time = {"t", "epoch"}'
    run --separate-stderr "$WEND" parse -q -c s.conf --retry-rejects bad.jsonl --rejects still.jsonl
    [ "${#lines[@]}" = 2 ]
    [ "$(cut -f 3 <<<"${lines[1]}" | wc -c)" = 6001 ]
    [ "$(grep -o '"reason":"[^"]*"' still.jsonl | paste -sd ' ')" = '"reason":"nul" "reason":"bad-text"' ]
    sed -i 's/1706781601/1706781609/' x.csv # another file now
    run --separate-stderr "$WEND" parse -c s.conf --retry-rejects bad.jsonl --rejects still.jsonl
    [ "${#lines[@]}" = 1 ]
    [[ "$stderr" == *"x.csv:2: its text is cut, and x.csv is gone or has changed: read that file again"* ]]
    [[ "$stderr" == *"read 3 = kept 0 + duplicate 0 + rejected 3 (raw-cut 1, nul 1, bad-text 1)"* ]]
}

@test "the rejects that are retried can be replaced by what is still bad" {
    printf 't,m,e\n1706781601,1,a\nnever,1,b\n' >x.csv
    study 'time = {"t", "iso"}'
    "$WEND" parse -q -c s.conf --rejects bad.jsonl >/dev/null
    study 'time = {"t", "epoch"}'
    "$WEND" parse -q -c s.conf --retry-rejects bad.jsonl --rejects bad.jsonl >mended.tsv
    [ "$(cut -f 3 mended.tsv | paste -sd ' ')" = "event a" ]
    [ "$(grep -c . bad.jsonl)" = 1 ]
    "$WEND" parse -q -c s.conf --retry-rejects bad.jsonl --rejects bad.jsonl >mended.tsv
    [ "$(wc -l <mended.tsv)" = 1 ]
    [ "$(grep -c . bad.jsonl)" = 1 ]
    # The mended rows go behind the others: a stream may have its header again.
    printf 't,m,e\n1706781602,1,c\n' >x.csv
    "$WEND" parse -q -c s.conf >>mended.tsv
    "$WEND" stitch -q -c s.conf mended.tsv >/dev/null
}

@test "what is no file of rejects, or of another study, is refused before anything is written" {
    printf 't,m,e\n1706781601,1,a\n' >x.csv
    study 'time = {"t", "iso"}'
    "$WEND" parse -q -c s.conf --rejects bad.jsonl >/dev/null
    printf '{"a":1}\n' >>bad.jsonl
    run "$WEND" parse -c s.conf --retry-rejects bad.jsonl
    [ "$status" -eq 2 ]
    [ "$output" = "wend parse: bad.jsonl:2: this line is none of a file that --rejects has written" ]
    sed -i '2d; s/"source":"s"/"source":"till"/' bad.jsonl
    run "$WEND" parse -c s.conf --retry-rejects bad.jsonl
    [ "$status" -eq 2 ]
    [[ "$output" == "wend parse: bad.jsonl:1: the study has no source till"*"valid: s"* ]]
    run "$WEND" parse -c s.conf --retry-rejects bad.jsonl --state x
    [ "$status" -eq 2 ]
    run "$WEND" parse -c s.conf --retry-rejects nowhere.jsonl
    [ "$status" -eq 3 ]
    : >bad.jsonl
    run --separate-stderr "$WEND" parse -c s.conf --retry-rejects bad.jsonl
    [ "$status" -eq 0 ]
    [ "${#lines[@]}" = 1 ]
}
