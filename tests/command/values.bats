# Values of exports, made plain: times and their zones, numbers, what is missing.

bats_require_minimum_version 1.5.0
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

@test "declared values are missing, in every field" {
    printf '%s\n' 't,e,m,a' '2026-01-01,NULL,-,\N' '2026-01-01,x,m1,- ' 'NULL,x,m1,a' '2026-01-01,x,--,NULLS' >x.csv
    cat >s.conf <<'END'
identity { order = {"member"} }
source "x" {
 files = {"x.csv"} time = "t" channel = "c" event = "other" event-field = "e" duplicates = "none"
 id { member = "m" } attr { a = "a" } missing = {"-", "NULL", '\\N'}
}
END
    run --separate-stderr "$WEND" parse -c s.conf
    [ "$(columns event,id.member,a <<<"$output")" = "other||
x|m1|
x|--|NULLS" ]
    [[ "$stderr" == *"x.csv:4:1: field t: '' is not a time of the pattern iso"* ]]
}

@test "numbers become plain, what is none is rejected, kept or missing" {
    printf '%s\n' 't;a;b' '2026-01-01;1.234,50 €;ja' '2026-01-01;(5%);0' '2026-01-01;free;YES' \
        '2026-01-01;1,234.50;no' '2026-01-01;2;perhaps' '2026-01-01; ; ' >x.csv
    keys='delimiter = "semicolon" time = "t" attr { a = "a" b = "b" } number { a = "1.234,56" } boolean = {"b"} map "a" { free = "0" }'
    study "$keys"
    run --separate-stderr "$WEND" parse -c s.conf --rejects r.jsonl
    [ "$(columns a,b <<<"$output" | paste -sd ' ')" = "1234.50|true -0.05|false 0|true |" ]
    [[ "$stderr" == *"x.csv:5:12: field a: '1,234.50' is no number with decimal ','"* ]]
    [[ "$stderr" == *"x.csv:6:14: field b: 'perhaps' is no boolean (yes, no)"* ]]
    [ "$("$WEND" parse -q -c s.conf --ledger -o tsv | columns kept,reasons)" = "4|bad-number 1, bad-boolean 1" ]
    study "$keys bad-value = keep"
    [ "$("$WEND" parse -q -c s.conf | columns a,b | sed -n '4,5p' | paste -sd ' ')" = "1,234.50|false 2|perhaps" ]
    study "$keys bad-value = missing"
    [ "$("$WEND" parse -q -c s.conf | columns a,b | sed -n '4,5p' | paste -sd ' ')" = "|false 2|" ]
}

@test "an id that a spreadsheet has damaged is counted and is none" {
    printf '%s\n' 't,m,p' '2026-01-01,1.22158E+17,13800000001' '2026-01-01,1.22158E+17,' '2026-01-01,122158000000000123,' >x.csv
    cat >s.conf <<'END'
identity { order = {"member", "phone"} }
source "x" { files = {"x.csv"} time = "t" channel = "c" event = "e" id { member = "m" phone = "p" } }
END
    [ "$("$WEND" parse -q -c s.conf | columns id.member,id.phone | paste -sd ' ')" = \
        "|13800000001 | 122158000000000123|" ]
    [ "$("$WEND" parse -q -c s.conf --ledger -o tsv | columns kept,no_id,ids_refused,ids_damaged)" = "3|1|0|2" ]
}

@test "the first pattern that matches gives its groups; the rest is counted" {
    printf '%s\n' 't,p,sku' '2026-01-01,/product/7?c=1,' '2026-01-01,/product/cart,' '2026-01-01,/x,' \
        '2026-01-01,/product/8,own' '2026-01-01,,' >x.csv
    study "time = t attr { sku = sku } rule p { match = {'^/product/(?<sku>\\d+)(\\?c=(?<campaign>.*))?', '/(?<page>cart|product)'} unmatched = other }"
    [ "$("$WEND" parse -q -c s.conf | columns sku,page,campaign,other | paste -sd ' ')" = "7||1| |product|| |||/x own||| |||" ]
    [ "$("$WEND" parse -q -c s.conf --ledger -o tsv | columns kept,unmatched)" = "5|1" ]
    "$WEND" parse -q -c s.conf -j 1 >one
    "$WEND" parse -q -c s.conf -j 3 >three
    cmp one three
}

@test "topics of what people write, in any language" {
    printf '%s\n' 't,w' '2026-01-01,I want my MONEY back' '2026-01-01,我要退款' '2026-01-01,order 77 is late, money!' \
        '2026-01-01,hello' | sed 's/late, money/late; money/' >x.csv
    study "time = t topic w { delivery = '(?i)order (?<order>\\d+).* late' money = '(?i)money|退款' }"
    [ "$("$WEND" parse -q -c s.conf | columns topic,order | paste -sd ' ')" = "money| money| delivery|77 |" ]
}

@test "a pattern that never comes to an end is stopped and reported: format, rule, topic, condition, bots, filter, where" {
    long=$(printf 'a%.0s' {1..64})
    printf '%s\n' t,w "2026-01-01,$long!" 2026-01-02,aa >x.csv
    for rule in "rule w { match = {'^(a+)+\$'} unmatched = u }" "topic w { t = '^(a+)+\$' }"; do
        study "time = t $rule"
        run --separate-stderr "$WEND" parse -c s.conf --ledger -o tsv
        [ "$(columns kept,unmatched,pattern_limit <<<"$output")" = "2|1|1" ]
        [[ "$stderr" == *"x.csv: 1 row with a value on which a pattern of a rule costs too much"* ]]
    done
    study "time = t rule t { when { w = '^(a+)+\$' } match = {'^(?<year>\\d+)'} }"
    [ "$("$WEND" parse -q -c s.conf --ledger -o tsv | columns kept,unmatched,pattern_limit)" = "2|0|1" ]
    [ "$("$WEND" parse -q -c s.conf | columns year | paste -sd '|')" = "|2026" ]
    study "time = t bot-field = w bots = '^(a+)+\$'"
    [ "$("$WEND" parse -q -c s.conf --ledger -o tsv | columns kept,bot,pattern_limit)" = "2|1|1" ]
    study "time = t attr { w = w } filter = 'w =~ \"^(a+)+\$\"'"
    run "$WEND" parse -c s.conf
    [ "$status" -eq 2 ]
    [[ "$output" == *"s.conf:"*"source x: filter: "*"the pattern takes too long on a value of 65 bytes; make it simpler"* ]]
    study "format = pattern pattern = '^(?<t>[\\d-]{10}),(?<w>(a+)+)\$' time = t"
    run --separate-stderr "$WEND" parse -c s.conf --ledger -o tsv
    [ "$(columns read,kept,reasons <<<"$output")" = "3|1|no-match 1, pattern-limit 1" ]
    [[ "$stderr" == *"x.csv:2: matching the pattern costs too much here"* ]]
    study "time = t attr { w = w } id { n = w }"
    sed -i '1i identity { order = {"n"} }' s.conf
    "$WEND" stitch -qc s.conf --sources -o x.wend
    run "$WEND" show n:aa x.wend --where 'w =~ "^(a+)+$"'
    [ "$status" -eq 2 ]
    [[ "$output" == *"the pattern takes too long on a value of 65 bytes"* ]]
}

@test "bots are kept and counted, and are no acts" {
    cat >s.conf <<'END'
identity { order = {"member"} }
source "x" { files = {"x.csv"} time = t channel-field = c event-field = e id { member = m } bot-field = a }
END
    printf '%s\n' t,c,e,m,a 2026-01-01T00:00:00Z,web,visit,m1,Mozilla/5.0 2026-01-01T00:01:00Z,app,visit,m1,Googlebot/2.1 \
        2026-01-01T00:02:00Z,store,buy,m1, >x.csv
    [ "$("$WEND" parse -q -c s.conf | columns bot,direction | paste -sd ' ')" = "|act yes|act |act" ]
    [ "$("$WEND" parse -q -c s.conf --ledger -o tsv | columns kept,bot)" = "3|1" ]
    "$WEND" parse -q -c s.conf | "$WEND" stitch -q -c s.conf -o s.wend
    # One switch, web to store, and a wildcard that does not see the bot; its event by name is seen.
    [ "$("$WEND" consistency s.wend --show switches -o tsv | columns from,to | paste -sd ' ')" = "web|store" ]
    [ "$("$WEND" funnel 'app:*' s.wend -o tsv | columns reached)" = 0 ]
    [ "$("$WEND" funnel 'app:visit' s.wend -o tsv | columns reached)" = 1 ]
}

@test "parameters of a URL are fields, of CSV and of JSON" {
    cat >s.conf <<'END'
identity { order = {"member"} }
source "x" {
 files = {"x.csv"} time = "t" channel = "c" event-field = "u?what" event = "view" duplicates = "none"
 id { member = "u?m" } attr { from = "u?utm_source" whole = "u?x" n = "u?n" } number { n = "1.234,56" }
}
END
    printf '%s\n' 't,u,u?x' '2026-01-01,https://a.b/?utm_source=mail%20a&m=7&n=1%2C5#top,col' \
        '2026-01-01,utm_source=x+y&what=buy,' '2026-01-01,/plain,' >x.csv
    [ "$("$WEND" parse -q -c s.conf | columns event,id.member,from,whole,n | paste -sd ' ')" = \
        "view|7|mail a|col|1.5 buy||x y|| view||||" ]
    study 'format = json time = "t" attr { from = "p.u?from" }'
    echo '{"t":"2026-01-01","p":{"u":"/a?from=mail"}}' >x.csv
    [ "$("$WEND" parse -q -c s.conf | columns from)" = mail ]
}

@test "what a rule finds can be an event, an id, a time: then it is a field and no attribute" {
    cat >s.conf <<'END'
identity { order = {"member", "visitor"} }
source "x" {
 files = {"x.csv"} channel = "c" event = "other" event-field = "what" time = {"when", "epoch", "iso"} zone = "UTC"
 rule "path" { match = {'^/(?<what>[a-z]+)/(?<item>\d+)'} }
 rule "cookie" { match = {'\buid=(?<uid>[^;]+)'} }
 rule "exact" { match = {'^(?<when>\d+)\.\d+$'} }
 rule "t" { match = {'^(?<when>.+)'} }
 map "event" { buy = "order_paid" }
 id { visitor = "uid" member = "uid" }
 attr { visitor = "uid" }
}
END
    printf '%s\n' t,path,cookie,exact '2026-01-01T00:00:00,/buy/7,uid=a1; x=2,1767225601.12' \
        '2026-01-01T00:00:02,/look/8,x=2,' '2026-01-01T00:00:03,/,uid=b2,soon' '2026-99-01,/look/9,,' >x.csv
    run --separate-stderr "$WEND" parse -c s.conf --rejects r.jsonl
    [ "$(columns time,event,id.visitor,id.member,visitor,item <<<"$output")" = \
        "2026-01-01T00:00:01Z|order_paid|a1|a1|a1|7
2026-01-01T00:00:02Z|look||||8
2026-01-01T00:00:03Z|other|b2|b2|b2|" ]
    [ "$(head -n 1 <<<"$output" | tr '\t' '\n' | grep -cx -e what -e uid -e when)" -eq 0 ]
    [[ "$stderr" == *"x.csv:5:1: field when: '2026-99-01' is not a time of the pattern epoch or iso"* ]]
    "$WEND" parse -q -c s.conf -j 3 | cmp - <("$WEND" parse -q -c s.conf -j 1)
}

@test "a rule holds only where other fields match" {
    cat >s.conf <<'END'
identity { order = {"contact"} }
source "x" {
 files = {"x.jsonl"} format = json channel = "c" event = "e" time = "t" direction-field = "who"
 rule "author" { when { "from.type" = '^user$'  state = '' } field = "from.id" match = {'(?<contact>\d+)'} unmatched = "odd" }
 rule "agent" { when { "from.type" = '^admin$' } field = "from.id" match = {'(?<agent>\d+)'} }
 topic "from.type" { staff = '^admin$' act = '.' }
 rule "topic" { match = {'(?<who>.+)'} }
 id { contact = "contact" }
}
END
    printf '%s\n' '{"t":"2026-01-01","from":{"type":"user","id":7}}' '{"t":"2026-01-01","from":{"type":"admin","id":8}}' \
        '{"t":"2026-01-01","from":{"type":"user","id":"x"}}' >x.jsonl
    [ "$("$WEND" parse -q -c s.conf | columns id.contact,agent,odd,direction,topic | paste -sd ' ')" = \
        "7|||act|act |8||staff|staff ||x|act|act" ]
    [ "$("$WEND" parse -q -c s.conf --ledger -o tsv | columns kept,unmatched)" = "3|1" ]
}

@test "a field must not be the export's and a rule's; rules take what is made above them" {
    echo 't,a,b' >x.csv
    study "time = t rule a { match = {'(?<b>.)'} } channel-field = b"
    run "$WEND" parse -c s.conf
    [ "$status" -eq 2 ]
    [ "$output" = "wend parse: s.conf:1: source x: x.csv has a field b, which a rule makes too; rename the group" ]
    study "time = t rule c { match = {'(?<d>.)'} } rule a { match = {'(?<c>.)'} } rule c2 { field = c match = {'(?<e>.)'} }"
    run "$WEND" parse -c s.conf
    [ "$status" -eq 2 ]
    [ "$output" = "wend parse: s.conf:1: source x: a rule takes c, which only rules below it make" ]
    study "time = t rule nowhere { match = {'(?<d>.)'} }"
    run "$WEND" parse -c s.conf
    [ "$status" -eq 2 ]
    [[ "$output" == "wend parse: s.conf:1: source x: x.csv has no field nowhere; "* ]]
}

@test "rows of a file that agree in the declared fields are one touchpoint, the first that is kept" {
    study "time = t attr { n = n } once-per = {order, kind} filter = 'n == 0'"
    printf '%s\n' t,order,kind,n bad,A,sale,1 2026-01-01,A,sale,0 2026-01-01,A,sale,2 2026-01-01,A,sale,3 \
        2026-01-01,A,refund,4 2026-01-01,,,5 2026-01-01,,,6 2026-01-01,,sale,7 2026-01-01,,sale,8 >x.csv
    [ "$("$WEND" parse -q -c s.conf | columns n | paste -sd ' ')" = "2 4 5 6 7" ]
    [ "$("$WEND" parse -q -c s.conf --ledger -o tsv | columns read,kept,duplicate,filtered,rejected,further)" = "9|5|2|1|1|2" ]
    # A file of its own, and a row that was there in another file, which is a duplicate and no further row.
    sed -i 's/x.csv/*.csv/; s/"none"/"exact"/' s.conf
    printf '%s\n' t,order,kind,n 2026-01-01,A,sale,2 2026-01-01,A,sale,9 2026-01-01,B,sale,10 >y.csv
    [ "$("$WEND" parse -q -c s.conf --ledger -o tsv | columns read,kept,duplicate,further)" = "9|5|2|2
3|1|2|1" ]
    # The same by parts.
    { echo t,order,kind,n; seq 200000 | awk '{ print "2026-01-01," int($1 / 3) ",sale," $1 }'; } >x.csv
    [ "$("$WEND" parse -q -c s.conf -j 2 --ledger -o tsv | columns read,kept,further | head -n 1)" = "200000|66667|133333" ]
    "$WEND" parse -q -c s.conf -j 2 | cmp - <("$WEND" parse -q -c s.conf -j 1)
}

@test "topics and groups can be the event, the channel, the zone, the event id" {
    cat >s.conf <<'END'
source "x" {
 files = {"x.csv"} event-field = topic channel-field = where event = other channel = web time = t zone-field = zone
 topic "path" { buy = '^/(?<where>[a-z]+)/checkout'  look = '^/(?<where>[a-z]+)/' }
 rule "tag" { match = {'^(?<number>\d+)@(?<zone>.*)$'} }
 duplicates = "id" event-id = "number"
}
END
    printf '%s\n' t,path,tag '2026-01-01 12:00,/app/checkout/1,7@Asia/Shanghai' '2026-01-01 12:01,/app/checkout/1,7@Asia/Shanghai' \
        '2026-01-01 12:00,/shop/x,8@' '2026-01-01 12:00,/,9@+01:00' >x.csv
    [ "$("$WEND" parse -q -c s.conf | columns time,event,channel)" = "2026-01-01T04:00:00Z|buy|app
2026-01-01T12:00:00Z|look|shop
2026-01-01T11:00:00Z|other|web" ]
    [ "$("$WEND" parse -q -c s.conf --ledger -o tsv | columns kept,duplicate,unmatched)" = "3|1|1" ]
}

@test "a study's rule replaces the preset's of that name; its list can be turned off" {
    cat >s.conf <<END
identity { order = {"cookie"} }
source "x" { files = {"$TOP_SRCDIR/src/format/sample/cloudfront_standard.log"} format = "cloudfront"
 rule "cs(Cookie)" { match = {'cart=(?<cart>\d+)'} } id { cookie = "cart" } }
END
    [ "$("$WEND" parse -q -c s.conf | columns id.cookie | paste -sd ' ')" = "9 " ]
    cat >s.conf <<END
source "x" { files = {"$TOP_SRCDIR/src/format/sample/shopify_orders.csv"} format = "shopify-orders" once-per = {} }
END
    [ "$("$WEND" parse -q -c s.conf | columns sku | paste -sd ' ')" = "SKU-42 SKU-7 " ]
    # Who was called is for an id, and no attribute where the study does not take it.
    cat >s.conf <<END
source "x" { files = {"$TOP_SRCDIR/src/format/sample/twilio_calls.jsonl"} format = "twilio-calls" }
END
    [ "$("$WEND" parse -q -c s.conf | grep -c -e 2065550101 -e party)" -eq 0 ]
}
