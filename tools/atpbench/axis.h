#ifndef ATP_TOOLS_ATPBENCH_AXIS_H_
#define ATP_TOOLS_ATPBENCH_AXIS_H_

#include <string>
#include <vector>

namespace atp {

// From values to places on the paper. A linear axis begins at 0, a logarithmic one at a power of
// ten.
class Axis {
 public:
  // Covers `low` to `high`; `begin` and `end` are the places of its ends. A logarithmic axis needs
  // values above 0.
  Axis(double low, double high, bool is_logarithmic, double begin, double end);

  double PlaceOf(double value) const;
  // Round values, few enough to be read.
  const std::vector<double>& ticks() const { return ticks_; }

 private:
  double Scale(double value) const;

  const bool is_logarithmic_;
  const double begin_;
  const double end_;
  double low_ = 0;   // scaled
  double high_ = 1;  // scaled
  std::vector<double> ticks_;
};

// "1,500,000" is 1.5M, "0.001" is 0.001.
std::string ShortNumber(double value);

}  // namespace atp

#endif  // ATP_TOOLS_ATPBENCH_AXIS_H_
