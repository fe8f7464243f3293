#ifndef ATP_ENGINE_ROW_COPY_H_
#define ATP_ENGINE_ROW_COPY_H_

#include <cstddef>
#include <deque>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/ledger/changed_rows.h"
#include "engine/ledger/ledger.h"
#include "engine/model/types.h"
#include "engine/store/state_store.h"

namespace atp {

// The changed rows of a shard, or of the directory, as they all were at one sequence, copied while
// the ledger goes on.
//
//   take the changed keys                    locked for an instant
//   copy their rows, some at a time          locked shared, for kRowsAtOnce rows
//   those that changed meanwhile: again      fewer each time
//   the few that are left                    locked, so that these and the sequence are one moment
//
// A row that changes after it was copied is among those that changed meanwhile. So the copy is what
// one long lock would have given, and the longest lock is that of a few hundred rows, however many
// there are.
//
// For one thread. Memory: the rows, and some 60 bytes for each.
class RowCopy {
 public:
  static constexpr size_t kRowsAtOnce = 256;
  // Keys that are few enough to be copied under one lock.
  static constexpr size_t kLastBytes = 8 << 10;
  static constexpr int kRoundsMax = 4;

  // `rows` is a Shard or the Directory and is guarded by the locks of `guard`; `sequence` says,
  // under these, what the rows reflect.
  template <typename Rows>
  RowCopy(Ledger* ledger, const ShardSet& guard, Rows* rows,
          const std::function<Sequence()>& sequence)
      : RowCopy(ledger, guard, &rows->changed(), sequence,
                [rows](std::string_view key, std::string* value) {
                  return rows->RowValue(key, value);
                }) {}
  RowCopy(RowCopy&&) = default;

  Sequence applied() const { return applied_; }

  // In the order of keys. They point into this.
  std::vector<RowChange> Changes() const;

  // The keys, so that they can count as changed again.
  ChangedRows TakeKeys();

 private:
  using RowValue = std::function<bool(std::string_view key, std::string* value)>;
  struct Row {
    std::string_view key;
    size_t begin = 0;  // of its value in values_
    size_t size = 0;
    bool is_gone = false;
  };

  RowCopy(Ledger* ledger, const ShardSet& guard, ChangedRows* changed,
          const std::function<Sequence()>& sequence, const RowValue& value);
  void Copy(std::string_view key, const RowValue& value, std::vector<Row>* rows);
  // What was copied last replaces what was copied before.
  void Merge(std::vector<Row> last);

  std::deque<ChangedRows> keys_;  // of each round; rows_ points into them
  std::string values_;
  std::string value_;
  std::vector<Row> rows_;
  Sequence applied_ = 0;
};

}  // namespace atp

#endif  // ATP_ENGINE_ROW_COPY_H_
