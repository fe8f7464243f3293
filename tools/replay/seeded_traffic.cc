#include "tools/replay/seeded_traffic.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "tools/load/dice.h"
#include "tools/load/zipf.h"
#include "tools/replay/receipt_plan.h"

namespace atp {
namespace {

constexpr uint64_t kBasketLinesMax = 5;
constexpr uint64_t kUnitsMax = 12;
constexpr uint64_t kDaysAheadMax = 28;

void AddLines(const SeededTrafficOptions& options, const Zipf& popularity, Dice* dice,
              Invoice* invoice) {
  // A basket is sent from one location.
  const auto location = static_cast<uint32_t>(dice->Below(options.locations));
  for (uint64_t k = 1 + dice->Below(kBasketLinesMax); k > 0; --k) {
    TrafficLine line;
    line.position = popularity.Draw(dice) * options.locations + location;
    line.quantity = static_cast<int64_t>(1 + dice->Below(kUnitsMax));
    if (dice->OneIn(10)) {
      line.days_ahead = static_cast<int32_t>(1 + dice->Below(kDaysAheadMax));
      invoice->end = Invoice::End::kConfirm;
    }
    invoice->ordered.push_back(line);
  }
}

Invoice DrawInvoice(const SeededTrafficOptions& options, const Zipf& popularity, uint32_t number,
                    Dice* dice) {
  Invoice invoice;
  invoice.key = absl::StrCat("order-", number);
  AddLines(options, popularity, dice, &invoice);
  if (dice->OneIn(20)) invoice.end = Invoice::End::kRelease;
  if (dice->OneIn(20)) {
    TrafficLine back = invoice.ordered.front();
    back.quantity = static_cast<int64_t>(1 + dice->Below(back.quantity));
    back.days_ahead = 0;
    invoice.returned.push_back(back);
  }
  return invoice;
}

void CountSource(Traffic* traffic) {
  for (const Week& week : traffic->weeks) {
    for (const Invoice& invoice : week.invoices) {
      traffic->order_lines += invoice.ordered.size();
      traffic->return_lines += invoice.returned.size();
      for (const TrafficLine& line : invoice.ordered) traffic->source_units += line.quantity;
      for (const TrafficLine& line : invoice.returned) traffic->source_units += line.quantity;
    }
  }
}

}  // namespace

Traffic SeededTraffic(const SeededTrafficOptions& options) {
  Traffic traffic;
  for (uint32_t item = 0; item < options.items; ++item) {
    for (uint32_t location = 0; location < options.locations; ++location) {
      traffic.positions.push_back(
          {absl::StrFormat("SKU-%06d", item + 1), absl::StrFormat("WH-%d", location + 1)});
    }
  }
  Dice dice(options.seed);
  const Zipf popularity(options.items);
  traffic.weeks.resize(options.weeks);
  for (uint32_t number = 0; number < options.order_count; ++number) {
    const uint64_t week = uint64_t{number} * options.weeks / options.order_count;
    traffic.weeks[week].invoices.push_back(DrawInvoice(options, popularity, number + 1, &dice));
  }
  PlanSupply(options.opening_percent, &traffic);
  CountSource(&traffic);
  return traffic;
}

}  // namespace atp
