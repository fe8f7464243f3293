#include "tools/replay/order_history.h"

#include <algorithm>
#include <cstdlib>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "tools/replay/order_time.h"
#include "tools/replay/receipt_plan.h"

namespace atp {
namespace {

constexpr int64_t kMinutesPerWeek = 7 * kMinutesPerDay;

// Gives stock codes their numbers in order of appearance.
class PositionTable {
 public:
  PositionTable(std::string location, std::vector<PositionKey>* positions)
      : location_(std::move(location)), positions_(positions) {}

  uint32_t IndexOf(const std::string& item) {
    const auto [found, is_new] = index_.try_emplace(item, positions_->size());
    if (is_new) positions_->push_back({item, location_});
    return found->second;
  }

 private:
  const std::string location_;
  std::vector<PositionKey>* const positions_;
  absl::flat_hash_map<std::string, uint32_t> index_;
};

struct TimedInvoice {
  int64_t minute = 0;  // of its first row
  Invoice invoice;
};

std::vector<TimedInvoice> GroupByInvoice(const OrderFile& file, PositionTable* positions) {
  std::vector<TimedInvoice> invoices;
  absl::flat_hash_map<std::string, size_t> current;  // by invoice number
  absl::flat_hash_map<std::string, int> parts;
  for (const OrderRow& row : file.rows) {
    auto [found, is_new] = current.try_emplace(row.invoice, invoices.size());
    if (!is_new) {
      const Invoice& open = invoices[found->second].invoice;
      if (open.ordered.size() == kRequestLinesMax || open.returned.size() == kRequestLinesMax) {
        found->second = invoices.size();
        is_new = true;
      }
    }
    if (is_new) {
      const int part = ++parts[row.invoice];
      TimedInvoice next;
      next.minute = row.minute;
      next.invoice.key = part == 1 ? row.invoice : absl::StrCat(row.invoice, "/", part);
      invoices.push_back(std::move(next));
    }
    Invoice& invoice = invoices[found->second].invoice;
    std::vector<TrafficLine>& lines = row.quantity > 0 ? invoice.ordered : invoice.returned;
    lines.push_back({positions->IndexOf(row.item), std::abs(row.quantity), 0});
  }
  return invoices;
}

void CountSource(const OrderFile& file, Traffic* traffic) {
  traffic->source_units = file.units;
  traffic->set_aside_units = file.set_aside_units;
  traffic->set_aside_lines = file.set_aside.size();
  for (const SetAsideRow& row : file.set_aside) ++traffic->set_aside_by_reason[row.reason];
  for (const OrderRow& row : file.rows) {
    ++(row.quantity > 0 ? traffic->order_lines : traffic->return_lines);
  }
}

}  // namespace

Traffic HistoryTraffic(const OrderFile& file, const OrderHistoryOptions& options) {
  Traffic traffic;
  CountSource(file, &traffic);
  PositionTable positions(options.location, &traffic.positions);
  std::vector<TimedInvoice> invoices = GroupByInvoice(file, &positions);
  std::stable_sort(
      invoices.begin(), invoices.end(),
      [](const TimedInvoice& a, const TimedInvoice& b) { return a.minute < b.minute; });

  const int64_t first_day = invoices.empty() ? 0 : invoices.front().minute / kMinutesPerDay;
  for (TimedInvoice& timed : invoices) {
    const size_t week = (timed.minute - first_day * kMinutesPerDay) / kMinutesPerWeek;
    if (traffic.weeks.size() <= week) traffic.weeks.resize(week + 1);
    traffic.weeks[week].invoices.push_back(std::move(timed.invoice));
  }
  PlanSupply(options.opening_percent, &traffic);
  return traffic;
}

}  // namespace atp
