# Side tables, and the values that rules, maps and side tables do not know.

setup() {
    cd "$BATS_TEST_TMPDIR"
}

# Chosen columns of a TSV by name.
columns() {
    awk -F '\t' -v names="$1" '
        NR == 1 { n = split(names, want, ","); for (i = 1; i <= NF; i++) at[$i] = i; next }
        { for (i = 1; i <= n; i++) printf "%s%s", (want[i] in at) ? $at[want[i]] : "", i < n ? "|" : "\n" }'
}

# Two sources, one by attribute and one by id, and the side tables given.
study() {
    cat >s.conf <<END
identity { order = {"crm", "phone", "shop"} namespace "phone" { normalise = "phone" country = "49" } }
source "till" { files = {"till.csv"} time = t channel = store event = sale attr { store = s } id { phone = p } duplicates = "none" }
source "web" { files = {"web.csv"} time = t channel = web event = visit id { shop = s } duplicates = "none" }
$1
END
}

files() {
    printf '%s\n' t,s,p 2026-01-01,S1,+49301234567 2026-01-02,S2,0301234567 2026-01-03,S9,030999 2026-01-04,, \
        2026-01-05,S9, >till.csv
    printf '%s\n' t,s 2026-01-06,S1 2026-01-07,X >web.csv
    printf '%s\n' 'store_id;region;size;extra' 'S1;North;10;é' ' S2 ;South;;' 'S3;"East ""E"""; 7;' ';nowhere;1;' >stores.csv
}

@test "a row of a side table gives its columns; what it does not have is kept and counted" {
    files
    study 'join "stores" { file = "stores.csv" delimiter = "semicolon" key = "store_id" on = "store" attr { region = "region" sqm = "size" } }'
    [ "$("$WEND" parse -q -c s.conf | columns source,store,region,sqm)" = \
        "till|S1|North|10
till|S2|South|
till|S9||
till|||
till|S9||
web|||
web|||" ]
    [ "$("$WEND" parse -q -c s.conf --ledger -o tsv | columns kept,unjoined,no_id | paste -sd ' ')" = "5|2|2 2|0|0" ]
    run --separate-stderr "$WEND" parse -c s.conf
    [ "$(tail -n 2 <<<"$stderr")" = "unmatched by join stores of till: 2 records, 1 value
  2  S9" ]
    [ "$("$WEND" parse -q -c s.conf --unmatched -o tsv)" = "$(printf '%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n' \
        source kind name value records all_records all_values untold till join stores S9 2 2 1 0)" ]
}

@test "ids are looked up in their normal form, and come out of a side table; what a row has itself wins" {
    files
    printf '%s\n' number,crm,where,what 030-1234567,C1,NONE,call 030999,null,NONE,call +4930777,C3,x,y >crm.csv
    study 'join "crm" { file = "crm.csv" key = "number" on = "phone" id { crm = "crm" } attr { store = "where" kind = "what" } }'
    [ "$("$WEND" parse -q -c s.conf | columns id.crm,store,kind | head -n 5)" = "C1|S1|call
C1|S2|call
null|S9|call
||
|S9|" ]
    [ "$("$WEND" parse -q -c s.conf --ledger -o tsv | columns unjoined,ids_refused | head -n 1)" = "0|1" ]
}

@test "a join takes what one above it gives; questions, valid and cases know the columns" {
    files
    printf '%s\n' region,boss North,B1 South,B2 >boss.csv
    study 'join "stores" { file = "stores.csv" delimiter = ";" key = "store_id" on = "shop" sources = {"web"} attr { region = "region" } }
join "boss" { file = "boss.csv" key = "region" on = "region" attr { boss = "boss" } }
case "of" { key = "boss" }'
    sed -i "s/source \"web\" {/& valid { region = 'region == North' }/" s.conf
    [ "$("$WEND" parse -q -c s.conf | columns source,region,boss | tail -n 2)" = "web|North|B1
web||" ]
    "$WEND" parse -q -c s.conf | "$WEND" stitch -q -c s.conf -o x.wend
    [ "$("$WEND" funnel 'boss == B1' x.wend -o tsv | columns reached)" = 1 ]
    : >web.csv
    run "$WEND" funnel 'boss == B1' -c s.conf x.wend -o tsv
    [ "$status" -eq 0 ]
}

@test "a key that stands twice, or a row that cannot be read, is an error of the side table" {
    files
    study 'join "stores" { file = "twice.csv" key = "id" on = "store" attr { region = "region" } }'
    printf '%s\n' id,region S1,a S2,b 'S1 ,c' >twice.csv
    run "$WEND" parse -c s.conf
    [ "$status" -eq 2 ]
    [ "$output" = "wend parse: twice.csv:4: the key 'S1' stands in line 2 too; twice = \"first\" in join stores takes the first" ]
    sed -i 's/join "stores" {/& twice = first/' s.conf
    [ "$("$WEND" parse -q -c s.conf | columns region | head -n 2 | paste -sd ' ')" = "a b" ]
    printf '%s\n' id,region S1,a S2 >twice.csv
    run "$WEND" parse -c s.conf
    [ "$status" -eq 2 ]
    [ "$output" = "wend parse: twice.csv:3: not as many fields as the header" ]
}

@test "faults of a join: file, column, namespace, what it is joined on, its sources" {
    files
    study 'join "stores" { file = "nowhere.csv" key = "id" on = "store" attr { region = "region" } }'
    run "$WEND" parse -c s.conf
    [ "$status" -eq 3 ]
    [ "$output" = "wend parse: s.conf:4: join stores: cannot open nowhere.csv: No such file or directory" ]
    # A source that is not joined does not need the file.
    "$WEND" parse -q -c s.conf --source web >/dev/null
    study 'join "stores" { file = "stores.csv" delimiter = ";" key = "storeid" on = "store" attr { region = "region" } }'
    run "$WEND" parse -c s.conf
    [ "$status" -eq 2 ]
    [ "$output" = "wend parse: s.conf:4: join stores: stores.csv has no column storeid; did you mean store_id?; valid: store_id, region, size, extra" ]
    : >empty.csv
    study 'join "stores" { file = "empty.csv" key = "storeid" on = "store" attr { region = "region" } }'
    run "$WEND" parse -c s.conf
    [ "$output" = "wend parse: s.conf:4: join stores: the file is empty; its first line names the columns" ]
}

@test "unmatched values of rules, topics and maps: the most frequent twenty, ties bytewise" {
    { echo t,a,b; for i in $(seq 30); do for k in $(seq $((i % 7 + 1))); do echo "2026-01-01,v$i,w$i"; done; done
        printf '2026-01-01,known,known\n2026-01-01,,\n'; } >x.csv
    cat >s.conf <<'END'
source "x" { files = {"x.csv"} time = t channel = c event-field = b event = e attr { a = a } duplicates = "none"
 map "event" { known = "k" } map "a" { known = "k" } rule "a" { match = {'^known$'} unmatched = "u" } topic "b" { t = '^(known|w1)' } }
END
    "$WEND" parse -q -c s.conf --unmatched -o tsv >out
    for of in rule:a map:event; do
        kind=${of%:*} name=${of#*:} letter=v
        [ "$of" = rule:a ] || letter=w
        [ "$(columns kind,name,value,records <out | grep "^$kind|$name|" | cut -d '|' -f 3,4)" = \
            "$(for i in $(seq 30); do echo "$letter$i|$((i % 7 + 1))"; done | sort -t '|' -k 2,2nr -k 1,1 | head -n 20)" ]
    done
    # 30 values, of which 28 have 4 on the average; v29 and v30 have 2 and 3.
    [ "$(columns kind,all_records,all_values,untold <out | sort -u)" = "map|117|30|0
rule|117|30|0
topic|72|19|0" ]
    [ "$("$WEND" parse -q -c s.conf --ledger -o tsv | columns kept,unmatched)" = "119|117" ]
    # As text: five of each, maps only where more is asked for; the file's name does not matter.
    run --separate-stderr "$WEND" parse -c s.conf
    [ "$(grep -c '^unmatched by' <<<"$stderr")" -eq 2 ]
    [ "$(grep -A 6 '^unmatched by rule' <<<"$stderr")" = "unmatched by rule a of x: 117 records, 30 values
  7  v13
  7  v20
  7  v27
  7  v6
  6  v12
     … -v shows 20, --unmatched has them as a table" ]
    run --separate-stderr "$WEND" parse -v -c s.conf
    [ "$(grep -c '^unmatched by' <<<"$stderr")" -eq 4 ]
}

@test "duplicates and filtered rows are not counted; threads change nothing; values are made visible" {
    { echo t,a; seq 60000 | awk '{ printf "2026-01-01T00:00:%02d,/p%d\n", $1 % 60, $1 % 1000 }'; printf '2026-01-01,\033[31mred\nbad,/p1\n'; } >x.csv
    cat >s.conf <<'END'
source "x" { files = {"x.csv"} time = t channel = c event = e attr { a = a } filter = 'a == "/p7"'
 rule "a" { match = {'^/p1\d*$'} } }
END
    # 3,000 different records; 60 of each page but those with p1…: 889 of 1,000 pages, less one that is filtered, and the red one.
    [ "$(seq 60000 | awk '{ k = $1 % 60 "," $1 % 1000; if (!(k in s)) { s[k] = 1; p = $1 % 1000; if (p !~ /^1/ && p != 7) n++ } } END { print n + 1 }')" = \
        "$("$WEND" parse -q -c s.conf --unmatched -o tsv | columns all_records | sort -u)" ]
    [ "$("$WEND" parse -q -c s.conf --unmatched -o tsv | columns all_values | sort -u)" = 889 ]
    "$WEND" parse -q -c s.conf --unmatched -o tsv -j 1 | cmp - <("$WEND" parse -q -c s.conf --unmatched -o tsv -j 2)
    sed -i 's/seq 60000//; s/match = .*/match = {"p"} } }/' s.conf
    run --separate-stderr "$WEND" parse -c s.conf
    [[ "$stderr" == *'1  \x1b[31mred'* ]]
    [[ "$stderr" != *$'\033'* ]]
}

@test "more values than are told apart: counts of those told apart are exact, the rest is said" {
    { echo t,a; seq 100002 | awk '{ print "2026-01-01,v" $1 }'; printf '2026-01-01,v7\n2026-01-01,v100002\n2026-01-01,v100002\n'; } >x.csv
    cat >s.conf <<'END'
source "x" { files = {"x.csv"} time = t channel = c event = e attr { a = a } duplicates = "none" rule "a" { match = {'^/'} } }
END
    for threads in 1 2; do
        [ "$("$WEND" parse -q -j $threads -c s.conf --unmatched -o tsv | columns value,records,all_records,all_values,untold | head -n 2)" = \
            "v7|2|100005|100000|4
v1|1|100005|100000|4" ]
    done
    run --separate-stderr "$WEND" parse -c s.conf
    [[ "$stderr" == *"unmatched by rule a of x: 100005 records, 100000 values told apart, and 4 records of values that came later"* ]]
}

@test "wend parse: --unmatched and --ledger are two tables" {
    echo t >x.csv
    echo 'source "x" { files = {"x.csv"} time = t channel = c event = e }' >s.conf
    run "$WEND" parse -c s.conf --unmatched --ledger
    [ "$status" -eq 2 ]
    [ "$output" = "wend parse: give --ledger or --unmatched, not both" ]
    run "$WEND" parse -c s.conf --unmatched -o csv
    [ "$status" -eq 0 ]
}

@test "rules, once-per and a side table on random rows are what awk makes of them" {
    awk 'BEGIN { srand(7); print "t,order,store,text"
        for (i = 0; i < 20000; i++) printf "2026-01-01T00:%02d:%02d,%s,S%d,%s\n", int(i / 400), i % 60,
            rand() < .1 ? "" : "o" int(rand() * 6000), rand() * 60, rand() < .3 ? "n=" int(rand() * 9) : "x" int(rand() * 90) }' >x.csv
    awk 'BEGIN { print "id,region"; for (i = 0; i < 50; i++) print "S" i ",R" i % 7 }' >stores.csv
    cat >s.conf <<'END'
source "x" { files = {"x.csv"} time = t channel = c event-field = n event = none attr { order = order store = store }
 once-per = {order} duplicates = "exact" rule "text" { match = {'^n=(?<n>\d)'} } }
join "stores" { file = "stores.csv" key = id on = store attr { region = region } }
END
    awk -F , -v OFS='|' 'NR == FNR { if (FNR > 1) region[$1] = $2; next }
        FNR == 1 || $0 in seen { next }
        { seen[$0] = 1 }
        $2 != "" && $2 in once { next }
        { once[$2] = 1; e = $4 ~ /^n=/ ? substr($4, 3, 1) : "none"
          if (!($3 in region)) miss["join|" $3]++; if ($4 !~ /^n=/) miss["rule|" $4]++
          print $1 "Z", e, $2, $3, ($3 in region) ? region[$3] : "" }
        END { for (k in miss) print k, miss[k] >"misses" }' stores.csv x.csv >wanted
    for threads in 1 2; do
        "$WEND" parse -q -j $threads -c s.conf | columns time,event,order,store,region | diff - wanted
        for kind in join rule; do
            "$WEND" parse -q -j $threads -c s.conf --unmatched -o tsv | columns kind,value,records | grep "^$kind" |
                diff - <(grep "^$kind" misses | LC_ALL=C sort -t '|' -k 3,3nr -k 2,2 | head -n 20)
        done
    done
}
