# Help, version, usage faults: the same in every command.

@test "wend --version names the version" {
    run "$WEND" --version
    [ "$status" -eq 0 ]
    [[ "$output" =~ ^wend\ [0-9]+\.[0-9]+\.[0-9]+$ ]]
}

@test "wend help lists every command with its purpose" {
    run "$WEND" help
    [ "$status" -eq 0 ]
    for name in init parse stitch check show funnel dropoff consistency plot report dash help; do
        [[ "$output" =~ [[:space:]]$name[[:space:]]+[a-z] ]] || { echo "no $name"; false; }
    done
}

@test "wend without a command, with an unknown command: exit 2, one line" {
    run "$WEND"
    [ "$status" -eq 2 ]
    [ "${#lines[@]}" -eq 1 ]
    run "$WEND" funel
    [ "$status" -eq 2 ]
    [ "${#lines[@]}" -eq 1 ]
    [[ "$output" == "wend: unknown command funel; did you mean funnel?"* ]]
}

@test "every command: -h is one screen with usage and example, unknown option is exit 2 with a suggestion" {
    for name in $("$WEND" help | awk '/^  [a-z]/ { print $1 }'); do
        run "$WEND" "$name" -h
        [ "$status" -eq 0 ]
        [[ "$output" == "wend $name: "*"usage: wend $name"*"examples:"* ]] || { echo "$name: $output"; false; }
        [ "$(printf '%s\n' "$output" | awk 'length > 80' | wc -l)" -eq 0 ] || { echo "$name: wide lines"; false; }
        run "$WEND" "$name" --verison
        [ "$status" -eq 2 ]
        [ "${#lines[@]}" -eq 1 ]
        [[ "$output" == "wend $name: unknown option --verison; did you mean version?"* ]] || { echo "$output"; false; }
        run "$WEND" "$name" --version
        [ "$status" -eq 0 ]
    done
}

@test "an option without its value, a number that is none, a value for a flag" {
    run "$WEND" funnel --window
    [ "$status" -eq 2 ]
    [[ "$output" == *"--window needs a value"* ]]
    run "$WEND" funnel --window 5 a
    [ "$status" -eq 2 ]
    [[ "$output" == *"not a duration"* ]]
    run "$WEND" funnel --top=x a
    [ "$status" -eq 2 ]
    [[ "$output" == *"not a whole number"* ]]
    run "$WEND" dropoff --list=0 a
    [ "$status" -eq 2 ]
    [[ "$output" == "wend dropoff: --list 0: write 1 or more, or leave it out" ]]
    run "$WEND" funnel --color=alway a
    [ "$status" -eq 2 ]
    [[ "$output" == "wend funnel: --color alway; did you mean always?; valid: auto, always, never" ]]
    run "$WEND" funnel --quiet=yes a
    [ "$status" -eq 2 ]
    [[ "$output" == *"takes no value"* ]]
}

@test "a link named wend-funnel is wend funnel" {
    ln -s "$WEND" "$BATS_TEST_TMPDIR/wend-funnel"
    run "$BATS_TEST_TMPDIR/wend-funnel" -h
    [ "$status" -eq 0 ]
    [[ "$output" == "wend funnel: "* ]]
}

@test "help NAME is the manual, or the options where none is installed; else a suggestion" {
    command -v man >/dev/null || skip "man is not installed"
    cd "$BATS_TEST_TMPDIR"
    mkdir -p man/man1 none
    cp "$TOP_BUILDDIR/man/wend-funnel.1" man/man1
    MANPATH=$PWD/man MANPAGER=cat run "$WEND" help funnel
    [ "$status" -eq 0 ]
    [[ "$output" == *"WEND-FUNNEL(1)"*"DESCRIPTION"* ]]
    MANPATH=$PWD/none run "$WEND" help funnel
    [ "$status" -eq 0 ]
    [[ "$output" == "wend funnel: how many"*"usage: wend funnel"* ]]
    MANPATH=$PWD/none run "$WEND" help study
    [ "$status" -eq 3 ]
    [[ "$output" == "wend help: the manual page wend-study is not installed"* ]]
    run "$WEND" help strem
    [ "$status" -eq 2 ]
    [[ "$output" == "wend help: no manual for strem; did you mean stream?; valid: init, formats, "* ]]
}

@test "completions are made from the option tables and are good shell" {
    "$WEND" help --completion=bash >"$BATS_TEST_TMPDIR/wend.bash"
    bash -n "$BATS_TEST_TMPDIR/wend.bash"
    grep -q -- '--window=' "$BATS_TEST_TMPDIR/wend.bash"
    run bash -c "source '$BATS_TEST_TMPDIR/wend.bash'; COMP_WORDS=(wend fun); COMP_CWORD=1; _wend; echo \"\${COMPREPLY[@]}\""
    [ "$output" = "funnel" ]
    run bash -c "source '$BATS_TEST_TMPDIR/wend.bash'; compopt() { :; }; COMP_WORDS=(wend funnel --win); COMP_CWORD=2; _wend; echo \"\${COMPREPLY[@]}\""
    [ "$output" = "--window=" ]
    "$WEND" help --completion=zsh >"$BATS_TEST_TMPDIR/_wend"
    grep -q "^#compdef wend$" "$BATS_TEST_TMPDIR/_wend"
    if command -v zsh >/dev/null; then zsh -n "$BATS_TEST_TMPDIR/_wend"; fi
    run "$WEND" help --completion=fish
    [ "$status" -eq 2 ]
}

@test "a full disk is noticed" {
    [ -e /dev/full ] || skip "no /dev/full"
    run bash -c "'$WEND' help >/dev/full"
    [ "$status" -eq 3 ]
    [[ "$output" == *"No space left"* ]]
}

@test "a closed pipe ends the program without a word" {
    run bash -c "set -o pipefail; '$WEND' help --completion=bash | true; echo \${PIPESTATUS[0]}"
    [[ "$output" == "0" || "$output" == "141" ]]
}
