#include <functional>

#include "engine/ledger/decide.h"

namespace atp {
namespace {

// Shows a shard to `visit` under its lock; false if it may not be read.
using ReadShard = std::function<bool(ShardId, const std::function<void(const Shard&)>&)>;

// Gathers the shards of a command. Where they depend on the ledger's state (where a reservation's
// lines or a document's item live), it reads shards on the way.
class Planner {
 public:
  Planner(const Ledger& ledger, const ReadShard& read) : ledger_(ledger), read_(read) {}

  ShardSet shards;
  bool is_complete = true;  // every shard it had to read could be read

  void operator()(const Reserve& action) { Items(action.lines); }
  void operator()(const MoveStock& action) { Items(action.lines); }
  void operator()(const ChangeReservation& action) {
    const ShardId home = HomeOf(action.reservation);
    if (home >= ledger_.shard_count()) return;  // no reservation has this id
    shards.Add(home);
    Read(home, [&](const Shard& shard) {
      const Reservation* reservation = shard.FindReservation(action.reservation);
      if (reservation == nullptr) return;
      for (const ReservationLine& line : reservation->lines) {
        shards.Add(ShardOfItem(line.position.item));
      }
    });
  }
  void operator()(const TransferStock& action) {
    shards.Add(ledger_.ShardOf(action.item));
    shards.Add(ledger_.ShardOf(SupplyKey{SupplyKind::kTransfer, action.document, action.line}));
  }
  void operator()(const SetSupply& action) {
    Items(action.lines);
    for (const SupplyLine& line : action.lines) {
      Supply(line.key);
      Order(line.order_document, line.order_line);
    }
  }
  void operator()(const ReceiveSupply& action) {
    for (const ReceiptLine& line : action.lines) Supply(line.key);
  }
  void operator()(const CancelSupply& action) {
    for (const SupplyKey& key : action.keys) Supply(key);
  }
  void operator()(const ApplySnapshot& action) {
    shards.Add(ledger_.ShardOf(action.source));
    Items(action.rows);
  }
  void operator()(const Configure& action) { shards = ShardSet::All(ledger_.shard_count()); }

 private:
  void Read(ShardId id, const std::function<void(const Shard&)>& visit) {
    if (!read_(id, visit)) is_complete = false;
  }

  template <typename Lines>
  void Items(const Lines& lines) {
    for (const auto& line : lines) shards.Add(ledger_.ShardOf(line.item));
  }

  // A document line: its index, its item, and the commitment that it ships.
  void Supply(const SupplyKey& key) {
    shards.Add(ledger_.ShardOf(key));
    ItemId item = kNoItem;
    Read(ledger_.ShardOf(key), [&](const Shard& shard) { item = shard.FindDocument(key); });
    if (item == kNoItem) return;
    shards.Add(ShardOfItem(item));
    Read(ShardOfItem(item), [&](const Shard& shard) {
      const ScheduledReceipt* receipt = shard.FindReceipt(key);
      if (receipt != nullptr) Order(receipt->order_document, receipt->order_line);
    });
  }

  void Order(const std::string& document, uint32_t line) {
    if (document.empty()) return;
    shards.Add(ledger_.ShardOf(SupplyKey{SupplyKind::kCommitment, document, line}));
  }

  const Ledger& ledger_;
  const ReadShard& read_;
};

Planner Plan(const Ledger& ledger, const Command& command, const ReadShard& read) {
  Planner planner(ledger, read);
  if (!command.request.request_id.empty()) {
    planner.shards.Add(ledger.ShardOf(command.request.request_id));
  }
  std::visit([&](const auto& action) { planner(action); }, command.action);
  return planner;
}

}  // namespace

ShardSet ShardsNeeded(Ledger* ledger, const Command& command) {
  const ReadShard read = [&](ShardId id, const std::function<void(const Shard&)>& visit) {
    ShardLock lock(ledger, ShardSet::Of(id), ShardLock::Mode::kShared);
    visit(ledger->shard(id));
    return true;
  };
  return Plan(*ledger, command, read).shards;
}

bool IsCovered(const Ledger& ledger, const Command& command, const ShardSet& held) {
  const ReadShard read = [&](ShardId id, const std::function<void(const Shard&)>& visit) {
    if (!held.Contains(id)) return false;
    visit(ledger.shard(id));
    return true;
  };
  const Planner planner = Plan(ledger, command, read);
  return planner.is_complete && held.Covers(planner.shards);
}

std::vector<std::string> LocationsNamed(const Action& action) {
  std::vector<std::string> locations;
  if (const auto* move = std::get_if<MoveStock>(&action)) {
    if (!MakesItemsKnown(move->cause)) return locations;
    for (const StockLine& line : move->lines) locations.push_back(line.location);
  } else if (const auto* transfer = std::get_if<TransferStock>(&action)) {
    locations.push_back(transfer->to);
  } else if (const auto* set = std::get_if<SetSupply>(&action)) {
    for (const SupplyLine& line : set->lines) locations.push_back(line.location);
  } else if (const auto* snapshot = std::get_if<ApplySnapshot>(&action)) {
    for (const SnapshotRow& row : snapshot->rows) locations.push_back(row.location);
  }
  return locations;
}

}  // namespace atp
