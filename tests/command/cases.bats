# Published cases of identity, stitching and sessions (cases/identity.json of $WEND_SHARED), through
# the public commands. tests/lib/identity_cases states each as a study and an export, with the
# question and the answer; those whose rule is not offered say why.

setup_file() {
    export CASES="${WEND_SHARED:-$TOP_SRCDIR/../shared}/cases/identity.json"
    [ -e "$CASES" ] || return 0
    make -s -C "$TOP_BUILDDIR" tests/lib/identity_cases >&2
    mkdir "$BATS_FILE_TMPDIR/cases"
    cd "$BATS_FILE_TMPDIR/cases"
    "$TOP_BUILDDIR/tests/lib/identity_cases" "$CASES"
}

setup() {
    [ -e "$CASES" ] || skip "no $CASES"
    cd "$BATS_FILE_TMPDIR/cases"
}

stitched() {
    "$WEND" stitch -q -c s.conf --sources "$@"
}

# Each event and whose it is by a column, or whose device it is on, without the namespace.
resulting() { # COLUMN
    stitched | awk -F '\t' -v c="$1" '
        NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
        { v = $at[c] == "" ? $at["id.device"] : $at[c]; sub(/^(person|device):/, "", v); print $at["event"], v }' |
        sort -n
}

named() { # COLUMN: the same, with the person that the row itself names
    stitched | awk -F '\t' -v c="$1" '
        NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
        { v = $at[c]; sub(/^(person|device):/, "", v); print v, $at["id.person"] }'
}

anonymous() { # of these the rows that name nobody
    awk 'NF == 1 { print $1 }'
}

pattern() { # numbers of values in order of appearance; the answer's likewise
    awk '!($1 in n) { n[$1] = ++k } { print n[$1] }'
}

count() { # distinct values of a column
    printf 'count '
    stitched | awk -F '\t' -v c="$1" 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
        !($at[c] in n) { n[$at[c]]; k++ } END { print k }'
}

refused() { # pairs of ids, each and all in bytewise order
    stitched --report --show refused -o tsv | tail -n +2 |
        awk -F '\t' '{ print $1 < $2 ? $1 " " $2 : $2 " " $1 }' | sort
}

named_in() { # FILE: the lines that are in it
    grep -Fx -f "$1" || true
}

one() { # ID ID: "one" if both are one customer's, else "two"
    stitched | awk -F '\t' -v a="$1" -v b="$2" '
        NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
        { of[$at["event"]] = $at["customer"] }
        END { print of[a] != "" && of[a] == of[b] ? "one" : "two" }'
}

rejected() {
    stitched --rejects r.jsonl >out.tsv
    sed 's/.*"reason":"\([^"]*\)".*/\1/' r.jsonl | sort | uniq -c | awk '{ print $1, $2 }'
}

sessions() { # KEYS of the study: the events of each session on a line
    { cat s.conf; printf '%s\n' "$1"; } >sessions.conf
    "$WEND" stitch -q -c sessions.conf --sources | "$WEND" show person:p -c sessions.conf -o tsv |
        awk -F '\t' 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
            { printf "%s%s", NR == 2 ? "" : $at["mark"] ~ /session/ ? "\n" : " ", $at["event"] }
            END { print "" }'
}

times() {
    "$WEND" parse -q -c s.conf | awk -F '\t' 'NR > 1 { print $1 }'
}

@test "every case whose rule is offered comes out as published" {
    local failed=0 tried=0 folder
    for folder in [0-9]*; do
        [ ! -e "$folder/skip" ] || continue
        [ -s "$folder/ask" ] || { echo "no question: $(cat "$folder/name")"; failed=1; continue; }
        cd "$folder"
        if grep -q pattern ask; then # the numbers of the case are its own
            { grep -v '^count' want | pattern; grep '^count' want; } >want.n && mv want.n want
        fi
        if grep -q 'sort -u' ask; then sort -o want want; fi
        tried=$((tried + 1))
        if ! (set -e; source ./ask) >got 2>err || ! diff want got >difference; then
            echo "case $(cat name):"
            cat s.csv ask err difference
            failed=1
        fi
        cd ..
    done
    echo "$tried cases tried"
    [ "$failed" -eq 0 ]
    [ "$tried" -ge 30 ]
}

@test "every other case says why it is not" {
    local folder
    for folder in [0-9]*; do
        [ -e "$folder/ask" ] || [ -s "$folder/skip" ]
    done
    cat */skip | sort | uniq -c >&3
}
