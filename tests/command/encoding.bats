# Encodings: what is read right, what is read wrongly and said so, what was wrong before.

bats_require_minimum_version 1.5.0

setup() {
    cd "$BATS_TEST_TMPDIR"
}

# Chosen columns of a TSV by name.
columns() {
    awk -F '\t' -v names="$1" '
        NR == 1 { n = split(names, want, ","); for (i = 1; i <= NF; i++) at[$i] = i; next }
        { for (i = 1; i <= n; i++) printf "%s%s", (want[i] in at) ? $at[want[i]] : "?", i < n ? "|" : "\n" }'
}

# A study of one source of s.csv (fields t,e,m,x) with the keys given.
study() {
    printf 'identity { order = {"member"} }\nsource "s" {\n files = {"s.csv"} time = {"t", "epoch"} channel = "web"
 event-field = "e" id { member = "m" } attr { note = "x" }\n%s\n}\n' "$1" >s.conf
}

garbled() {
    printf '%s\n' 't,e,m,x' '1,view,1,café' '2,view,1,cafÃ©' '2,view,1,cafÃ©' '3,vÃ©lo,2,锟斤拷' \
        '4,view,é”®,' '5,view,3,鍥涙湀' "6,view,3,$(printf 'a\357\277\275b')" '7,view,3,锟斤拷' >s.csv
}

@test "mojibake is kept, counted by field and kind, and told with its first line and what was meant" {
    garbled
    study ''
    run --separate-stderr "$WEND" parse -c s.conf
    [ "$status" -eq 0 ]
    [ "$(columns line,note <<<"$output" | sed -n 2p)" = "3|cafÃ©" ]
    [[ "$stderr" == *"s.csv:3: field x: 'cafÃ©' looks garbled: UTF-8 read as Windows-1252, meant 'café'; 1 row of this file"* ]]
    [[ "$stderr" == *"s.csv:5: field e: 'vÃ©lo' looks garbled: UTF-8 read as Windows-1252, meant 'vélo'; 1 row of this file"* ]]
    [[ "$stderr" == *"s.csv:5: field x: '锟斤拷' looks garbled: letters lost in a conversion; 3 rows of this file"* ]]
    [[ "$stderr" == *"s.csv:6: field m: 'é”®' looks garbled: UTF-8 read as Windows-1252, meant '键'; 1 row of this file"* ]]
    [[ "$stderr" == *"s.csv:7: field x: '鍥涙湀' looks garbled: UTF-8 read as GBK, meant '四月'; 1 row of this file"* ]]
    [ "$("$WEND" parse -q -c s.conf --ledger | columns read,kept,duplicate,mojibake,mojibake_fields)" = \
        "8|7|1|6|x:3 latin 1, e:5 latin 1, x:5 lost 3, m:6 latin 1, x:7 gbk 1" ]
    "$WEND" stitch -qc s.conf --sources -o s.wend
    run "$WEND" check -qc s.conf --sources
    [ "$status" -eq 0 ]
}

@test "mojibake = \"reject\" rejects those rows; what is filtered or there already is not asked" {
    garbled
    study "mojibake = reject filter = 'id.member == 3 and note =~ \"锟\"'"
    run --separate-stderr "$WEND" parse -c s.conf --rejects rejects.jsonl
    [ "$status" -eq 0 ]
    [[ "$stderr" == *"s.csv:3:10: field x: 'cafÃ©' looks garbled: UTF-8 read as Windows-1252, meant 'café'"* ]]
    [ "$("$WEND" parse -q -c s.conf --ledger | columns read,kept,duplicate,filtered,rejected,mojibake,reasons)" = \
        "8|1|1|1|5|0|mojibake 5" ]
    [ "$(grep -c '"column":10,"offset":23,"reason":"mojibake","message":"field x: .*"raw":"2,view,1,cafÃ©"' rejects.jsonl)" -eq 1 ]
    study 'mojibake = mend'
    run "$WEND" parse -c s.conf
    [ "$status" -eq 2 ]
    [[ "$output" == *"s.conf:5: unknown mojibake 'mend'; valid: keep, reject"* ]]
}

@test "good text in many languages is no mojibake" {
    study ''
    printf '%s\n' 't,e,m,x' '1,a,1,« à »' '2,a,2,NESCAFÉ®' '3,a,3,„Spaß“ …' '4,a,4,你好，世界' '5,a,5,ありがとう' \
        '6,a,6,Привет' '7,a,7,Łódź Dvořák' '8,a,8,Việt Nam' '9,a,9,ÄÖÜäöüß' '10,a,10,😀' >s.csv
    [ "$("$WEND" parse -q -c s.conf --ledger | columns kept,mojibake,mojibake_fields)" = "10|0|" ]
}
