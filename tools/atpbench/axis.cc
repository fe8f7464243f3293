#include "tools/atpbench/axis.h"

#include <algorithm>
#include <cmath>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace atp {
namespace {

constexpr int kTicks = 5;

// 1, 2 or 5 times a power of ten, so that about kTicks of them cover `span`.
double RoundStep(double span) {
  const double rough = span / kTicks;
  const double power = std::pow(10, std::floor(std::log10(rough)));
  for (const double factor : {1.0, 2.0, 5.0}) {
    if (factor * power >= rough) return factor * power;
  }
  return 10 * power;
}

}  // namespace

Axis::Axis(double low, double high, bool is_logarithmic, double begin, double end)
    : is_logarithmic_(is_logarithmic), begin_(begin), end_(end) {
  if (is_logarithmic_) {
    low_ = std::floor(std::log10(low));
    high_ = std::max(low_ + 1, std::ceil(std::log10(high)));
    for (double power = low_; power <= high_; ++power) ticks_.push_back(std::pow(10, power));
    return;
  }
  const double step = RoundStep(high > 0 ? high : 1);
  high_ = std::ceil((high > 0 ? high : 1) / step) * step;
  for (double value = 0; value <= high_ * (1 + 1e-9); value += step) ticks_.push_back(value);
}

double Axis::Scale(double value) const {
  return is_logarithmic_ ? std::log10(std::max(value, 1e-12)) : value;
}

double Axis::PlaceOf(double value) const {
  const double share = (Scale(value) - low_) / (high_ - low_);
  return begin_ + std::clamp(share, 0.0, 1.0) * (end_ - begin_);
}

std::string ShortNumber(double value) {
  if (value >= 1e6) return absl::StrCat(absl::StrFormat("%.4g", value / 1e6), "M");
  if (value >= 1e4) return absl::StrCat(absl::StrFormat("%.4g", value / 1e3), "k");
  return absl::StrFormat("%.4g", value);
}

}  // namespace atp
