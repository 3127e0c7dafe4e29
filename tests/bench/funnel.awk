# The same funnel by awk, for a second opinion and a peer: input in time order, the latest anchor
# that reaches each step is carried (windowFunnel's reading).
BEGIN {
    FS = ","
    window = 7 * 86400000
    step["visit"] = 1; step["product_view"] = 2; step["add_to_cart"] = 3
    step["checkout"] = 4; step["purchase"] = 5
}
NR > 1 && ($4 in step) {
    k = step[$4]; c = $1
    if (k == 1) {
        anchor[c, 1] = $2
        if (level[c] < 1) level[c] = 1
    } else if ((c, k - 1) in anchor && $2 - anchor[c, k - 1] <= window) {
        anchor[c, k] = anchor[c, k - 1]
        if (level[c] < k) level[c] = k
    }
}
END {
    for (c in level) for (k = 1; k <= level[c]; k++) reached[k]++
    print reached[1] + 0, reached[2] + 0, reached[3] + 0, reached[4] + 0, reached[5] + 0
}
