# wend init: the right format for each export, a study that is read and that parse runs, hostile folders.

setup() {
    cd "$BATS_TEST_TMPDIR"
    samples=$TOP_SRCDIR/src/format/sample
}

# The preset that each sample is of; by hand.
expected() {
    cat <<'END2'
amplitude_export.jsonl amplitude
apache_combined.log apache-combined
apache_common.log apache-common
asterisk_master_gmt_nouniqueid.csv asterisk-cdr
asterisk_master_localtime.csv asterisk-cdr
aws_alb.log aws-alb
aws_elb_classic.log aws-elb
caddy_access.jsonl caddy
cloudfront_standard.log cloudfront
ga4_bigquery_events.jsonl ga4-bigquery
iis_w3c.log iis
intercom_conversations.csv intercom
mailchimp_recipient_activity.csv mailchimp
matomo_visits.json matomo
meta_posts.csv meta-posts
mixpanel_export.jsonl mixpanel
segment_track.jsonl segment
sendgrid_events.json sendgrid
shopify_orders.csv shopify-orders
snowplow_enriched.tsv snowplow
square_items.csv square-items
stripe_payments.csv stripe-payments
teams_attendance.csv teams-attendance
twilio_calls.jsonl twilio-calls
zendesk_tickets.csv zendesk-tickets
zoho_desk_tickets.csv zoho-desk
zoom_participants.csv zoom-participants
END2
}

# The table's row of a file: format sure read sampled.
row() {
    awk -F '\t' -v file="$1" '$1 == file { print $3, $4, $5, $6 }' table
}

@test "all samples in one folder: each has its preset, and what is written runs" {
    # No preset is left out; nginx reads what apache-combined does.
    diff <(expected | cut -d ' ' -f 2 | cat - <(echo nginx) | sort -u) \
        <(cd "$TOP_SRCDIR/src/format" && ls -- *.conf | sed 's/\.conf$//' | sort) >&2
    mkdir all
    while read -r file preset; do cp "$samples/$file" all; done < <(expected)
    "$WEND" init all >table 2>said
    diff <(expected) <(sed 1d table | cut -f 1,3 | tr '\t' ' ') >&2
    # One record of this log is of a kind that the preset rejects.
    [ "$(awk -F '\t' '$4 != "sure" { print $1 }' table)" = "aws_elb_classic.log" ]
    "$WEND" parse -c all/study.conf >/dev/null 2>ledger
    grep -q '^total .* rejected 1$' ledger || { tail -n 3 ledger; false; }
}

@test "each sample in a folder of its own: the same, and parse rejects what the preset says it does" {
    while read -r file preset; do
        mkdir "one-$preset-$file"
        cp "$samples/$file" "one-$preset-$file"
        "$WEND" init "one-$preset-$file" >table 2>said || { cat said; false; }
        [ "$(sed 1d table | cut -f 3)" = "$preset" ] || { cat table; false; }
        "$WEND" parse -c "one-$preset-$file/study.conf" >/dev/null 2>ledger
        [ "$preset" = aws-elb ] || grep -q '^total .* rejected 0$' ledger || { cat ledger; false; }
    done < <(expected)
}

@test "presets that fit alike: a stated order, and all are named" {
    mkdir logs
    cp "$samples/apache_combined.log" logs/access.log
    "$WEND" init logs >table 2>said
    [ "$(row 'access.log')" = "apache-combined sure 4 4" ]
    grep -q '# other presets that read it: nginx (4 of 4; the file cannot tell)' logs/study.conf
}

@test "the retailer's raw exports: times, ids and channels as the study by hand has them" {
    mkdir shop
    cp "$TOP_SRCDIR"/testdata/retail/*.{csv,tsv,txt} shop
    rm -f shop/truth.csv
    run "$WEND" init shop --timezone Asia/Shanghai
    [ "$status" -eq 1 ] # the courier's days are all below 12
    [[ "$output" == *"courier.txt: its source is commented out: day or month first, the dates do not tell"* ]]
    "$WEND" parse -q -c shop/study.conf | cut -f 1 | sed 1d | sort >mine
    # The till's clock is seven minutes fast, which no export says.
    sed '/clock-offset/d; s/^timezone.*/timezone = "Asia\/Shanghai"/' "$TOP_SRCDIR/testdata/retail/retail.conf" >shop/hand.conf
    for source in web app till marketing; do "$WEND" parse -q -c shop/hand.conf --source $source | sed 1d; done | cut -f 1 | sort >theirs
    diff mine theirs
    grep -q 'order = {"member", "user", "phone", "email", "order", "device", "visitor"}' shop/study.conf
    grep -q 'links = {"idmap.csv"}' shop/study.conf
    grep -q 'files = {"facts.csv"}' shop/study.conf
    # The app calls the member's number user_id.
    grep -q '^# unsure: the same people? 3 of 4 values of user in app are also of member in web' shop/study.conf
    # Both readings of the courier's dates, and once one is chosen it runs.
    grep -q '# time = {"time", "%m.%d.%Y %H:%M:%S"}' shop/study.conf
    sed '/^# source "courier"/,/^# }/s/^# //' shop/study.conf |
        sed 's/{"member", "user"/{"member", "user"/' >shop/mended.conf
    "$WEND" parse -q -c shop/mended.conf --source courier | cut -f 1 | sed 1d >mine
    printf '2024-03-04T07:00:00Z\n2024-03-08T03:00:00Z\n' | diff - mine
}

@test "files of one layout are one source by a glob; others by name; a rotated log too" {
    mkdir -p d/sub
    printf 'time,event,user_id\n2024-03-01 10:00:00,a,u1\n' | tee d/web-2026-01.csv >d/web-2026-02.csv
    printf 'time,event,user_id\n2024-03-01 10:00:00,a,u1\n' >d/web-last.csv
    printf 'time;what;mail\n2024-03-01 10:00:00;a;b@c.de\n' >d/web-2026-03.csv
    cp "$samples/apache_common.log" d/access.log
    gzip <"$samples/apache_common.log" >d/access.log.2.gz
    cp "$samples/apache_common.log" d/access.log.1
    cp d/web-2026-01.csv d/sub/a-1.csv
    cp d/web-2026-01.csv d/sub/a-2.csv
    run "$WEND" init d
    [ "$status" -eq 0 ]
    grep -q 'files = {"access.log\*"}' d/study.conf
    grep -q 'files = {"sub/a-\*.csv"}' d/study.conf
    # A glob would take the other layout too.
    tr -d ' \n' <d/study.conf | grep -q 'files={"web-2026-01.csv","web-2026-02.csv"}'
    grep -q 'files = {"web-2026-03.csv"}' d/study.conf
    "$WEND" parse -c d/study.conf 2>&1 >/dev/null | grep -q '^total .* rejected 0$'
}

@test "dates: a day above 12 settles the order, in another column too; the zone is asked for" {
    mkdir d
    printf 'when,event\n03/04/2024 10:00,a\n05/06/2024 10:00,b\n' >d/open.csv
    printf 'when,event\n03/04/2024 10:00,a\n25/06/2024 10:00,b\n' >d/day.csv
    printf 'when,event\n03/04/2024 10:00,a\n05/26/2024 10:00,b\n' >d/month.csv
    printf 'created,closed,event\n03/04/2024,03/14/2024,a\n05/06/2024,05/07/2024,b\n' >d/other.csv
    run "$WEND" init d
    [ "$status" -eq 1 ]
    [[ "$output" == *"open.csv: its source is commented out: day or month first"* ]]
    [[ "$output" == *"3 of the sources have times without a zone, read as UTC until timezone is set"* ]]
    grep -q '^    time = {"when", "%d/%m/%Y %H:%M"}' d/study.conf
    grep -q '^    time = {"when", "%m/%d/%Y %H:%M"}' d/study.conf
    grep -q '^    time = {"created", "%m/%d/%Y"}' d/study.conf
    grep -q 'its order is that of closed' d/study.conf
    [ "$(grep -c '^# *time = {"when"' d/study.conf)" -eq 1 ]
    grep -q '^#     # time = {"when", "%m/%d/%Y %H:%M"}' d/study.conf
}

@test "broken lines lower what is said; no time, no header, other delimiters" {
    mkdir d
    awk 'BEGIN { print "time|event|user_id|note"
        for (i = 0; i < 200; i++) if (i % 10 == 9) print "#!broken"; else
            printf "2024-03-%02d 10:00:00+01:00|act%d|u%d|a, b; c\n", i % 28 + 1, i % 3, i }' >d/broken.txt
    sed 1d d/broken.txt | grep -v broken >d/bare.txt
    printf 'name,colour\nA,red\nB,blue\n' >d/nothing.csv
    run "$WEND" init d
    [ "$status" -eq 1 ]
    printf '%s\n' "$output" >table
    [ "$(row broken.txt)" = "csv unsure 180 200" ]
    [ "$(row bare.txt)" = "csv sure 180 180" ]
    [[ "$output" == *"nothing.csv: its source is commented out: no field holds a time"* ]]
    grep -q '^    header = no' d/study.conf
    grep -q '# The first that does not: broken.txt:11:' d/study.conf
}

@test "hostile names of files and fields: quoted right, or refused by name" {
    mkdir d
    printf '"ti""me ${HOME}",ev\\ent,o'"'"'clock,"a\nb"\n2024-03-01T10:00:00Z,x,1,2\n' >"d/a\"b'c \${HOME} \\ [x]*.csv"
    printf 'time,event\n2024-03-01T10:00:00Z,x\n' >d/'new
line.csv'
    printf 'time,event\n2024-03-01T10:00:00Z,x\n' >d/$'bell\a.csv'
    printf 'time,event\n2024-03-01T10:00:00Z,x\n' >d/$'latin\xe9.csv'
    printf 'time,event\n2024-03-01T10:00:00Z,x\n' >d/-
    printf 'time,event\n2024-03-01T10:00:00Z,x\n' >d/"$(printf 'red\033[31m').csv"
    run "$WEND" init d
    [ "$status" -eq 3 ]
    [[ "$output" != *$'\033'* && "$output" != *$'\a'* ]]
    [ "$(grep -c 'its name holds bytes that no study can; rename it' <<<"$output")" -eq 3 ]
    "$WEND" parse -c d/study.conf </dev/null >out 2>ledger
    [[ "$(tail -n 1 ledger)" == *"read 3 = kept 3 + duplicate 0 + rejected 0" ]] || { cat ledger; false; }
}

@test "folders that would hang or loop: a pipe, a socket's kin, links in circles, no access" {
    mkdir -p d/sub
    mkfifo d/pipe.csv
    ln -s . d/here
    ln -s ../sub d/sub/loop
    ln -s nowhere d/gone.csv
    ln -s loop2 d/loop1
    ln -s loop1 d/loop2
    : >d/empty.csv
    head -c 3000 /dev/urandom >d/noise.bin
    printf 'time,event\n2024-03-01T10:00:00Z,x\n' >d/good.csv
    printf 'time,event\n2024-03-01T10:00:00Z,x\n' >d/.hidden.csv
    echo text >d/README
    run timeout 20 "$WEND" init -v d
    [ "$status" -eq 3 ]
    for said in 'pipe.csv: not a regular file' 'here: a link to a directory' 'loop: a link to a directory' \
        'gone.csv: a link to nothing' 'loop1: ' 'empty.csv: empty' 'noise.bin: not text' '.hidden.csv: hidden' \
        'README: a text for people'; do
        [[ "$output" == *"not read: "*"$said"* ]] || { echo "no $said"; echo "$output"; false; }
    done
    printf '%s\n' "$output" >table
    [ "$(row good.csv)" = "csv sure 1 1" ]
    if [ "$(id -u)" -ne 0 ]; then
        mkdir e && cp d/good.csv e && cp d/good.csv e/locked.csv && chmod 0 e/locked.csv
        run "$WEND" init e
        [ "$status" -eq 3 ]
        [[ "$output" == *"not read: locked.csv: "*"Permission denied"* ]]
    fi
}

@test "a thousand files are one source" {
    mkdir d
    for i in $(seq 1000); do printf 'time,event,user_id\n2024-03-01T10:00:%02dZ,a,u%d\n' $((i % 60)) "$i" >"d/day-$i.csv"; done
    run timeout 60 "$WEND" init d
    [ "$status" -eq 0 ]
    printf '%s\n' "$output" >table
    [ "$(row 'day-*.csv')" = "csv sure 1000 1000" ]
    "$WEND" parse -c d/study.conf 2>&1 >/dev/null | grep -q '^total .*read 1000 = kept 1000'
}

@test "--format: a preset, a base format, and what is none" {
    mkdir d
    cp "$samples/apache_combined.log" d/access.log
    run "$WEND" init d --format nginx -o nginx.conf
    [ "$status" -eq 0 ]
    grep -q 'format = "nginx"' nginx.conf
    run "$WEND" init d --format json -o json.conf
    [ "$status" -eq 1 ]
    [[ "$output" == *"its records are not of a form that is known"* ]]
    mkdir e
    printf 'a=1 time=2024-03-01T10:00:00Z user=u1\na=2 time=2024-03-01T11:00:00Z user=u2\n' >e/x.log
    printf '#Fields: time c-user x\n2024-03-01T10:00:00Z u1 1\n' >e/y.log
    for format in pairs w3c; do
        "$WEND" init e --format $format -o $format.conf >table 2>said || true
    done
    [ "$(grep -c '^    format = "pairs"' pairs.conf)" -eq 1 ]
    grep -q '^source "x"' pairs.conf
    grep -q '^    format = "w3c"' w3c.conf
    grep -q '^source "y"' w3c.conf
    run "$WEND" init d --format ngin -o x.conf
    [ "$status" -eq 2 ]
    [[ "$output" == "wend init: unknown format 'ngin'; did you mean nginx?"* ]]
    [ ! -e x.conf ]
}

@test "where the study goes: beside the exports, elsewhere, to standard output; never over another" {
    mkdir d elsewhere
    printf 'time,event,user_id\n2024-03-01T10:00:00Z,x,u1\n' >d/a.csv
    "$WEND" init d 2>said >table
    [ -f d/study.conf ]
    cp d/study.conf before
    run "$WEND" init d
    [ "$status" -eq 2 ]
    [ "$output" = "wend init: d/study.conf is there already and is not overwritten; name another with -o" ]
    cmp before d/study.conf
    "$WEND" init d/ -o here.conf >table 2>said
    grep -q 'files = {"d/a.csv"}' here.conf
    "$WEND" init d -o elsewhere/x.conf >table 2>said
    grep -q "files = {\"$PWD/d/a.csv\"}" elsewhere/x.conf
    "$WEND" init d -o - >out 2>said
    cmp out here.conf
    for study in here.conf elsewhere/x.conf; do
        [ "$("$WEND" parse -q -c $study | wc -l)" -eq 2 ]
    done
    run grep wrote said # it is on standard output
    [ "$status" -eq 1 ]
}

@test "usage: no folder, two, none there, a file, a zone that is none" {
    run "$WEND" init
    [ "$status" -eq 2 ]
    run "$WEND" init a b
    [ "$status" -eq 2 ]
    run "$WEND" init nowhere
    [ "$status" -eq 3 ]
    : >file
    run "$WEND" init file -o x.conf
    [ "$status" -eq 3 ]
    mkdir d
    run "$WEND" init d --timezone Mars/Olympus
    [ "$status" -eq 2 ]
    run "$WEND" init d
    [ "$status" -eq 1 ]
    [[ "$output" == *"there is no export in d"* ]]
}

@test "parse --format: a preset without a study, another format for a source, what is none" {
    cp "$samples/apache_combined.log" access.log
    "$WEND" parse -q --format nginx access.log access.log | cut -f 1,8 >out
    [ "$(sed -n 3p out)" = "2026-03-08T07:00:30Z	ada" ]
    [ "$(wc -l <out)" -eq 5 ] # a file is read once
    run "$WEND" parse --format nginx
    [ "$status" -eq 2 ]
    [ "$output" = "wend parse: --format without a study: name the files, or the study with -c" ]
    run "$WEND" parse --format ngin access.log
    [ "$status" -eq 2 ]
    [[ "$output" == "wend parse: unknown format 'ngin'; did you mean nginx?"* ]]
    printf 'a;b\n2024-03-01T10:00:00Z;x\n' >x.csv
    printf 'a\tb\n2024-03-01T10:00:00Z\tx\n' >x.tsv
    printf 'source "s" { files = {"x.tsv"} time = {"a", "iso"} channel = "c" event-field = "b" }\n' >s.conf
    run "$WEND" parse -c s.conf
    [ "$status" -eq 2 ]
    "$WEND" parse -q -c s.conf --format tsv | grep -q '^2024-03-01T10:00:00Z	c	x'
    printf 'source "t" { files = {"x.csv"} time = {"a", "iso"} channel = "c" event-field = "b" delimiter = ";" }\n' >>s.conf
    "$WEND" parse -q -c s.conf --source s --format tsv | grep -q '^2024-03-01T10:00:00Z	c	x'
    run "$WEND" parse -c s.conf --format tsv
    [ "$status" -eq 2 ]
    [ "$output" = "wend parse: --format tsv: which source is it for? say it with --source NAME" ]
    run "$WEND" parse -c s.conf --source s --format tsc
    [ "$status" -eq 2 ]
    [[ "$output" == "wend parse: s.conf:1: unknown format 'tsc'; did you mean tsv?"* ]]
}

@test "broken lines of known exports: the preset stays, less sure" {
    mkdir d
    for i in $(seq 50); do cat "$samples/apache_combined.log"; done |
        awk 'NR % 10 == 3 { print "\"garbage " NR; next } { print }' >d/access.log
    for i in $(seq 40); do cat "$samples/amplitude_export.jsonl"; done |
        awk 'NR % 10 == 3 { print substr($0, 1, 40); next } { print }' >d/app.jsonl
    { head -n 1 "$samples/mailchimp_recipient_activity.csv"
      for i in $(seq 50); do sed 1d "$samples/mailchimp_recipient_activity.csv"; done; } |
        awk 'NR % 10 == 3 { print "open,x"; next } { print }' >d/mails.csv
    "$WEND" init d >table 2>said
    [ "$(row 'access.log')" = "apache-combined unsure 180 200" ]
    [ "$(row app.jsonl)" = "amplitude unsure 108 120" ]
    [ "$(row mails.csv)" = "mailchimp unsure 90 100" ]
    # What was said is what parse does.
    "$WEND" parse -c d/study.conf 2>&1 >/dev/null | grep -q '^total .*read 420 = .* rejected 42$' ||
        { "$WEND" parse -c d/study.conf 2>&1 >/dev/null | tail -n 3; false; }
}

@test "JSON, pairs, and lines of no known system: fields are found, a preset is not" {
    mkdir d
    for i in 1 2 3 4; do
        echo "{\"ts\": $((1717833600 + i * 60)), \"name\": \"app_open\", \"user\": {\"mail\": \"p$i@example.com\", \"a.b\": 1}}"
    done >d/club.jsonl
    for i in 1 2 3 4; do
        echo "ts=2024-03-0${i}T10:00:00Z level=info event=login user_id=u$i msg=\"hello there\""
    done >d/service.log
    for i in 1 2 3 4; do
        echo "[2024-03-0$i 10:00:00] order=O-$i action=packed by someone"
        echo "   and more of it"
    done >d/depot.txt
    run "$WEND" init d
    [ "$status" -eq 0 ]
    printf '%s\n' "$output" >table
    [ "$(row club.jsonl)" = "json sure 4 4" ]
    [ "$(row service.log)" = "pairs sure 4 4" ]
    [ "$(row depot.txt)" = "pattern sure 4 4" ]
    "$WEND" parse -q -c d/study.conf | cut -f 1-3 | sed 1d | sort >out
    [ "$(grep -c 'app_open$' out)" -eq 4 ]
    grep -q '^2024-03-02T10:00:00Z	service	login$' out
    grep -q '^2024-03-02T10:00:00Z	depot	packed$' out
    "$WEND" parse -q -c d/study.conf | grep -q 'p3@example.com'
}
