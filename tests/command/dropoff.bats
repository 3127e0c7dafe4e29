# wend dropoff: the lost of each step; expected values are counted by hand.

setup() {
    cd "$BATS_TEST_TMPDIR"
    printf 'time\tchannel\tevent\tcustomer\tdirection\torder\n' >shop.tsv
    sed -e 's/ -$/ /' -e 's/ /\t/g' >>shop.tsv <<'END'
2024-03-01T00:00:00Z web view c1 act -
2024-03-01T01:00:00Z web cart c1 act o1
2024-03-01T02:00:00Z email remind c1 out o1
2024-03-01T03:00:00Z store visit c1 act -
2024-03-01T00:00:00Z web view c2 act -
2024-03-01T00:20:00Z web search c2 act -
2024-03-01T00:00:00Z app view c3 act -
2024-03-01T00:05:00Z app cart c3 act o3
2024-03-01T00:09:00Z app pay c3 act o3
2024-03-09T00:00:00Z web view c4 act -
END
}

columns() {
    awk -F '\t' -v want="$1" '
        NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; n = split(want, name, ","); next }
        { for (i = 1; i <= n; i++) printf "%s%s", $at[name[i]], i < n ? " " : "\n" }'
}

@test "what came next, where they left, how it ended: all add up to the funnel's lost" {
    "$WEND" dropoff 'view > cart > pay' shop.tsv >out.tsv
    [ "$(head -n 1 out.tsv | tr '\t' ' ')" = "step label reached lost pending what value count share median_seconds" ]
    columns step,lost,what,value,count,median_seconds <out.tsv >actual
    cat >expected <<'END'
1 2 all  2 600
1 2 next (nothing) 1 
1 2 next web:search 1 1200
1 2 exit web:search 1 1200
1 2 exit web:view 1 0
1 2 exit_channel web 2 600
1 2 ending single act 1 0
1 2 ending within a channel 1 1200
2 1 all  1 7200
2 1 next store:visit 1 7200
2 1 exit store:visit 1 7200
2 1 exit_channel store 1 7200
2 1 ending at a switch 1 7200
END
    diff -u expected actual
    [ "$(columns step,lost <out.tsv | sort -u | paste -sd ,)" = "1 2,2 1" ]
    "$WEND" funnel 'view > cart > pay' shop.tsv | columns step,lost | head -n 2 | diff - <(columns step,lost <out.tsv | sort -u)
}

@test "--list: the lost of a step, usable as a list" {
    run "$WEND" dropoff 'view > cart > pay' --list 1 shop.tsv
    [ "${lines[0]}" = "customer	step_time	next	last	last_time" ]
    [ "${lines[1]}" = "c2	2024-03-01T00:00:00Z	web:search	web:search	2024-03-01T00:20:00Z" ]
    [ "${lines[2]}" = "c4	2024-03-09T00:00:00Z	(nothing)	web:view	2024-03-09T00:00:00Z" ]
    [ "${#lines[@]}" -eq 3 ]
    run "$WEND" dropoff 'view > cart > pay' --list 3 shop.tsv
    [ "$status" -eq 2 ]
    [[ "$output" == *"valid: 1 to 2"* ]]
    run "$WEND" dropoff view --list 1 shop.tsv
    [ "$status" -eq 2 ]
}

@test "--list of cases names the case" {
    "$WEND" dropoff 'cart > pay' --unit case:order --list 1 shop.tsv >out.tsv
    [ "$(cat out.tsv | tr '\t' ' ')" = "customer case step_time next last last_time
c1 o1 2024-03-01T01:00:00Z (nothing) web:cart 2024-03-01T01:00:00Z" ]
}

@test "those whose window is open are pending, not lost" {
    "$WEND" dropoff 'view > cart' --window 7d shop.tsv | columns step,reached,lost,pending,what | head -n 1 >actual
    [ "$(cat actual)" = "1 4 1 1 all" ]
    [ "$("$WEND" dropoff 'view > cart' --window 7d --list 1 shop.tsv | columns customer)" = c2 ]
}

@test "--top shows the most frequent, the rest together" {
    "$WEND" dropoff 'view > pay' --top 1 shop.tsv | columns what,value,count | grep exit >actual
    printf '%s\n' 'exit store:visit 1' 'exit Other 2' 'exit_channel web 2' 'exit_channel Other 1' | diff - actual
}

@test "a single step and an empty stream: a header, exit 0" {
    run "$WEND" dropoff view shop.tsv
    [ "$status" -eq 0 ]
    [ "${#lines[@]}" -eq 1 ]
    head -n 1 shop.tsv >empty.tsv
    run "$WEND" dropoff 'view > cart' empty.tsv
    [ "$status" -eq 0 ]
    [ "$(printf '%s\n' "$output" | columns step,lost,count)" = "1 0 0" ]
}
