# Values of exports, made plain: times and their zones.

setup() {
    cd "$BATS_TEST_TMPDIR"
}

# Chosen columns of a TSV by name.
columns() {
    awk -F '\t' -v names="$1" '
        NR == 1 { n = split(names, want, ","); for (i = 1; i <= NF; i++) at[$i] = i; next }
        { for (i = 1; i <= n; i++) printf "%s%s", (want[i] in at) ? $at[want[i]] : "", i < n ? "|" : "\n" }'
}

# A study of one source of x.csv with the keys given; channel and event are constants.
study() {
    printf 'source "x" {\n files = {"x.csv"} channel = "c" event = "e" duplicates = "none"\n%s\n}\n' "$1" >s.conf
}

@test "several patterns are tried in their order" {
    study 'time = {"d", "t", "%m/%d/%Y %I:%M %p", "%d.%m.%Y %H:%M", "epoch"} zone = "America/New_York"'
    printf 'd,t\n3/8/2024,12:05 AM\n08.03.2024,00:05\n1709874300,\n13/13/2024,1:00 AM\n' >x.csv
    run --separate-stderr "$WEND" parse -c s.conf
    [ "$(columns time <<<"$output" | sort -u)" = "2024-03-08T05:05:00Z" ]
    [[ "$stderr" == *"x.csv:5:1: fields d t: '13/13/2024 1:00 AM' is not a time of the pattern %m/%d/%Y %I:%M %p or %d.%m.%Y %H:%M or epoch"* ]]
}

@test "a field names the zone: IANA, Rails, offset, a declared abbreviation, or none" {
    study 'time = {"t"} zone = "Asia/Shanghai" zone-field = "z" zone-names { CST = "America/Chicago" }'
    printf '%s\n' 't,z' '2026-03-08 12:00,Europe/London' \
        '2026-03-08 12:00,Eastern Time (US & Canada)' '2026-03-08 12:00,(GMT-08:00) Pacific Time (US & Canada)' \
        '2026-03-08 12:00,+05:30' '2026-03-08 12:00,CST' '2026-03-08 12:00,' \
        '2026-03-08 12:00,EST5' '2026-03-08 12:00,../etc/passwd' >x.csv
    run --separate-stderr "$WEND" parse -c s.conf --rejects r.jsonl
    [ "$(columns time <<<"$output" | cut -c12-16 | paste -sd ' ')" = "12:00 16:00 19:00 06:30 17:00 04:00" ]
    [ "$(grep -c '"column":18,.*"reason":"bad-zone"' r.jsonl)" -eq 2 ]
}

@test "what was twice is the first or the second or a reject, as declared; the ledger counts" {
    printf 't\n2026-11-01 01:30\n2026-03-08 02:55\n2026-06-01 12:00\n' >x.csv
    study 'time = {"t"} zone = "America/New_York"'
    [ "$("$WEND" parse -q -c s.conf | columns time | paste -sd ' ')" = \
        "2026-11-01T05:30:00Z 2026-03-08T07:55:00Z 2026-06-01T16:00:00Z" ]
    [ "$("$WEND" parse -q -c s.conf --ledger -o tsv | columns gap,repeated,kept)" = "1|1|3" ]
    study 'time = {"t"} zone = "America/New_York" dst = "second"'
    [ "$("$WEND" parse -q -c s.conf | columns time | paste -sd ' ')" = \
        "2026-11-01T06:30:00Z 2026-03-08T06:55:00Z 2026-06-01T16:00:00Z" ]
    study 'time = {"t"} zone = "America/New_York" dst = "reject"'
    [ "$("$WEND" parse -q -c s.conf --ledger -o tsv | columns gap,repeated,kept,reasons)" = \
        "0|0|1|dst-repeated 1, dst-gap 1" ]
}

@test "a wrong clock is corrected by receipt minus sending, where a row has both" {
    study 'time = {"made"} time-sent = {"sent", "epoch"} time-received = {"got", "epoch-ms"}'
    # The device is 2 h fast: made 12:00:00, sent 3.5 s later.
    printf '%s\n' 'made,sent,got' '2026-03-08T12:00:00Z,1772971203.5,1772964003500' \
        '2026-03-08T12:00:00Z,,1772964003500' '2026-03-08T12:00:00Z,x,1772964003500' >x.csv
    run --separate-stderr "$WEND" parse -c s.conf
    [ "$(columns time <<<"$output" | paste -sd ' ')" = "2026-03-08T10:00:00Z 2026-03-08T12:00:00Z" ]
    [[ "$stderr" == *"x.csv:4:22: field sent: 'x' is not a time of the pattern epoch"* ]]
    [ "$("$WEND" parse -q -c s.conf --ledger -o tsv | columns corrected,kept)" = "1|2" ]
}
