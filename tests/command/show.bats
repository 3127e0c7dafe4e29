# wend show: one journey row by row, and why an id is a customer's.

setup_file() {
    for name in retail telecom; do
        "$WEND" stitch -q -c "$TOP_SRCDIR/testdata/$name/$name.conf" --sources -o "$BATS_FILE_TMPDIR/$name.wend"
    done
}

setup() {
    cd "$BATS_FILE_TMPDIR"
}

columns() {
    awk -F '\t' -v names="$1" '
        NR == 1 { n = split(names, want, ","); for (i = 1; i <= NF; i++) at[$i] = i; next }
        { for (i = 1; i <= n; i++) printf "%s%s", $at[want[i]], i < n ? "\t" : "\n" }'
}

@test "a journey in order, with gaps in seconds, stages, marks and attributes" {
    "$WEND" show member:880003 retail.wend >c03.tsv
    [ "$(columns time <c03.tsv)" = "$(awk -F , '$2 == "C03" { print $1 }' "$TOP_SRCDIR/testdata/retail/truth.csv")" ]
    [ "$(columns gap_seconds <c03.tsv | paste -sd ' ')" = " 120 240 42840 300 120 53580 3600" ]
    [ "$(columns stage <c03.tsv | paste -sd ' ')" = \
        "awareness consideration purchase_intent purchase_intent purchase_intent purchase use " ]
    # The cart again after 11 h 54 min, in another channel.
    [ "$(columns mark <c03.tsv | sed -n 4p)" = "session switch break" ]
    [ "$(columns mark <c03.tsv | paste -sd ,)" = \
        "session,switch,,session switch break,,,session switch,session switch" ]
    [ "$(columns attributes <c03.tsv | sed -n 6p)" = "order=O3, amount=88.50, fulfil=pickup" ]
    [ "$(head -n 1 c03.tsv)" = "seq	time	gap_seconds	channel	event	stage	mark	attributes" ]
}

@test "what is sent to the customer is no act: no switch, no session" {
    "$WEND" show T02 telecom.wend | columns channel,event,mark | tail -n 1 | grep -qx 'sms	survey	'
    "$WEND" show T02 telecom.wend | columns event,attributes | grep -q 'contact	.*ticket=K2'
}

@test "--why takes no question about a journey" {
    for option in --source --where=x --since=2024-03-01 --until=2024-03-01; do
        run "$WEND" show --why 880001 "$option" retail.wend
        [ "$status" -eq 2 ]
        [[ "$output" == "wend show: --why tells how ids are tied: "* ]]
    done
}

@test "--source leads to the line of the export" {
    "$WEND" show 880001 --source retail.wend | columns event,file,line >rows
    [ "$(wc -l <rows)" -eq 9 ]
    while IFS=$'\t' read -r event file line; do
        case $event in
        ad_click | product_view | cart_add | checkout | order_paid | survey)
            sed -n "${line}p" "$TOP_SRCDIR/testdata/retail/$file" | grep -q "$event" || { echo "$event $file:$line"; false; } ;;
        pickup)
            sed -n "${line}p" "$TOP_SRCDIR/testdata/retail/$file" | grep -aq O1 ;;
        *) echo "unexpected $event"; false ;;
        esac
    done <rows
}

@test "stream and store show the same; --where, --since, --until, --top choose rows" {
    "$WEND" stitch -q -c "$TOP_SRCDIR/testdata/retail/retail.conf" --sources |
        "$WEND" show member:880007 -c "$TOP_SRCDIR/testdata/retail/retail.conf" --source >a
    "$WEND" show member:880007 --source retail.wend >b
    cmp a b
    [ "$("$WEND" show 880007 --where 'channel == "web"' retail.wend | columns channel | sort | uniq -c | tr -s ' ')" = " 4 web" ]
    [ "$("$WEND" show 880007 --since 2024-03-08 --until 2024-03-09 retail.wend | columns event)" = "delivered" ]
    [ "$("$WEND" show 880007 --top 2 retail.wend | columns seq | paste -sd ' ')" = "1 2" ]
}

@test "pretty output names the customer, its ids and when it was seen, in the study's zone" {
    run "$WEND" show 880009 retail.wend -o pretty
    [[ "${lines[0]}" == "Journey of member:880009" ]]
    [[ "$output" == *"ids on these rows: visitor:v0063, member:880009, device:d-027"* ]]
    [[ "$output" == *"3 touchpoints from 2024-03-06 20:00:00 to 2024-03-06 20:10:00 (Asia/Shanghai)"* ]]
}

@test "--why: a row that carries both ids, a line of the link file, the name itself" {
    [ "$("$WEND" show --why v0007 retail.wend | columns id,with,evidence,file,line)" = \
        "visitor:v0007	member:880001	row	web.csv	10" ]
    sed -n 10p "$TOP_SRCDIR/testdata/retail/web.csv" | grep v0007 | grep -q 880001
    [ "$("$WEND" show --why visitor:v0035 retail.wend | columns id,with,evidence,file,line)" = \
        "visitor:v0035	member:880005	link file	idmap.csv	10" ]
    sed -n 10p "$TOP_SRCDIR/testdata/retail/idmap.csv" | grep -qx 'visitor,v0035,880005'
    # Normalised as stitching does; d-030 is in the link file only.
    "$WEND" show --why '138-0000-0001' retail.wend | columns id,customer | grep -qx 'phone:+8613800000001	member:880001'
    "$WEND" show --why d-030 retail.wend | columns id,evidence,line | grep -qx 'device:d-030	link file	39'
    "$WEND" show --why t01 telecom.wend | columns id,customer | grep -qx 'account:T01	account:T01'
}

@test "--why: a chain over several rows, and a device that two people used in turn" {
    mkdir -p chain
    printf '%s\n' 'timezone = "UTC"' \
        'identity { order = {"member", "phone", "email", "device"} unique = {"member"} device = {"device"} }' \
        'source "s" { files = {"s.csv"} time = {"t", "iso"} channel = "web" event-field = "e"' \
        'id { member = "m" phone = "p" email = "x" device = "d" } }' >chain/chain.conf
    printf '%s\n' 't,e,m,p,x,d' \
        '2024-01-01T00:00:00Z,a,,,a@b.cn,d1' \
        '2024-01-02T00:00:00Z,b,,13800000001,a@b.cn,' \
        '2024-01-03T00:00:00Z,c,1,13800000001,,' \
        '2024-01-04T00:00:00Z,d,2,,,d1' >chain/s.csv
    "$WEND" stitch -q -c chain/chain.conf --sources -o chain.wend
    [ "$("$WEND" show --why a@b.cn chain.wend | columns id,with,line | paste -sd ' ')" = \
        "email:a@b.cn	phone:13800000001	3 phone:13800000001	member:1	4" ]
    [ "$("$WEND" show --why d1 chain.wend | columns customer | sort -u | paste -sd ' ')" = "member:1 member:2" ]
    # A stream without a study has rows only.
    "$WEND" stitch -q -c chain/chain.conf --sources | "$WEND" show --why 1 | columns customer | grep -qx member:1
}

@test "faults: nobody of that name, no such id, no customer given" {
    run "$WEND" show member:880011 retail.wend
    [ "$status" -eq 2 ]
    [ "${#lines[@]}" -eq 1 ]
    [[ "$output" == "wend show: no customer member:880011; did you mean member:8800"* ]]
    run "$WEND" show --why v9999 retail.wend
    [ "$status" -eq 2 ]
    [[ "$output" == "wend show: no row and no link file has the id v9999"* ]]
    run "$WEND" show
    [ "$status" -eq 2 ]
    [[ "$output" == *"usage: wend show CUSTOMER"* ]]
}

@test "--why without the link file says so and explains what rows can" {
    mkdir -p moved && cp -r "$TOP_SRCDIR/testdata/retail/." moved && chmod -R u+w moved
    "$WEND" stitch -q -c moved/retail.conf --sources -o moved.wend
    rm moved/idmap.csv
    run "$WEND" show --why v0007 moved.wend -o pretty
    [ "$status" -eq 0 ]
    [[ "$output" == *"web.csv"*"note: link file"*"idmap.csv"* ]]
}
