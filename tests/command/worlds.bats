# Stitching: what must not matter. Random worlds with all guards on: rows and files in another order,
# ids with other names, rows that have nothing to do with the others, two worlds in one.

setup() {
    cd "$BATS_TEST_TMPDIR"
}

# world SEED PREFIX: rows with their own times, ids that start with the prefix.
world() {
    awk -v seed="$1" -v p="$2" 'BEGIN {
        srand(seed)
        for (i = 0; i < 150; i++) {
            printf "2024-01-%02dT%02d:%02d:%02dZ,%s%d,%s", 1 + i / 50, rand() * 24, rand() * 60, i % 60, p, i,
                rand() < .1 ? "out" : rand() < .1 ? "in" : "look"
            printf ",%s", rand() < .3 ? p "c" int(rand() * 25) : ""
            printf ",%s", rand() < .3 ? p "m" int(rand() * 25) : ""
            printf ",%s", rand() < .2 ? p "f" int(rand() * 20) : ""
            printf ",%s", rand() < .2 ? p "o" int(rand() * 20) : ""
            printf ",%s\n", rand() < .5 ? p "d" int(rand() * 12) : ""
        }
    }'
}

# study POLICY FILES
study() {
    cat >s.conf <<EOF
timezone = "UTC"
source "s" {
    files = {$2} time = {"t", "iso"} channel = "web" event-field = "e"
    id { crm = "crm" mail = "mail" fax = "fax" order = "order" device = "device" } attr { n = "n" }
}
identity {
    order = {"crm", "mail", "fax", "order", "device"} unique = {"crm", "fax"} device = {"device"}
    transaction = {"order"} max-ids = 6 max-degree = 3 look-back = 12h policy = $1
    sign-in = 'event == "in"' sign-out = 'event == out'
}
EOF
}

head_line='t,n,e,crm,mail,fax,order,device'

# Whose each row is, at the time and afterwards, by the row's own name.
answer() {
    "$WEND" stitch -q -c s.conf --sources | awk -F '\t' '
        NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
        { print $at["n"], $at["customer"] == "" ? "-" : $at["customer"], $at["live"] == "" ? "-" : $at["live"] }' |
        sort
}

# The same with numbers for names: rows of one customer have one number.
partition() {
    awk '{ for (i = 2; i <= 3; i++) if ($i != "-" && !($i in n)) n[$i] = ++k
           print $1, $2 == "-" ? 0 : n[$2], $3 == "-" ? 0 : n[$3] }'
}

each_world() { # COMMAND: with $seed and $policy set, rows in `rows`, their answer in `expected`
    for seed in 1 2 3 4 5 6 7 8; do
        policy=$(awk -v s="$seed" 'BEGIN { split("carry last quarantine reset", p, " "); print p[s % 4 + 1] }')
        world "$seed" k >rows
        { echo "$head_line"; cat rows; } >s.csv
        study "$policy" '"s.csv"'
        answer >expected
        [ "$(cut -d ' ' -f 2 expected | sort -u | wc -l)" -gt 10 ]
        "$1"
    done
}

shuffled() {
    { echo "$head_line"; awk -v s="$seed" 'BEGIN { srand(s) } { print rand() "\t" $0 }' rows | sort -n | cut -f 2-; } >s.csv
    answer | cmp expected -
    for part in 0 1 2; do
        { echo "$head_line"; awk -v p="$part" 'NR % 3 == p' rows; } >"part$part.csv"
    done
    study "$policy" '"part2.csv", "part0.csv", "part1.csv"'
    answer | cmp expected -
}

@test "rows and files in another order" {
    each_world shuffled
}

# Other names in the same bytewise order give the same names; in the opposite order, the same people:
# times differ, so that nothing is left for names to decide.
renamed() {
    partition <expected >people
    sed 's/\bk\([cmfod]\)\([0-9]\)/zz\1\2/g' rows | { echo "$head_line"; cat; } >s.csv
    answer | sed 's/:zz\([cmfod]\)/:k\1/g' | cmp expected -
    awk -F , -v OFS=, '{ for (i = 4; i <= NF; i++) if ($i != "") {
            kind = substr($i, 2, 1); $i = "k" kind (999 - substr($i, 3)) } print }' rows |
        { echo "$head_line"; cat; } >s.csv
    answer | partition | cmp people -
}

@test "ids with other names" {
    each_world renamed
}

irrelevant() {
    { echo "$head_line"; cat rows; world $((seed + 100)) x; } >s.csv
    answer | grep '^k' | cmp expected -
    # Two worlds in one are both of them.
    { echo "$head_line"; world $((seed + 100)) x; } >s2.csv
    answer | grep '^x' >both
    mv s2.csv s.csv
    answer | cmp both -
}

@test "rows of others, and two worlds in one" {
    each_world irrelevant
}
