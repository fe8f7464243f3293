#include "engine/ledger/decide.h"

namespace atp {
namespace {

class Collector {
 public:
  std::vector<Name> names;

  void operator()(const MoveStock& action) {
    if (!MakesItemsKnown(action.cause)) return;
    for (const StockLine& line : action.lines) Add(NameKind::kLocation, line.location);
  }
  void operator()(const TransferStock& action) { Add(NameKind::kLocation, action.to); }
  void operator()(const SetSupply& action) {
    for (const SupplyLine& line : action.lines) {
      Add(NameKind::kLocation, line.location);
      Add(NameKind::kSupplier, line.supplier);
    }
  }
  void operator()(const ApplySnapshot& action) {
    for (const SnapshotRow& row : action.rows) Add(NameKind::kLocation, row.location);
  }
  void operator()(const ChangeSettings& action) {
    for (const Setting& setting : action.settings) {
      if (const auto* supplier = std::get_if<SupplierSetting>(&setting.value)) {
        Add(NameKind::kSupplier, supplier->supplier);
      } else if (const auto* channel = std::get_if<ChannelSetting>(&setting.value)) {
        Add(NameKind::kChannel, channel->channel);
        Add(NameKind::kChannel, channel->parent);
      }
    }
  }
  template <typename Promise>
  void operator()(const Promise& action) {}

 private:
  void Add(NameKind kind, const std::string& key) {
    if (!key.empty()) names.push_back({kind, key});
  }
};

}  // namespace

std::vector<Name> NamesMadeKnown(const Action& action) {
  Collector collector;
  std::visit(collector, action);
  return std::move(collector.names);
}

}  // namespace atp
