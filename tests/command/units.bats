# --unit session and --unit group. Small worlds; expected values by hand.

setup() {
    cd "$BATS_TEST_TMPDIR"
}

# study TEXT: ids crm and mail of s.csv, groups, the attribute utm; what is sent is out.
study() {
    cat >s.conf <<EOF
timezone = "Asia/Shanghai"
event "sent" { direction = "out" }
source "s" {
    files = {"s.csv"} time = {"t", "iso"} zone = "UTC" channel = "web" event-field = "e"
    id { crm = "crm" mail = "mail" account = "acc" } attr { utm = "utm" }
}
identity { order = {"crm", "mail", "account"} group = {"account"} $2 }
$1
EOF
}

stitched() {
    "$WEND" stitch -q -c s.conf --sources -o s.wend
}

# Events at which a session of customer 1 begins.
starts() {
    stitched
    "$WEND" show crm:1 s.wend -o tsv | awk -F '\t' '
        NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
        $at["mark"] ~ /session/ { print $at["event"] }' | paste -sd ' '
}

# The touchpoints of each session, by a funnel of every event.
sessions() {
    stitched
    "$WEND" funnel "${1:-*}" --unit session s.wend -o tsv | awk -F '\t' 'NR == 2 { print $3 }'
}

@test "a session: 30 min to the minute part, what is sent neither begins nor extends one" {
    study ''
    cat >s.csv <<'EOF'
t,e,crm,mail,acc,utm
2024-01-01T13:00:00Z,A,1,,,
2024-01-01T13:10:00Z,B,1,,,
2024-01-01T13:35:00Z,sent,1,,,
2024-01-01T13:40:00Z,C,1,,,
2024-01-01T14:09:59Z,D,1,,,
2024-01-01T14:45:00Z,sent,1,,,
2024-01-01T15:00:00Z,E,1,,,
EOF
    [ "$(starts)" = "A C E" ]
    [ "$(sessions)" = 3 ]
    [ "$(sessions sent)" = 1 ] # of the two that were sent, one lies in a session
    [ "$(sessions 'A > B') $(sessions 'B > C') $(sessions 'C > D')" = "1 1 1" ]
    "$WEND" funnel 'B > C' --unit session s.wend -o tsv | awk -F '\t' 'NR == 3 { exit $3 != 0 }'
    study 'sessions { gap = "31min" }'
    [ "$(starts)" = "A E" ]
    # --where leaves rows out and moves no bounds.
    stitched
    [ "$("$WEND" funnel '*' --where 'event in (A, D)' --unit session s.wend | awk 'NR == 2 { print $3 }')" = 1 ]
}

@test "sessions end at midnight of the zone, at another campaign, at another person, at their maximum" {
    cat >s.csv <<'EOF'
t,e,crm,mail,acc,utm
2024-01-01T15:50:00Z,A,1,,,
2024-01-01T16:05:00Z,B,1,,,x
2024-01-01T16:10:00Z,C,1,,,
2024-01-01T16:20:00Z,D,1,,,y
2024-01-01T16:40:00Z,E,1,,,y
EOF
    study ''
    [ "$(starts)" = A ]
    study 'sessions { split = {"midnight"} }' # of Shanghai, 16:00 UTC
    [ "$(starts)" = "A B" ]
    study 'sessions { campaign = "utm" }'
    [ "$(starts)" = "A B D" ]
    study 'sessions { maximum = "20min" }' # exactly as long is not longer: A to C, D to E
    [ "$(starts)" = "A D" ]
    study 'sessions { maximum = "30min" }'
    [ "$(starts)" = "A E" ]
    study 'sessions { split = {"noon"} }'
    run "$WEND" stitch -q -c s.conf --sources
    [ "$status" -eq 2 ]
    [[ "$output" == *"nothing splits at 'noon'"* ]]
}

@test "sessions of another person: on a device that is the last one's" {
    cat >s.csv <<'EOF'
t,e,crm,mail,acc,utm
2024-01-01T10:00:00Z,A,,d,,
2024-01-01T10:01:00Z,B,1,d,,
2024-01-01T10:02:00Z,C,,d,,
2024-01-01T10:03:00Z,D,2,d,,
2024-01-01T10:04:00Z,E,,d,,
EOF
    study 'sessions { split = {"person"} }' 'device = {"mail"} policy = last'
    # Everything without a name is of crm:2, who signed in last: A and C, which 1 did live, and E.
    stitched
    [ "$("$WEND" show crm:2 s.wend -o tsv | awk -F '\t' '$7 ~ /session/ { print $5 }' | paste -sd ' ')" = "A D" ]
}

@test "groups: own, the last before, the first after, a link file's; a unit of several customers" {
    study '' 'links = {"l.csv"}'
    cat >s.csv <<'EOF'
t,e,crm,mail,acc,utm
2024-01-01T10:00:00Z,visit,1,,,
2024-01-01T10:01:00Z,visit,1,,ACME,
2024-01-01T10:02:00Z,cart,2,,ACME,
2024-01-01T10:03:00Z,look,1,,,
2024-01-01T10:04:00Z,pay,3,,,
2024-01-01T10:05:00Z,visit,4,,Beta,
2024-01-01T10:06:00Z,cart,4,,Gamma,
2024-01-01T10:07:00Z,pay,4,,,
2024-01-01T10:08:00Z,visit,5,,,
2024-01-01T10:09:00Z,visit,,,ACME,
EOF
    printf 'account,crm\nACME,3\n,\n' >l.csv
    "$WEND" stitch -q -c s.conf --sources | awk -F '\t' '
        NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
        { print $at["time"], $at["customer"], $at["group"] }' | sort | cut -d ' ' -f 2,3 >groups
    diff groups - <<'EOF'
crm:1 account:ACME
crm:1 account:ACME
crm:2 account:ACME
crm:1 account:ACME
crm:3 account:ACME
crm:4 account:Beta
crm:4 account:Gamma
crm:4 account:Gamma
crm:5 
 account:ACME
EOF
    stitched
    # ACME does it all, by three people; Beta only visits, Gamma never does; nobody alone.
    [ "$("$WEND" funnel 'visit > cart > pay' --unit group s.wend -o tsv | cut -f 3 | paste -sd ' ')" = "reached 2 1 1" ]
    [ "$("$WEND" funnel 'visit > cart > pay' s.wend -o tsv | cut -f 3 | paste -sd ' ')" = "reached 3 1 1" ]
    for threads in 1 2 3; do
        "$WEND" consistency --show cases --unit group -j "$threads" s.wend -o tsv >"cases.$threads"
        cmp cases.1 "cases.$threads"
    done
    [ "$(tail -n +2 cases.1 | wc -l)" -eq 3 ]
    "$WEND" funnel 'visit > cart' --unit group --where 'group == "account:Gamma"' s.wend >one
    [ "$(awk -F '\t' 'NR == 2 { print $3 }' one)" = 0 ]
}

@test "groups: --unit group without them, and an attribute of that name" {
    study ''
    sed -i 's/ group = {"account"}//' s.conf
    printf 't,e,crm,mail,acc,utm\n2024-01-01T10:00:00Z,visit,1,,,\n' >s.csv
    stitched
    run "$WEND" funnel visit --unit group s.wend
    [ "$status" -eq 2 ]
    [[ "$output" == *"these journeys have no groups"* ]]
    run "$WEND" funnel visit --unit grup s.wend
    [ "$status" -eq 2 ]
    [[ "$output" == *"valid: customer, session, group, case:KEY"* ]]
    study ''
    sed -i 's/attr { utm/attr { group/' s.conf
    run "$WEND" stitch -c s.conf --sources
    [ "$status" -eq 2 ]
}
