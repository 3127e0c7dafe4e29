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
    [ "$("$WEND" check s.wend | columns measure,count,of,share | grep moji)" = "mojibake|6|7|0.857143" ]
    echo 'check { max-mojibake = "20%" }' >>s.conf
    run --separate-stderr "$WEND" check -qc s.conf --sources
    [ "$status" -eq 1 ]
    [ "$stderr" = "wend check: s: mojibake 85.7 % (6 of 7); the study wants max-mojibake = 20%" ]
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

# The study of what is in FILE, declared as ENCODING ("" for none): what the ledger says of it.
looks_like() {
    study "${2:+encoding = \"$2\"}"
    cp "$1" s.csv
    "$WEND" parse -q -c s.conf --ledger | columns kept,rejected,looks_like
}

@test "bytes of another encoding than the declared one: rejected or not, the ledger says what they look like" {
    for i in 1 2 3 4 5 6 7 8; do
        printf '%d,浏览,%d,上海的商店在人民广场附近\n' "$i" "$i" >>chinese
        printf '%d,瀏覽,%d,臺北的書店在車站旁邊\n' "$i" "$i" >>taiwan
        printf '%d,見る,%d,キーボードが壊れましたので、助けてください\n' "$i" "$i" >>japanese
        printf '%d,vue,%d,le café est servi à l’été près d’Orléans\n' "$i" "$i" >>french
    done
    for name in chinese:GB18030 taiwan:Big5 japanese:Shift_JIS japanese:EUC-JP french:windows-1252; do
        { printf 't,e,m,x\n'; iconv -f UTF-8 -t "${name#*:}" "${name%:*}"; } >"${name#*:}"
        [ "$(looks_like "${name#*:}" "")" = "0|8|${name#*:}" ]
        [ "$(looks_like "${name#*:}" "${name#*:}")" = "8|0|" ]
    done
    { printf 't,e,m,x\n'; cat french; } >utf8
    [ "$(looks_like utf8 "")" = "8|0|" ]
    printf '9,x,9,a\377b\n' >>utf8
    [ "$(looks_like utf8 "")" = "8|1|" ]
    # They are taken without a murmur by encodings in which nearly every byte is a letter.
    [ "$(looks_like GB18030 Big5)" = "8|0|GB18030" ]
    [ "$(looks_like Big5 GB18030)" = "8|0|Big5" ]
    [ "$(looks_like Big5 ISO-8859-1)" = "8|0|Big5" ]
    cp Big5 s.csv
    study 'encoding = "GB18030"'
    run --separate-stderr "$WEND" parse -c s.conf
    [ "$status" -eq 0 ]
    [[ "$stderr" == *'s.csv: the bytes look like another encoding: encoding = "Big5"?'* ]]
    # What comes only after the first blocks.
    { printf 't,e,m,x\n'; seq -f '%g,view,1,plain' 9000; iconv -f UTF-8 -t GB18030 chinese; } >late
    [ "$(looks_like late "")" = "9000|8|GB18030" ]
}

@test "names of fields in another encoding: the error says which" {
    study ''
    { printf '时间,t,e,m,备注\n'; seq -f '%g,1,看,会员,上海' 5; } | iconv -f UTF-8 -t GB18030 >s.csv
    run "$WEND" parse -c s.conf
    [ "$status" -eq 3 ]
    [[ "$output" == *'s.csv:1:3: the header cannot be read: not valid in the encoding; it looks like encoding = "GB18030"'* ]]
    study 'encoding = "Big5"'
    sed -i 's/event-field = "e"/event-field = "备注"/' s.conf
    run "$WEND" parse -c s.conf
    [ "$status" -eq 2 ]
    [[ "$output" == *'has no field 备注'*'; the file looks like encoding = "GB18030"'* ]]
}

@test "UTF-16 needs a mark or a declaration, a mark contradicts another declaration" {
    printf 't,e,m,x\n1,view,1,中\n2,view,1,文\n' | iconv -f UTF-8 -t UTF-16LE >s.csv
    study ''
    run "$WEND" parse -c s.conf
    [ "$status" -eq 2 ]
    [[ "$output" == *'s.csv: this is UTF-16LE without a byte order mark; add encoding = "UTF-16LE"'* ]]
    study 'encoding = "UTF-16LE"'
    [ "$("$WEND" parse -q -c s.conf | columns line,note | paste -sd ' ')" = "2|中 3|文" ]
    study 'encoding = "UTF-16"'
    [ "$("$WEND" parse -q -c s.conf | columns note | paste -sd ' ')" = "中 文" ]
    study 'encoding = "UTF-16BE"'
    run "$WEND" parse -c s.conf
    [ "$status" -eq 2 ]
    [[ "$output" == *"declared as UTF-16BE, but this is UTF-16LE"* ]]
    study 'encoding = "GB18030"'
    printf '\357\273\277t,e,m,x\n1,view,1,a\n' >s.csv
    run "$WEND" parse -c s.conf
    [ "$status" -eq 2 ]
    [[ "$output" == *"s.csv: the encoding is declared as GB18030, but this is UTF-8"* ]]
    study ''
    [ "$("$WEND" parse -q -c s.conf | columns note)" = "a" ]
}

@test "a stray byte costs its record, with line and offset, in every encoding" {
    study 'encoding = "GB18030"'
    printf 't,e,m,x\n1,a,1,\xB5\xEA\n2,b,1,\xB5\n3,c,1,\xB5\xEA\n4,d,1,\xFF\xB5\xEA\n5,e,1,z' >s.csv
    run --separate-stderr "$WEND" parse -c s.conf --rejects r
    [ "$(columns line,event,note <<<"$output" | paste -sd ' ')" = "2|a|店 4|c|店 6|e|z" ]
    [[ "$stderr" == *"s.csv:3:7: not valid GB18030"* ]]
    # 8 bytes of header, 6 + 3 + 1 of the second line in UTF-8, 6 + 1 + 1 and 6 + 3 + 1 of the others.
    [ "$(grep -o '"line":[0-9]*,"column":[0-9]*,"offset":[0-9]*,"reason":"[^"]*"' r | paste -sd ' ')" = \
        '"line":3,"column":7,"offset":18,"reason":"bad-text" "line":5,"column":7,"offset":36,"reason":"bad-text"' ]
    study ''
    printf 't,e,m,x\n1,a,1,\xE5\xBA\x97\n2,b,1,\xE5\xBA\n3,c,1,x\n' >s.csv
    run --separate-stderr "$WEND" parse -c s.conf
    [ "$(columns line,note <<<"$output" | paste -sd ' ')" = "2|店 4|x" ]
    [[ "$stderr" == *"s.csv:3:7: not valid UTF-8"* ]]
}

@test "names of encodings: iconv's aliases; none that leads elsewhere" {
    printf 't,e,m,x\n1,a,1,caf\351\n' >s.csv
    for name in ISO-8859-1 latin1 LATIN1 l1 windows-1252 CP1252 ISO_8859-15; do
        study "encoding = \"$name\""
        [ "$("$WEND" parse -q -c s.conf | columns note)" = "café" ]
    done
    printf 't,e,m,x\n1,a,1,\265\352\n' >s.csv
    for name in GB18030 gbk CP936 GB2312 EUC-CN; do
        study "encoding = \"$name\""
        [ "$("$WEND" parse -q -c s.conf | columns note)" = "店" ]
    done
    for name in UTF-8//IGNORE GBK//TRANSLIT / // ../../etc 'a b' %s%n KLINGON UTF-7 tscii; do
        study "encoding = '$name'"
        run "$WEND" parse -c s.conf
        [ "$status" -eq 2 ]
        [[ "$output" == *"s.conf:2: source s: unknown encoding $name; valid: UTF-8, UTF-16, GB18030"* ]]
    done
}

@test "good text in many languages is no mojibake" {
    study ''
    printf '%s\n' 't,e,m,x' '1,a,1,« à »' '2,a,2,NESCAFÉ®' '3,a,3,„Spaß“ …' '4,a,4,你好，世界' '5,a,5,ありがとう' \
        '6,a,6,Привет' '7,a,7,Łódź Dvořák' '8,a,8,Việt Nam' '9,a,9,ÄÖÜäöüß' '10,a,10,😀' >s.csv
    [ "$("$WEND" parse -q -c s.conf --ledger | columns kept,mojibake,mojibake_fields)" = "10|0|" ]
}
