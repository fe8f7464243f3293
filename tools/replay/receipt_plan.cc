#include "tools/replay/receipt_plan.h"

#include <algorithm>

namespace atp {
namespace {

std::vector<int64_t> SoldByPosition(const Traffic& traffic) {
  std::vector<int64_t> sold(traffic.positions.size(), 0);
  for (const Week& week : traffic.weeks) {
    for (const Invoice& invoice : week.invoices) {
      for (const TrafficLine& line : invoice.ordered) sold[line.position] += line.quantity;
    }
  }
  return sold;
}

void AddReceipt(uint32_t position, int64_t quantity, Week* week) {
  if (quantity == 0) return;
  const auto line = static_cast<uint32_t>(week->receipts.size() + 1);
  week->receipts.push_back({line, position, quantity});
}

}  // namespace

int64_t OpeningStock(int64_t sold, int percent) {
  // Hundreds and remainder apart, so that the product cannot overflow.
  return sold / 100 * percent + (sold % 100 * percent + 50) / 100;
}

std::vector<int64_t> WeeklyReceipts(int64_t rest, size_t weeks) {
  std::vector<int64_t> receipts(weeks, 0);
  const auto deliveries = static_cast<int64_t>(weeks) - 1;
  const int64_t each = rest / deliveries;
  const int64_t odd = rest % deliveries;
  for (int64_t k = 0; k < deliveries; ++k) {
    // The odd units are spread too: unit by unit over the deliveries.
    receipts[k + 1] = each + (k + 1) * odd / deliveries - k * odd / deliveries;
  }
  return receipts;
}

void PlanSupply(int opening_percent, Traffic* traffic) {
  if (traffic->weeks.size() < 2) traffic->weeks.resize(2);
  for (size_t w = 0; w < traffic->weeks.size(); ++w) {
    traffic->weeks[w].announced_week = std::max<int32_t>(0, static_cast<int32_t>(w) - kWeeksAhead);
  }
  const std::vector<int64_t> sold = SoldByPosition(*traffic);
  traffic->opening.assign(sold.size(), 0);
  for (uint32_t position = 0; position < sold.size(); ++position) {
    traffic->opening[position] = OpeningStock(sold[position], opening_percent);
    const std::vector<int64_t> receipts =
        WeeklyReceipts(sold[position] - traffic->opening[position], traffic->weeks.size());
    for (size_t w = 0; w < receipts.size(); ++w) {
      AddReceipt(position, receipts[w], &traffic->weeks[w]);
    }
  }
}

}  // namespace atp
