#include "engine/atp/random_lines.h"

#include <algorithm>
#include <cstdint>

namespace atp {

std::vector<OpenDemand> SplitIntoLines(absl::Span<const DatedDemand> demand,
                                       std::mt19937_64& random) {
  std::vector<OpenDemand> lines;
  uint32_t line = 0;
  for (const DatedDemand& row : demand) {
    Quantity left = row.quantity;
    for (int parts_left = 3; left > 0; --parts_left) {
      const Quantity part = parts_left == 1 ? left : 1 + static_cast<Quantity>(random() % left);
      lines.push_back({row.day, 1 + random() % 4, ++line, part});
      left -= part;
    }
  }
  std::sort(lines.begin(), lines.end());
  return lines;
}

}  // namespace atp
