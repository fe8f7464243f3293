# shellcheck shell=bash
# Sourced by the tests that read the source tree: sets `root` to it. Bazel shows a test only the files it
# declares, but each is a link to the real one: WORKSPACE leads to the root. (Such tests are tagged
# "local", so that they may follow it, and "external", so that they run every time.)
root="$(dirname "$(readlink -f WORKSPACE)")"
[[ -d $root/engine ]] || {
  echo "no source tree at $root" >&2
  exit 1
}
