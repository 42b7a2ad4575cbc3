#!/usr/bin/env bash
# Installs what is missing and prints what it does. A second run changes nothing.
#
#   setup.sh build   what `make demo` needs: the wasm32 target, cargo tools, npm packages
#   setup.sh test    that, and what `make test` needs: browsers, their drivers, proxies, cargo-deny
#   setup.sh interop that, and what `make test-interop` needs: servers and libraries in common use
#
# Cargo tools go to EVERWIRE_TOOLS (default ~/.cache/everwire/tools); your own are not touched.
set -euo pipefail
here=$(dirname "${BASH_SOURCE[0]}")
. "$here/environment.sh"
. "$here/setup-system.sh"
. "$here/setup-tools.sh"
. "$here/setup-interop.sh"

main() {
  cd "$ROOT"
  case "${1:-test}" in
    build) build_setup ;;
    test) build_setup; test_setup ;;
    interop) build_setup; test_setup; interop_setup ;;
    *) fail "unknown target '$1' (build, test or interop)" ;;
  esac
  say "setup: everything is in place"
}

build_setup() {
  require_rust
  require_node
  require_compiler
  install_wasm_target
  install_build_tools
  install_npm_packages
}

test_setup() {
  install_browsers
  install_proxies
  install_test_tools
}

interop_setup() {
  install_java_servers
  install_rabbitmq
  install_python_server
  install_interop_packages
}

main "$@"
