# wend check: figures counted by hand on the shipped data, limits, damage, and the promise that a
# bad record never raises a score.

bats_require_minimum_version 1.5.0

setup() {
    cd "$BATS_TEST_TMPDIR"
    retail=$TOP_SRCDIR/testdata/retail/retail.conf
    telecom=$TOP_SRCDIR/testdata/telecom/telecom.conf
}

# Lines "source measure subject count of" of the table on standard input, - for missing.
counts() {
    awk -F '\t' 'NR > 1 { print $1, $2, $3 == "" ? "-" : $3, $4 == "" ? "-" : $4, $5 == "" ? "-" : $5 }'
}

has() { grep -qxF -- "$1" "$2" || { echo "not found: $1"; cat "$2"; false; }; }

@test "retail by hand: ledger, fields, ids" {
    "$WEND" check -c "$retail" --sources >table
    counts <table >counts
    has "web validity - 24 26" counts
    has "web rejects - 0 26" counts
    has "web uniqueness - 24 26" counts
    has "web completeness event 24 24" counts
    has "web completeness id.visitor 24 24" counts
    has "web completeness id.member 10 24" counts
    has "web completeness id.order 10 24" counts
    has "web completeness sku 9 24" counts
    has "web completeness fulfil 5 24" counts
    has "app completeness csat 3 10" counts
    has "till completeness id.phone 1 7" counts
    has "marketing completeness id.email 1 5" counts
    # Of the courier's three lines one is cut off: it has nothing filled.
    has "courier validity - 2 3" counts
    has "courier rejects no-match 1 3" counts
    has "courier uniqueness - 2 2" counts
    has "courier completeness id.order 2 3" counts
    # 880002 is in no other source; 8 of the 10 rows with a member are of the other four.
    has "web linked id.member 8 24" counts
    has "web orphans id.member 1 5" counts
    has "till orphans id.order 2 6" counts
    grep -q "^till	orphans	id.order	.*	P1, P2$" table
    # +86 13800000001 and the till's 13800000004 are no other source's.
    has "marketing orphans id.phone 4 4" counts
    # v0035 and v0063 have one row each; v0014 and v0049 five.
    has "web single id.visitor 2 8" counts
    has "web ids id.visitor 8 24" counts
    grep -q "^web	top_id	id.visitor	5	24	0.208333	.*	v0014$" table
    grep -q "^web	ids	id.visitor	8	24		3	" table
}

@test "retail by hand: silent days in the study's zone, ages, no clock out of order" {
    "$WEND" check -c "$retail" --sources >table
    counts <table >counts
    has "web gaps web 1 6" counts
    grep -q "^web	gaps	web	.*	86400	.*	2024-03-03$" table
    has "marketing gaps social 4 7" counts
    has "courier gaps courier 3 5" counts
    grep -q "^till	gaps	store	11	16	.*	518400	.*	2024-03-04..2024-03-09, 2024-03-12..2024-03-16$" table
    # The last touchpoint of all is the app's, 20 March 12:00; the till's 17 March 04:30.
    grep -q "^app	freshness						0	.*	newest 2024-03-20T12:00:00Z$" table
    grep -q "^till	freshness						286200	.*	newest 2024-03-17T04:30:00Z$" table
    "$WEND" check -c "$retail" --sources --now 2024-03-21T12:00:00Z | grep -q "^app	freshness						86400	"
    # O1, O3, O6, O7 on web and in the store, O2 and O7 at the courier, O7 on both of these.
    has "(all) skew id.order: store before web 0 4" <(sed 's/^/ /; s/^ //' counts)
    has "(all) skew id.order: courier before web 0 2" <(cat counts)
    has "(all) skew id.order: store before courier 0 1" <(cat counts)
}

@test "telecom by hand: spellings of one id, a case that nobody has" {
    "$WEND" check -c "$telecom" --sources >table
    counts <table >counts
    has "calls uniqueness - 16 17" counts
    has "survey rejects invalid 1 6" counts
    # The chat writes t01: T01 and T07 are known to self-service too, eight rows of theirs.
    has "chat linked id.account 8 17" counts
    has "chat orphans id.account 2 4" counts
    grep -q "^chat	orphans	id.account	.*	T04, T08$" table
    has "survey unowned id.case 1 5" counts
    has "survey orphans id.case 1 5" counts
    has "calls completeness id.case 13 16" counts
    # K2, K1 and K6 were surveyed after a call.
    grep -q "^(all)	skew	id.case: sms before phone	0	3	" table
}

@test "a store says the same as its sources, and that it is whole" {
    "$WEND" stitch -q -c "$retail" --sources -o retail.wend
    "$WEND" check -c "$retail" --sources >sources
    "$WEND" check retail.wend >store
    cmp sources store
    "$WEND" check - <retail.wend | cmp - store
    "$WEND" check -o pretty retail.wend | grep -q "^note: the store is whole"
    # A stream has no ledger.
    "$WEND" parse -q -c "$retail" | "$WEND" check -c "$retail" >stream
    [ "$(cut -f 2 stream | grep -cE 'validity|rejects|uniqueness')" -eq 0 ]
    grep -v "^courier" sources | grep -vE "	(validity|rejects|uniqueness)	" >expected
    grep -v "^courier" stream | cmp - expected
}

@test "a damaged store: exit 3, the section and the offset, nothing measured" {
    "$WEND" stitch -q -c "$retail" --sources -o retail.wend
    size=$(wc -c <retail.wend)
    damaged=0
    for ((at = 5; at < size; at += 331)); do
        cp retail.wend bad.wend
        byte=$(od -An -tu1 -j "$at" -N 1 bad.wend)
        printf "\\x$(printf %x $(((byte + 1) % 256)))" | dd of=bad.wend bs=1 seek="$at" conv=notrunc 2>/dev/null
        run "$WEND" check bad.wend
        if [ "$status" -eq 0 ]; then # a byte between two sections
            [ "$output" = "$("$WEND" check retail.wend)" ]
            continue
        fi
        [ "$status" -eq 3 ]
        [ "${#lines[@]}" -eq 1 ]
        [[ "$output" =~ bad.wend:\ section\ \'.+\'\ damaged\ at\ offset\ [0-9]+ ]] || [[ "$output" == *bad.wend* ]]
        damaged=$((damaged + 1))
    done
    [ "$damaged" -ge 20 ]
    # A byte of a customer's name.
    cp retail.wend bad.wend
    at=$(grep -abo 'member:880001' bad.wend | head -n 1 | cut -d : -f 1)
    printf X | dd of=bad.wend bs=1 seek="$at" conv=notrunc 2>/dev/null
    run "$WEND" check bad.wend
    [ "$status" -eq 3 ]
    [[ "$output" == *"section 'bytes customer' damaged at offset "* ]]
}

@test "limits: exit 1, a line for each that is broken, the table all the same" {
    cp -r "$TOP_SRCDIR/testdata/retail" .
    chmod -R u+w retail
    cat >>retail/retail.conf <<'END'
check {
    complete = {"event", "courier:order", "web:sku"}
    min-completeness = "70%"
    max-rejects = "33%"
    max-duplicates = "7%"
    max-age = "14d"
    max-gap-days = 6
    max-orphans = "50%"
}
END
    "$WEND" stitch -q -c retail/retail.conf --sources -o retail.wend
    run --separate-stderr "$WEND" check retail.wend
    [ "$status" -eq 1 ]
    [ "$stderr" = "wend check: web: uniqueness 92.3 % (24 of 26); the study wants max-duplicates = 7%
wend check: web: completeness of sku 37.5 % (9 of 24); the study wants min-completeness = 70%
wend check: app: gaps of app 9 d (14 of 20); the study wants max-gap-days = 6: 2024-03-04..2024-03-05, 2024-03-07..2024-03-09, 2024-03-11..2024-03-19
wend check: app: orphans of id.order 100.0 % (1 of 1); the study wants max-orphans = 50%: O11
wend check: till: orphans of id.phone 100.0 % (1 of 1); the study wants max-orphans = 50%: +8613800000004
wend check: marketing: orphans of id.phone 100.0 % (4 of 4); the study wants max-orphans = 50%: +8613800000001, +8613800000003, +8613800000005, +8613800000010
wend check: courier: rejects 33.3 % (1 of 3); the study wants max-rejects = 33%
wend check: courier: completeness of event 66.7 % (2 of 3); the study wants min-completeness = 70%
wend check: courier: completeness of id.order 66.7 % (2 of 3); the study wants min-completeness = 70%" ] || { echo "$stderr"; false; }
    [ "$(printf '%s\n' "$output" | awk -F '\t' '$10 == "failed"' | wc -l)" -eq 9 ]
    # One that is reached exactly is kept: the web is 13 d 23 h 50 min old, till and app 6 d and 9 d.
    sed -i '/^check {/,$d' retail/retail.conf
    echo 'check { max-gap-days = 9 max-age = "13d23h50min" min-completeness = "66%" }' >>retail/retail.conf
    run "$WEND" check -q -c retail/retail.conf retail.wend -o t.tsv
    [ "$status" -eq 0 ]
    [ "$output" = "" ]
    sed -i 's/13d23h50min/13d23h49min/' retail/retail.conf
    run "$WEND" check -q -c retail/retail.conf retail.wend -o t.tsv
    [ "$status" -eq 1 ]
    [ "$output" = "wend check: web: freshness 14 d; the study wants max-age = 13d23h49min: newest 2024-03-06T12:10:00Z" ]
}

@test "a field or source that is none: exit 2 with a suggestion, no output" {
    sed '$a check { complete = {"web:skuu"} }' "$retail" >bad.conf
    "$WEND" parse -q -c "$retail" >stream
    run "$WEND" check -c bad.conf -o t.tsv stream
    [ "$status" -eq 2 ]
    [[ "$output" == "wend check: the study's check: complete: no field 'web:skuu'; did you mean sku?; valid: "* ]]
    [ ! -e t.tsv ]
    sed '$a check { complete = {"webb:sku"} }' "$retail" >bad.conf
    run "$WEND" check -c bad.conf -o t.tsv stream
    [ "$status" -eq 2 ]
    [[ "$output" == "bad.conf:"* || "$output" == "wend check: bad.conf:"*"no source 'webb'; did you mean web?"* ]]
    sed "\$a check { origin = 'order_paid (' }" "$retail" >bad.conf
    run "$WEND" check -c bad.conf -o t.tsv stream
    [ "$status" -eq 2 ]
    [[ "$output" == "wend check: the study's check: origin: "* ]]
    [ ! -e t.tsv ]
    sed "\$a check { origin = 'order_payd' }" "$retail" >bad.conf
    run "$WEND" check -c bad.conf -o pretty stream
    [ "$status" -eq 0 ]
    [[ "$output" == *"skew: the study's origin matches no touchpoint"* ]]
}

@test "usage: nothing to read, too much, a study that is missing" {
    run "$WEND" check --sources </dev/null
    [ "$status" -eq 2 ]
    [[ "$output" == *"no study: name one with -c STUDY" ]]
    run "$WEND" check -c "$retail" --sources x.tsv
    [ "$status" -eq 2 ]
    run "$WEND" check a b
    [ "$status" -eq 2 ]
    run "$WEND" check absent.wend
    [ "$status" -eq 3 ]
}

# Orders on two channels. The app follows the web within seconds, and its clock is 40 s slow.
skewed() {
    cat >s.conf <<'END'
timezone = "UTC"
source "web" { files = {"w.csv"} time = {"t", "iso"} channel = "web" event-field = "e" id { order = "o" } }
source "app" { files = {"a.csv"} time = {"t", "iso"} channel = "app" event-field = "e" id { order = "o" } }
identity { order = {"member", "order"} transaction = {"order"} }
END
    printf '%s\n' t,e,o 2024-05-01T10:00:00Z,pay,1 2024-05-01T11:00:00Z,pay,2 2024-05-01T12:00:00Z,pay,3 \
        2024-05-01T13:00:00Z,pay,4 2024-05-01T13:00:30Z,mail,4 >w.csv
    # 1: 35 s early, 2: 20 s early, 3: 10 s late, 4: 5 s early; 9 is on the app alone.
    printf '%s\n' t,e,o 2024-05-01T09:59:25Z,thanks,1 2024-05-01T10:59:40Z,thanks,2 \
        2024-05-01T12:00:10Z,thanks,3 2024-05-01T12:59:55Z,thanks,4 2024-05-01T12:00:00Z,thanks,9 >a.csv
}

@test "clock skew: what comes before its origin, and by how much" {
    skewed
    # Undeclared, the app leads: it is first three times of four, and 3 is 10 s the wrong way.
    "$WEND" check -c s.conf --sources | grep "^(all)" | cut -f 3-8 >got
    [ "$(cat got)" = "id.order: web before app	1	4	0.25		10" ] || { cat got; false; }
    echo "check { origin = 'pay' max-skew = \"20s\" }" >>s.conf
    run "$WEND" check -c s.conf --sources -o t.tsv
    [ "$status" -eq 0 ]
    grep "^(all)" t.tsv | cut -f 3-8 >got
    [ "$(cat got)" = "id.order: app before web	3	4	0.75		20" ] || { cat got; false; }
    sed -i 's/"20s"/"19s"/' s.conf
    run "$WEND" check -c s.conf --sources -o t.tsv
    [ "$status" -eq 1 ]
    [ "$output" = "wend check: (all): skew of id.order: app before web 20 s (3 of 4); the study wants max-skew = 19s" ]
}

@test "days are the zone's: midnight in Shanghai, and the day with 23 hours" {
    skewed
    # 16:00 UTC is the next day in Shanghai: 1, 2 and 4 May there, 1 and 3 May in UTC.
    printf '%s\n' t,e,o 2024-05-01T15:59:59Z,pay,1 2024-05-01T16:00:00Z,pay,2 2024-05-03T16:00:00Z,pay,3 >w.csv
    printf 't,e,o\n' >a.csv
    "$WEND" check -c s.conf --sources | grep "^web	gaps" | cut -f 4,5,11 >got
    [ "$(cat got)" = "1	3	2024-05-02" ] || { cat got; false; }
    sed -i 's/^timezone.*/timezone = "Asia\/Shanghai"/' s.conf
    "$WEND" check -c s.conf --sources | grep "^web	gaps" | cut -f 4,5,11 >got
    [ "$(cat got)" = "1	4	2024-05-03" ] || { cat got; false; }
    # A source without a row has no gaps, and fails an age.
    echo 'check { max-age = "100d" }' >>s.conf
    run "$WEND" check -c s.conf --sources -o t.tsv
    [ "$status" -eq 1 ]
    [ "$output" = "wend check: app: freshness; the study wants max-age = 100d: no touchpoint" ]
    # 30 March 22:30 and 31 March 22:30 UTC are both 31 March and 1 April in Berlin.
    sed -i 's/^timezone.*/timezone = "Europe\/Berlin"/' s.conf
    printf '%s\n' t,e,o 2024-03-30T22:30:00Z,pay,1 2024-03-31T22:30:00Z,pay,2 >w.csv
    "$WEND" check -c s.conf --sources 2>/dev/null | grep "^web	gaps" | cut -f 4,5,11 >got
    [ "$(cat got)" = "1	3	2024-03-31" ] || { cat got; false; }
}

@test "touchpoints after the present are told, and make nothing fresh" {
    skewed
    "$WEND" check -c s.conf --sources --now 2024-05-01T12:30:00Z >table
    grep -q "^web	future		2	5	0.4	" table
    grep -q "^web	freshness						1800	.*newest 2024-05-01T12:00:00Z" table
}

@test "what the study filters out is no fault of the data" {
    skewed
    sed -i "s/source \"web\" {/& filter = 'mail'/" s.conf
    "$WEND" check -c s.conf --sources | counts >counts
    # Five records, one of them a mail; a sixth is cut off.
    has "web validity - 4 4" counts
    echo 2024-05-01 >>w.csv
    "$WEND" check -c s.conf --sources | counts >counts
    has "web validity - 4 5" counts
    has "web rejects - 1 5" counts
}

@test "hostile ids and sources reach no terminal raw" {
    printf 'time\tchannel\tevent\tsource\tid.order\n2024-05-01T10:00:00Z\tweb\tx\ts\033[31m\to\033]0;x\007\n' >stream
    "$WEND" check stream -o pretty >table
    grep -q 'top_id' table
    ! grep -q $'\033\|\007' table
}

# Prints the CSV file named, with one change of the kind given; draws from the seed.
change() {
    awk -v kind="$2" -v seed="$3" '
        BEGIN { srand(seed) }
        { line[NR] = $0; times[$0]++ }
        END {
            # A record that has no copy, so that damaging it does not end a duplicate.
            for (i = 2; i <= NR; i++) if (times[line[i]] == 1) single[++n] = i
            at = single[1 + int(rand() * n)]
            split(line[at], f, ",")
            if (kind == 0) f[2 + int(rand() * 4)] = ""
            if (kind == 1) f[1] = "soon"
            if (kind == 2) f[5] = "500"
            if (kind == 3 && f[3] != "") f[3] = "nobody" seed
            if (kind <= 3) line[at] = f[1] "," f[2] "," f[3] "," f[4] "," f[5]
            if (kind == 4) line[at] = f[1] "," f[2]
            for (i = 1; i <= NR; i++) print line[i]
            if (kind == 5) print "x,y," seed
            if (kind == 6) print line[2 + int(rand() * (NR - 1))]
            if (kind == 7) print "2024-13-01T00:00:00Z,m1,o1,pay,1"
        }' "$1"
}

# Lines "name value" of what must not rise: the scores, and the age with its sign turned.
scores() {
    "$WEND" check -c p.conf --sources --now 2024-07-01T00:00:00Z | awk -F '\t' '
        $2 ~ /^(validity|uniqueness|completeness|linked)$/ { print $1 ":" $2 ":" $3, $6 }
        $2 == "freshness" { print $1 ":" $2 ":", $8 == "" ? -1e12 : -$8 }' | sort
}

@test "property: a bad record never raises a score" {
    cat >p.conf <<'END'
source "web" { files = {"w.csv"} time = {"t", "iso"} channel = "web" event-field = "e"
    id { member = "m" order = "o" } attr { amount = "a" } valid { amount = 'amount < 100' } }
source "shop" { files = {"s.csv"} time = {"t", "iso"} channel = "store" event-field = "e"
    id { member = "m" order = "o" } attr { amount = "a" } valid { amount = 'amount < 100' } }
identity { order = {"member", "order"} unique = {"member"} transaction = {"order"} }
END
    fell=0
    for ((round = 1; round <= 12; round++)); do
        for name in w s; do
            awk -v seed="$round$name" -v name="$name" 'BEGIN {
                srand(name == "w" ? seed + 0 : seed + 1000)
                print "t,m,o,e,a"
                for (i = 1; i <= 14; i++)
                    printf "2024-06-%02dT10:00:%02dZ,%s,%s,%s,%s\n", i, name == "w" ? 1 : 2,
                        rand() < .4 ? "" : "m" int(rand() * 5), rand() < .4 ? "" : "o" int(rand() * 6),
                        rand() < .5 ? "view" : "pay", rand() < .4 ? "" : int(rand() * 110)
                print "2024-06-20T10:00:00Z,m1,o1,pay,5"
                print "2024-06-20T10:00:00Z,m1,o1,pay,5"
            }' >$name.csv
        done
        scores >before
        [ "$(wc -l <before)" -eq 22 ]
        for ((step = 0; step < 8; step++)); do
            name=$([ $(((round + step) % 3)) -eq 0 ] && echo s || echo w)
            change $name.csv $(((round * 5 + step) % 8)) $((round * 100 + step)) >new
            mv new $name.csv
            scores >after
            join before after >both
            [ "$(wc -l <both)" -eq 22 ] # none has gone
            awk '$3 > $2 { print "rose:", $0; bad = 1 } END { exit bad }' both
            fell=$((fell + $(awk '$3 < $2' both | wc -l)))
            mv after before
        done
    done
    [ "$fell" -gt 100 ] # the changes did damage
}
