#ifndef ATP_ENGINE_LEDGER_REQUEST_BOOK_H_
#define ATP_ENGINE_LEDGER_REQUEST_BOOK_H_

#include <deque>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "engine/base/hash.h"
#include "engine/model/types.h"

namespace atp {

// Remembers which entry answered which request id, until the window has passed. Ids are kept as
// 128-bit hashes; the entry itself has the id, and the journal keeps the entry.
//
// Not thread-safe: guarded by its shard's lock. Memory: some 80 bytes a request.
class RequestBook {
 public:
  struct Answer {
    Sequence sequence = 0;
    uint64_t fingerprint = 0;
    Micros time = 0;  // of the entry
  };

  // Null if unknown, or answered at or before `cutoff` (now less the window).
  const Answer* Find(std::string_view request_id, Micros cutoff) const;

  void Remember(const Hash128& id, const Answer& answer);

  // Drops what was answered at or before `cutoff`, oldest first; `dropped` receives their ids.
  void Forget(Micros cutoff, std::vector<Hash128>* dropped);

  const absl::flat_hash_map<Hash128, Answer>& answers() const { return answers_; }

  // After rows were restored in any order.
  void RebuildQueue();

 private:
  absl::flat_hash_map<Hash128, Answer> answers_;
  std::deque<std::pair<Micros, Hash128>> by_time_;  // ascending: entry times never fall
};

}  // namespace atp

#endif  // ATP_ENGINE_LEDGER_REQUEST_BOOK_H_
