# wend show: --why with two ids, --ids, and a customer by any id. Expected values by hand.

setup() {
    cd "$BATS_TEST_TMPDIR"
    cat >s.conf <<'EOF'
timezone = "UTC"
source "s" {
    files = {"s.csv"} time = {"t", "iso"} channel = "web" event-field = "e"
    id { crm = "crm" mail = "mail" device = "d" order = "o" }
}
identity {
    order = {"crm", "mail", "order", "device"} unique = {"crm"} device = {"device"}
    transaction = {"order"} links = {"l.csv"} overrides = {"o.csv"} max-degree = 3
}
EOF
    cat >s.csv <<'EOF'
t,e,crm,mail,d,o
2024-01-01T00:01:00Z,a,1,x@y.zz,v,
2024-01-01T00:02:00Z,b,2,x@y.zz,w,
2024-01-01T00:03:00Z,c,2,,v,
2024-01-01T00:04:00Z,d,4,f@y.zz,,
2024-01-01T00:05:00Z,e,5,f@y.zz,,
2024-01-01T00:06:00Z,f,6,f@y.zz,,
2024-01-01T00:07:00Z,g,7,f@y.zz,,
2024-01-01T00:08:00Z,h,8,,u,O1
2024-01-01T00:09:00Z,i,8,g@y.zz,,
2024-01-01T00:10:00Z,j,4,,u,
EOF
    printf 'crm,mail\n8,h@y.zz\n8,k@y.zz\n' >l.csv
    printf 'action,id1,id2,reason\nINCLUDE,crm:6,crm:7,twins\nEXCLUDE,mail:g@y.zz,crm:8,no\n' >o.csv
    "$WEND" stitch -q -c s.conf --sources -o s.wend
}

why() { # A B: the hops without their time, then the verdict
    "$WEND" show --why "$1" "$2" s.wend -o tsv | tail -n +2 | cut -f 1-5,8-
    "$WEND" show --why "$1" "$2" s.wend -o pretty | sed -n 's/^note: //p'
}

@test "joined: by a row, a link file, an override, over several hops, by a device" {
    [ "$(why mail:x@y.zz 2)" = "mail:x@y.zz	crm:2	row	s.csv	3	b	
one customer: crm:2" ]
    [ "$(why h@y.zz ' k@y.zz ')" = "mail:h@y.zz	crm:8	link file	l.csv	2		
crm:8	mail:k@y.zz	link file	l.csv	3		
one customer: crm:8" ]
    [ "$(why crm:7 crm:6)" = "crm:7	crm:6	override	o.csv	2		
one customer: crm:6" ]
    [ "$(why w O1)" = "not joined: nothing links them" ]
    [ "$(why device:w crm:2 | head -n 1)" = "device:w	crm:2	row	s.csv	3	b	" ]
    [ "$(why O1 h@y.zz)" = "order:O1	crm:8	row	s.csv	9	h	
crm:8	mail:h@y.zz	link file	l.csv	2		
tied: a device or transaction is given to people row by row, see --why ID" ]
}

@test "not joined: refused, set aside, forbidden, a shared device, nothing at all" {
    [ "$(why 1 2)" = "crm:1	mail:x@y.zz	refused	s.csv	2	a	one customer would have two values of crm: 1 and 2
mail:x@y.zz	crm:2	row	s.csv	3	b	
not joined: crm:1 and crm:2" ]
    [ "$(why 4 5)" = "crm:4	mail:f@y.zz	aside	s.csv	5	d	mail:f@y.zz is linked to too many unique ids
mail:f@y.zz	crm:5	aside	s.csv	6	e	mail:f@y.zz is linked to too many unique ids
not joined: crm:4 and crm:5" ]
    [ "$(why g@y.zz crm:8)" = "mail:g@y.zz	crm:8	refused	s.csv	10	i	o.csv:3 says EXCLUDE: no
not joined: mail:g@y.zz and crm:8" ]
    [ "$(why 8 4)" = "crm:8	device:u	shared	s.csv	9	h	it joins nobody
crm:4	device:u	shared	s.csv	11	j	it joins nobody
not joined: crm:8 and crm:4" ]
    [ "$(why 1 8)" = "not joined: nothing links them" ]
    [ "$(why crm:1 1)" = "crm:1 is one id" ]
}

@test "a stream says the same with its study; faults are told" {
    "$WEND" stitch -q -c s.conf --sources >s.tsv
    "$WEND" show --why 1 2 s.wend -o tsv >expected
    "$WEND" show --why 1 2 s.tsv -c s.conf -o tsv | cmp expected -
    "$WEND" show --why 1 2 -c s.conf -o tsv <s.tsv | cmp expected -
    run "$WEND" show --why 1 2 s.tsv
    [ "$status" -eq 2 ]
    [[ "$output" == *"-c STUDY"* ]]
    run "$WEND" show --why 1 99 s.wend
    [ "$status" -eq 2 ]
    [[ "$output" == *"no row and no link file has the id 99"* ]]
    run "$WEND" show --why 1 crm:null s.wend
    [ "$status" -eq 2 ]
    [[ "$output" == *"crm:null is no id: names nobody"* ]]
    run "$WEND" show --why 1 2 --ids s.wend
    [ "$status" -eq 2 ]
    rm l.csv
    run "$WEND" show --why 1 2 s.wend
    [ "$status" -eq 3 ]
}

@test "--ids: every id of the customer, on how many rows, first and last seen" {
    [ "$("$WEND" show --ids 8 s.wend -o tsv)" = "customer	namespace	value	rows	first_time	last_time
crm:8	crm	8	2	2024-01-01T00:08:00Z	2024-01-01T00:09:00Z
crm:8	device	u	1	2024-01-01T00:08:00Z	2024-01-01T00:08:00Z
crm:8	order	O1	1	2024-01-01T00:08:00Z	2024-01-01T00:08:00Z
crm:8	mail	g@y.zz	1	2024-01-01T00:09:00Z	2024-01-01T00:09:00Z" ]
    run "$WEND" show --ids 8 --source s.wend
    [ "$status" -eq 2 ]
}

@test "a customer by any id that is its alone; an id of several names them" {
    "$WEND" show crm:8 s.wend >expected
    for id in g@y.zz mail:g@y.zz order:O1; do
        "$WEND" show "$id" s.wend | cmp expected -
    done
    run "$WEND" show device:v s.wend
    [ "$status" -eq 2 ]
    [[ "$output" == *"device:v is on touchpoints of 2 customers: crm:1, crm:2; name one"* ]]
    run "$WEND" show nobody s.wend
    [ "$status" -eq 2 ]
    [[ "$output" == *"--why tells whose another id is"* ]]
}
