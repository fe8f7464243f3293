#!/usr/bin/env bash
# Installs what tools/packages.txt names and this machine lacks. Does nothing, quickly, when all is there.
# For Debian 12, as root or with sudo. Says what it does on stderr; stdout stays empty.
set -euo pipefail

say() { echo "setup: $*" >&2; }
fail() {
  say "$*"
  exit 1
}

list="$(dirname "${BASH_SOURCE[0]}")/packages.txt"
mapfile -t packages < <(sed -e 's/#.*//' -e '/^[[:space:]]*$/d' "$list" | awk '{print $1}')

command -v dpkg-query >/dev/null ||
  fail "this is not Debian (no dpkg-query). Install the equivalents of these by hand: ${packages[*]}"

# dpkg-query fails when it knows nothing of a package; what it prints of the others still counts.
installed="$(dpkg-query --show --showformat='${db:Status-Status} ${Package}\n' "${packages[@]}" 2>/dev/null || true)"
missing=()
for package in "${packages[@]}"; do
  grep -qxF "installed $package" <<<"$installed" || missing+=("$package")
done
if ((${#missing[@]} == 0)); then
  exit 0
fi

# shellcheck disable=SC1091
release="$(. /etc/os-release && echo "${ID:-unknown} ${VERSION_ID:-}")"
[[ $release == "debian 12" ]] ||
  say "warning: this is $release, not debian 12: the packages may have other names or versions"

as_root=()
if ((EUID != 0)); then
  command -v sudo >/dev/null ||
    fail "not root and no sudo. As root: apt-get install --no-install-recommends ${missing[*]}"
  as_root=(sudo)
fi
as_root+=(env DEBIAN_FRONTEND=noninteractive)

say "installing ${#missing[@]} of ${#packages[@]} packages: ${missing[*]}"
"${as_root[@]}" apt-get -q update >&2 || fail "apt-get update failed; see above"
"${as_root[@]}" apt-get -q install -y --no-install-recommends "${missing[@]}" >&2 ||
  fail "apt-get install failed; see above"
say "done"
