# The output contract: what every table's columns are called, and that its manual says what they are.

setup_file() {
    for name in retail telecom; do
        "$WEND" stitch -q -c "$TOP_SRCDIR/testdata/$name/$name.conf" --sources -o "$BATS_FILE_TMPDIR/$name.wend"
    done
}

setup() {
    cd "$BATS_FILE_TMPDIR"
    study=$TOP_SRCDIR/testdata/retail/retail.conf
}

# Every table of every command, a line each: the command's name and its arguments.
tables() {
    cat <<END
parse -q -c $study --ledger
parse -q -c $study --unmatched
stitch -q -c $study --sources --report
stitch -q -c $study --sources --report --show namespaces
stitch -q -c $study --sources --report --show clusters
stitch -q -c $study --sources --report --show bridges
stitch -q -c $study --sources --report --show refused
stitch -q -c $study --sources --report --show aside
stitch -q -c $study --sources --report --show dangling
stitch -q -c $study --sources --report --show renamed
check retail.wend
funnel @stages retail.wend
funnel @stages --by channel retail.wend
funnel @stages --open retail.wend
dropoff @stages retail.wend
dropoff @stages --list 1 retail.wend
dropoff @ticket --unit case:ticket --list 1 telecom.wend
consistency --show scorecard retail.wend
consistency --show switches retail.wend
consistency --show breaks retail.wend
consistency --show cases --unit case:ticket telecom.wend
consistency --show channels retail.wend
consistency --show facts retail.wend
consistency --show purchase retail.wend
show --source member:880001 retail.wend
show --why v0007 retail.wend
show --why v0007 880001 retail.wend
show --ids v0007 retail.wend
dash --screen=customers retail.wend
dash --screen=funnel retail.wend
END
}

# "name type" of each column of a table.
columns() {
    "$WEND" "$@" -o json | sed -n 's/^    {"name": "\([^"]*\)".*"type": "\([a-z]*\)".*/\1 \2/p'
}

# The names that the section OUTPUT of a page explains: the tags of its lists, and other .Cm words.
documented() {
    sed -n '/^\.Sh OUTPUT/,/^\.Sh [^O]/p' "$TOP_SRCDIR/man/wend-$1.1.in" |
        sed -n 's/^\.\(It \)\{0,1\}Cm //p' | tr -s ' ,.:' '\n'
}

@test "every column of every table stands in its manual under OUTPUT" {
    tables | while read -r command arguments; do
        page=$command
        [ "$command $arguments" = "dash --screen=funnel retail.wend" ] && page=funnel
        # shellcheck disable=SC2086
        columns "$command" $arguments | cut -d ' ' -f 1 >"$BATS_TEST_TMPDIR/names"
        [ -s "$BATS_TEST_TMPDIR/names" ] || { echo "$command $arguments: no columns"; exit 1; }
        while read -r name; do
            documented "$page" | grep -qxF -- "$name" || { echo "wend $command $arguments: $name"; exit 1; }
        done <"$BATS_TEST_TMPDIR/names"
    done
}

@test "names are snake_case and say durations, times and shares" {
    tables | while read -r command arguments; do
        # shellcheck disable=SC2086
        columns "$command" $arguments | while read -r name type; do
            fault=
            [[ $name =~ ^[a-z][a-z0-9_]*$ ]] || fault="not snake_case"
            case $type:$name in
            duration:*_seconds | time:time | time:*_time) ;;
            duration:* | time:* | *:*_seconds | *:time | *:*_time) fault="a $type" ;;
            share:*share* | share:value | share:low | share:high) ;; # the scorecard's are shares all
            share:* | *:share*) fault="a $type" ;;
            esac
            [ -z "$fault" ] || { echo "wend $command $arguments: $name: $fault"; exit 1; }
        done || exit 1
    done
}

@test "the list of tables above is whole: each --show of consistency, each screen of dash" {
    shown=$("$WEND" consistency --show=? retail.wend 2>&1 | sed 's/.*valid: //' | tr -d ,)
    [ "$(wc -w <<<"$shown")" -ge 8 ]
    for name in $shown; do
        [ "$name" = matrix ] && continue # its columns are named by the data
        tables | grep -q -- "--show $name " || { echo "$name"; false; }
    done
    [ "$("$WEND" consistency --show matrix retail.wend | head -n 1)" = \
        "from	$("$WEND" consistency --show matrix retail.wend | tail -n +2 | cut -f 1 | paste -s)" ]
}
