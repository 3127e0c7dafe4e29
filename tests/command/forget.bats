# wend forget: erasure, tombstones, and nobody who comes back.

setup() {
    cd "$BATS_TEST_TMPDIR"
    cp -r "$TOP_SRCDIR/testdata/retail" .
    chmod -R u+w retail
    printf '000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f\n' >retail/key
    chmod 600 retail/key
    cp retail/key .
    echo 'privacy { key = "key" tombstones = "forgotten.tsv" }' >>retail/retail.conf
    "$WEND" stitch -q -c retail/retail.conf --sources -o retail.wend
}

# Chosen columns of a TSV by name.
columns() {
    awk -F '\t' -v OFS='\t' -v names="$1" '
        NR == 1 { n = split(names, want, ","); for (i = 1; i <= NF; i++) at[$i] = i; next }
        { for (i = 1; i <= n; i++) printf "%s%s", (want[i] in at) ? $at[want[i]] : "", i < n ? OFS : "\n" }'
}

# A study of persons and cookies, and its export on standard input: time, person, cookie.
two_spaces() {
    printf 't,p,c\n' >s.csv
    cat >>s.csv
    cat >s.conf <<'E'
source "s" { files = {"s.csv"} time = {"t", "iso"} channel = "web" event = "see" duplicates = "none"
  id { person = "p" cookie = "c" } }
identity { order = {"person", "cookie"} unique = {"person"} device = {"cookie"} }
privacy { key = "key" tombstones = "forgotten.tsv" }
E
}

# Line (without the header's) and customer of each touchpoint.
customers() {
    columns line,customer <"$1" | awk -F '\t' '{ print $1 - 1, $2 }' | sort -n
}

# Event 1, 2 … of a case of identity.json as lines of the export.
adobe() {
    local file=${WEND_SHARED:-$TOP_SRCDIR/../shared}/cases/identity.json
    [ -e "$file" ] || skip "no conformance cases here"
    python3 -c '
import json, re, sys
case = next(c for c in json.load(open(sys.argv[1])) if c["name"] == sys.argv[2])
for e in case["events"]:
    ts = e["ts"] if "T" in e["ts"] else "2023-01-01T00:0%s" % e["ts"][2:]
    print("%s:00Z,%s,%s" % (ts, e["person_id"] or "", e["persistent_id"]))' "$file" "$1"
}

@test "Adobe: after a privacy request for Bob each event is its device's (field-based stitching, step 3)" {
    adobe adobe-fbs-privacy-bob >events
    two_spaces <events
    "$WEND" stitch -q -c s.conf --sources -o s.tsv
    # The table after replay, from which the request starts: all but 8 and 9 are Bob's.
    [ "$(customers s.tsv | grep -c person:Bob)" = 10 ]
    "$WEND" forget -c s.conf Bob --keep-rows s.tsv >counts
    [ "$(customers s.tsv | sed 's/cookie://' | tr '\n' ';')" = \
        "1 246;2 246;3 246;4 246;5 246;6 246;7 246;8 3579;9 3579;10 81911;11 81911;12 81911;" ]
    # 2, 3, 5, 7 and 11 lost the person; 1, 4, 6, 10 and 12 were stitched to him.
    [ "$(tail -n 1 counts)" = "$(printf 's\t12\t0\t5\t5')" ]
    ! grep -q Bob s.tsv
    # Importing the same events again brings nobody back.
    "$WEND" stitch -q -c s.conf --sources >again.tsv
    cmp s.tsv again.tsv
}

@test "Adobe: the same request by its text: rows where Bob is authenticated are removed" {
    adobe adobe-fbs-privacy-bob >events
    two_spaces <events
    "$WEND" stitch -q -c s.conf --sources -o s.tsv
    "$WEND" forget -c s.conf Bob s.tsv >counts
    [ "$(customers s.tsv | sed 's/cookie://' | tr '\n' ';')" = \
        "1 246;4 246;6 246;8 3579;9 3579;10 81911;12 81911;" ]
    [ "$(tail -n 1 counts)" = "$(printf 's\t12\t5\t0\t5')" ]
}

@test "Adobe: erasing Bob deletes event 2 and leaves event 1 to the device, not to Alex (FAQ, new process)" {
    adobe adobe-faq-erase-bob-old-process >events
    two_spaces <events
    "$WEND" stitch -q -c s.conf --sources -o s.tsv
    [ "$(customers s.tsv | tr '\n' ';')" = "1 person:Bob;2 person:Bob;3 person:Alex;" ]
    "$WEND" forget -q -c s.conf Bob s.tsv >/dev/null
    [ "$(customers s.tsv | tr '\n' ';')" = "1 cookie:123;3 person:Alex;" ]
    "$WEND" stitch -q -c s.conf --sources >again.tsv
    cmp s.tsv again.tsv
}

@test "Adobe: when the event is gone from the export too, event 1 is still not Alex's" {
    adobe adobe-faq-erase-bob-old-process >events
    two_spaces <events
    "$WEND" stitch -q -c s.conf --sources -o s.tsv
    "$WEND" forget -q -c s.conf person:Bob s.tsv >/dev/null
    sed -i '/Bob/d' s.csv
    "$WEND" stitch -q -c s.conf --sources >again.tsv
    # The old process, and ours without the tombstones, gives event 1 to Alex.
    [ "$(columns customer <again.tsv | sort | tr '\n' ';')" = "cookie:123;person:Alex;" ]
    rm forgotten.tsv
    "$WEND" stitch -q -c s.conf --sources >again.tsv
    [ "$(columns customer <again.tsv | tr '\n' ';')" = "person:Alex;person:Alex;" ]
}

@test "a customer goes with all ids, from a store and a stream alike, and no id is left" {
    "$WEND" stitch -q -c retail/retail.conf --sources -o journeys.tsv
    columns id.member,id.phone,id.email,id.order,source,line <journeys.tsv >raw
    "$WEND" forget 880001 retail.wend >by_store
    rm retail/forgotten.tsv
    "$WEND" forget -c retail/retail.conf '138 0000 0001' journeys.tsv >by_stream
    diff by_store by_stream
    "$WEND" mask -q --key key retail.wend >1
    "$WEND" mask -q -c retail/retail.conf --key key journeys.tsv >2
    cmp 1 2
    # By hand from the exports: 880001 has 9 touchpoints; 6 carry the member's number or the phone,
    # one only the order O1, and two are of the app's and the web's device alone.
    [ "$(awk -F '\t' 'NR > 1 { r += $3; s += $4; b += $5 } END { print r, s, b }' by_store)" = "7 0 2" ]
    [ "$(tail -n +2 journeys.tsv | wc -l)" = 41 ]
    ! grep -qE '880001|13800000001' journeys.tsv
    ! strings -a retail.wend | grep -qE '880001|13800000001'
    run "$WEND" show 880001 retail.wend
    [ "$status" -eq 2 ]
}

@test "later imports honour tombstones: from sources, from a pipe, in any order" {
    "$WEND" forget -q 880001 retail.wend >/dev/null
    "$WEND" stitch -q -c retail/retail.conf --sources -o again.wend
    cmp retail.wend again.wend
    "$WEND" parse -q -c retail/retail.conf >raw.tsv
    "$WEND" stitch -q -c retail/retail.conf raw.tsv >a.tsv
    { head -n 1 raw.tsv; tail -n +2 raw.tsv | sort -r; } >shuffled.tsv
    "$WEND" stitch -q -c retail/retail.conf shuffled.tsv >b.tsv
    cmp a.tsv b.tsv
    ! grep -q 880001 a.tsv
    run "$WEND" stitch -c retail/retail.conf raw.tsv -o c.tsv
    [[ "$output" == *"rows         48 = persons 39 + devices 2 + unattributed 0 + rejected 0 + forgotten 7"* ]]
}

@test "forgetting equals stitching with the tombstones, whatever the data" {
    cat >r.conf <<'E'
source "s" { files = {"r.csv"} time = {"t", "iso"} channel = "web" event-field = "e"
  id { member = "m" phone = "p" email = "mail" cookie = "c" pad = "d" order = "o" } }
identity { order = {"member", "phone", "email", "order", "pad", "cookie"} unique = {"member"}
  device = {"cookie", "pad"} transaction = {"order"} }
case "order" { key = "order" }
privacy { key = "key" tombstones = "stones.tsv" }
E
    for seed in 1 2 3 4 5 6; do
        awk -v seed=$seed 'BEGIN {
            srand(seed); print "t,e,m,p,mail,c,d,o"
            for (i = 0; i < 500; i++)
                printf "2024-01-%02dT%02d:%02d:00Z,see,%s,%s,%s,%s,%s,%s\n", 1 + int(i / 30), i % 24, i % 60,
                    rand() < .2 ? "M" int(rand() * 30) : "", rand() < .1 ? "1380000" 1000 + int(rand() * 40) : "",
                    rand() < .1 ? "u" int(rand() * 40) "@x.org" : "", rand() < .7 ? "c" int(rand() * 40) : "",
                    rand() < .2 ? "d" int(rand() * 20) : "", rand() < .2 ? "o" int(rand() * 90) : ""
        }' >r.csv
        rm -f stones.tsv
        "$WEND" stitch -q -c r.conf --sources -o r.wend 2>/dev/null
        "$WEND" stitch -q -c r.conf --sources >whole.tsv 2>/dev/null
        "$WEND" mask -q --key key r.wend >/dev/null
        [ $((seed % 2)) = 0 ] && keep=--keep-rows || keep=
        "$WEND" forget -q $keep --absent member:M3 email:u7@x.org member:M11 r.wend >/dev/null
        "$WEND" stitch -q -c r.conf --sources -o again.wend 2>/dev/null
        "$WEND" mask -q --key key r.wend >a.tsv
        "$WEND" mask -q --key key again.wend >b.tsv
        cmp a.tsv b.tsv
        # The customers who are not concerned have what they had, and nobody has got more.
        "$WEND" stitch -q -c r.conf --sources >now.tsv 2>/dev/null
        columns line,customer <whole.tsv | sort >1
        columns line,customer <now.tsv | sort >2
        join -t "$(printf '\t')" 1 2 | awk -F '\t' '$2 != $3' >moved
        [ -s moved ]
        ! cut -f 3 moved | grep -qvE '^(cookie|pad):|^$'
        gone=$(join -t "$(printf '\t')" 1 2 | awk -F '\t' '$2 != $3 { print $2 }' | sort -u | wc -l)
        [ "$gone" -le 3 ]
        ! columns id.member <now.tsv | grep -qE '^M(3|11)$'
    done
}

@test "a weaker id that is somebody else's since is only taken off; a device is no person" {
    two_spaces <<'E'
2024-01-01T00:00:00Z,,d1
2024-01-01T00:01:00Z,ann,d1
2024-01-01T00:02:00Z,,d2
2024-01-01T00:03:00Z,bob,d2
E
    "$WEND" stitch -q -c s.conf --sources -o s.tsv
    # A device: every row that carries it goes, whoever it belongs to; ann herself is not forgotten.
    "$WEND" forget -q -c s.conf cookie:d1 s.tsv >/dev/null
    [ "$(customers s.tsv | tr '\n' ';')" = "3 person:bob;4 person:bob;" ]
    printf '2024-01-02T00:00:00Z,ann,d3\n' >>s.csv
    "$WEND" stitch -q -c s.conf --sources >again.tsv
    [ "$(customers again.tsv | tr '\n' ';')" = "3 person:bob;4 person:bob;5 person:ann;" ]
    # The phone of a forgotten member is given to another member.
    rm forgotten.tsv
    printf 't,p,c\n2024-01-01T00:00:00Z,m1,+8613800000001\n2024-01-01T00:01:00Z,,+8613800000001\n' >s.csv
    sed -i 's/person = "p" cookie = "c"/person = "p" phone = "c"/; s/order = {"person", "cookie"} unique = {"person"} device = {"cookie"}/order = {"person", "phone"} unique = {"person"}/' s.conf
    "$WEND" stitch -q -c s.conf --sources -o s.tsv
    "$WEND" forget -q -c s.conf m1 s.tsv >/dev/null
    [ "$(tail -n +2 s.tsv)" = "" ]
    printf '2024-01-02T00:00:00Z,m2,+8613800000001\n' >>s.csv
    "$WEND" stitch -q -c s.conf --sources >again.tsv
    [ "$(columns line,customer,id.person,id.phone <again.tsv)" = "$(printf '4\tperson:m2\tm2\t')" ]
}

@test "tombstones are hashes of one key, for the owner only, and nobody's names" {
    "$WEND" forget -q 880001 retail.wend >/dev/null
    [ "$(stat -c %a retail/forgotten.tsv)" = 600 ]
    ! grep -qE '880001|13800000001|v0007|d-003' retail/forgotten.tsv
    # Python: hashlib.blake2b(b"forget\0member\x00880001", key=bytes(range(32)), digest_size=16)
    grep -qP '^rows\t251807a96f9f35b28ccfa2d3b1a93fb7\t\t$' retail/forgotten.tsv
    cp retail/forgotten.tsv kept
    "$WEND" forget -q 880001 retail.wend >/dev/null
    diff kept retail/forgotten.tsv
    # Another key, no key, a damaged file: nobody is stitched as if there were none.
    printf '1f0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f\n' >retail/key
    run "$WEND" stitch -q -c retail/retail.conf --sources -o x.wend
    [ "$status" -eq 2 ]
    [[ "$output" == *"retail/forgotten.tsv:2: these tombstones were made with another key"* ]]
    cp key retail/key && chmod 644 retail/key
    run "$WEND" stitch -q -c retail/retail.conf --sources -o x.wend
    [ "$status" -eq 2 ]
    rm retail/key
    run "$WEND" stitch -q -c retail/retail.conf --sources -o x.wend
    [ "$status" -eq 3 ]
    cp key retail/key
    for damage in 's/^rows/row/' '2d' '1d' 's/[0-9a-f]\t/g\t/' '2,$d'; do
        sed "$damage" kept >retail/forgotten.tsv
        run "$WEND" stitch -q -c retail/retail.conf --sources -o x.wend
        [ "$status" -eq 2 ] || { echo "$damage: $output"; false; }
        [[ "$output" == *"retail/forgotten.tsv"* ]]
    done
    [ ! -e x.wend ]
}

@test "a dry run changes nothing and tells the same" {
    cp retail.wend before.wend
    "$WEND" forget -n 880001 retail.wend >dry
    cmp retail.wend before.wend
    [ ! -e retail/forgotten.tsv ]
    "$WEND" forget 880001 retail.wend >real
    diff dry real
    ! cmp -s retail.wend before.wend
}

@test "ids of a file, of nobody, of several namespaces" {
    printf 'member:880002\n\n 880003 \n' >ids
    "$WEND" forget --ids ids retail.wend -o json >out
    grep -q '2 customers forgotten' out
    run "$WEND" forget member:999999 retail.wend
    [ "$status" -eq 2 ]
    [ "$output" = "wend forget: nobody has the id member:999999; --absent forgets it in advance" ]
    run "$WEND" forget --absent 999999 retail.wend
    [ "$status" -eq 2 ]
    "$WEND" forget -q --absent member:880009 member:999999 retail.wend >/dev/null
    "$WEND" forget -q member:999999 retail.wend >/dev/null
    sed -i 's/880001/999999/' retail/marketing.tsv retail/web.csv retail/app.csv
    "$WEND" stitch -q -c retail/retail.conf --sources >again.tsv
    ! grep -q 999999 again.tsv
    two_spaces <<<'2024-01-01T00:00:00Z,same,same'
    "$WEND" stitch -q -c s.conf --sources -o s.tsv
    run "$WEND" forget -c s.conf same s.tsv
    [ "$status" -eq 2 ]
    [[ "$output" == *"same is an id in 2 namespaces: say NAMESPACE:same"* ]]
}

@test "wrong usage is said, and nothing is changed" {
    cp retail.wend before.wend
    run "$WEND" forget
    [ "$status" -eq 2 ]
    [[ "$output" == *"nobody to forget; usage: wend forget ID ... JOURNEYS"* ]]
    run "$WEND" forget retail.wend
    [ "$status" -eq 2 ]
    run "$WEND" forget 880001 -
    [ "$status" -eq 2 ]
    run "$WEND" forget 880001 nowhere.wend
    [ "$status" -eq 3 ]
    run "$WEND" forget --ids nowhere retail.wend
    [ "$status" -eq 3 ]
    "$WEND" stitch -q -c retail/retail.conf --sources -o j.tsv
    run "$WEND" forget 880001 j.tsv
    [ "$status" -eq 2 ]
    [[ "$output" == *"name the study with -c STUDY"* ]]
    gzip -k j.tsv
    run "$WEND" forget -c retail/retail.conf 880001 j.tsv.gz
    [ "$status" -eq 2 ]
    "$WEND" parse -q -c retail/retail.conf >raw.tsv
    run "$WEND" forget -c retail/retail.conf 880001 raw.tsv
    [ "$status" -eq 2 ]
    [[ "$output" == *"raw.tsv: not stitched"* ]]
    run "$WEND" forget -c "$TOP_SRCDIR/testdata/retail/retail.conf" 880001 retail.wend
    [ "$status" -eq 2 ]
    [[ "$output" == *"add privacy { key = \"FILE\" tombstones = \"FILE\" }"* ]]
    cmp retail.wend before.wend
    [ ! -e retail/forgotten.tsv ]
}
