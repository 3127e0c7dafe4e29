# Known exports: each preset's sample against TRUTH.tsv, and the command that lists, checks, explains.

setup() {
    cd "$BATS_TEST_TMPDIR"
    samples=$TOP_SRCDIR/src/format/sample
    formats=$TOP_SRCDIR/testdata/formats
}

# A study of one source over a sample: preset, file, more keys, ids. Default of these: those that
# the preset suggests.
study_of() {
    local ids=$4
    [ -n "$ids" ] || ids=$(sed -n 's/^ids { \(.*\) }$/\1/p' "$TOP_SRCDIR/src/format/$1.conf")
    printf 'identity { order = {%s} }\n' \
        "$(printf '%s none =' "$ids" | grep -oE '[a-z0-9-]+ =' | sed 's/\(.*\) =/"\1"/' | paste -sd ,)"
    printf 'source "s" { files = {"%s"} format = "%s" channel = "c" %s id { %s } }\n' "$2" "$1" "$3" "$ids"
}

# One line a touchpoint: the number of its record, its time to the millisecond, its ids, between
# tabs. Records are numbered by reading the source once more, with every record a touchpoint.
touchpoints_of() {
    sed 's/^source .*{$/& once-per = {}  duplicates = none/; s/^\(source .* \)id { /\1 once-per = {}  duplicates = none id { /' s.conf >all.conf
    "$WEND" parse -q -c all.conf | columns line >records
    "$WEND" parse -q -c s.conf | awk -F '\t' -v OFS='\t' '
        NR == FNR { record[++records] = $1; next }
        FNR == 1 { for (i = 1; i <= NF; i++) { if ($i ~ /^id\./) id[++n] = i; if ($i == "line") at = i }; next }
        { time = $1
          if (time !~ /\./) sub(/Z$/, ".000Z", time)
          time = substr(time, 1, 23) "Z"
          do number++; while (number <= records && record[number] != $at)
          line = number OFS time
          for (i = 1; i <= n; i++) { gsub(/\\\\/, "\\", $id[i]); line = line OFS $id[i] }
          print line }' records -
}

# Chosen columns of a TSV by name.
columns() {
    awk -F '\t' -v names="$1" '
        NR == 1 { n = split(names, want, ","); for (i = 1; i <= NF; i++) at[$i] = i; next }
        { for (i = 1; i <= n; i++) printf "%s%s", (want[i] in at) ? $at[want[i]] : "", i < n ? "|" : "\n" }'
}

# What of the file's truth does not come out: file, record, utc | id | rows.
failures() {
    awk -F '\t' -v OFS='\t' -v file="$1" '
        NR == FNR { time[$1] = $2; for (i = 3; i <= NF; i++) if ($i != "") ids[$1, $i]; next }
        $1 != file { next }
        { n = split($2, range, "-"); first = range[1]; last = range[n]; rows = 0
          for (i = first; i <= last; i++) rows += i in time
          none = $7 == "REJECT" || $7 == "DUPLICATE" || $8 ~ /one touchpoint, not two/
          if (rows != !none) print file, $2, "rows"
          if (!rows) next
          if ($3 != "" && time[first] != $3) print file, $2, "utc"
          # An agent, and a value that is under review, must not be an id of a customer.
          wanted = ($6 != "" && $7 != "none") || $7 == "BOT"
          if (wanted != ((first, $5) in ids || (first, $6) in ids) && $5 != "") print file, $2, "id"
        }' touchpoints "$formats/TRUTH.tsv"
}

@test "every sample gives the instants and ids of TRUTH.tsv; SKIP.tsv is empty" {
    while IFS='|' read -r file preset keys ids; do
        study_of "$preset" "$samples/$file" "$keys" "$ids" >s.conf
        touchpoints_of >touchpoints
        [ -s touchpoints ] || { echo "$file: nothing was read"; return 1; }
        failures "$file"
        echo "$file" >>done
    done >failures <<'END2'
apache_combined.log|apache-combined
apache_combined.log|nginx
iis_w3c.log|iis
cloudfront_standard.log|cloudfront
aws_alb.log|aws-alb
aws_elb_classic.log|aws-elb
caddy_access.jsonl|caddy
ga4_bigquery_events.jsonl|ga4-bigquery
segment_track.jsonl|segment
snowplow_enriched.tsv|snowplow
amplitude_export.jsonl|amplitude
mixpanel_export.jsonl|mixpanel
sendgrid_events.json|sendgrid
mailchimp_recipient_activity.csv|mailchimp
asterisk_master_localtime.csv|asterisk-cdr|zone = "America/New_York"
asterisk_master_gmt_nouniqueid.csv|asterisk-cdr|zone = "UTC"
twilio_calls.jsonl|twilio-calls
shopify_orders.csv|shopify-orders
square_items.csv|square-items
stripe_payments.csv|stripe-payments
zendesk_tickets.csv|zendesk-tickets
zoho_desk_tickets.csv|zoho-desk|zone = "America/New_York"
intercom_conversations.csv|intercom
zoom_participants.csv|zoom-participants|zone = "America/New_York"
teams_attendance.csv|teams-attendance|zone = "Europe/London"
meta_posts.csv|meta-posts|zone = "UTC"|post = "Post ID"
END2
    cat >s.conf <<END2
identity { order = {"loyalty", "device"} }
source "kiosk" {
    files = {"$formats/kiosk_freetext.log"}
    format = "pattern"
    pattern = '^(?<time>\S+ \S+ [A-Z]+) \[(?<device>[^\]]+)\] card=(?:-|(?<card>\S+)) action="(?<action>[^"]*)"'
    continue = '^\s'
    time = {"time", "%Y-%m-%d %H:%M:%S %Z"}
    zone-names { EDT = "-04:00" }
    channel = "kiosk"
    event-field = "action"
    id { loyalty = "card"  device = "device" }
}
END2
    touchpoints_of >touchpoints
    [ "$(wc -l <touchpoints)" -eq 3 ]
    failures kiosk_freetext.log >>failures
    echo kiosk_freetext.log >>done
    # Both ways: what fails is argued, and what is argued fails.
    sort -u failures | diff - <(sed 1d "$formats/SKIP.tsv" | cut -f 1-3 | sort) >&2
    # No file of the truth was left out.
    diff <(sort -u done) <(sed 1d "$formats/TRUTH.tsv" | cut -f 1 | sort -u) >&2
    [ "$(wc -l <"$formats/SKIP.tsv")" -eq 1 ]
}

# A copy of the presets, to be broken.
own_presets() {
    cp -r "$TOP_SRCDIR/src/format" format
    chmod -R u+w format
    export WEND_DATADIR=$PWD
}

@test "the list: every preset with its purpose, in the formats of tables" {
    "$WEND" formats -o tsv >list
    [ "$(sed 1d list | cut -f 1 | paste -sd ' ')" = \
        "$(cd "$TOP_SRCDIR/src/format" && ls -- *.conf | sed 's/\.conf$//' | sort | paste -sd ' ')" ]
    [ "$(awk -F '\t' 'NF != 2 || length($2) < 20' list | sed 1d)" = "" ]
    [ "$("$WEND" formats -o json | grep -c '"format": *"nginx"')" -eq 1 ]
}

@test "--check: all samples hold; a wrong time, a record too many or too few, no sample: exit 1" {
    run "$WEND" formats --check
    [ "$status" -eq 0 ]
    [ "${#lines[@]}" -eq "$(ls "$TOP_SRCDIR"/src/format/*.conf | wc -l)" ]
    run "$WEND" formats --check -q
    [ "$status $output" = "0 " ]
    own_presets
    sed -i 's|^zone = "UTC"|zone = "Asia/Shanghai"|' format/iis.conf
    sed -i 's|, "reject"}|}|' format/aws-elb.conf
    head -n 1 "$samples/caddy_access.jsonl" >format/sample/caddy_access.jsonl
    sed -i '/^sample/d; /^expect/d' format/segment.conf
    for name in iis aws-elb caddy segment; do
        run "$WEND" formats --check --format "$name"
        [ "$status" -eq 1 ]
        echo "$output" >>said
    done
    grep -q 'record 1: 2026-03-07T23:05:10Z, expected 2026-03-08T07:05:10Z' said
    grep -q 'record 2: reject, expected no such record' said
    grep -q '1 records, expected 2' said
    grep -q 'there is no sample' said
    run "$WEND" formats --check --format nginx
    [ "$status" -eq 0 ]
    run "$WEND" formats --check --format ngin
    [ "$status" -eq 2 ]
    [[ "$output" == "wend formats: unknown format 'ngin'; did you mean nginx?"* ]]
}

@test "--explain: the preset of each sample is chosen, with how many records say so; ties are named" {
    for preset in "$TOP_SRCDIR"/src/format/*.conf; do
        name=$(basename "$preset" .conf)
        for file in $(sed -n 's/^sample = //p' "$preset" | tr -d '{},"'); do
            "$WEND" formats --explain "$samples/$file" | head -n 1 >first
            grep -q -e "$file: $name, " -e "not to be told from.* $name" first ||
                { echo "$name: $(cat first)"; return 1; }
        done
    done
    run "$WEND" formats --explain "$samples/apache_combined.log"
    [ "$status" -eq 0 ]
    [[ "${lines[0]}" == *": apache-combined, 4 of the first 4 records; not to be told from nginx" ]]
    run "$WEND" formats --explain "$samples/zendesk_tickets.csv"
    [[ "${lines[0]}" == *": zendesk-tickets, 2 of the first 2 records" ]]
}

@test "--explain: what fails, with file, line, column and a caret below; hostile text is made visible" {
    cp "$samples/aws_elb_classic.log" elb.log
    run "$WEND" formats --format aws-elb --explain elb.log
    [ "$status" -eq 0 ]
    [ "${lines[1]}" = "aws-elb               1 of 2 records" ]
    # The method is a dash: the 112th byte of the second line, 44 cells from the left here.
    [ "$(sed -n 2p elb.log | cut -b 112)" = "-" ]
    [ "${lines[2]}" = "  elb.log:2:112: the pattern does not match" ]
    [ "$(expr index "${lines[4]}" '^')" -eq 45 ]
    [ "${lines[3]:44:3}" = "- -" ]
    printf '{"ts": "soon\\u001b[31m", "request": {"uri": "/\033[31m"}}\n' >x.jsonl
    run "$WEND" formats --format caddy --explain x.jsonl
    [ "$status" -eq 1 ]
    [ "${lines[0]}" = "x.jsonl: no preset reads it" ]
    [[ "$output" != *$'\033'* ]]
    printf 'a,b\n1,2\n' >x.csv
    run "$WEND" formats --format stripe-payments --explain x.csv
    [ "$status" -eq 1 ]
    [[ "${lines[2]}" == "  x.csv:1:1: has no field Created (UTC)"* ]]
}

@test "--explain: a directory, a pipe, a file that is not there, both options, an argument" {
    run "$WEND" formats --explain -
    [ "$status" -eq 2 ]
    run "$WEND" formats --explain .
    [ "$status" -eq 2 ]
    run "$WEND" formats --explain nowhere
    [ "$status" -eq 3 ]
    run "$WEND" formats --explain nowhere --check
    [ "$status" -eq 2 ]
    run "$WEND" formats file
    [ "$status" -eq 2 ]
}

@test "Matomo: a visit is a touchpoint with its first page; one that is exported twice is a duplicate" {
    study_of matomo "$samples/matomo_visits.json" "" >s.conf
    [ "$("$WEND" parse -q -c s.conf | columns time,event,id.user,id.visitor,page,actions,duration)" = \
        "2026-03-08T07:14:00Z|visit||0123456789abcdef|https://shop.example.com/product/42|2|62
2026-03-08T07:15:30Z|visit|C1001|0123456789abcdef|https://shop.example.com/account|1|30" ]
    [ "$("$WEND" parse -q -c s.conf --ledger -o tsv | columns read,kept,duplicate)" = "3|2|1" ]
}

@test "who acts: every value that a service documents has its direction" {
    # Twilio's Call, SendGrid's event webhook, Intercom's ConversationSource, Mailchimp's activity.
    printf '{"sid":"%s","from":"+12065550101","to":"+18005550199","direction":"%s","start_time":"Sun, 08 Mar 2026 07:30:00 +0000"}\n' \
        1 inbound 2 outbound-api 3 outbound-dial 4 trunking-terminating 5 trunking-originating >twilio
    study_of twilio-calls twilio "" >s.conf
    [ "$("$WEND" parse -q -c s.conf | columns direction,id.phone | cut -c 1-8 | paste -sd ' ')" = \
        "act|+120 out|+180 staff|+1 out|+180 act|+120" ]
    printf '{"event":"%s","timestamp":1772952600}\n' processed dropped delivered deferred bounce open click \
        spamreport unsubscribe group_unsubscribe group_resubscribe account_status_change >sendgrid
    study_of sendgrid sendgrid "" >s.conf
    [ "$("$WEND" parse -q -c s.conf | columns direction | paste -sd ' ')" = \
        "out out out out out act act act act act act out" ]
    { echo id,created_at,source_author_id,source_author_type,source_delivered_as,state,conversation_rating_value
        printf '%s,2026-03-08 07:20:00,7,%s,%s,open,\n' 1 user customer_initiated 2 admin admin_initiated \
            3 bot operator_initiated 4 admin automated 5 admin campaigns_initiated 6 lead customer_initiated; } >intercom
    study_of intercom intercom "" >s.conf
    [ "$("$WEND" parse -q -c s.conf | columns direction,id.contact | paste -sd ' ')" = "act|7 out| out| out| out| act|7" ]
    { echo campaign_id,member_id,action,timestamp,url
        printf 'c,m,%s,2026-03-08 07:20:00,\n' open click bounce sent unsub abuse ecomm; } >mailchimp
    study_of mailchimp mailchimp "" >s.conf
    [ "$("$WEND" parse -q -c s.conf | columns direction | paste -sd ' ')" = "act act out out act act act" ]
}

@test "Meta: a post whose number a spreadsheet has destroyed has the key of its permalink" {
    study_of meta-posts "$samples/meta_posts.csv" 'zone = "UTC"' 'post = "Post ID"' >s.conf
    [ "$("$WEND" parse -q -c s.conf | columns id.post,post | paste -sd ' ')" = "|xxx 122158000000000123|122158000000000123" ]
    [ "$("$WEND" parse -q -c s.conf --ledger -o tsv | columns ids_damaged,unmatched)" = "1|0" ]
}
