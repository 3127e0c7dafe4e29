# Lineage: each touchpoint leads to the line of its export, through stream, store and show --source,
# whatever the format, the encoding and the compression.

setup() {
    cd "$BATS_TEST_TMPDIR"
    mkdir data
}

# A file of each format; most events stand on the first line of their record.
write_exports() {
    printf '%s\n' 't,e,m,x' '1,e1,1,plain' '2,e2,1,"two' 'lines, one of them:' '9,e9,1,not me"' '' '3,e3,1,"a ""b"""' \
        >data/a.csv
    printf '%s\n' 'preamble' '# comment' 't;e;m;x' '4,5;broken' '4;e4;1;店铺' '# comment' '5;e5;1;café' >data/b.txt
    printf '%s\n' '[' '  {"t":6,"e":"e6","m":1},' '  {' '    "t":7,' '    "e":"e7", "m":1 }' ']' >data/c.json
    printf '%s\r\n' '#Version: 1.0' '#Fields: t e m' '8 e1 1' '#Fields: e t m' 'e2 9 1' >data/d.log
    printf '%s\n' 'level=info' 't=10 e=e3 m=1' 'm=1 x="a b" e=e4 t=11' >data/e.logfmt
    printf '%s\n' '12 e5 1' '  goes on' '  and on' 'no record' '13 e6 1' >data/f.log
    printf '%s\n' 'other' 'x' '' 't,e,m' '14,e7,1' '' 'other' 'y' '' 't,e,m' '15,e8,1' >data/g.csv
}

# ENCODING of data/b.txt.
study() {
    local common='time = {"t", "epoch"} channel = "c" event-field = "e" id { member = "m" }'
    cat >s.conf <<END
identity { order = {"member"} }
source "csv" { files = {"data/a*"} $common attr { x = "x" } }
source "preamble" { files = {"data/b*"} delimiter = ";" preamble = 1 comment = "#" encoding = "$1" $common }
source "json" { files = {"data/c*"} format = "json" $common }
source "w3c" { files = {"data/d*"} format = "w3c" $common }
source "pairs" { files = {"data/e*"} format = "pairs" $common }
source "lines" { files = {"data/f*"} format = "pattern" $common
    pattern = '^(?<t>\\d+) (?<e>\\w+) (?<m>\\d+)' continue = '^\\s' }
source "tables" { files = {"data/g*"} table = "e" $common }
END
}

# By hand: file and line of each touchpoint, in the order of time.
truth() {
    printf '%s\n' data/a.csv:2 data/a.csv:3 data/a.csv:7 data/b.txt:5 data/b.txt:7 data/c.json:2 data/c.json:3 data/d.log:3 \
        data/d.log:5 data/e.logfmt:2 data/e.logfmt:3 data/f.log:1 data/f.log:5 data/g.csv:5 data/g.csv:11
}

# The same of the columns file and line, without the suffix of compression.
places() {
    awk -F '\t' '
        NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
        { sub(/\.(gz|zst)$/, "", $at["file"]); print $at["file"] ":" $at["line"] }'
}

# What the line of each touchpoint holds, in the files as they were written: its event, or the
# beginning of its record.
check_lines() {
    while IFS=: read -r file line event; do
        sed -n "${line}p" "plain/$file" | grep -q "\b$event\b\|^  {\$" || { echo "$file:$line $event"; return 1; }
    done
}

walk() {
    "$WEND" parse -qc s.conf >stream
    places <stream >found
    diff <(truth) found
    paste -d : found <(cut -f 3 stream | tail -n +2) | check_lines
    "$WEND" stitch -qc s.conf stream >stitched
    diff <(truth) <(places <stitched)
    "$WEND" stitch -qc s.conf --sources -o s.wend
    diff <(truth) <("$WEND" show member:1 --source s.wend | places)
    diff <(truth) <("$WEND" show member:1 --source -c s.conf stitched | places)
    diff <("$WEND" show member:1 --source s.wend) <("$WEND" show member:1 --source -c s.conf stitched)
}

@test "each touchpoint leads to its line: every format, several files, records of several lines" {
    write_exports
    study ""
    mkdir -p plain/data && cp data/* plain/data
    walk
}

@test "the same when files are compressed" {
    write_exports
    study ""
    mkdir -p plain/data && cp data/* plain/data
    gzip data/a.csv data/c.json data/e.logfmt data/g.csv
    for file in data/b.txt data/d.log data/f.log; do zstd -q --rm "$file"; done
    walk
}

@test "the same in another encoding; offsets are of the text converted to UTF-8" {
    write_exports
    mkdir -p plain/data && cp data/* plain/data
    for encoding in GB18030 UTF-16LE; do
        study "$encoding"
        iconv -f UTF-8 -t "$encoding" plain/data/b.txt >data/b.txt
        walk
        "$WEND" parse -qc s.conf --source preamble --rejects rejects >/dev/null
        offset=$(grep -o '"line":4,.*"offset":[0-9]*' rejects | sed 's/.*://')
        [ "$(tail -c "+$((offset + 1))" plain/data/b.txt | head -n 1)" = "4,5;broken" ]
    done
}
