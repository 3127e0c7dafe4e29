# Reading run by run: what is new, once; whatever happens to the files and the runs between.

setup() {
    cd "$BATS_TEST_TMPDIR"
    study '"*.csv"'
}

# A study of CSV files; more lines of the source may follow.
study() {
    printf '%s\n' 'timezone = "UTC"' 'identity { order = {"member"} }' \
        "source \"web\" { files = {$1} time = {\"t\", \"iso\"} channel = \"web\"" \
        "event-field = \"e\" id { member = \"m\" } ${2-}" '}' >s.conf
}

# Rows N … M of a log, each with an event of its own.
rows() {
    local i
    for ((i = $1; i <= $2; i++)); do
        printf '2024-01-01T00:%02d:%02dZ,%d,e%d\n' $((i / 60)) $((i % 60)) $((i % 7)) "$i"
    done
}

header() { printf 't,m,e\n'; }

more() { # reads what is new
    "$WEND" parse -c s.conf --state s.state -o out.tsv "$@" 2>said
}

# What has been read so far, as "EVENT@FILE:LINE …".
got() {
    awk -F '\t' 'NR > 1 { printf "%s%s@%s:%s", sep, $3, $6, $7; sep = " " }' out.tsv
}

# The events alone, in order of their numbers, e1-e9 for a run without gap or repetition.
events() {
    awk -F '\t' 'NR > 1 { print substr($3, 2) }' out.tsv | sort -n | awk '
        function flush() { if (n) { printf "%s%s", sep, first == last ? "e" first : "e" first "-e" last; sep = " " } }
        n && $1 == last + 1 { last = $1; next }
        { flush(); first = last = $1; n++ }
        END { flush() }'
}

@test "what was appended is read, and nothing twice" {
    { header; rows 1 3; } >a.csv
    more
    [ "$(got)" = "e1@a.csv:2 e2@a.csv:3 e3@a.csv:4" ]
    [[ "$(cat said)" == *"total  read 3 = kept 3 + duplicate 0 + rejected 0"* ]]
    rows 4 5 >>a.csv
    more
    [ "$(got)" = "e1@a.csv:2 e2@a.csv:3 e3@a.csv:4 e4@a.csv:5 e5@a.csv:6" ]
    [[ "$(cat said)" == *"a.csv  read 2 = kept 2 + duplicate 0 + rejected 0"* ]]
    cp out.tsv before.tsv
    more
    cmp out.tsv before.tsv
    [[ "$(cat said)" == "total  read 0 = kept 0 + duplicate 0 + rejected 0" ]]
}

@test "a last line without its end waits, and is told; --settled reads it" {
    { header; rows 1 2; printf '2024-01-01T00:00:03Z,3,e'; } >a.csv
    more
    [ "$(events)" = "e1-e2" ]
    [[ "$(cat said)" == *"a.csv:4: the last record has no end yet, and waits"* ]]
    printf '3\n2024-01-01T00:00:04Z,4,e4' >>a.csv
    more
    [ "$(events)" = "e1-e3" ]
    more --settled 0
    [ "$(got)" = "e1@a.csv:2 e2@a.csv:3 e3@a.csv:4 e4@a.csv:5" ]
    # A file that has been left alone for a day will not go on.
    printf '\n2024-01-01T00:00:05Z,5,e5' >>a.csv
    touch -d '2024-06-01T12:00:00Z' a.csv
    more --now 2024-06-02T11:59:59Z
    [ "$(events)" = "e1-e4" ]
    more --now 2024-06-02T12:00:00Z
    [ "$(events)" = "e1-e5" ]
}

@test "a quote that is still open waits for its end; one that never comes is rejected as ever" {
    { header; rows 1 1; printf '2024-01-01T00:00:02Z,2,"e2\n'; } >a.csv
    more
    [ "$(events)" = "e1" ]
    printf '"\n' >>a.csv
    rows 3 3 >>a.csv
    more
    [ "$(awk -F '\t' 'NR > 1 { print $3 "@" $7 }' out.tsv | paste -sd ' ')" = 'e1@2 e2@3 e3@5' ]
    printf '2024-01-01T00:00:04Z,4,"e4\n' >>a.csv
    rows 5 6 >>a.csv
    more --rejects rejects.jsonl
    [ "$(awk -F '\t' 'END { print NR }' out.tsv)" = 4 ]
    [ ! -s rejects.jsonl ]
    more --rejects rejects.jsonl --settled 0
    [[ "$(cat rejects.jsonl)" == *'"line":6,'*'"reason":"unclosed-quote"'* ]]
    [ "$(wc -l <rejects.jsonl)" = 1 ]
    [ "$(tail -n 2 out.tsv | awk -F '\t' '{ print $3 "@" $7 }' | paste -sd ' ')" = "e5@7 e6@8" ]
}

@test "renamed by rotation: the rest of the old file is read, the new one from its beginning" {
    study '"access.csv*"'
    { header; rows 1 3; } >access.csv
    more
    rows 4 4 >>access.csv
    mv access.csv access.csv.1
    { header; rows 5 6; } >access.csv
    more
    [ "$(events)" = "e1-e6" ]
    [[ "$(got)" == *"e5@access.csv:2 e6@access.csv:3 e4@access.csv.1:5" ]]
    mv access.csv.1 access.csv.2
    mv access.csv access.csv.1
    { header; rows 7 7; } >access.csv
    more
    [ "$(events)" = "e1-e7" ]
    [ "$(awk 'END { print NR }' out.tsv)" = 8 ]
}

@test "copied and truncated: nothing twice, nothing lost, also without duplicates of rows" {
    study '"access.csv*"' 'duplicates = "none"'
    { header; rows 1 3; } >access.csv
    more
    rows 4 4 >>access.csv
    cp access.csv access.csv.1
    { header; rows 5 6; } >new
    cat new >access.csv # the same inode
    more
    [ "$(events)" = "e1-e6" ]
    [ "$(awk 'END { print NR }' out.tsv)" = 7 ]
    # A run between copying and truncating sees both.
    cp access.csv access.csv.0
    rows 7 7 >>access.csv
    more
    [ "$(events)" = "e1-e7" ]
    [ "$(awk 'END { print NR }' out.tsv)" = 8 ]
    : >access.csv
    more
    { header; rows 8 8; } >>access.csv
    more
    [ "$(events)" = "e1-e8" ]
    [ "$(awk 'END { print NR }' out.tsv)" = 9 ]
}

@test "compressed by rotation: known by what is in it" {
    for tool in gzip zstd; do
        command -v $tool >/dev/null || skip "$tool is not installed"
    done
    study '"access.csv*"' 'duplicates = "none"'
    { header; rows 1 200; } >access.csv
    more
    rows 201 203 >>access.csv
    gzip -c access.csv >access.csv.1.gz
    rm access.csv
    { header; rows 204 205; } >access.csv
    more
    [ "$(events)" = "e1-e205" ]
    [ "$(awk 'END { print NR }' out.tsv)" = 206 ]
    more
    [ "$(awk 'END { print NR }' out.tsv)" = 206 ]
    # And again, from one compression to another.
    gzip -dc access.csv.1.gz | zstd -q -c >access.csv.1.zst
    rm access.csv.1.gz
    more
    [ "$(awk 'END { print NR }' out.tsv)" = 206 ]
}

@test "an inode used again for another file is read from its beginning" {
    study '"*.csv"' 'duplicates = "none"'
    { header; rows 1 3; } >a.csv
    more
    { header; rows 4 9; } >new
    cat new >a.csv
    mv a.csv b.csv
    more
    [ "$(events)" = "e1-e9" ]
    [ "$(awk 'END { print NR }' out.tsv)" = 10 ]
    [[ "$(cat said)" == *"b.csv has other content than what was read up to line 4"* ]]
}

@test "files that share a header are told apart, renamed all at once" {
    study '"*.csv"' 'duplicates = "none"'
    { header; rows 1 2; } >a.csv
    { header; rows 3 4; } >b.csv
    { header; rows 5 6; } >c.csv
    more
    mv a.csv x
    mv b.csv a.csv
    mv c.csv b.csv
    mv x c.csv
    rows 7 7 >>c.csv # once a.csv
    more
    [ "$(events)" = "e1-e7" ]
    [[ "$(got)" == *" e7@c.csv:4" ]]
}

@test "a file grows from nothing, byte by byte, as if it had been read once" {
    { header; rows 1 4; printf '2024-01-01T00:01:00Z,1,"two\nlines"\n'; rows 5 6; } >whole
    "$WEND" parse -q -c s.conf --source web -o once.tsv whole
    study '"grow.csv"'
    size=$(wc -c <whole)
    for ((n = 0; n <= size; n += 5)); do
        head -c "$n" whole >grow.csv
        more
    done
    cp whole grow.csv
    more
    sed 's/grow\.csv/whole/' out.tsv | cmp - once.tsv
    [ "$(wc -l <out.tsv)" = 8 ]
}

@test "a file that shrank or was changed before its place is read again; duplicates are dropped" {
    { header; rows 1 100; } >a.csv
    more
    { header; rows 1 60; } >new
    cat new >a.csv
    more
    [[ "$(cat said)" == *"a.csv was changed before line 102"*"read again"* ]]
    [[ "$(cat said)" == *"a.csv  read 60 = kept 0 + duplicate 60 + rejected 0"* ]]
    { header; rows 1 50; rows 108 109; rows 53 60; } >a.csv
    more
    [ "$(events)" = "e1-e100 e108-e109" ]
    [[ "$(cat said)" == *"a.csv  read 60 = kept 2 + duplicate 58 + rejected 0"* ]]
    # Where duplicates are not looked for, they would come twice: that is a fault.
    study '"*.csv"' 'duplicates = "none"'
    { header; rows 1 50; } >new
    cat new >a.csv
    cp out.tsv before.tsv
    run more
    [ "$status" -eq 3 ]
    [[ "$(cat said)" == *"a.csv:62: the file was changed before this line"*"--restart"* ]]
    cmp out.tsv before.tsv
    run more --restart
    [ "$status" -eq 0 ]
    [ "$(events)" = "e1-e50" ]
}

@test "a file that is gone is remembered, for 90 days" {
    study '"*.csv"' 'duplicates = "none"'
    { header; rows 1 3; } >a.csv
    { header; rows 4 5; } >b.csv
    more --now 2024-06-01
    mv a.csv away
    more --now 2024-06-02
    mv away a.csv
    rows 6 6 >>a.csv
    more --now 2024-06-03
    [ "$(events)" = "e1-e6" ]
    mv a.csv away
    more --now 2024-07-01
    [ "$(grep -c '^file' s.state)" = 2 ]
    more --now 2024-10-01
    [ "$(grep -c '^file' s.state)" = 1 ]
}

@test "a JSON array, W3C logs and several tables go on though their middle says too little" {
    printf '%s\n' 'timezone = "UTC"' 'identity { order = {"member"} }' \
        'source "j" { files = {"j.json"} format = "json" time = {"t", "iso"} channel = "app" event-field = "e" }' \
        'source "w" { files = {"w.log"} format = "w3c" time = {"date", "time", "%Y-%m-%d %H:%M:%S"} channel = "web" event-field = "e" }' \
        'source "t" { files = {"t.csv"} table = "e" time = {"t", "iso"} channel = "till" event-field = "e" }' >s.conf
    printf '[{"t":"2024-01-01T00:00:01Z","e":"j1"},\n {"t":"2024-01-01T00:00:02Z","e":"j2"}' >j.json
    printf '#Fields: date time e\n2024-01-01 00:00:01 w1\n#Fields: e date time\nw2 2024-01-01 00:00:02\n' >w.log
    printf 'x,y\n1,2\n\nt,e\n2024-01-01T00:00:01Z,t1\n' >t.csv
    more
    [ "$(got)" = "j1@j.json:1 j2@j.json:2 w1@w.log:2 w2@w.log:4 t1@t.csv:5" ]
    printf ',\n{"t":"2024-01-01T00:00:03Z","e":"j3"}]\n' >>j.json
    printf 'w3 2024-01-01 00:00:03\n' >>w.log
    printf '2024-01-01T00:00:02Z,t2\n\nx,y\n3,4\n\ne,t\nt3,2024-01-01T00:00:03Z\n' >>t.csv
    more
    [ "$(tail -n 4 out.tsv | awk -F '\t' '{ print $3 "@" $6 ":" $7 }' | paste -sd ' ')" = \
        "j3@j.json:3 w3@w.log:5 t2@t.csv:6 t3@t.csv:12" ]
    [ "$(wc -l <out.tsv)" = 10 ]
}

@test "of a log whose records go on over lines, the last one waits" {
    printf '%s\n' 'timezone = "UTC"' 'identity { order = {"member"} }' \
        'source "p" { files = {"p.log"} format = "pattern" pattern = "^(?<t>[^ ]+) (?<e>[^ ]+)(?<x>.*)"' \
        'continue = "^ " time = {"t", "iso"} channel = "app" event-field = "e" attr { x = "x" } }' >s.conf
    printf '2024-01-01T00:00:01Z e1 a\n  b\n2024-01-01T00:00:02Z e2 c\n' >p.log
    more
    [ "$(events)" = "e1" ]
    printf '  d\n2024-01-01T00:00:03Z e3\n' >>p.log
    more
    [ "$(events)" = "e1-e2" ]
    [[ "$(tail -n 1 out.tsv)" == *'c\n  d' ]]
}

@test "split into runs anyhow, the touchpoints are those of one run over everything" {
    study '"*.csv"'
    {
        header
        for ((i = 0; i < 300; i++)); do rows $((i * 7 % 40 + 1)) $((i * 7 % 40 + 1)); done
        rows 100 140
    } >whole.csv
    "$WEND" parse -q -c s.conf -o once.tsv
    lines=$(wc -l <whole.csv)
    mv whole.csv whole
    for ((n = 2; n < lines + 60; n += 60)); do
        head -n "$n" whole >a.csv
        { header; sed -n "$((n / 2)),$((n))p" whole | grep -v '^t,'; } >b.csv # some of it twice
        more
    done
    cut -f 1-5,8- once.tsv | sort >expected
    cut -f 1-5,8- out.tsv | sort >actual
    cmp expected actual
    [ "$(wc -l <actual)" = 82 ]
}

@test "rows that are one touchpoint are one across runs, in their file" {
    study '"*.csv"' 'once-per = {"m"}'
    printf 't,m,e\n2024-01-01T00:00:01Z,1,e1\n2024-01-01T00:00:02Z,2,e2\n' >a.csv
    more
    printf '2024-01-01T00:00:03Z,1,e3\n2024-01-01T00:00:04Z,3,e4\n' >>a.csv
    printf 't,m,e\n2024-01-01T00:00:05Z,1,e5\n' >b.csv
    more
    [ "$(got)" = "e1@a.csv:2 e2@a.csv:3 e4@a.csv:5 e5@b.csv:2" ]
    printf '2024-01-01T00:00:06Z,3,e6\n' >>a.csv
    mv a.csv c.csv
    more
    [ "$(got)" = "e1@a.csv:2 e2@a.csv:3 e4@a.csv:5 e5@b.csv:2" ]
    [[ "$(cat said)" == *"c.csv  read 1 = kept 0 + duplicate 1 + rejected 0"* ]]
}

@test "event ids are known from earlier runs, and so are their windows" {
    study '"*.csv"' 'duplicates = "id" event-id = "id" duplicate-window = "1h"'
    printf 't,m,e,id\n2024-01-01T00:00:00Z,1,e1,A\n' >a.csv
    more
    printf '%s\n' '2024-01-01T00:30:00Z,1,e1,A' '2024-01-01T02:00:00Z,1,e1,A' '2024-01-01T00:00:00Z,1,e2,A' >>a.csv
    more
    # The second is the first again; the third is outside the window, the last says something else.
    [ "$(got)" = "e1@a.csv:2 e1@a.csv:4 e2@a.csv:5" ]
    [[ "$(cat said)" == *"read 3 = kept 2 + duplicate 1 + rejected 0"* ]]
}

@test "the last and the latest time of a file are known to the next run" {
    study '"a.csv"' 'late-after = "1h"'
    { header; printf '2024-01-01T10:00:00Z,1,e1\n'; } >a.csv
    more
    printf '2024-01-01T09:30:00Z,1,e2\n2024-01-01T08:30:00Z,1,e3\n' >>a.csv
    more
    [ "$(awk -F '\t' '$1 == "file" { print $13, $14 }' s.state)" = \
        "1704097800000000 1704103200000000" ]
}

@test "standard output: the state is kept once everything has been written" {
    { header; rows 1 3; } >a.csv
    "$WEND" parse -q -c s.conf --state s.state >out.tsv
    [ "$(events)" = "e1-e3" ]
    rows 4 4 >>a.csv
    if [ -e /dev/full ]; then
        run bash -c "'$WEND' parse -q -c s.conf --state s.state >/dev/full"
        [ "$status" -eq 3 ]
        [[ "$output" == *"No space left"* ]]
    fi
    "$WEND" parse -q -c s.conf --state s.state >>out.tsv
    # Each run writes the header: a stream may have it again.
    [ "$(grep -c '^time' out.tsv)" = 2 ]
    "$WEND" stitch -q -c s.conf out.tsv >stitched.tsv
    [ "$(awk 'END { print NR }' stitched.tsv)" = 5 ]
}

@test "one run at a time: the other is told to wait" {
    mkfifo pipe
    study '"a.csv"'
    { header; rows 1 1; } >a.csv
    "$WEND" parse -q -c s.conf --state s.state --source web - <pipe >/dev/null &
    exec 9>pipe
    # The first run holds the lock while it waits for its input.
    for ((i = 0; i < 100; i++)); do [ -e s.state.lock ] && break; sleep 0.05; done
    for ((i = 0; i < 100; i++)); do
        run "$WEND" parse -q -c s.conf --state s.state
        [ "$status" -ne 0 ] && break
        sleep 0.05
    done
    [ "$status" -eq 3 ]
    [[ "$output" == *"s.state: another run is at work with it (process "*"); wait for it"* ]]
    exec 9>&-
    wait
    "$WEND" parse -q -c s.conf --state s.state >/dev/null
}

@test "what stands in FILE is never overwritten, and never mixed" {
    { header; rows 1 2; } >a.csv
    printf 'precious\n' >out.tsv
    run more
    [ "$status" -eq 3 ]
    [[ "$(cat said)" == *"out.tsv is there, and no run with this state has written it"* ]]
    [ "$(cat out.tsv)" = precious ]
    rm out.tsv
    more
    printf 'half a li' >>out.tsv
    more
    [ "$(events)" = "e1-e2" ]
    [[ "$(cat said)" == *"out.tsv: 9 bytes of a run that did not end are cut off"* ]]
    # Cut by somebody: not what the run has left.
    truncate -s 60 out.tsv
    run more
    [ "$status" -eq 3 ]
    [[ "$(cat said)" == *"out.tsv is not as the last run has left it"* ]]
    # Moved away: a new one begins.
    rm out.tsv
    rows 3 3 >>a.csv
    more
    [ "$(events)" = "e3" ]
    # Other columns would not fit behind the others.
    study '"*.csv"' 'attr { x = "m" }'
    rows 4 4 >>a.csv
    run more
    [ "$status" -eq 2 ]
    [[ "$(cat said)" == *"the study has changed since the last run"* ]]
    [[ "$(cat said)" == *"out.tsv has other columns than the study gives now; name a new file"* ]]
    [ "$(events)" = "e3" ]
    "$WEND" parse -q -c s.conf --state s.state -o new.tsv
    [ "$(cut -f 3 new.tsv | paste -sd ' ')" = "event e4" ]
}

@test "options that do not go together are refused" {
    { header; rows 1 1; } >a.csv
    run "$WEND" parse -c s.conf --state s.state --ledger
    [ "$status" -eq 2 ]
    [[ "$output" == *"--ledger"*"--state"* ]]
    run "$WEND" parse -c s.conf --restart
    [ "$status" -eq 2 ]
    [[ "$output" == *"--restart goes with --state FILE"* ]]
    run "$WEND" parse -c s.conf --state s.state --settled soon
    [ "$status" -eq 2 ]
    [[ "$output" == *"--settled soon: not a duration"* ]]
    run "$WEND" parse -c s.conf --state nowhere/s.state
    [ "$status" -eq 3 ]
    run "$WEND" parse -c s.conf -o json
    [ "$status" -eq 2 ]
    [[ "$output" == *"-o json: touchpoints are always a stream"* ]]
}

@test "a damaged state is refused with its line; --restart begins anew" {
    { header; rows 1 3; } >a.csv
    more
    cp s.state good
    sed 's/a\.csv/b.csv/' good >s.state
    run more
    [ "$status" -eq 3 ]
    [[ "$(cat said)" == *"s.state:8: the state was changed: its checksum is another;"*"--restart"* ]]
    head -n 4 good >s.state
    run more
    [ "$status" -eq 3 ]
    [[ "$(cat said)" == *"s.state:"*"the state ends early"* ]]
    printf 'hello\n' >s.state
    run more --restart
    [ "$status" -eq 3 ]
    [[ "$(cat said)" == *"s.state:1: this is no state"* ]]
    cp good s.state
    cp s.state.keys keys
    : >s.state.keys
    run more
    [ "$status" -eq 3 ]
    [[ "$(cat said)" == *"s.state.keys: it does not go with s.state"* ]]
    cp keys s.state.keys
    printf '\377' | dd of=s.state.keys bs=1 seek=50 conv=notrunc 2>/dev/null
    run more
    [ "$status" -eq 3 ]
    rm out.tsv
    run more --restart
    [ "$status" -eq 0 ]
    [ "$(events)" = "e1-e3" ]
}

# Exports of two sources for the tests of broken runs: $1 is the length of the first.
exports() {
    printf '%s\n' 'timezone = "UTC"' 'identity { order = {"member"} }' \
        'source "web" { files = {"a*.csv"} time = {"t", "iso"} channel = "web" event-field = "e" id { member = "m" } }' \
        'source "app" { files = {"b.json"} format = "json" time = {"t", "iso"} channel = "app" event-field = "e" duplicates = "none" }' >s.conf
    awk -v n="$1" 'BEGIN {
        print "t,m,e" >"a1.csv"; print "t,m,e" >"a2.csv"
        for (i = 0; i < n; i++) {
            bad = i % 1000 == 7
            printf "2024-01-%02dT%02d:%02d:%02d%s,%d,e%d\n", i / 86400 % 28 + 1, i / 3600 % 24, i / 60 % 60, i % 60, bad ? "!" : "Z", i % 97, i >(i % 3 ? "a1.csv" : "a2.csv")
            printf "{\"t\":\"2024-01-01T00:00:%02dZ\",\"e\":\"j%d\"}\n", i % 60, i >"b.json"
        } }'
}

same_as_once() {
    "$WEND" parse -q -c s.conf -o once.tsv --rejects once.jsonl
    cmp out.tsv once.tsv
    cmp rejects.jsonl once.jsonl
}

@test "killed by a limit on files at many places, the next run makes it whole" {
    exports 3000
    for limit in 1 2 3 10 40 100 200 250 300; do
        (
            ulimit -c 0
            ulimit -f "$limit" # KiB: whoever writes more is ended by SIGXFSZ
            "$WEND" parse -q -c s.conf --state s.state -o out.tsv --rejects rejects.jsonl
        ) 2>/dev/null && break
    done
    [ "$limit" -gt 40 ]
    more --rejects rejects.jsonl
    same_as_once
    [ "$(ls | paste -sd ' ')" = "a1.csv a2.csv b.json once.jsonl once.tsv out.tsv rejects.jsonl s.conf s.state s.state.keys s.state.lock said" ]
}

@test "a disk that is full: exit 3, and the next run makes it whole" {
    exports 3000
    (
        trap '' XFSZ # then writing fails, as on a full disk
        ulimit -f 100
        "$WEND" parse -q -c s.conf --state s.state -o out.tsv --rejects rejects.jsonl 2>said
    ) && false
    [ "$(cat said)" = "wend parse: cannot write out.tsv: File too large" ]
    more --rejects rejects.jsonl
    same_as_once
}

@test "killed at any time, again and again, the last run gives what one run gives" {
    exports 30000
    "$WEND" parse -q -c s.conf --state s.state -o out.tsv --rejects rejects.jsonl
    exports 60000 # both have grown
    for ((k = 1; k <= 12; k++)); do
        "$WEND" parse -q -c s.conf --state s.state -o out.tsv --rejects rejects.jsonl 2>/dev/null &
        sleep "0.$((RANDOM % 10))$((RANDOM % 10))"
        kill -9 $! 2>/dev/null || true
        wait $! 2>/dev/null || true
    done
    more --rejects rejects.jsonl
    # The first run had read the first halves, so rows are in another order than those of one run.
    "$WEND" parse -q -c s.conf -o once.tsv --rejects once.jsonl
    sort out.tsv >a
    sort once.tsv >b
    cmp a b
    sort rejects.jsonl >a
    sort once.jsonl >b
    cmp a b
    cp out.tsv before.tsv
    more --rejects rejects.jsonl
    cmp out.tsv before.tsv
}

@test "killed in its first run, the next one is as the first" {
    exports 40000
    for ((k = 1; k <= 6; k++)); do
        "$WEND" parse -q -c s.conf --state s.state -o out.tsv --rejects rejects.jsonl 2>/dev/null &
        sleep "0.0$((RANDOM % 10))$((RANDOM % 10))"
        kill -9 $! 2>/dev/null || true
        wait $! 2>/dev/null || true
    done
    more --rejects rejects.jsonl
    same_as_once
}
