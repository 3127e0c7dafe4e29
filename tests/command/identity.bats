# wend stitch: what is an id and whose it is. Small worlds; expected values by hand.

setup() {
    cd "$BATS_TEST_TMPDIR"
}

# study IDENTITY: one source s.csv with the ids crm, crm2, mail, phone, device, order.
study() {
    cat >s.conf <<EOF
timezone = "UTC"
source "s" {
    files = {"s.csv"} time = {"t", "iso"} channel = "web" event-field = "e"
    id { crm = "crm" $IDS }
}
$1
EOF
}

# Rows of s.csv without their times: row i is at 00:0i.
rows() { # HEADER ROW…
    awk -v h="$1" 'BEGIN { print "t,e," h }' >s.csv
    shift
    local i=1 row
    for row in "$@"; do
        printf '2024-01-01T00:%02d:00Z,e%d,%s\n' "$i" "$i" "$row" >>s.csv
        i=$((i + 1))
    done
}

customers() { # of the events e1, e2, …, "-" for none
    "$WEND" stitch -q -c s.conf --sources "$@" | awk -F '\t' '
        NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
        { print substr($at["event"], 2), $at["customer"] == "" ? "-" : $at["customer"] }' |
        sort -n | cut -d ' ' -f 2 | paste -sd ' '
}

table() { # NAME: of --report, without its header
    "$WEND" stitch -q -c s.conf --sources --report --show "$1" -o tsv | tail -n +2
}

measure() {
    table summary | awk -F '\t' -v m="$1" '$1 == m { print $2 }'
}

@test "values that name nobody, whatever their quotes and case" {
    IDS='mail = "mail"' study 'identity { order = {"crm", "mail"} }'
    local nobody=('' '  ' 0 00000 --- -1 null NIL None NaN N/A na undefined Unknown anonymous guest
        TRUE false id email distinct_id not_authenticated '{}' '[object Object]'
        00000000-0000-0000-0000-000000000000 "'null'" "''")
    rows crm,mail "${nobody[@]/%/,}" '"""undefined""",' '"""0""",' nobody, nil1, 10, -2,
    [ "$(customers | tr ' ' '\n' | grep -vc '^-$')" -eq 4 ]
    [ "$(customers | tr ' ' '\n' | grep -v '^-$' | paste -sd ' ')" = "crm:nobody crm:nil1 crm:10 crm:-2" ]
    # 27 written out, of which four are blank or empty quotes; and two in double quotes.
    table aside >aside.tsv
    [ "$(awk -F '\t' '{ n += $3 } END { print n }' aside.tsv)" = "$(measure ids_refused)" ]
    grep -q "^crm	\[object Object\]	1	names nobody$" aside.tsv
}

@test "a pattern's group is the id, a domain goes, too long is none; each with its reason" {
    IDS='phone = "phone" mail = "mail"' study 'identity { order = {"crm", "phone", "mail"} max-length = 14
        namespace "crm" { pattern = "^(?:old-)?([0-9]{3})$" }
        namespace "phone" { normalise = "phone" country = "49" }
        namespace "mail" { strip-domain = yes normalise = "lower" } }'
    rows crm,phone,mail 123,, old-123,, 12,, ',030 12 34 56,' ',+49 30 123456,' ',+490301234567890,' \
        ',x123456,' ',,SHOP\Ann' ',,ann@x.yy' ',,Ann'
    [ "$(customers)" = "crm:123 crm:123 - phone:+4930123456 phone:+4930123456 - - mail:ann mail:ann mail:ann" ]
    [ "$(table aside | sort | cut -f 1,2,4)" = "$(printf '%s\t%s\t%s\n' \
        crm 12 "not of the namespace's pattern" phone +490301234567890 "too long" \
        phone x123456 "not of the namespace's form")" ]
}

@test "a value linked to more than max-degree unique ids is set aside, listed, and ties nobody" {
    IDS='mail = "mail" phone = "phone" device = "d"' study 'identity { order = {"crm", "mail", "phone", "device"}
        unique = {"crm"} device = {"device"} max-degree = 2 }'
    rows crm,mail,phone,d 1,info@x.yy,, 2,info@x.yy,, 3,info@x.yy,, ,info@x.yy,, ,info@x.yy,555666,v1 \
        4,b@x.yy,, 5,b@x.yy,, ,info@x.yy,,v1 1,,555777,
    # With b@x.yy two ids are linked: it is not set aside, and the newer link stays. Row 5 is the
    # phone's, which is seen with nothing else; row 8 is carried to it by the device.
    [ "$(customers)" = "crm:1 crm:2 crm:3 - phone:555666 crm:4 crm:5 phone:555666 crm:1" ]
    [ "$(table aside)" = "mail	info@x.yy	6	linked to 3 unique ids, max-degree is 2" ]
    [ "$(measure ids_set_aside)" = 1 ]
}

@test "overrides: INCLUDE joins what nothing shows and what a guard forbids, EXCLUDE wins over all" {
    IDS='mail = "mail"' study 'identity { order = {"crm", "mail"} unique = {"crm"} overrides = {"o.csv"} }'
    rows crm,mail 1,a@x.yy 2,b@x.yy 3,c@x.yy 3,d@x.yy 4,e@x.yy 4,f@x.yy
    cat >o.csv <<'EOF'
action,id1,id2,reason
INCLUDE,crm:1,crm:2,one person with two cards
include,crm:3,crm:1,she said so
EXCLUDE,mail:f@x.yy,mail:e@x.yy,father and son
EOF
    # crm:4 comes with f last, so that e is not joined to it.
    [ "$(customers)" = "crm:1 crm:1 crm:1 crm:1 crm:4 crm:4" ]
    [ "$(table refused | cut -f 1,2,4,5)" = \
        "crm:4	mail:e@x.yy	s.csv:6	o.csv:4 says EXCLUDE: father and son" ]
    # An EXCLUDE holds against an INCLUDE, also a roundabout one.
    printf 'EXCLUDE,crm:3,crm:2,not the same\n' >>o.csv
    [ "$(table refused | cut -f 1,2,4,5 | head -n 1)" = \
        "crm:1	crm:3	o.csv:3	o.csv:5 says EXCLUDE: not the same" ]
    [ "$(customers)" = "crm:1 crm:1 crm:3 crm:3 crm:4 crm:4" ]
}

@test "override files: every bad line is rejected with its line, a bad header is an error" {
    IDS='mail = "mail" device = "d"' study 'identity { order = {"crm", "mail", "device"} device = {"device"} overrides = {"o.csv"} }'
    rows crm,mail,d 1,a@x.yy,
    cat >o.csv <<'EOF'
action,id1,id2,reason
JOIN,crm:1,crm:2,x
INCLUDE,crm,crm:2,x
INCLUDE,crn:1,crm:2,x
INCLUDE,device:1,crm:2,x
INCLUDE,crm:null,crm:2,x
INCLUDE,crm:1,crm: 1,x
INCLUDE,crm:1
EOF
    "$WEND" stitch -q -c s.conf --sources --rejects r.jsonl >out.tsv
    [ "$(sed -n 's/.*"line":\([0-9]*\).*"reason":"\([^"]*\)".*/\1 \2/p' r.jsonl | paste -sd ,)" = \
        "2 unknown-action,3 no-id,4 unknown-namespace,5 no-person,6 no-id,7 same-id,8 field-count" ]
    printf 'id1,id2\n' >o.csv
    run "$WEND" stitch -c s.conf --sources
    [ "$status" -eq 2 ]
    [[ "$output" == *"o.csv:1: not an override file: its header must be action,id1,id2,reason"* ]]
}

@test "an alias holds more ids of a namespace; two values of a unique one are a reject" {
    IDS='crm2 = "crm2" mail = "mail"' study 'identity { order = {"crm", "mail"} unique = {"crm"}
        namespace "crm2" { as = "crm" } }'
    rows crm,crm2,mail 1,,a@x.yy ,1,b@x.yy 1,2,c@x.yy 3,3, ',,c@x.yy'
    [ "$(customers)" = "crm:1 crm:1 crm:3 mail:c@x.yy" ]
    "$WEND" stitch -c s.conf --sources --rejects r.jsonl >out.tsv 2>err
    grep -q "s.csv:4: two values of crm, which is unique: 1 and 2" err
    grep -q '"line":4,.*"reason":"two-values"' r.jsonl
    [ "$(measure rows) $(measure rows_of_persons) $(measure rows_rejected)" = "5 4 1" ]
    sed -i 's/unique = {"crm"}//' s.conf # then they are two ids of one person
    [ "$(customers)" = "crm:1 crm:1 crm:1 crm:3 crm:1" ]
}

@test "a log-in that only a shared cookie ties to somebody is warned of" {
    # Adobe calls it a dangling loginID: nothing shows that C is not Tom.
    IDS='login = "login" cookie = "cookie"' study 'identity { order = {"crm", "login", "cookie"} unique = {"crm"} }'
    rows crm,login,cookie Tom,A, Tom,B, ,A,111 ,C,111
    [ "$(customers)" = "crm:Tom crm:Tom crm:Tom crm:Tom" ]
    [ "$(table dangling)" = "login:C	crm:Tom	login:A" ]
    run bash -c "'$WEND' stitch -c s.conf --sources 2>&1 >out.tsv"
    [[ "$output" == *"login:C is taken for crm:Tom by weaker ids alone, which login:A has as well"* ]]
    rows crm,login,cookie Tom,A, Tom,B, ,A,111 Tom,C,111 # now it is known
    [ "$(measure ids_dangling)" = 0 ]
}

@test "--show: an unknown table is an error with the valid names; it goes with --report" {
    IDS='' study 'identity { order = {"crm"} }'
    rows crm 1
    run "$WEND" stitch -c s.conf --sources --report --show refusd
    [ "$status" -eq 2 ]
    [[ "$output" == *"did you mean refused?"* ]]
    run "$WEND" stitch -c s.conf --sources --show refused
    [ "$status" -eq 2 ]
    for format in pretty tsv csv json jsonl md html openmetrics; do
        for show in summary namespaces clusters bridges refused aside dangling; do
            "$WEND" stitch -q -c s.conf --sources --report --show "$show" -o "$format" >out
        done
    done
}

@test "the study's faults name file and line" {
    fault() { # IDENTITY MESSAGE
        IDS='' study "identity { order = {\"crm\", \"device\"} device = {\"device\"}
            $1 }"
        rows crm 1
        run "$WEND" stitch -q -c s.conf --sources
        [ "$status" -eq 2 ]
        [[ "$output" == *"s.conf:7: $2"* ]] || { echo "$output"; false; }
    }
    fault 'namespace "crm" { pattern = "(" }' "pattern '('"
    fault 'namespace "crm2" { as = "crn" }' "namespace 'crn' is not in identity's order"
    fault 'namespace "crm2" { as = "device" }' "'device' is not a person's namespace"
    fault 'namespace "crm" { as = "device" }' "'device' is not a person's namespace"
    fault 'namespace "x" { as = "crm" normalise = "lower" }' "the form of 'x' is that of 'crm'"
    fault 'policy = first' "unknown policy 'first'"
    fault 'namespace "crm" { policy = last }' "'crm' is no device: it has no policy"
    fault 'max-degree = many' "max-degree 'many' is no count"
}

live() { # of the events e1, e2, …
    "$WEND" stitch -q -c s.conf --sources "$@" | awk -F '\t' '
        NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
        { print substr($at["event"], 2), $at["live"] == "" ? "-" : $at["live"] }' |
        sort -n | cut -d ' ' -f 2 | paste -sd ' '
}

@test "a shared device: carry, last, quarantine; what was known at the time" {
    world() {
        IDS='device = "d"' study "identity { order = {\"crm\", \"device\"} device = {\"device\"} $1 }"
        rows crm,d ,d A,d ,d B,d ,d ,w C,w ,w
    }
    world ''
    [ "$(customers)" = "crm:A crm:A crm:A crm:B crm:B crm:C crm:C crm:C" ]
    [ "$(live)" = "- crm:A crm:A crm:B crm:B - crm:C crm:C" ]
    # Of 8 rows, 5 are on the device of two people, and 3 of these name nobody. Live there are A, B,
    # C, d and w, afterwards A, B and C.
    [ "$(table summary | grep -e shared -e ^customers -e lift -e seen)" = "$(printf '%s\t%s\t%s\n' \
        rows_on_shared_devices 5 0.625 rows_on_shared_devices_anonymous 3 0.6 customers_live 5 '' \
        customers 3 '' devices_seen 2 '' devices_shared 1 0.5 lift '' 1.666667)" ]
    world 'policy = last'
    [ "$(customers)" = "crm:B crm:A crm:B crm:B crm:B crm:C crm:C crm:C" ]
    [ "$(live)" = "- crm:A crm:A crm:B crm:B - crm:C crm:C" ]
    world 'policy = quarantine'
    [ "$(customers)" = "device:d crm:A device:d crm:B device:d crm:C crm:C crm:C" ]
    [ "$(live)" = "- crm:A crm:A crm:B - - crm:C crm:C" ]
    world 'policy = last namespace "device" { policy = quarantine }'
    [ "$(customers)" = "device:d crm:A device:d crm:B device:d crm:C crm:C crm:C" ]
}

@test "reset: nobody is carried across a sign-out, nor back across a sign-in" {
    world() {
        IDS='device = "d"' study "identity { order = {\"crm\", \"device\"} device = {\"device\"} policy = reset $1 }"
        rows crm,d ,d A,d ,d ,d B,d ,d B,d ,d
    }
    world "sign-out = 'e3 | e7'"
    [ "$(customers)" = "crm:A crm:A crm:A crm:B crm:B crm:B crm:B device:d" ]
    [ "$(live)" = "- crm:A crm:A - crm:B crm:B crm:B -" ]
    world "sign-in = 'e5' sign-out = 'event in (e3, e7)'"
    [ "$(customers)" = "crm:A crm:A crm:A device:d crm:B crm:B crm:B device:d" ]
    world "sign-in = 'e5'"
    [ "$(customers)" = "crm:A crm:A crm:A crm:A crm:B crm:B crm:B crm:B" ]
    world "sign-out = 'event =='"
    run "$WEND" stitch -q -c s.conf --sources
    [ "$status" -eq 2 ]
    [[ "$output" == *"(identity: sign-out)"* ]]
    world ''
    run "$WEND" stitch -q -c s.conf --sources
    [ "$status" -eq 2 ]
    [[ "$output" == *"s.conf:6: policy = reset needs sign-in or sign-out in identity"* ]]
}

@test "the look-back: rows beyond it stay with the device and are counted" {
    world() {
        IDS='device = "d"' study "identity { order = {\"crm\", \"device\"} device = {\"device\"} look-back = 2min $1 }"
        rows crm,d ,d ,d ,d A,d ,d B,d ,d ,d ,d ,w
    }
    world ''
    [ "$(customers)" = "device:d crm:A crm:A crm:A crm:A crm:B crm:B crm:B device:d device:w" ]
    [ "$(measure rows_outside_look_back)" = 2 ] # e1 and e9; w has nobody at all
    world 'policy = last' # e2 to e4 are within 2 min of A and not of B, e5 of both
    [ "$(customers)" = "device:d crm:A crm:A crm:A crm:B crm:B crm:B crm:B device:d device:w" ]
    [ "$(measure rows_outside_look_back)" = 2 ]
}

@test "--show clusters and bridges: two triangles and a tail" {
    IDS='mail = "mail" phone = "phone"' study 'identity { order = {"crm", "mail", "phone"} }'
    rows crm,mail,phone 1,a@x.yy,111111 2,b@x.yy,222222 ,a@x.yy,222222 3,b@x.yy, 8,, 9,z@x.yy,
    # 7 ids, 3 + 3 + 1 + 1 links: density 8 ÷ 21 pairs.
    [ "$(table clusters)" = "crm:1	7	8	0.380952	2	4
crm:9	2	1	1	1	1" ]
    [ "$(table bridges)" = "crm:1	mail:a@x.yy	phone:222222	3	2024-01-01T00:03:00Z	s.csv:4" ]
    [ "$(measure clusters) $(measure bridges)" = "2 3" ]
}

@test "--show namespaces: how far each reaches" {
    IDS='mail = "mail" device = "d" order = "o"' study 'identity { order = {"crm", "mail", "order", "device"}
        unique = {"crm"} device = {"device"} transaction = {"order"} }'
    rows crm,mail,d,o 1,,v,O1 1,,w, 2,,v,O2 ,,v, 2,a@x.yy,, ,b@x.yy,,O2 ,,,
    # v is of crm:1, crm:2 and, carried, of crm:2 again; O2 is of crm:2 and of mail:b.
    [ "$(table namespaces)" = "$(printf '%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n' \
        crm unique 4 0.571429 2 2 1 1 1 mail person 2 0.285714 2 2 1 1 1 \
        order transaction 3 0.428571 2 3 1 1 2 device device 4 0.571429 2 2 1.5 2 2)" ]
}
