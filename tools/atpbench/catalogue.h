#ifndef ATP_TOOLS_ATPBENCH_CATALOGUE_H_
#define ATP_TOOLS_ATPBENCH_CATALOGUE_H_

#include <cstdint>
#include <string>

#include "absl/strings/str_cat.h"

namespace atp {

// The positions that are asked about: every item at every location, numbered item by item. Names
// are made when they are needed, so that ten million cost nothing.
struct Catalogue {
  uint32_t items = 1;      // >= 1
  uint32_t locations = 1;  // >= 1

  uint32_t positions() const { return items * locations; }
  uint32_t PositionOf(uint32_t item, uint32_t location) const {
    return item * locations + location;
  }
  std::string ItemOf(uint32_t position) const {
    return absl::StrCat("SKU-", absl::Dec(position / locations, absl::kZeroPad8));
  }
  std::string LocationOf(uint32_t position) const {
    return absl::StrCat("WH-", position % locations + 1);
  }
};

}  // namespace atp

#endif  // ATP_TOOLS_ATPBENCH_CATALOGUE_H_
