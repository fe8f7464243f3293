#ifndef ATP_TOOLS_LOAD_ZIPF_H_
#define ATP_TOOLS_LOAD_ZIPF_H_

#include <cstdint>
#include <vector>

#include "tools/load/dice.h"

namespace atp {

// How popular things are: rank r, from 0, is drawn with weight 1 / (r + 1)^exponent. Exponent 0 is
// uniform; near 1 is what shops see.
//
// 8 bytes a rank; a draw is one binary search. Thread-safe once made.
class Zipf {
 public:
  // ranks >= 1, exponent >= 0.
  explicit Zipf(uint32_t ranks, double exponent = 1);

  uint32_t Draw(Dice* dice) const;

 private:
  std::vector<double> up_to_;  // running sums of the weights
};

}  // namespace atp

#endif  // ATP_TOOLS_LOAD_ZIPF_H_
