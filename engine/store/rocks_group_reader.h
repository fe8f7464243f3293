#ifndef ATP_ENGINE_STORE_ROCKS_GROUP_READER_H_
#define ATP_ENGINE_STORE_ROCKS_GROUP_READER_H_

#include <rocksdb/iterator.h>

#include <cstdint>
#include <memory>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/store/commit_log.h"

namespace atp {

// A row of the journal: a group and the sequences that it holds.
struct StoredGroup {
  uint64_t first = 0;
  uint64_t last = 0;
  std::string_view bytes;
};

// The group under a valid iterator; valid until that moves. DATA_LOSS if the row is malformed.
absl::StatusOr<StoredGroup> GroupAt(const rocksdb::Iterator& it);

// The log from `sequence` to `end`, both known when the iterator was made: whatever is missing
// between them is a loss, not an end.
class RocksGroupReader final : public GroupReader {
 public:
  RocksGroupReader(std::unique_ptr<rocksdb::Iterator> it, uint64_t sequence, uint64_t end);

  bool Next(std::string_view* group, uint64_t* first) override;
  absl::Status status() const override { return status_; }

 private:
  void Advance();
  bool Continues(const StoredGroup& group);
  absl::Status MissingOr(const rocksdb::Status& status) const;
  bool Stop(absl::Status status);

  const std::unique_ptr<rocksdb::Iterator> it_;
  uint64_t next_;  // the sequence that the next group begins with (the first one: holds)
  const uint64_t end_;
  bool is_started_ = false;
  absl::Status status_;
};

}  // namespace atp

#endif  // ATP_ENGINE_STORE_ROCKS_GROUP_READER_H_
