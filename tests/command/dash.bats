# The dashboard: every screen as a golden, agreement with the commands, and the real thing in tmux.

setup_file() {
    cp -r "$TOP_SRCDIR/testdata/retail" "$BATS_FILE_TMPDIR/retail"
    chmod -R u+w "$BATS_FILE_TMPDIR/retail"
    cd "$BATS_FILE_TMPDIR/retail"
    "$WEND" stitch -q -c retail.conf --sources -o "$BATS_FILE_TMPDIR/retail.wend"
}

setup() {
    cd "$BATS_FILE_TMPDIR"
    unset COLUMNS LINES NO_COLOR
}

teardown() {
    tmux -L "wendtest$$" kill-server 2>/dev/null || true
}

# ---- dumps -----------------------------------------------------------------------------------

golden() { # SCREEN SIZE [option...]
    local name=$1 size=$2
    shift 2
    "$WEND" dash --dump="$size" --screen="$name" "$@" retail.wend >"$BATS_TEST_TMPDIR/screen"
    diff -u "$TOP_SRCDIR/tests/lib/screens/$name-$size.txt" "$BATS_TEST_TMPDIR/screen"
}

@test "every screen, comfortable, large and small" {
    for size in 80x24 132x43 40x12; do
        golden funnel $size
        golden dropoff $size --step=2
        golden customers $size
        golden timeline $size --customer=member:880003
    done
}

@test "a dump has as many lines as asked for, none wider" {
    for size in 30x8 47x9 80x24 200x50; do
        for screen in funnel dropoff customers timeline; do
            run "$WEND" dash --dump=$size --screen=$screen retail.wend
            [ "$status" -eq 0 ]
            "$WEND" dash --dump=$size --screen=$screen retail.wend >out
            [ "$(wc -l <out)" -eq "${size#*x}" ]
            [ "$(wc -L <out)" -le "${size%x*}" ]
            ! grep -q ' $' out
        done
    done
}

@test "the screens' numbers are the commands' numbers" {
    # Of nine customers eight, five, four and one get further (counted by hand in the README).
    "$WEND" dash --dump=200x20 --screen=funnel retail.wend |
        awk '$2 ~ /^[1-5]$/ || $1 ~ /^[1-5]$/ { for (i = 1; i <= NF; i++) if ($i ~ /^[0-9]+$/) { n++; if (n == 2) print $i } n = 0 }' >seen
    [ "$(paste -sd ' ' seen)" = "9 8 5 4 1" ]
    # The rows that step 2 lost to each next act add up to its lost.
    lost=$("$WEND" dropoff @stages retail.wend --list=2 -o tsv | tail -n +2 | wc -l)
    [ "$lost" -eq 3 ]
    sum=$("$WEND" dash --dump=100x24 --step=2 retail.wend |
        sed -nE 's/.*came next +[^ ]+ +█* +([0-9]+) .*/\1/p' | awk '{ sum += $1 } END { print sum }')
    [ "$sum" -eq 3 ]
    # Whatever has no terminal gets the table of the command.
    "$WEND" dash retail.wend >as_dash
    "$WEND" funnel @stages retail.wend -o tsv >as_funnel
    cmp as_dash as_funnel
    "$WEND" dash --customer=member:880003 retail.wend >as_dash
    [ "$(tail -n +2 as_dash | wc -l)" -eq 8 ]
    [ "$("$WEND" dash --screen=customers retail.wend | tail -n +2 | wc -l)" -eq 10 ]
}

@test "too small a window says so in one line" {
    run "$WEND" dash --dump=29x8 retail.wend
    [ "$status" -eq 0 ]
    [ "${lines[0]}" = "needs 30x8 cells" ]
    [ "${#lines[@]}" -eq 1 ]
    run "$WEND" dash --dump=5x1 retail.wend
    [ "$output" = "nee…" ] || [ "$output" = "need…" ]
}

@test "hostile text is shown, and nothing of it obeyed" {
    mkdir -p esc
    printf '%s\n' 'timezone = "UTC"' 'identity { order = {"member"} }' \
        'source "esc" { files = {"esc.csv"} time = {"t", "iso"} channel-field = "c" event-field = "e"' \
        'id { member = "m" } attr { note = "n" } }' >esc/esc.conf
    {
        echo t,c,m,e,n
        printf '2024-01-01T00:00:01Z,web,1\033[2J,\033]0;owned\007click,\033[31mred\n'
        printf '2024-01-01T00:00:02Z,上海\033c南京路,1\033[2J,\xe2\x80\xaeevil,%s\n' "$(printf 'x%.0s' {1..3000})"
        printf '2024-01-01T00:00:03Z,web,1\033[2J,%s,\xf0\x9f\x98\x80\n' "$(printf '上海%.0s' {1..300})"
    } >esc/esc.csv
    "$WEND" stitch -q -c esc/esc.conf --sources -o esc.wend
    for size in 80x24 40x12 30x8; do
        for screen in funnel dropoff customers timeline; do
            "$WEND" dash --dump=$size --screen=$screen --step=1 '* > *#2+ > nothing' esc.wend --allow-unknown >out
            ! LC_ALL=C grep -q '[[:cntrl:]]' out
            ! grep -q $'\u202e' out
            [ "$(wc -L <out)" -le "${size%x*}" ]
        done
    done
    "$WEND" dash --dump=80x24 --screen=timeline esc.wend >out
    grep -qF '\x1b' out
}

@test "mistakes are one line, with the cure" {
    run "$WEND" dash
    [ "$status" -eq 2 ]
    [[ "$output" == *"standard input is the keyboard"* ]]
    run "$WEND" dash --screen=funel retail.wend
    [ "$status" -eq 2 ]
    [[ "$output" == *"did you mean funnel?"*"valid: funnel, dropoff, customers, timeline"* ]]
    run "$WEND" dash --dump=80 retail.wend
    [ "$status" -eq 2 ]
    [[ "$output" == *"80x24"* ]]
    run "$WEND" dash --step=9 --dump=80x24 retail.wend
    [ "$status" -eq 2 ]
    [[ "$output" == *"step 9"* ]]
    run "$WEND" dash --where 'chanel == web' --dump=80x24 retail.wend
    [ "$status" -eq 2 ]
    [[ "$output" == *"did you mean channel?"* ]]
    run "$WEND" dash --customer=nobody --dump=80x24 retail.wend
    [ "$status" -eq 2 ]
    [ "${#lines[@]}" -eq 1 ]
    run "$WEND" dash absent.wend
    [ "$status" -eq 3 ]
    run bash -c "'$WEND' dash --dump=80x24 retail.wend >/dev/full"
    [ "$status" -eq 3 ]
}

@test "a stream serves as well as a store" {
    (cd retail && "$WEND" parse -q -c retail.conf) | "$WEND" stitch -q -c retail/retail.conf >retail.tsv
    for screen in funnel customers timeline; do
        "$WEND" dash --screen=$screen retail.wend >from_store
        "$WEND" dash --screen=$screen -c retail/retail.conf retail.tsv >from_stream
        cmp from_store from_stream
    done
    "$WEND" dash --dump=80x24 -c retail/retail.conf <retail.tsv | grep -q '^> 1  awareness .* 9 '
}

@test "the manual lists the keys of the table" {
    "$WEND" dash --keys >table
    [ "$(wc -l <table)" -gt 20 ]
    sed -n '/^\.Sh KEYS/,/^\.El/p' "$TOP_SRCDIR/man/wend-dash.1.in" |
        awk '/^\.It / { key = substr($0, 5); gsub(/\\&/, "", key); gsub(/\\e/, "\\", key); getline; print key "\t" $0 }' >manual
    diff -u table manual
}

# ---- the real thing --------------------------------------------------------------------------

screen() {
    tmux -L "wendtest$$" capture-pane -p
}

keys() {
    tmux -L "wendtest$$" send-keys "$@"
}

# Waits until the screen shows a text (a basic regular expression); at most some ten seconds.
shows() {
    local i
    for i in $(seq 100); do
        screen | grep -q -- "$1" && return 0
        sleep 0.1
    done
    echo "never shown: $1"
    screen
    return 1
}

start() { # TERM COLUMNS LINES arguments of wend dash
    command -v tmux >/dev/null || skip "tmux is not installed"
    infocmp "$1" >/dev/null 2>&1 || skip "no terminal description of $1"
    local term=$1 columns=$2 lines=$3
    shift 3
    printf '%s\n' 'set -g default-terminal tmux-256color' 'set -g status off' >tmux.conf
    tmux -L "wendtest$$" -f tmux.conf new-session -d -x "$columns" -y "$lines" \
        "env TERM=$term PS1='ready ' bash --norc --noprofile -i"
    shows '^ready'
    keys "stty -g >before; '$WEND' dash $* retail.wend; s=\$?; stty -g >after; echo status=\$s" Enter
}

ended() { # with the status
    shows "^status=$1\$"
    shows '^ready'
    cmp before after
    # The shell's own screen is back, and typing is seen.
    keys "echo typ''ed" Enter
    shows '^typed'
}

@test "drill down from the funnel to a source line, and back out" {
    start tmux-256color 80 24
    shows '^> 1  awareness'
    keys Down
    shows '^> 2  consideration'
    keys Enter
    shows 'Funnel › Drop-off: consideration'
    shows '3 lost of 8'
    keys Down
    shows '^> came next *web:product_view'
    keys Enter
    shows '1 lost at step 2, consideration, next web:product_view'
    keys Enter
    shows '^ Funnel › .* › member:8800'
    shows '^ [a-z_]*\.[a-z]*:[0-9]'
    keys q
    shows '^ Funnel › Drop-off: consideration › Lost customers'
    keys BSpace
    shows '^> came next *web:product_view'
    keys q
    shows '^> 2  consideration'
    keys q
    ended 0
}

@test "filter, breakdown, window and period change the question" {
    start tmux-256color 80 24
    shows '10 customers'
    keys '\'
    shows '^filter:'
    keys -l 'chanel == web'
    shows 'did you mean channel?'
    keys Enter # a wrong one is not taken
    shows '^filter: chanel'
    keys C-u
    keys -l 'channel == web'
    shows '8 customers; Enter takes it'
    keys Enter
    shows 'where channel == web'
    shows '^> 1  awareness .* 3  *100.0 %'
    keys y
    shows "wend funnel @stages --where 'channel == web' retail.wend"
    keys q '\' C-u Enter
    shows '10 customers'
    keys b
    shows '^by:'
    keys -l channel
    keys Enter
    shows '^> social *1  awareness'
    keys Down Enter # not of this value alone, and said so
    shows '3 lost of 8, whatever the channel'
    keys q b C-u Enter w
    shows '^window:'
    keys -l soon
    keys Enter
    shows 'not a duration'
    keys C-u 1 h Enter
    shows 'window 1h'
    keys t
    shows '^period'
    keys -l 2024-03-02..
    keys Enter
    shows 'period 2024-03-02..'
    keys Q
    ended 0
}

@test "search, sort, export, help, other keys" {
    start tmux-256color 80 24
    shows '^> 1  awareness'
    keys 3
    shows '^> member:880001'
    keys / 8 8 0 0 0 9 Enter
    shows '^> member:880009'
    keys '>' '>' s
    shows 'sorted by touchpoints, largest first'
    keys '<'
    shows 'sorted by customer, largest first'
    keys g
    shows '^> member:880010'
    keys e
    shows '^export to'
    keys C-u
    keys -l seen.tsv
    keys Enter
    shows 'wrote 10 rows to seen.tsv'
    [ "$(cut -f 1 seen.tsv | sed -n '2p;11p' | paste -sd ' ')" = "member:880010 member:880001" ]
    keys e C-u
    keys -l seen.tsv
    keys Enter
    shows 'seen.tsv: is there already'
    keys Escape
    shows '? help'
    keys x
    shows 'x does nothing here'
    keys 9
    shows 'no screen 9'
    keys '?'
    shows 'one row down'
    keys q
    shows '^> member:880010'
    keys C
    shows 'colours: light'
    keys q
    ended 0
}

@test "a resize draws everything anew" {
    start tmux-256color 132 43
    shows '95 % interval'
    tmux -L "wendtest$$" resize-window -x 40 -y 12
    shows '^ Enter open  q back  ? help  Q quit$'
    "$WEND" dash --dump=40x12 retail.wend >expected
    for i in $(seq 50); do screen >seen && cmp -s expected seen && break; sleep 0.1; done
    diff -u expected seen
    tmux -L "wendtest$$" resize-window -x 20 -y 5
    shows '^needs 30x8 cells'
    tmux -L "wendtest$$" resize-window -x 80 -y 24
    "$WEND" dash --dump=80x24 retail.wend >expected
    for i in $(seq 50); do screen >seen && cmp -s expected seen && break; sleep 0.1; done
    diff -u expected seen
    keys Q
    ended 0
}

@test "TERM=vt100: no colour, bars in ASCII" {
    start vt100 80 24
    shows '^> 1  awareness *#####'
    tmux -L "wendtest$$" capture-pane -p -e >seen
    ! grep -q $'\033\[[0-9;]*3[0-7]m' seen
    keys Enter Enter Enter
    shows '^ Funnel > .* > member:'
    keys Q
    ended 0
}

@test "NO_COLOR and --color=never leave colour out" {
    start tmux-256color 80 24
    shows '^> 1  awareness'
    tmux -L "wendtest$$" capture-pane -p -e >seen
    grep -q $'\033\[[0-9;]*3[0-7]' seen # the test sees colours when there are some
    keys Q
    ended 0
    keys "clear; NO_COLOR=1 '$WEND' dash retail.wend; clear; echo over" Enter
    shows '^> 1  awareness'
    tmux -L "wendtest$$" capture-pane -p -e >seen
    ! grep -q $'\033\[[0-9;]*3[0-7]' seen
    keys Q
    shows '^over'
}

@test "TERM=dumb prints the table" {
    start dumb 80 24
    shows '^1  awareness '
    ended 0
}

@test "Ctrl-Z gives the terminal back, fg brings the screen" {
    start tmux-256color 80 24
    shows '^> 1  awareness'
    keys Down
    shows '^> 2  consideration'
    keys C-z
    shows 'Stopped'
    keys "echo here" Enter
    shows '^here'
    keys fg Enter
    shows '^> 2  consideration'
    keys Q
    shows '^ready'
    keys "stty -g >resumed; cmp before resumed && echo same" Enter
    shows '^same'
}

@test "a signal or a crash restores the terminal, and is told to the shell" {
    for signal in TERM HUP SEGV; do
        start tmux-256color 80 24
        shows '^> 1  awareness'
        pid=$(pgrep -n -f "^$WEND dash  *retail.wend")
        kill -$signal "$pid"
        ended $((128 + $(kill -l $signal)))
        tmux -L "wendtest$$" kill-server
    done
}

@test "a command line that is shown gives the rows seen" {
    start tmux-256color 80 24
    shows '^> 1  awareness'
    keys 2 y
    shows 'all rows, the screen shows a part'
    shows '^ wend dropoff @stages retail.wend$'
    keys q 3 Enter y
    shows '^ wend show --source member:880001 retail.wend$'
    [ "$("$WEND" show --source member:880001 retail.wend -o tsv | tail -n +2 | wc -l)" -eq 9 ]
    keys q
    shows '^ 9 touchpoints'
    keys Q
    ended 0
}
