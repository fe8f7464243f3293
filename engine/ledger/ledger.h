#ifndef ATP_ENGINE_LEDGER_LEDGER_H_
#define ATP_ENGINE_LEDGER_LEDGER_H_

#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include "engine/base/mutex.h"
#include "engine/ledger/directory.h"
#include "engine/ledger/shard.h"
#include "engine/ledger/shard_set.h"

namespace atp {

// All shards and their locks.
//
// Reading a shard needs its lock shared, Post() needs it exclusive; take them with a ShardLock,
// which locks in ascending order. The directory is guarded by all shard locks together. Which
// locks a command needs is only known at run time, so this is checked by DCHECK and by
// ThreadSanitizer rather than by annotations.
class Ledger {
 public:
  explicit Ledger(uint32_t shard_count);

  uint32_t shard_count() const { return static_cast<uint32_t>(slots_.size()); }
  Shard& shard(ShardId id) { return slots_[id]->shard; }
  const Shard& shard(ShardId id) const { return slots_[id]->shard; }
  Directory& directory() { return directory_; }
  const Directory& directory() const { return directory_; }

  ShardId ShardOf(std::string_view key) const { return ShardOfKey(key, shard_count()); }
  ShardId ShardOf(const SupplyKey& key) const { return ShardOfDocument(key, shard_count()); }

  // The shards that have a part in the entry; all of them for kDefine, kConfigure and kSet. The
  // entry must have its sequence.
  ShardSet ShardsOf(const Entry& entry) const;

  // What keys are called inside. Items are looked up in their shards, whose locks must be held.
  const NameResolver& names() const { return names_; }

  // True if an item may be served by others, as kits are. May be read without any lock, and then is
  // a hint; true under the lock of any shard. Where nothing of the kind is set nobody need look.
  bool HasCompositeItems() const { return has_composite_items_.load(std::memory_order_relaxed); }

  // Adds the shards of what a kit is made of; of an item that is no kit there are none. The lock of
  // some shard must be held.
  void AddPartsOf(ItemId item, ShardSet* shards) const;

  // Posts the entry to every shard that has a part in it and has not applied it yet (that is how
  // replay skips what a checkpoint already holds). Those shards must be locked exclusively; for
  // kExtend also those of the reservation's lines.
  void Post(const Entry& entry);

  // The same for those of `some` shards, and nothing that is derived: for replay, where several
  // threads have shards of their own. Not for an entry that concerns the directory.
  void PostTo(const ShardSet& some, const Entry& entry);
  static bool ConcernsDirectory(const Entry& entry) {
    return entry.cause == Cause::kDefine || entry.cause == Cause::kSet;
  }

  // After recovery: what is derived from the state. Every held reservation's deadline, in every
  // shard that holds a line of it; and the catalog's books.
  void RebuildDerived();

 private:
  friend class ShardLock;
  struct alignas(64) Slot {
    Slot(ShardId id, uint32_t count) : shard(id, count) {}
    SharedMutex mu;
    Shard shard;
  };

  class ItemsAndNames final : public NameResolver {
   public:
    explicit ItemsAndNames(const Ledger& ledger) : ledger_(ledger) {}
    ItemId Item(std::string_view key) const override;
    LocationId Location(std::string_view key) const override;
    SupplierId Supplier(std::string_view key) const override;
    ChannelId Channel(std::string_view key) const override;

   private:
    const Ledger& ledger_;
  };

  void NoteCompositeItems();

  // A new deadline may be earlier than the old one, so every shard of the reservation's lines must
  // hear of it, although the entry touches only the home.
  void MoveExpiryHints(const Entry& entry);

  const ShardSet all_;
  std::vector<std::unique_ptr<Slot>> slots_;
  Directory directory_;
  // Relaxed: who must be sure holds a lock of those under which it changes.
  std::atomic<bool> has_composite_items_{false};
  const ItemsAndNames names_{*this};
};

// Holds the locks of a set of shards. Never held over I/O, nor taken while holding another.
class ShardLock {
 public:
  enum class Mode { kShared, kExclusive };

  ShardLock(Ledger* ledger, const ShardSet& shards, Mode mode);
  ~ShardLock();
  ShardLock(const ShardLock&) = delete;
  ShardLock& operator=(const ShardLock&) = delete;

  const ShardSet& shards() const { return shards_; }

 private:
  Ledger* const ledger_;
  const ShardSet shards_;
  const Mode mode_;
};

}  // namespace atp

#endif  // ATP_ENGINE_LEDGER_LEDGER_H_
