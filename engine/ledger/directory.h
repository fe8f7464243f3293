#ifndef ATP_ENGINE_LEDGER_DIRECTORY_H_
#define ATP_ENGINE_LEDGER_DIRECTORY_H_

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/ledger/catalog.h"
#include "engine/ledger/changed_rows.h"
#include "engine/ledger/ledger_row.h"
#include "engine/ledger/names.h"
#include "engine/model/entry.h"
#include "engine/model/field.h"

namespace atp {

// What all shards know: the locations, suppliers and channels with their numbers, and the settings.
//
// Guarded by all shard locks together: reading needs any one of them, changing needs every one
// exclusively. So reading it costs nothing under a lock that is held anyway, and it changes seldom.
//
// Its rows are kept and restored as a shard's are.
class Directory {
 public:
  const Names& locations() const { return names(NameKind::kLocation); }
  const Names& suppliers() const { return names(NameKind::kSupplier); }
  const Names& channels() const { return names(NameKind::kChannel); }
  // Any kind but items, which the shards know.
  const Names& names(NameKind kind) const { return names_[IndexOf(kind)]; }

  // The channel of this key, for which a setting must be in force; kNoChannel for an empty key.
  // UNKNOWN_CHANNEL naming `field`.
  absl::StatusOr<ChannelId> FindChannel(const std::string& key, Field field) const;

  const Catalog& catalog() const { return catalog_; }
  Catalog& catalog() { return catalog_; }

  Sequence applied() const { return applied_; }

  // Applies the entry's names and settings. `names` also knows the items that the entry defines.
  void Post(const Entry& entry, const NameResolver& names);

  // See Shard.
  ChangedRows& changed() { return changed_; }
  bool RowValue(std::string_view key, std::string* value) const;
  std::vector<LedgerRow> AllRows() const;
  absl::Status RestoreRow(std::string_view key, std::string_view value);
  void FinishRestore(Sequence applied) { applied_ = applied; }

 private:
  static size_t IndexOf(NameKind kind) {
    ATP_CHECK(kind != NameKind::kItem);
    return static_cast<size_t>(kind) - 1;
  }

  std::array<Names, 3> names_;
  Catalog catalog_;
  Sequence applied_ = 0;
  ChangedRows changed_;  // since the last checkpoint
};

}  // namespace atp

#endif  // ATP_ENGINE_LEDGER_DIRECTORY_H_
