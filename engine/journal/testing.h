#ifndef ATP_ENGINE_JOURNAL_TESTING_H_
#define ATP_ENGINE_JOURNAL_TESTING_H_

#include <cstdint>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "engine/model/entry.h"
#include "engine/store/commit_log.h"

namespace atp {

// Entries, and a log that can be damaged, for the tests of this room.

// A storefront's commonest request: one unit of one position, with a UUID as request id.
Entry OneLineReservation();

// An entry of this cause in which every optional part may or may not be there.
Entry RandomEntry(std::mt19937_64* random, Cause cause);
Entry RandomEntry(std::mt19937_64* random);  // of any cause

// Every field as text: entries are equal if this is.
std::string Describe(const Entry& entry);

// A log over a map that a test may change as it likes.
class BareLog final : public CommitLog {
 public:
  std::map<uint64_t, std::string> groups;  // by the sequence under which each is kept
  uint64_t oldest = 1;
  uint64_t last = 0;
  uint64_t syncs = 0;  // synced appends and Sync() calls
  int reads = 0;

  absl::Status Append(uint64_t after, uint64_t last, std::string_view group, bool sync) override;
  absl::Status Sync() override;
  uint64_t LastSequence() const override { return last; }
  uint64_t OldestSequence() const override { return oldest; }
  absl::StatusOr<std::unique_ptr<GroupReader>> ReadFrom(uint64_t sequence) override;
  absl::Status TrimTo(uint64_t sequence) override;
};

}  // namespace atp

#endif  // ATP_ENGINE_JOURNAL_TESTING_H_
