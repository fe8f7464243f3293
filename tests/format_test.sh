#!/usr/bin/env bash
# Every C++ file is laid out as .clang-format says. Names those that are not.
set -euo pipefail
# shellcheck source=tests/source_root.sh
. tests/source_root.sh
cd "$root"

mapfile -t files < <(find bench client engine server tests tools -name '*.h' -o -name '*.cc' 2>/dev/null | sort)
((${#files[@]} > 0)) || {
  echo "no C++ file under $root" >&2
  exit 1
}

if ! complaints="$(clang-format-14 --dry-run -Werror "${files[@]}" 2>&1)"; then
  # "engine/engine.h:3:9: error: code should be clang-formatted [-Wclang-format-violations]"
  mapfile -t unformatted < <(grep -E '^[^ :]+:[0-9]+:' <<<"$complaints" | cut -d: -f1 | sort -u)
  if ((${#unformatted[@]} == 0)); then
    echo "$complaints"
    exit 1
  fi
  printf '%s\n' "${unformatted[@]}"
  echo "${#unformatted[@]} of ${#files[@]} files need: clang-format-14 -i FILE"
  exit 1
fi
echo "${#files[@]} files"
