#include "engine/row_copy.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace atp {

RowCopy::RowCopy(Ledger* ledger, const ShardSet& guard, ChangedRows* changed,
                 const std::function<Sequence()>& sequence, const RowValue& value) {
  for (int round = 1;; ++round) {
    std::vector<Row> rows;
    {
      const ShardLock lock(ledger, guard, ShardLock::Mode::kExclusive);
      keys_.push_back(changed->Take());
      if (keys_.back().bytes() <= kLastBytes || round == kRoundsMax) {
        for (const std::string_view key : keys_.back().InOrder()) Copy(key, value, &rows);
        applied_ = sequence();
        Merge(std::move(rows));
        return;
      }
    }
    const std::vector<std::string_view> keys = keys_.back().InOrder();
    for (size_t first = 0; first < keys.size(); first += kRowsAtOnce) {
      const size_t last = std::min(keys.size(), first + kRowsAtOnce);
      const ShardLock lock(ledger, guard, ShardLock::Mode::kShared);
      for (size_t i = first; i < last; ++i) Copy(keys[i], value, &rows);
    }
    Merge(std::move(rows));
  }
}

void RowCopy::Copy(std::string_view key, const RowValue& value, std::vector<Row>* rows) {
  value_.clear();
  const bool is_there = value(key, &value_);
  rows->push_back({key, values_.size(), is_there ? value_.size() : 0, !is_there});
  if (is_there) values_.append(value_);
}

void RowCopy::Merge(std::vector<Row> last) {
  if (rows_.empty()) {
    rows_ = std::move(last);
    return;
  }
  std::vector<Row> before = std::exchange(rows_, {});
  rows_.reserve(before.size() + last.size());
  // Takes of equal keys the first.
  std::set_union(last.begin(), last.end(), before.begin(), before.end(), std::back_inserter(rows_),
                 [](const Row& a, const Row& b) { return a.key < b.key; });
}

std::vector<RowChange> RowCopy::Changes() const {
  std::vector<RowChange> changes;
  changes.reserve(rows_.size());
  const std::string_view values = values_;
  for (const Row& row : rows_) {
    changes.push_back({row.key, std::nullopt});
    if (!row.is_gone) changes.back().value = values.substr(row.begin, row.size);
  }
  return changes;
}

ChangedRows RowCopy::TakeKeys() {
  rows_.clear();
  ChangedRows keys = keys_.front().Take();
  for (size_t i = 1; i < keys_.size(); ++i) keys.Add(keys_[i]);
  return keys;
}

}  // namespace atp
