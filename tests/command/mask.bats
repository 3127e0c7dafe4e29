# wend mask: tokens, texts, keys, the proof, and stitching what is masked.

setup() {
    cd "$BATS_TEST_TMPDIR"
    cp -r "$TOP_SRCDIR/testdata/retail" .
    chmod -R u+w retail
    "$WEND" stitch -q -c retail/retail.conf --sources >journeys.tsv
    printf '000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f\n' >key
    printf '1f0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f\n' >other
    chmod 600 key other
}

# Chosen columns of a TSV by name.
columns() {
    awk -F '\t' -v OFS='\t' -v names="$1" '
        NR == 1 { n = split(names, want, ","); for (i = 1; i <= NF; i++) at[$i] = i; next }
        { for (i = 1; i <= n; i++) printf "%s%s", $at[want[i]], i < n ? OFS : "\n" }'
}

# A stream of one source, from lines of: time, ids and attributes in the order of $1.
stream() {
    printf 'time\tchannel\tevent\tcustomer\t%s\n' "$1" | tr , '\t'
    cat
}

@test "tokens are keyed BLAKE2b of mask, namespace and value" {
    # Python: hashlib.blake2b(b"mask\0member\x00880001", key=bytes(range(32)), digest_size=16)
    "$WEND" mask -q --key key journeys.tsv >masked.tsv
    columns customer,source,line <journeys.tsv | grep -P '^member:880001\t' | cut -f 2,3 | sort >want
    columns customer,source,line <masked.tsv |
        grep -P '^member:e2c7dda59efa5f6773e6a640ad4fd074\t' | cut -f 2,3 | sort >got
    [ -s want ]
    cmp want got
    ! grep -q 880001 masked.tsv
}

@test "same key, same tokens, from a stream, a pipe and a store; another key has none in common" {
    "$WEND" mask -q -c retail/retail.conf --key key journeys.tsv >a.tsv
    "$WEND" mask -q -c retail/retail.conf --key key <journeys.tsv >b.tsv
    "$WEND" stitch -q -c retail/retail.conf --sources -o retail.wend
    "$WEND" mask -q --key key retail.wend >c.tsv
    cmp a.tsv b.tsv
    cmp a.tsv c.tsv
    "$WEND" mask -q --key other journeys.tsv >d.tsv
    for column in customer id.visitor id.member id.order id.device id.phone id.email; do
        columns $column <a.tsv | sed '/^$/d' | sort -u >1
        columns $column <d.tsv | sed '/^$/d' | sort -u >2
        [ -s 1 ]
        [ "$(wc -l <1)" = "$(columns $column <journeys.tsv | sed '/^$/d' | sort -u | wc -l)" ]
        [ "$(comm -12 1 2)" = "" ]
    done
}

@test "one value in two namespaces has two tokens" {
    stream id.a,id.b <<<$'2024-01-01T00:00:00Z\tweb\tsee\ta:12345678\t12345678\t12345678' >in.tsv
    "$WEND" mask -q --key key in.tsv | columns customer,id.a,id.b >out
    read -r customer a b <out
    [ "$customer" = "a:$a" ]
    [ "$a" != "$b" ]
}

@test "what does not name anybody stays: times, channels, events, lineage, attributes" {
    "$WEND" mask -q -c retail/retail.conf --key key journeys.tsv | columns time,channel,event,source,file,line,sku,amount,shop | sort >got
    columns time,channel,event,source,file,line,sku,amount,shop <journeys.tsv | sort >want
    cmp want got
}

@test "every metric is the same on masked journeys" {
    "$WEND" mask -q -c retail/retail.conf --key key -o masked.wend journeys.tsv
    "$WEND" check -q masked.wend
    for ask in "funnel @stages" "dropoff @stages" "consistency --show switches"; do
        "$WEND" $ask -c retail/retail.conf journeys.tsv >want
        "$WEND" $ask masked.wend >got
        cmp want got
    done
    [ "$(stat -c %a masked.wend)" = 600 ]
}

@test "values that are no ids are left empty, and join nobody" {
    stream id.member,id.email <<'E' >in.tsv
2024-01-01T00:00:00Z	web	see	member:m1001	m1001	unknown
2024-01-01T00:00:01Z	web	see	member:m1002	m1002	not an address
2024-01-01T00:00:02Z	web	see	member:m1003	m1003	A@Example.org
2024-01-01T00:00:03Z	web	see	member:m1003	m1003	a@example.org
E
    "$WEND" mask --key key in.tsv >out.tsv 2>err
    columns id.email <out.tsv | sed '/^$/d' | sort | uniq -c >got
    grep -qE '^ *2 [0-9a-f]{32}@masked.invalid$' got
    [ "$(wc -l <got)" = 1 ]
    grep -q 'id.email: 4 values, tokens 2, refused and left empty 2' err
}

@test "texts lose phones, addresses, cards and IBANs; ids in them become their tokens" {
    stream id.member,note <<'E' >in.tsv
2024-01-01T00:00:00Z	web	see	member:anna77	anna77	call +49 30 1234567 or Anna@example.org
2024-01-01T00:00:01Z	web	see	member:anna77	anna77	4111 1111 1111 1111, DE89370400440532013000
2024-01-01T00:00:02Z	web	see	member:anna77	anna77	ANNA77 wrote as anna77, not as anna777
E
    "$WEND" mask -q --key key in.tsv >out.tsv
    columns note <out.tsv >notes
    token=$(columns id.member <out.tsv | head -n 1)
    printf '%s\n' 'call [phone] or [email]' '[card], [iban]' "$token wrote as $token, not as anna777" >want
    diff want notes
}

@test "the study says which attributes are ids and which are texts" {
    printf '%s\n' 'identity { order = {"member"} }' \
        'privacy { key = "key" ids = {"ticket"} texts = {"note"} }' 'case "ticket" { key = "ticket" }' >s.conf
    stream id.member,case.ticket,ticket,note,other <<'E' >in.tsv
2024-01-01T00:00:00Z	web	see	member:m1001	m1001	T-1001	T-1001	T-1001: a@example.org	a@example.org
E
    "$WEND" mask -q -c s.conf in.tsv | columns case.ticket,ticket,note,other >out
    IFS=$'\t' read -r kase ticket note other <out
    [[ "$ticket" =~ ^[0-9a-f]{32}$ ]]
    [ "$kase" = "$ticket" ]
    [ "$note" = "$ticket: [email]" ]
    [ "$other" = a@example.org ]
}

@test "--verify finds each id that is left, names column and line, and exits 1" {
    "$WEND" mask -q --key key journeys.tsv >masked.tsv
    run "$WEND" mask --verify journeys.tsv masked.tsv
    [ "$status" -eq 0 ]
    ids=$(for n in visitor member order device phone email; do columns "id.$n" <journeys.tsv | sed '/^$/d' | sort -u; done | wc -l)
    # A customer can be named by a member that no touchpoint has: it is known by the link file only.
    extra=$(comm -13 <(columns id.member <journeys.tsv | sed '/^$/d' | sort -u) <(columns customer <journeys.tsv | sed 's/^member://' | sort -u) | wc -l)
    [ "$extra" -gt 0 ]
    [[ "$output" == *"none of $((ids + extra)) ids is left"* ]]
    # A raw id inside a text, in another case.
    awk -F '\t' -v OFS='\t' 'NR == 9 { $(NF) = "see V0007, please" } { print }' masked.tsv >leak.tsv
    run "$WEND" mask --verify journeys.tsv leak.tsv
    [ "$status" -eq 1 ]
    [[ "$output" == *"column shop holds ids of visitor in 1 rows, first in line 9"* ]]
    [[ "$output" == *"raw ids are left in 1 places"* ]]
    run "$WEND" mask --verify journeys.tsv journeys.tsv
    [ "$status" -eq 1 ]
    # A short id, in its own column.
    short=$(columns id.order <journeys.tsv | grep -E '^.{1,4}$' | head -n 1)
    [ -n "$short" ]
    awk -F '\t' -v OFS='\t' -v v="$short" 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == "id.order") at = i } NR == 5 { $at = v } { print }' masked.tsv >leak.tsv
    run "$WEND" mask --verify journeys.tsv leak.tsv
    [ "$status" -eq 1 ]
    [[ "$output" == *"column id.order holds ids of order in 1 rows, first in line 5"* ]]
}

# Two stitched streams of the same rows: one name here is one name there.
isomorphic() {
    paste <(columns source,file,line,customer,live <"$1" | sort) <(columns source,file,line,customer,live <"$2" | sort) >both
    awk -F '\t' '
        $1 != $6 || $2 != $7 || $3 != $8 { print "rows differ: " $0; exit 1 }
        { n++ }
        function same(a, b) {
            if ((a in there) && there[a] != b || (b in here) && here[b] != a) { print a, b, there[a], here[b]; exit 1 }
            there[a] = b; here[b] = a
        }
        { same($4, $9); same($5, $10) }
        END { if (n < 10) exit 1 }' both
}

@test "stitching masked touchpoints gives the same customers under other names" {
    cat >s.conf <<'E'
source "s" { files = {"s.csv"} time = {"t", "iso"} channel = "web" event-field = "e"
  id { member = "m" phone = "p" email = "mail" cookie = "c" order = "o" card = "k" } }
identity { order = {"member", "phone", "email", "card", "order", "cookie"} unique = {"member"}
  device = {"cookie"} transaction = {"order"} max-ids = 4
  namespace "phone" { normalise = "phone" country = "86" }
  namespace "card" { normalise = "digits" } }
E
    for seed in 1 2 3 4 5 6 7 8; do
        awk -v seed=$seed 'BEGIN {
            srand(seed); print "t,e,m,p,mail,c,o,k"
            for (i = 0; i < 400; i++) {
                m = rand() < .2 ? "M" int(rand() * 40) : rand() < .05 ? "unknown" : ""
                p = rand() < .2 ? (rand() < .5 ? "+86 138" : "138") sprintf("%08d", int(rand() * 30)) : ""
                e = rand() < .2 ? (rand() < .5 ? "U" : "u") int(rand() * 30) "@Example.org" : ""
                c = rand() < .7 ? "cookie" int(rand() * 50) : ""
                o = rand() < .2 ? "o" int(rand() * 60) : ""
                k = rand() < .1 ? sprintf("%04d-%04d", 1 + int(rand() * 20), 17) : ""
                printf "2024-01-%02dT%02d:%02d:%02dZ,see,%s,%s,%s,%s,%s,%s\n", 1 + int(i / 20), i % 20, int(rand() * 60), i % 60, m, p, e, c, o, k
            }
        }' >s.csv
        "$WEND" parse -q -c s.conf >raw.tsv
        "$WEND" mask -q -c s.conf --key key raw.tsv >masked.tsv
        run "$WEND" mask -c s.conf --verify raw.tsv masked.tsv
        [ "$status" -eq 0 ] || { echo "$output"; false; }
        "$WEND" stitch -q -c s.conf raw.tsv >a.tsv
        "$WEND" stitch -q -c s.conf masked.tsv >b.tsv
        isomorphic a.tsv b.tsv
    done
    # The comparison sees a difference: one row given to another customer.
    awk -F '\t' -v OFS='\t' 'NR == 7 { $4 = "member:x" } { print }' b.tsv >c.tsv
    run isomorphic a.tsv c.tsv
    [ "$status" -ne 0 ]
}

@test "keys: made once, for the owner only; refused when others can read them or they are none" {
    run "$WEND" mask --new-key fresh
    [ "$status" -eq 0 ]
    [ "$(stat -c %a fresh)" = 600 ]
    grep -qE '^[0-9a-f]{64}$' fresh
    cp fresh copy
    run "$WEND" mask --new-key fresh
    [ "$status" -eq 2 ]
    [[ "$output" == "wend mask: fresh: is there already; "* ]]
    cmp fresh copy
    chmod 640 fresh
    run "$WEND" mask --key fresh journeys.tsv
    [ "$status" -eq 2 ]
    [ "$output" = "wend mask: fresh: is no secret: others than its owner have rights (mode 0640); say chmod 600" ]
    echo secret >bad && chmod 600 bad
    run "$WEND" mask --key bad journeys.tsv
    [ "$status" -eq 2 ]
    [[ "$output" == "wend mask: bad: is no key: "* ]]
    run "$WEND" mask --key nowhere journeys.tsv
    [ "$status" -eq 3 ]
    run "$WEND" mask journeys.tsv
    [ "$status" -eq 2 ]
    [[ "$output" == *"no key: --key FILE, or privacy"* ]]
    run "$WEND" mask --new-key nowhere/key
    [ "$status" -eq 3 ]
}

@test "wrong usage is said, and nothing is written" {
    for args in "--new-key a --key b" "--verify journeys.tsv --key key" "--verify journeys.tsv -o x.tsv" \
        "--key key journeys.tsv other.tsv" "--key key -o x.wend journeys.tsv"; do
        run "$WEND" mask $args
        [ "$status" -eq 2 ] || { echo "$args: $output"; false; }
        [ "$(wc -l <<<"$output")" -eq 1 ]
    done
    [ ! -e x.tsv ] && [ ! -e x.wend ] && [ ! -e a ]
    "$WEND" parse -q -c retail/retail.conf >raw.tsv
    run "$WEND" mask -c retail/retail.conf --key key -o x.wend raw.tsv
    [ "$status" -eq 2 ]
    [[ "$output" == *"a store is for stitched touchpoints"* ]]
    run "$WEND" mask --key key nowhere.tsv
    [ "$status" -eq 3 ]
    run "$WEND" mask --key key -o /dev/full journeys.tsv
    [ "$status" -eq 3 ]
}

@test "a study's privacy section is checked" {
    printf '%s\n' 'source "s" { files = {"s.csv"} time = {"t", "iso"} channel = "web" event = "e" attr { note = "n" } }' \
        'privacy { texts = {"nota"} }' >s.conf
    run "$WEND" mask -c s.conf --key key journeys.tsv
    [ "$status" -eq 2 ]
    [[ "$output" == *"texts: 'nota' is no attribute of this study"*"note"* ]]
}
