#!/usr/bin/env bash
# Fuzzes one target of tests/fuzz with libFuzzer; it needs a nightly compiler. See docs/fuzzing.md.
#
#   fuzz.sh TARGET SECONDS      fuzz for this time, at low priority
#   fuzz.sh TARGET FILE         run one input, such as a finding
#   fuzz.sh TARGET minimise     replace the committed corpus by the smallest one with the same coverage
#
# SANITIZER=none|address      default: address for http, whose dependencies have unsafe code, else none
# New inputs go to target/fuzz/corpus, findings to target/fuzz/findings.
set -euo pipefail
here=$(dirname "${BASH_SOURCE[0]}")
. "$here/environment.sh"
. "$here/setup-tools.sh"

FUZZ=$ROOT/tests/fuzz
WORK=$TARGET/fuzz
TIMEOUT=20
# The largest input of a minimal corpus, in bytes.
MINIMAL_LENGTH=400

main() {
  (($# == 2)) || fail "usage: fuzz.sh TARGET SECONDS|FILE|minimise"
  local target=$1 what=$2
  [[ -f $FUZZ/targets/$target.rs ]] || fail "no target $target; there are: $(targets)"
  rustup run nightly rustc --version >/dev/null 2>&1 || fail "libFuzzer takes a nightly compiler: rustup toolchain install nightly"
  install_cargo_tool cargo-fuzz 0.13.2
  mkdir -p "$WORK/corpus/$target" "$WORK/findings/$target" "$FUZZ/corpus/$target"
  case $what in
    minimise) minimise "$target" ;;
    *[!0-9]*) run_target "$target" "$what" ;;
    *) fuzz "$target" "$what" ;;
  esac
}

targets() { basename -s .rs "$FUZZ"/targets/*.rs | xargs; }

fuzz() {
  local target=$1 seconds=$2 dictionary=$FUZZ/dictionaries/$1.dict options=()
  [[ -f $dictionary ]] && options+=(-dict="$dictionary")
  run_target "$target" "$WORK/corpus/$target" "$FUZZ/corpus/$target" -- \
    -max_total_time="$seconds" -timeout=$TIMEOUT -rss_limit_mb=2048 -print_final_stats=1 \
    -artifact_prefix="$WORK/findings/$target/" "${options[@]}"
}

# Inputs of fixed findings have other names and stay.
minimise() {
  local target=$1 corpus=$FUZZ/corpus/$1 all=$WORK/all/$1
  rm -rf "$all"
  mkdir -p "$all"
  cp -n "$corpus"/* "$WORK/corpus/$target"/* "$all" 2>/dev/null || true
  find "$corpus" -type f ! -name 'finding-*' -delete
  run_target "$target" "$corpus" "$all" -- -set_cover_merge=1 -use_counters=0 -max_len=$MINIMAL_LENGTH -timeout=$TIMEOUT
  say "$(find "$corpus" -type f | wc -l) inputs, $(cat "$corpus"/* | wc -c) bytes"
}

run_target() {
  local target=$1 sanitizer=none
  [[ $target == http ]] && sanitizer=address
  nice -n 19 cargo +nightly fuzz run --fuzz-dir "$FUZZ" --target-dir "$WORK/target" \
    --sanitizer "${SANITIZER:-$sanitizer}" "$@"
}

main "$@"
