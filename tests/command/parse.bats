# wend parse: mapping, rejects, duplicates, ledger; hostile exports; the same bytes however read.

setup() {
    cd "$BATS_TEST_TMPDIR"
    stream=$BATS_TEST_TMPDIR/out.tsv
}

# A study of one source "s" over s.csv (fields t,e,m,x), with more keys of the source as arguments.
write_study() {
    {
        printf '%s\n' 'timezone = "Asia/Shanghai"' \
            'identity { order = {"member", "email", "phone"} namespace "phone" { country = "86" } }' \
            'event "mailed" { direction = "out" }' 'channel "desk" { direction = "staff" }' \
            'source "s" { files = {"s.csv"} time = {"t"}' 'event-field = "e"' 'id { member = "m" }' \
            'attr { x = "x" }'
        printf '%s\n' "$@"
        printf '}\n'
    } >s.conf
}

# Chosen columns of a TSV by name, one line a row.
columns() {
    awk -F '\t' -v names="$1" '
        NR == 1 { n = split(names, want, ","); for (i = 1; i <= NF; i++) at[$i] = i; next }
        { for (i = 1; i <= n; i++) printf "%s%s", (want[i] in at) ? $at[want[i]] : "?", i < n ? " " : "\n" }'
}

parse() {
    "$WEND" parse -c s.conf "$@"
}

# The reasons of rejects.jsonl with their lines: "bad-time:3 nul:5".
reasons() {
    sed 's/.*"line":\([0-9]*\),.*"reason":"\([^"]*\)".*/\2:\1/' rejects.jsonl | paste -sd ' '
}

@test "fields become time, channel, event, id and attribute; the header is that of the study" {
    write_study 'channel = "web"'
    printf 't,e,m,x\n2024-03-01T09:00:00+08:00,view,7,a\n2024-03-01 09:00:01,buy,,\n' >s.csv
    parse -q >"$stream"
    [ "$(head -n 1 "$stream")" = "$(printf 'time\tchannel\tevent\tdirection\tsource\tfile\tline\tid.member\tx')" ]
    # The second time has no zone: the study's, eight hours east.
    [ "$(columns time,channel,event,direction,file,line,id.member,x <"$stream")" = \
        "2024-03-01T01:00:00Z web view act s.csv 2 7 a
2024-03-01T01:00:01Z web buy act s.csv 3  " ]
}

@test "an empty or header-only export is fine: the header alone" {
    write_study 'channel = "web"'
    for text in '' 't,e,m,x\n' 't,e,m,x'; do
        printf "$text" >s.csv
        run parse -q
        [ "$status" -eq 0 ]
        [ "$output" = "$(printf 'time\tchannel\tevent\tdirection\tsource\tfile\tline\tid.member\tx')" ]
    done
}

@test "value maps, constants that fields override, directions by field, event, channel, source" {
    write_study 'channel = "web"' 'channel-field = "x"' 'event = "other"' 'direction = "out"' \
        'map "channel" { c = "desk" }' 'map "event" { 退货 = "return" "a b" = "both" }'
    cat >s.csv <<'END'
t,e,m,x
2024-03-01 09:00:01,退货,1,
2024-03-01 09:00:02, a b ,1,app
2024-03-01 09:00:03,,1,c
2024-03-01 09:00:04,mailed,1,c
END
    [ "$(parse -q | columns channel,event,direction)" = "web return out
app both out
desk other staff
desk mailed out" ]
    write_study 'channel = "web"' 'direction-field = "x"' 'map "direction" { agent = "staff" }'
    cat >s.csv <<'END'
t,e,m,x
2024-03-01 09:00:01,mailed,1,agent
2024-03-01 09:00:02,mailed,1,
2024-03-01 09:00:03,view,1,act
2024-03-01 09:00:04,view,1,sideways
END
    run parse
    [ "$status" -eq 0 ]
    [[ "$output" == *"s.csv:5:28: field x: 'sideways' is not a direction: act, out or staff"* ]]
    [ "$(parse -q | columns event,direction)" = "mailed staff
mailed out
view act" ]
}

@test "time: declared pattern, fields joined, clock offset, zone of the source, skipped and repeated hours" {
    write_study 'channel = "web"' 'clock-offset = "-7min"'
    sed -i 's|time = {"t"}|time = {"d", "t", "%d.%m.%Y %H:%M"} zone = "Europe/Berlin"|' s.conf
    cat >s.csv <<'END'
d,t,e,m,x
04.03.2024,15:07,view,1,
31.03.2024,02:37,gap,1,
27.10.2024,02:37,twice,1,
31.02.2024,12:00,never,1,
END
    run parse
    [ "$status" -eq 0 ]
    [[ "$output" == *"s.csv:5:1: fields d t: '31.02.2024 12:00' is not a time of the pattern %d.%m.%Y %H:%M"* ]]
    # 15:00 in Berlin is 14:00 UTC; 02:30 does not exist on 31 March and is read at +01:00; on
    # 27 October the first 02:30 is at +02:00.
    [ "$(parse -q | columns time,event)" = "2024-03-04T14:00:00Z view
2024-03-31T01:30:00Z gap
2024-10-27T00:30:00Z twice" ]
    [ "$(parse -q --ledger | columns read,kept,rejected,gap,repeated,reasons)" = "4 3 1 1 1 bad-time 1" ]
}

@test "a clock offset does not lead out of the calendar" {
    write_study 'channel = "web"' 'clock-offset = "-1d"'
    printf 't,e,m,x\n0001-01-01T00:00:00Z,a,1,\n0001-01-02T00:00:00Z,b,1,\n' >s.csv
    run parse
    [[ "$output" == *"s.csv:2:1: field t: '0001-01-01T00:00:00Z' is outside the years 0001 to 9999"* ]]
    [ "$(parse -q | columns time,event)" = "0001-01-01T00:00:00Z b" ]
}

@test "one field may feed several namespaces: each value goes to those that accept it" {
    write_study 'channel = "web"'
    sed -i 's|id { member = "m" }|id { email = "m" phone = "m" }|' s.conf
    cat >s.csv <<'END'
t,e,m,x
2024-03-01 09:00:01,a,A@b.cn,
2024-03-01 09:00:02,b,+86 138-0000-0001,
2024-03-01 09:00:03,c,weixin_77,
2024-03-01 09:00:04,d,NULL,
2024-03-01 09:00:05,e,,
END
    [ "$(parse -q | columns event,id.email,id.phone)" = "a A@b.cn 
b  +86 138-0000-0001
c  
d  
e  " ]
    [ "$(parse -q --ledger | columns kept,no_id,ids_refused)" = "5 3 2" ]
}

@test "duplicates: equal in all fields, across the files of a source, whatever the quotes" {
    write_study 'channel = "web"'
    sed -i 's|"s.csv"|"s*.csv"|' s.conf
    printf 't,e,m,x\n2024-03-01 09:00:01,a,1,x\n2024-03-01 09:00:01,a,1,x\n2024-03-01 09:00:01,a,1,y\n' >s1.csv
    printf 't,e,m,x\n2024-03-01 09:00:01,"a",1,x\n2024-03-01 09:00:01,a,1,z\n' >s2.csv
    [ "$(parse -q --ledger | columns file,read,kept,duplicate,rejected)" = "s1.csv 3 2 1 0
s2.csv 2 1 1 0" ]
    sed -i 's|attr {|duplicates = "none" attr {|' s.conf
    [ "$(parse -q --ledger | columns kept,duplicate)" = "3 0
2 0" ]
}

@test "valid: a row that breaks a predicate is rejected, told with attribute, value and predicate; missing passes" {
    write_study 'channel = "web"' "valid { x = 'x >= 1 and x <= 5' }"
    printf 't,e,m,x\n2024-03-01 09:00:01,a,1,5\n2024-03-01 09:00:02,a,1,9\n2024-03-01 09:00:03,a,1,\n2024-03-01 09:00:04,a,1,1\n' >s.csv
    run parse --rejects rejects.jsonl
    [ "$status" -eq 0 ]
    [[ "$output" == *"s.csv:3:25: x is '9'; valid: x >= 1 and x <= 5"* ]]
    [ "$(reasons)" = "invalid:3" ]
    [ "$(parse -q | columns time,x)" = "2024-03-01T01:00:01Z 5
2024-03-01T01:00:03Z 
2024-03-01T01:00:04Z 1" ]
    write_study 'channel = "web"' "valid { x = 'y >= 1' }"
    run parse
    [ "$status" -eq 2 ]
    [[ "$output" == *"s.conf:"*"valid x"* ]]
}

@test "rejects: the first five on stderr, the rest counted, all in the file, the ledger adds up" {
    write_study 'channel = "web"'
    { printf 't,e,m,x\n'; for i in 1 2 3 4 5 6 7; do printf 'x%d,a,1,\n' "$i"; done
        printf '2024-03-01 09:00:01,,1,\n2024-03-01 09:00:01,a,1,\n'; } >s.csv
    run parse --rejects rejects.jsonl
    [ "$status" -eq 0 ]
    [ "$(printf '%s\n' "$output" | grep -c "^s.csv:[0-9]*:1: field t: 'x[0-9]' is not a time of the pattern iso")" -eq 5 ]
    [[ "$output" == *"3 more rejects; --rejects FILE"* ]]
    [[ "$output" == *"total  read 9 = kept 1 + duplicate 0 + rejected 8"* ]]
    [[ "$output" == *"s.csv  read 9 = kept 1 + duplicate 0 + rejected 8 (bad-time 7, empty-event 1)"* ]]
    [ "$(reasons)" = "bad-time:2 bad-time:3 bad-time:4 bad-time:5 bad-time:6 bad-time:7 bad-time:8 empty-event:9" ]
    [ "$(sed -n 8p rejects.jsonl)" = '{"source":"s","file":"s.csv","line":9,"column":21,"offset":64,"reason":"empty-event","message":"no event: the field e is empty","raw":"2024-03-01 09:00:01,,1,","header":"t,e,m,x"}' ]
}

@test "filter: rows that match are left out on purpose and counted; valid judges the others" {
    write_study 'channel = "web"' "filter = 'x == \"bot\" or event == ping'" "valid { x = 'x != \"bad\"' }"
    cat >s.csv <<'END'
t,e,m,x
2024-03-01 09:00:01,a,1,bot
2024-03-01 09:00:01,a,1,bot
2024-03-01 09:00:02,ping,1,bad
2024-03-01 09:00:03,a,1,bad
2024-03-01 09:00:04,a,1,
never,ping,1,
END
    [ "$(parse -q --ledger | columns read,kept,duplicate,filtered,rejected,reasons)" = "6 1 1 2 2 invalid 1, bad-time 1" ]
    run parse
    [[ "$output" == *"read 6 = kept 1 + duplicate 1 + filtered 2 + rejected 2"* ]]
    write_study 'channel = "web"' "filter = 'y == 1'"
    run parse
    [ "$status" -eq 2 ]
    [[ "$output" == *"s.conf:"*"source s: filter: "*"y"* ]]
}

@test "late and out-of-order rows are kept and counted, file by file, whatever the threads" {
    write_study 'channel = "web"' 'late-after = "2h"'
    sed -i 's|"s.csv"|"s*.csv"|' s.conf
    # Behind the row above: 08:59:59 (1 s), 06:00 (late: 3 h behind 09:00), 07:00 is in order but late.
    printf 't,e,m,x\n%s\n' '2024-03-01 09:00:00,a,1,
2024-03-01 08:59:59,a,1,
2024-03-01 06:00:00,a,1,
2024-03-01 06:59:59,a,1,
2024-03-01 07:00:00,a,1,
2024-03-02 09:00:00,a,1,' >s.csv
    printf 't,e,m,x\n2024-02-01 09:00:00,b,1,\n' >s2.csv
    for j in 1 2; do
        [ "$(parse -q --ledger -j $j | columns kept,late,out_of_order)" = "6 2 2
1 0 0" ]
    done
    write_study 'channel = "web"'
    [ "$(parse -q --ledger | columns kept,late,out_of_order)" = "6 0 2" ]
}

@test "duplicates by event id: the same said again goes, something else is kept and counted" {
    write_study 'channel = "web"' 'duplicates = "id"' 'event-id = "k"'
    cat >s.csv <<'END'
k,t,e,m,x,sent
1,2024-03-01 09:00:00,a,7,x,1
1,2024-03-01 09:00:00,a,7,x,2
1,2024-03-05 09:00:00,a,7,x,3
1,2024-03-01 09:00:00,a,7,y,4
1,2024-03-01 09:00:00,a,7,y,5
2,2024-03-01 09:00:00,a,7,x,6
,2024-03-01 09:00:00,a,7,x,7
,2024-03-01 09:00:01,a,7,x,8
,2024-03-01 09:00:01,a,7,x,9
1,never,a,7,x,10
END
    # Kept: lines 2, 5 (says something else), 7, 8, 9; without an id the time counts too.
    [ "$(parse -q | columns line | paste -sd ' ')" = "2 5 7 8 9" ]
    [ "$(parse -q --ledger | columns read,kept,duplicate,rejected,id_reused)" = "10 5 4 1 1" ]
    [ "$(parse -q -j 1 | cksum)" = "$(parse -q -j 3 | cksum)" ]
    # The same as JSON lines.
    sed 's|s.csv|s.jsonl|; s|channel = "web"|& format = "json"|' s.conf >j.conf
    awk -F , 'NR > 1 { printf "{\"k\":\"%s\",\"t\":\"%s\",\"e\":\"%s\",\"m\":%s,\"x\":\"%s\",\"sent\":%s}\n", $1, $2, $3, $4, $5, $6 }' s.csv >s.jsonl
    [ "$("$WEND" parse -q -c j.conf | columns line | paste -sd ' ')" = "1 4 6 7 8" ]
    # Four days later is another event, told by the window.
    sed -i 's|event-id|duplicate-window = "3d" event-id|' s.conf
    [ "$(parse -q | columns line | paste -sd ' ')" = "2 4 5 7 8 9" ]
    [ "$(parse -q --ledger | columns kept,duplicate,id_reused)" = "6 3 2" ]
    sed -i 's|event-id = "k"|event-id = "kk"|' s.conf
    run parse
    [ "$status" -eq 2 ]
    [[ "$output" == *"s.csv has no field kk; valid: k, t, e, m, x, sent"* ]]
    sed -i 's|event-id = "kk"||' s.conf
    run parse
    [ "$status" -eq 2 ]
    [[ "$output" == *"source 's' has no event-id; add event-id"* ]]
}

@test "--max-rejects: a number or a share; at the limit is fine, above is exit 1" {
    write_study 'channel = "web"'
    printf 't,e,m,x\n2024-03-01 09:00:01,a,1,\n2024-03-01 09:00:02,a,1,\nnever,a,1,\n2024-03-01 09:00:03,a,1,\n' >s.csv
    for limit in 1 2 25% 25.5% 100%; do
        run parse -q --max-rejects $limit
        [ "$status" -eq 0 ]
    done
    for limit in 0 0.5 24.9% 0%; do
        run bash -c "'$WEND' parse -q -c s.conf --max-rejects $limit 2>&1 >out.tsv"
        [ "$status" -eq 1 ]
        [ "$output" = "wend parse: 1 of 4 records rejected" ]
        [ "$(wc -l <out.tsv)" -eq 4 ]
    done
    for limit in -1 x 101% 5%%; do
        run parse --max-rejects "$limit"
        [ "$status" -eq 2 ]
        [ "${#lines[@]}" -eq 1 ]
    done
}

@test "a reject is shown with a caret under the field; wide letters, long lines, controls" {
    write_study 'channel = "web"'
    {
        printf 't,e,m,x\n2024-03-01 09:00:01,,1,\n'
        printf '"中文\t\033[31m",a,1,\n'
        printf '%s,never,1,2,3\n' 2024-03-01
        printf '2024-03-01 09:00:01,e%0100d,\377,\n' 0
    } >s.csv
    run bash -c "'$WEND' parse -c s.conf 2>&1 >/dev/null | sed -n 1,9p"
    [ "${lines[0]}" = "s.csv:2:21: no event: the field e is empty" ]
    [ "${lines[1]}" = "    2024-03-01 09:00:01,,1," ]
    [ "${lines[2]}" = "                        ^" ]
    [ "${lines[4]}" = '    "中文\t\x1b[31m",a,1,' ]
    [ "${lines[5]}" = "    ^" ]
    [[ "${lines[6]}" == "s.csv:4: not as many fields"* ]]
    [ "${lines[7]}" = "s.csv:5:123: not valid UTF-8" ]
    [ "${lines[8]}" = '    …000000000000000000000000000000000000000,\xff,' ]
}

@test "--strict: any reject is exit 1, none is exit 0; -q says nothing else" {
    write_study 'channel = "web"'
    printf 't,e,m,x\n2024-03-01 09:00:01,a,1,\n' >s.csv
    run parse -q --strict
    [ "$status" -eq 0 ]
    printf 'never,a,1,\n' >>s.csv
    run bash -c "'$WEND' parse -q --strict -c s.conf 2>&1 >/dev/null"
    [ "$status" -eq 1 ]
    [ "$output" = "wend parse: 1 of 2 records rejected" ]
    run bash -c "'$WEND' parse -q -c s.conf 2>&1 >/dev/null"
    [ "$status" -eq 0 ]
    [ "$output" = "" ]
}

@test "broken records: too long, NUL, unclosed quote, stray quote, field count; the rest is read" {
    write_study 'channel = "web"'
    {
        printf 't,e,m,x\n2024-03-01 09:00:01,first,1,\n'
        head -c 10000000 /dev/zero | tr '\0' y
        printf ',e,1,\n2024-03-01 09:00:02,n\0ul,1,\n'
        printf '2024-03-01 09:00:03,"open,1,\n'
        printf '2024-03-01 09:00:04,"a"b,1,\n'
        printf '2024-03-01 09:00:05,few\n'
        printf '2024-03-01 09:00:06,\377\376,1,\n'
        printf '2024-03-01 09:00:07,"two\nlines",1,"a ""b"""\n'
        printf '2024-03-01 09:00:08,last,1,'
    } >s.csv
    parse -q --rejects rejects.jsonl >"$stream"
    [ "$(columns event,x <"$stream")" = 'first 
two\nlines a "b"
last ' ]
    [ "$(reasons)" = "too-long:3 nul:4 unclosed-quote:5 stray-quote:6 field-count:7 bad-text:8" ]
    [ "$(parse -q --ledger | columns lines,read,kept,rejected)" = "11 9 3 6" ]
    run parse
    [[ "$output" == *"s.csv:7: not as many fields as the header: 2, expected 4"* ]]
}

@test "an export without a header names its fields 1, 2, …; one with blank lines loses nothing" {
    write_study 'channel = "web"' 'header = "no"'
    sed -i 's|{"t"}|{"1"}|; s|"e"|"2"|; s|"m" }|"3" }|; s|x = "x"|x = "4"|' s.conf
    printf '2024-03-01 09:00:01,a,1,\n\n2024-03-01 09:00:02,b,1,c\n\n' >s.csv
    [ "$(parse -q | columns event,line,x)" = "a 1 
b 3 c" ]
    [ "$(parse -q --ledger | columns lines,read,kept)" = "4 2 2" ]
}

@test "BOM, CRLF, GB18030, Latin-1, UTF-16, gzip and zstd come out the same" {
    printf 't,e,m,x\n2024-03-01 09:00:01,a,1,é\n2024-03-01 09:00:02,b,2,\n' >plain.csv
    write_study 'channel = "web"'
    cp plain.csv s.csv
    parse -q >expected.tsv
    [ "$(wc -l <expected.tsv)" -eq 3 ]
    same() {
        parse -q >actual.tsv
        cmp expected.tsv actual.tsv
    }
    { printf '\357\273\277'; sed 's/$/\r/' plain.csv; } >s.csv
    same
    head -c -1 plain.csv >s.csv
    same
    iconv -t UTF-16 plain.csv >s.csv
    same
    gzip -c plain.csv >s.csv
    same
    if command -v zstd >/dev/null; then zstd -q -c plain.csv >s.csv; same; fi
    write_study 'channel = "web"' 'encoding = "GB18030"'
    iconv -t GB18030 plain.csv >s.csv
    same
    write_study 'channel = "web"' 'encoding = "ISO-8859-1"'
    iconv -t ISO-8859-1 plain.csv >s.csv
    same
}

@test "what is not text in the declared encoding is rejected, not guessed" {
    write_study 'channel = "web"' 'encoding = "GB18030"'
    { printf 't,e,m,x\n'; printf '2024-03-01 09:00:01,到店,1,\n2024-03-01 09:00:02,到店,1,\n' |
        iconv -t GB18030; printf '2024-03-01 09:00:03,\377,1,\n'; } >s.csv
    parse -q --rejects rejects.jsonl >"$stream"
    [ "$(columns event <"$stream")" = "到店
到店" ]
    [ "$(reasons)" = "bad-text:4" ]
}

@test "json: lines and one array, paths, a value that is no object; the ledger adds up" {
    write_study 'channel = "web"' 'format = "json"'
    sed -i -e 's|event-field = "e"|event-field = "what.name"|' -e 's|x = "x"|x = "items[1].sku"|' s.conf
    cat >s.csv <<'END'
{"t": "2024-03-01T09:00:01Z", "what": {"name": "buy"}, "m": 7, "items": [{"sku": "a"}, {"sku": "b\"c"}]}
[1, 2]
{"t": "2024-03-01T09:00:02Z", "what": {"name": "look"}, "m": null}
{"t": "2024-03-01T09:00:03Z", "what":
END
    parse -q --rejects rejects.jsonl >"$stream"
    [ "$(columns time,event,line,id.member,x <"$stream")" = '2024-03-01T09:00:01Z buy 1 7 b"c
2024-03-01T09:00:02Z look 3  ' ]
    # The array's two elements are records of their own.
    [ "$(parse -q --ledger | columns read,kept,duplicate,rejected)" = "5 2 0 3" ]
    [ "$(reasons)" = "bad-json:2 bad-json:2 bad-json:4" ]
    sed -i -e 2d -e 4d s.csv
    { printf '['; sed -e '1s/$/,/' s.csv; printf ']\n'; } >array
    mv array s.csv
    [ "$(parse -q | columns time,event,line,id.member,x)" = '2024-03-01T09:00:01Z buy 1 7 b"c
2024-03-01T09:00:02Z look 2  ' ]
}

@test "w3c: the fields of #Fields, which may change; a dash is missing" {
    write_study 'channel = "web"' 'format = "w3c"'
    sed -i 's|time = {"t"}|time = {"date", "time", "iso"} zone = "UTC"|' s.conf
    cat >s.csv <<'END'
#Version: 1.0
#Fields: date time e m x
2024-03-01 09:00:01 GET 7 -
#Fields: date time m x e
2024-03-01 09:00:02 - /a POST
2024-03-01 09:00:02 9
END
    parse -q --rejects rejects.jsonl >"$stream"
    [ "$(columns time,event,line,id.member,x <"$stream")" = '2024-03-01T09:00:01Z GET 3 7 
2024-03-01T09:00:02Z POST 5  /a' ]
    [ "$(reasons)" = "field-count:6" ]
}

@test "pairs and logfmt: quoted values, any order, another byte between them" {
    write_study 'channel = "web"' 'format = "logfmt"'
    printf 't=2024-03-01T09:00:01Z e=buy x="a b" m=7\nm=8 t=2024-03-01T09:00:02Z level=info e=look\n' >s.csv
    [ "$(parse -q | columns time,event,id.member,x)" = '2024-03-01T09:00:01Z buy 7 a b
2024-03-01T09:00:02Z look 8 ' ]
    sed -i 's|format = "logfmt"|format = "pairs" delimiter = "\&"|' s.conf
    printf 't=2024-03-01T09:00:01Z&e=buy&x=a b&m=7\n' >s.csv
    [ "$(parse -q | columns time,event,id.member,x)" = '2024-03-01T09:00:01Z buy 7 a b' ]
}

@test "patterns: the first that matches, named sub-patterns, continuation; no match is rejected" {
    write_study 'channel = "web"' 'format = "pattern"' "define { day = '[0-9-]{10}' }" \
        "continue = '^ '" 'comment = ";"' \
        "patterns = {'^(?<t>(?&day)) (?<e>\\w+) (?<m>\\d+) (?<x>.*)\$', '^(?<t>(?&day)): (?<e>.*)\$'}"
    printf '; made by hand\n2024-03-01 buy 7 a\n b\n2024-03-02: look\nthere\n' >s.csv
    parse -q --rejects rejects.jsonl >"$stream"
    [ "$(columns event,line,id.member,x <"$stream")" = 'buy 2 7 a\n b
look 4  ' ]
    [ "$(reasons)" = "no-match:5" ]
}

@test "delimited: any byte, preamble, comments, names without a header, fields missing at the end" {
    write_study 'channel = "web"' 'delimiter = "^"' 'preamble = 2' 'comment = "//"' \
        'names = {"t", "e", "m", "x"}' 'lenient = yes'
    printf 'Report "of\n\n2024-03-01^buy^7^a,b\n// nothing\n2024-03-02^look\n' >s.csv
    [ "$(parse -q | columns event,line,id.member,x)" = 'buy 3 7 a,b
look 5  ' ]
    sed -i 's|lenient = yes||' s.conf
    parse -q --rejects rejects.jsonl >"$stream"
    [ "$(reasons)" = "field-count:5" ]
}

@test "one of several tables, by a field of its header or by its number" {
    printf 'meeting,t\nm1,2024-03-01\n\nt,e,m,x\n2024-03-02,join,7,a\n' >s.csv
    for key in 'table = "x"' 'table = 2'; do
        write_study 'channel = "web"' "$key"
        [ "$(parse -q | columns time,event,line,id.member,x)" = '2024-03-01T16:00:00Z join 5 7 a' ]
    done
    write_study 'channel = "web"' 'table = "y"'
    run parse -q
    [ "$status" -eq 3 ]
    [[ "$output" == *"s.csv: no table has a field y" ]]
}

@test "a missing file: exit 3, one line, no output" {
    write_study 'channel = "web"'
    run parse --rejects rejects.jsonl
    [ "$status" -eq 3 ]
    [ "${#lines[@]}" -eq 1 ]
    [[ "$output" == *"cannot open s.csv: No such file or directory" ]]
    [ ! -e rejects.jsonl ]
    printf 't,e,m,x\n' >s.csv
    mkdir dir
    run parse dir
    [ "$status" -eq 3 ]
    [ "${#lines[@]}" -eq 1 ]
    [[ "$output" == *"dir"* ]]
    run parse --source s s.csv nothere.csv
    [ "$status" -eq 3 ]
    [ "${#lines[@]}" -eq 1 ]
    [[ "$output" == *"nothere.csv"* ]]
}

@test "an unknown field: exit 2 with the study's line, the export, a suggestion and the fields; no output" {
    write_study 'channel = "web"' 'direction-field = "directon"'
    printf 't,e,m,x,direction\n2024-03-01 09:00:01,a,1,,\n' >s.csv
    run parse --rejects rejects.jsonl
    [ "$status" -eq 2 ]
    [ "$output" = "wend parse: s.conf:5: source s: s.csv has no field directon; did you mean direction?; valid: t, e, m, x, direction" ]
    [ ! -e rejects.jsonl ]
    printf 't,e,m,x,x\n' >s.csv
    write_study 'channel = "web"'
    run parse
    [ "$status" -eq 2 ]
    [[ "$output" == *"s.csv has two fields x; rename one"* ]]
}

@test "a bad later file is found before the first output" {
    write_study 'channel = "web"'
    sed -i 's|"s.csv"|"s*.csv"|' s.conf
    printf 't,e,m,x\n2024-03-01 09:00:01,a,1,\n' >s1.csv
    printf 't,e,m,y\n2024-03-01 09:00:01,a,1,\n' >s2.csv
    run parse
    [ "$status" -eq 2 ]
    [ "${#lines[@]}" -eq 1 ]
    [[ "$output" == *"s2.csv has no field x"* ]]
}

@test "usage: no study, unknown source, files without a source, -o without --ledger" {
    run "$WEND" parse
    [ "$status" -eq 2 ]
    [[ "$output" == *"-c STUDY"* ]]
    write_study 'channel = "web"'
    printf 'source "telephone" { files = {"t.csv"} time = {"t"} channel = "app" event = "e" }\n' >>s.conf
    printf 't,e,m,x\n' >s.csv
    run parse --source telefone s.csv
    [ "$status" -eq 2 ]
    [[ "$output" == *"no source telefone in s.conf; did you mean telephone?"* ]]
    run parse s.csv
    [ "$status" -eq 2 ]
    [[ "$output" == *"which source is s.csv of?"*"valid: s, telephone" ]]
    run parse -o csv
    [ "$status" -eq 2 ]
    [ "${#lines[@]}" -eq 1 ]
    run parse --rejects -
    [ "$status" -eq 2 ]
    [ "${#lines[@]}" -eq 1 ]
    printf 'timezone = "UTC"\n' >s.conf
    run parse
    [ "$status" -eq 2 ]
    [[ "$output" == *"s.conf declares no source"* ]]
}

@test "a full disk: exit 3, said once" {
    [ -e /dev/full ] || skip "no /dev/full"
    write_study 'channel = "web"'
    { printf 't,e,m,x\n'; for ((i = 0; i < 20000; i++)); do printf '%s,a,%d,\n' '2024-03-01 09:00:01' "$i"; done; } >s.csv
    run bash -c "'$WEND' parse -q -c s.conf >/dev/full"
    [ "$status" -eq 3 ]
    [ "${#lines[@]}" -eq 1 ]
    [[ "$output" == *"No space left"* ]]
    run bash -c "'$WEND' parse -q --rejects /nowhere/r -c s.conf"
    [ "$status" -eq 3 ]
    [ "${#lines[@]}" -eq 1 ]
}

@test "file, standard input, a pipe and a process substitution give the same rows" {
    write_study 'channel = "web"'
    { printf 't,e,m,x\n'; for ((i = 0; i < 3000; i++)); do printf '2024-03-01 %02d:%02d:%02d,e%d,%d,\n' $((i / 3600)) $((i / 60 % 60)) $((i % 60)) $((i % 7)) $((i % 31)); done; } >s.csv
    parse -q | columns time,event,line,id.member >expected
    [ "$(wc -l <expected)" -eq 3000 ]
    parse -q --source s - <s.csv | columns time,event,line,id.member | cmp expected -
    cat s.csv | parse -q - | columns time,event,line,id.member | cmp expected -
    parse -q <(cat s.csv) | columns time,event,line,id.member | cmp expected -
    parse -q s.csv | columns time,event,line,id.member | cmp expected -
}

@test "shuffled rows, a file split in two, more threads: the same touchpoints" {
    write_study 'channel = "web"' "valid { x = 'x < 9' }"
    sed -i 's|"s.csv"|"s*.csv"|' s.conf
    { for ((i = 0; i < 2000; i++)); do printf '2024-03-01 09:%02d:%02d,e%d,%d,%d\n' $((i / 60 % 60)) $((i % 60)) $((i % 5)) $((i % 17)) $((i % 10)); done
        printf '2024-03-01 09:00:00,e0,0,0\nnever,e,1,1\n'; } >rows
    content() { parse -q "$@" | columns time,channel,event,id.member,x | sort; }
    { echo t,e,m,x; cat rows; } >s.csv
    content >expected
    # By hand: 2000 rows, a tenth of them with x = 9, one repeated, one without a time.
    [ "$(wc -l <expected)" -eq 1800 ]
    parse -q -j 1 >a.tsv
    parse -q -j 2 >b.tsv
    cmp a.tsv b.tsv
    for seed in 1 2 3; do
        { echo t,e,m,x; awk -v s="$seed" 'BEGIN { srand(s) } { print rand() "\t" $0 }' rows | sort -n | cut -f 2-; } >s.csv
        content | cmp expected -
    done
    { echo t,e,m,x; head -n 777 rows; } >s.csv
    { echo t,e,m,x; tail -n +778 rows; } >s2.csv
    content | cmp expected -
    [ "$(parse -q --ledger | columns read,kept,duplicate,rejected |
        awk '{ r += $1; k += $2; d += $3; j += $4 } END { print r, k, d, j }')" = "2002 1800 1 201" ]
}

@test "sources are read side by side and come out in order of declaration" {
    write_study 'channel = "web"'
    for i in 1 2 3 4 5; do
        printf 'source "t%d" { files = {"t%d.csv"} time = {"t"} channel = "app" event-field = "e" attr { a%d = "e" } }\n' $i $i $i >>s.conf
        { printf 't,e\n'; for ((k = 0; k < 500 * (6 - i); k++)); do echo "2024-03-01 09:00:01,e$k"; done
            echo "bad$i,e"; } >"t$i.csv"
    done
    printf 't,e,m,x\n2024-03-01 09:00:01,a,1,\n' >s.csv
    parse -j 1 --rejects r1 >a.tsv 2>a.err
    parse -j 3 --rejects r3 >b.tsv 2>b.err
    cmp a.tsv b.tsv
    cmp a.err b.err
    cmp r1 r3
    [ "$(columns source <a.tsv | uniq | paste -sd ' ')" = "s t1 t2 t3 t4 t5" ]
    [ "$(sed 's/.*"source":"\([^"]*\)".*/\1/' r1 | paste -sd ' ')" = "t1 t2 t3 t4 t5" ]
    [ "$(wc -l <a.tsv)" -eq 7502 ]
}

@test "presets of access logs: dashes are missing, escaped quotes, request lines that are none" {
    printf '%s\n' 'timezone = "UTC"' 'identity { order = {"visitor"} device = {"visitor"} }' \
        'source "s" { files = {"s.log"} format = "apache-combined" channel = "web" id { visitor = "host" } }' >s.conf
    cat >s.log <<'END'
1.2.3.4 - - [17/May/2015:10:05:03 +0200] "-" 408 - "-" "-"
1.2.3.4 - bob smith [17/May/2015:10:05:04 +0000] "GET /a b HTTP/1.1" 200 5 "http://x/" "say \"hi\" \\"
::1 - - [17/May/2015:10:05:05 +0000] "\x16\x03\x01" 400 0 "-" "-"
::1 - - [17/May/2015:10:05:05 +0000] "\x16\x03\x01" 400 0 "-" "-"
::1 - - [17/May/2015:10:05:06 +0000] "GET /old" 200 0 "" ""
::1 - - [17/May/2015:10:05:07 +0000] "GET /cut HTT
END
    parse -q --rejects rejects.jsonl >"$stream"
    [ "$(columns time,event,id.visitor,method,path,status,bytes,referer,agent <"$stream")" = \
        '2015-05-17T08:05:03Z request 1.2.3.4   408   
2015-05-17T10:05:04Z request 1.2.3.4 GET /a b 200 5 http://x/ say \\"hi\\" \\\\
2015-05-17T10:05:05Z request ::1   400 0  
2015-05-17T10:05:05Z request ::1   400 0  
2015-05-17T10:05:06Z request ::1 GET /old 200 0  ' ]
    [ "$(reasons)" = "no-match:6" ]
    sed -i 's/apache-combined/nginx/' s.conf
    parse -q | cmp "$stream" -
    sed -i 's/nginx/apache-common/' s.conf
    sed -i 's/ "[^"]*" "[^"]*"$//; 2d' s.log
    [ "$(parse -q | columns path,status | head -n 4)" = " 408
 400
 400
/old 200" ]
}

@test "real: an access log of 10,000 lines; the cut one is named" {
    log=${WEND_SHARED:-$TOP_SRCDIR/../shared}/data/real/elastic_apache_logs.txt
    [ -r "$log" ] || skip "the shared folder with real data is absent"
    printf '%s\n' 'timezone = "UTC"' 'identity { order = {"visitor"} device = {"visitor"} }' \
        'source "s" { files = {"s.log"} format = "apache-combined" channel = "web" id { visitor = "host" } }' >s.conf
    cp "$log" s.log
    run bash -c "'$WEND' parse -c s.conf --rejects rejects.jsonl 2>&1 >out.tsv"
    [ "$status" -eq 0 ]
    [[ "$output" == *"s.log:8899"* ]]
    [[ "$output" == *"read 10000 = kept 9999 + duplicate 0 + rejected 1"* ]]
    [ "$(reasons)" = "no-match:8899" ]
    # Counted by grep in the log itself.
    [ "$(columns status <out.tsv | grep -c '^404$')" -eq "$(grep -c '" 404 ' "$log")" ]
}

@test "retail: 51 read = 48 kept + 2 duplicate + 1 rejected, the till is 7 minutes fast" {
    cp -r "$TOP_SRCDIR/testdata/retail" .
    chmod -R u+w retail
    run "$WEND" parse -c retail/retail.conf
    [ "$status" -eq 0 ]
    [[ "$output" == *"total"*"read 51 = kept 48 + duplicate 2 + rejected 1"* ]]
    [[ "$output" == *"retail/courier.txt:3"* ]]
    [ "$("$WEND" parse -q -c retail/retail.conf | columns time,channel,event | sed -n '/store_purchase/p')" = \
        "2024-03-03T04:00:00Z store store_purchase
2024-03-17T04:30:00Z store store_purchase" ]
}

@test "telecom: 51 read = 49 kept + 1 duplicate + 1 rejected, the score of 9" {
    cp -r "$TOP_SRCDIR/testdata/telecom" .
    chmod -R u+w telecom
    run "$WEND" parse -c telecom/telecom.conf --rejects rejects.jsonl
    [ "$status" -eq 0 ]
    [[ "$output" == *"total"*"read 51 = kept 49 + duplicate 1 + rejected 1"* ]]
    [[ "$output" == *"telecom/survey.csv:6:"*"'9'"* ]]
    [ "$(reasons)" = "invalid:6" ]
}

@test "a delimiter that cannot be written is given by its number" {
    cd "$BATS_TEST_TMPDIR"
    printf 't\001u\001note\n2024-03-01T00:00:00Z\001u1\001"a\001b"\n' >hive.txt
    echo 'source "h" { files = {"hive.txt"} delimiter = 0x01 time = {"t"} channel = "web" event = "x"
          id { u = "u" } attr { note = "note" } }
          identity { order = {"u"} }' >h.conf
    run "$WEND" parse -q -c h.conf
    [ "$status" -eq 0 ]
    [ "${lines[1]}" = $'2024-03-01T00:00:00Z\tweb\tx\tact\th\thive.txt\t2\tu1\ta\001b' ]
}
