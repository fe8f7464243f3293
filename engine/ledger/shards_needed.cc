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

  void operator()(const Reserve& action) {
    Items(action.lines);
    for (const ReserveLine& line : action.lines) {
      Parts(line.item);
      if (action.accepts_substitutes) Substitutes(line.item);
    }
  }
  void operator()(const MoveStock& action) { Items(action.lines); }
  void operator()(const ChangeReservation& action) { Promises(action.reservation); }
  void operator()(const MoveReservation& action) { Promises(action.reservation); }
  void operator()(const Reconfirm& action) {
    const ShardId home = ledger_.ShardOf(action.item);
    shards.Add(home);
    Read(home, [&](const Shard& shard) {
      const Item* item = shard.FindItem(action.item);
      if (item == nullptr) return;
      for (const Position& position : item->positions) {
        for (const auto& [key, quantity] : position.promises()) shards.Add(HomeOf(key.reservation));
        for (const auto& [key, line] : position.waiting()) shards.Add(HomeOf(key.reservation));
      }
    });
  }
  void operator()(const ChangeQuota& action) { Items(action.lines); }
  void operator()(const LearnSuppliers& action) { All(); }
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
  void operator()(const Configure& action) { All(); }
  void operator()(const ChangeSettings& action) { All(); }

 private:
  void Read(ShardId id, const std::function<void(const Shard&)>& visit) {
    if (!read_(id, visit)) is_complete = false;
  }

  void All() { shards = ShardSet::All(ledger_.shard_count()); }

  template <typename Lines>
  void Items(const Lines& lines) {
    for (const auto& line : lines) shards.Add(ledger_.ShardOf(line.item));
  }

  // What a kit is made of.
  void Parts(const std::string& item) {
    if (!ledger_.HasCompositeItems()) return;
    Read(ledger_.ShardOf(item),
         [&](const Shard& shard) { ledger_.AddPartsOf(shard.FindItemId(item), &shards); });
  }

  // What may be given in an item's place.
  void Substitutes(const std::string& item) {
    std::vector<std::string> substitutes;
    Read(ledger_.ShardOf(item), [&](const Shard& shard) {
      const auto* found = ledger_.directory().catalog().Find(SubstituteSetting{item, {}});
      if (found != nullptr) substitutes = found->substitutes;
    });
    for (const std::string& substitute : substitutes) {
      shards.Add(ledger_.ShardOf(substitute));
      Parts(substitute);
    }
  }

  // A reservation: its home, and the items of its lines.
  void Promises(ReservationId id) {
    const ShardId home = HomeOf(id);
    if (home >= ledger_.shard_count()) return;  // no reservation has this id
    shards.Add(home);
    Read(home, [&](const Shard& shard) {
      const Reservation* reservation = shard.FindReservation(id);
      if (reservation == nullptr) return;
      for (const ReservationLine& line : reservation->lines) {
        shards.Add(ShardOfItem(line.position.item));
      }
    });
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

}  // namespace atp
