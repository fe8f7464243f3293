#ifndef ATP_ENGINE_HISTORY_H_
#define ATP_ENGINE_HISTORY_H_

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/model/types.h"

namespace atp {

// Names one course of events. Never 0.
using HistoryId = uint64_t;
inline constexpr HistoryId kNoHistory = 0;

// A random one.
HistoryId NewHistoryId();

// 16 hexadecimal digits, lower case; and back, kNoHistory if it is not that.
std::string FormatHistoryId(HistoryId id);
HistoryId ParseHistoryId(std::string_view text);

// Which course of events the sequences of a ledger count.
//
// A ledger that is restored from a backup, or opened without what its log has lost, goes on from an
// earlier sequence with other entries: the same numbers then mean other things. So it begins a new
// history there, and remembers the ones before and how far it shares them:
//
//   7f..  1 ---- 500 ---- 730               what was told before
//   c2..          500 -- 501 -- 640         restored to 500: shares 7f.. up to 500
//   08..                   501 - 502 -      restored once more, to 501: c2.. up to 501, 7f.. to 500
//
// Not thread-safe. A few dozen bytes.
class History {
 public:
  // Of a new ledger.
  explicit History(HistoryId first) : branches_({{first, 0}}) {}

  // Goes on as `id` after the sequence `after`, which this ledger has reached.
  void Branch(HistoryId id, Sequence after) { branches_.push_back({id, after}); }

  HistoryId current() const { return branches_.back().id; }
  // The first: the same in all that were ever the same ledger, and in no other.
  HistoryId ledger() const { return branches_.front().id; }

  // Up to which sequence all that happened in `id` is what happened here; no value: it is not a
  // history of this ledger. Of the current one: kAll, since it has no other continuation.
  static constexpr Sequence kAll = std::numeric_limits<Sequence>::max();
  std::optional<Sequence> SharedWith(HistoryId id) const;
  // The same with any history that this ledger ever had.
  Sequence SharedWithEach() const { return *SharedWith(ledger()); }

  // Versioned and checked; DATA_LOSS if the bytes are not exactly what Encode() makes,
  // FAILED_PRECONDITION if a newer version made them.
  std::string Encode() const;
  static absl::StatusOr<History> Decode(std::string_view bytes);

 private:
  struct Branched {
    HistoryId id = kNoHistory;
    Sequence after = 0;
  };

  std::vector<Branched> branches_;  // never empty
};

}  // namespace atp

#endif  // ATP_ENGINE_HISTORY_H_
