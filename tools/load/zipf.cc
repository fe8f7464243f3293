#include "tools/load/zipf.h"

#include <algorithm>
#include <cmath>

namespace atp {

Zipf::Zipf(uint32_t ranks, double exponent) {
  up_to_.reserve(ranks);
  double sum = 0;
  for (uint32_t rank = 0; rank < ranks; ++rank) {
    up_to_.push_back(sum += 1 / std::pow(rank + 1, exponent));
  }
}

uint32_t Zipf::Draw(Dice* dice) const {
  const double at = dice->Fraction() * up_to_.back();
  const auto found = std::upper_bound(up_to_.begin(), up_to_.end(), at);
  return std::min<uint32_t>(found - up_to_.begin(), up_to_.size() - 1);
}

}  // namespace atp
