# shellcheck shell=bash
# Installs the wasm32 target, cargo tools and npm packages. Sourced by setup.sh.

WASM_TARGET=wasm32-unknown-unknown

install_wasm_target() {
  [[ -d $(rustc --print target-libdir --target "$WASM_TARGET") ]] && return
  have rustup || fail "the Rust target $WASM_TARGET is missing, and there is no rustup to add it: https://rustup.rs"
  say "setup: rustup target add $WASM_TARGET"
  rustup target add "$WASM_TARGET"
}

install_build_tools() {
  install_cargo_tool wasm-bindgen-cli "$(locked_version wasm-bindgen)"
  install_cargo_tool wasm-pack 0.15.1
}

install_test_tools() {
  install_cargo_tool geckodriver 0.37.1
  install_cargo_tool cargo-deny 0.20.2
}

# Prints the version of a crate in Cargo.lock. The wasm-bindgen tool refuses modules of any other version.
locked_version() {
  local version
  version=$(sed -n "/^name = \"$1\"\$/{n;s/^version = \"\(.*\)\"\$/\1/p;q}" "$ROOT/Cargo.lock")
  [[ $version ]] || fail "Cargo.lock holds no $1"
  printf '%s\n' "$version"
}

# Installs the versions of the lockfile. If the registry no longer serves one, a compatible version is used.
install_cargo_tool() {
  local name=$1 version=$2
  tool_is_installed "$name" "$version" && return
  say "setup: cargo install $name $version, to $TOOLS"
  cargo install --locked --root "$TOOLS" "$name@$version" && return
  say "setup: once more, without the tool's own lockfile"
  cargo install --root "$TOOLS" "$name@$version" || fail "could not install $name $version"
}

tool_is_installed() {
  [[ -d $TOOLS ]] && cargo install --list --root "$TOOLS" | grep -qxF "$1 v$2:"
}

# Runs again when the lockfile changes.
install_npm_packages() {
  local stamp=node_modules/.everwire-installed
  cmp -s package-lock.json "$stamp" && return
  say "setup: npm ci"
  PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 npm ci --no-audit --no-fund
  cp package-lock.json "$stamp"
}
