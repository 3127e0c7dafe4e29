# wend consistency on the studies of testdata: figures counted by hand from truth.csv, and faults.

setup_file() {
    for name in retail telecom; do
        "$WEND" stitch -q -c "$TOP_SRCDIR/testdata/$name/$name.conf" --sources -o "$BATS_FILE_TMPDIR/$name.wend"
    done
}

setup() {
    cd "$BATS_FILE_TMPDIR"
}

# Chosen columns of a TSV by name, one line a row, tab-separated.
columns() {
    awk -F '\t' -v names="$1" '
        NR == 1 { n = split(names, want, ","); for (i = 1; i <= NF; i++) at[$i] = i; next }
        { for (i = 1; i <= n; i++) printf "%s%s", $at[want[i]], i < n ? "\t" : "\n" }'
}

# "numerator/denominator" of a measure.
measure() {
    columns measure,numerator,denominator | awk -F '\t' -v name="$1" '$1 == name { print $2 "/" $3 }'
}

@test "retail: the scorecard's counts" {
    "$WEND" consistency retail.wend >card.tsv
    [ "$(measure 'stitch rate' <card.tsv)" = "48/48" ]
    [ "$(measure 'information agreement' <card.tsv)" = "5/7" ]
    # Switches that pass the highest stage: C01 web, store; C02 courier; C03 app, store; C05 web; C06 web;
    # C07 web after the chat, courier.
    [ "$(measure 'hand-over progress' <card.tsv)" = "9/20" ]
    # C03 put the same thing into the cart again when it came from the app to the web.
    [ "$(measure 'no repeated information' <card.tsv)" = "19/20" ]
    [ "$(measure 'continuity per customer' <card.tsv)" = "7/8" ]
    # C01 web app web, C03 app web store app, C07 web chat web: three of the eight with a switch.
    [ "$(measure 'no ping-pong' <card.tsv)" = "5/8" ]
    [ "$(measure 'coverage' <card.tsv)" = "40/100" ]
}

@test "every measure lies between its interval's ends, and what has no value says why" {
    for store in retail telecom; do
        "$WEND" consistency $store.wend | columns measure,value,low,high,note | awk -F '\t' '
            $2 == "" && $5 == "" { print "no reason: " $0 }
            $3 != "" && !(0 <= $3 && $3 <= $2 && $2 <= $4 && $4 <= 1) { print "interval: " $0 }' >wrong
        [ ! -s wrong ] || { cat wrong; false; }
    done
    [[ "$("$WEND" consistency retail.wend | tail -n 1)" == index*"refused: coverage 40 % is below 60 %"*process* ]]
}

@test "retail: channels per customer, touchpoints per channel, silo index, switches" {
    [ "$("$WEND" consistency --show cases retail.wend | columns channels | paste -sd ' ')" = "4 2 4 2 2 3 5 1 2 1" ]
    "$WEND" consistency --show channels retail.wend | columns channel,touchpoints | sort | paste -sd ' ' >counts
    [ "$(cat counts)" = "app	10 chat	1 courier	2 email	1 sms	1 social	3 store	7 web	23" ]
    # C08 is seen in the store only, C10 in social media only.
    "$WEND" consistency --show channels retail.wend | columns channel,customers,alone | grep -qx 'store	6	1'
    "$WEND" consistency --show channels retail.wend | columns channel,customers,alone | grep -qx 'social	3	1'
    "$WEND" consistency --show switches retail.wend | columns from,to,count | head -n 1 | grep -qx 'web	store	4'
    [ "$("$WEND" consistency --show matrix retail.wend | tail -n +2 | cut -f 2- | tr '\t' '\n' | awk '{ s += $1 } END { print s }')" = 20 ]
    "$WEND" consistency --show purchase retail.wend | columns n,mean,median | grep -qx '6	3.5	4'
}

@test "retail: the facts that disagree are listed first" {
    "$WEND" consistency --show facts retail.wend | columns fact,channel_a,value_a,channel_b,value_b,agree >facts
    [ "$(sed -n 1p facts)" = "points:C07	app	120	store	90	no" ]
    [ "$(sed -n 2p facts)" = "price:K200	app	199	web	219	no" ]
    [ "$(grep -c 'yes$' facts)" = 5 ]
}

@test "telecom: information given again in K1 and K6, the survey is no switch" {
    "$WEND" consistency --unit case:ticket --show cases telecom.wend | columns case,switches,repeated,what >cases
    [ "$(awk -F '\t' '$3 == "yes" { print $1, $4 }' cases | paste -sd ' ')" = "K1 describe_issue K6 describe_issue" ]
    [ "$(awk -F '\t' '{ print $1 "=" $2 }' cases | sort | paste -sd ' ')" = "K1=1 K2=2 K3=0 K4=1 K5=1 K6=1 K7=0 K8=0" ]
    "$WEND" consistency --unit case:ticket telecom.wend >card.tsv
    [ "$(measure 'continuity per switch' <card.tsv)" = "4/6" ]
    [ "$(measure 'continuity per case' <card.tsv)" = "3/5" ]
    [ "$("$WEND" consistency --unit case:ticket --show breaks telecom.wend | columns from,to,event | paste -sd ' ')" = \
        "chat	phone	describe_issue phone	store	describe_issue" ]
    [ "$("$WEND" consistency --show channels telecom.wend | columns channel,touchpoints,customers | grep sms)" = "sms	4	0" ]
}

@test "--gap cuts journeys for ping-pong only" {
    "$WEND" consistency --gap 12h retail.wend >card.tsv
    [ "$(measure 'hand-over progress' <card.tsv)" = "9/20" ]
    [ "$(measure 'no ping-pong' <card.tsv)" = "$(truth_ping_pong 43200)" ]
    [ "$(measure 'no ping-pong' < <("$WEND" consistency --gap 3d retail.wend))" = "$(truth_ping_pong 259200)" ]
}

# The same from truth.csv by awk: journeys with a switch that come back to no channel / with a switch.
truth_ping_pong() {
    sort -t , -s -k 2,2 -k 1,1 "$TOP_SRCDIR/testdata/retail/truth.csv" | grep -v '^utc' | awk -F , -v gap="$1" '
        function done() { if (switched) { all++; if (!back) good++ } }
        { t = $1; gsub(/[-:TZ]/, " ", t); t = mktime_utc(t) }
        $2 != who || t - last >= gap { done(); switched = back = 0; split("", seen); channel = "" }
        channel != "" && $3 != channel { switched = 1; if ($3 in seen) back = 1 }
        { who = $2; last = t; channel = $3; seen[$3] = 1 }
        END { done(); print good + 0 "/" all }
        function mktime_utc(s, f) { split(s, f, " "); return ((f[3] + (f[2] == 3 ? 0 : 31) ) * 24 + f[4]) * 3600 + f[5] * 60 + f[6] }'
}

@test "--where, --since, --until: rows, and units by their first act" {
    # Without the app, C09 has no switch left.
    [ "$("$WEND" consistency --show cases --where 'channel != "app"' retail.wend | columns customer,switches | grep 880009)" = "member:880009	0" ]
    # On 5 March and later begin C07, C09 and C10.
    [ "$("$WEND" consistency --show cases --since 2024-03-05 retail.wend | columns customer | paste -sd ' ')" = \
        "member:880007 member:880009 member:880010" ]
    [ "$("$WEND" consistency --show cases --since 2024-03-05 --until 2024-03-05 retail.wend | columns customer)" = "member:880007" ]
    [ "$(measure 'no repeated information' < <("$WEND" consistency --since 2030-01-01 retail.wend))" = "/" ]
}

@test "--top: the first rows of every table" {
    for name in scorecard switches matrix facts cases breaks channels purchase; do
        "$WEND" consistency --show "$name" retail.wend | head -n 2 >expected
        "$WEND" consistency --show "$name" --top 1 retail.wend | diff expected - || { echo "$name"; false; }
    done
}

@test "a study that declares nothing: no value, never a guess" {
    printf 'timezone = "UTC"\n' >bare.conf
    "$WEND" stitch -q -c "$TOP_SRCDIR/testdata/retail/retail.conf" --sources >stream.tsv
    "$WEND" consistency -c bare.conf stream.tsv >card.tsv
    for name in 'stitch rate' 'information agreement' 'hand-over progress' 'no repeated information' \
        'continuity per switch' 'continuity per customer'; do
        [ "$(measure "$name" <card.tsv)" = "/" ] || { echo "$name"; false; }
    done
    [ "$(measure 'no ping-pong' <card.tsv)" = "5/8" ]
    "$WEND" consistency stream.tsv >bare.tsv
    cmp card.tsv bare.tsv
}

@test "an empty stream is no error" {
    head -n 1 <("$WEND" stitch -q -c "$TOP_SRCDIR/testdata/retail/retail.conf" --sources) >empty.tsv
    for show in scorecard switches matrix cases breaks channels purchase; do
        "$WEND" consistency --show $show empty.tsv >out.tsv
    done
    [ "$(columns n <out.tsv)" = 0 ]
    [ "$(measure 'hand-over progress' < <("$WEND" consistency empty.tsv))" = "/" ]
}

@test "faults: unknown table, unit, facts file that is not there or has no such column" {
    run "$WEND" consistency --show switchs retail.wend
    [ "$status" -eq 2 ]
    [[ "$output" == "wend consistency: --show switchs: "*"did you mean switches?"* ]]
    run "$WEND" consistency --unit case:tickt telecom.wend
    [ "$status" -eq 2 ]
    [ "${#lines[@]}" -eq 1 ]
    printf 'facts { files = {"nothere.csv"} }\n' >facts.conf
    run "$WEND" consistency -c facts.conf retail.wend
    [ "$status" -eq 3 ]
    [[ "$output" == *nothere.csv* ]]
    printf 'fact,place,value\n' >nothere.csv
    run "$WEND" consistency --show facts -c facts.conf retail.wend
    [ "$status" -eq 2 ]
    [[ "$output" == *"nothere.csv:1: facts need a column channel"* ]]
    printf 'fact,channel,value\na,web,"1\na,app,1\na,store,2\n' >nothere.csv
    run "$WEND" consistency --show facts -c facts.conf retail.wend -o pretty
    [ "$status" -eq 0 ]
    [[ "$output" == *"note: not read: nothere.csv:2: "* ]]
    rm nothere.csv
}
