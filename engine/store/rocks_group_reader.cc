#include "engine/store/rocks_group_reader.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/bytes.h"
#include "engine/store/rocks_slice.h"
#include "engine/store/rocks_status.h"
#include "engine/store/store_keys.h"

namespace atp {

absl::StatusOr<StoredGroup> GroupAt(const rocksdb::Iterator& it) {
  ByteReader key(ToView(it.key()));
  ByteReader value(ToView(it.value()));
  StoredGroup group;
  group.first = key.Key64();
  group.last = value.Key64();
  group.bytes = value.rest();
  if (!key.AtCleanEnd() || !value.ok() || group.last < group.first) {
    return absl::DataLossError(absl::StrCat("journal: malformed row ", it.key().ToString(true)));
  }
  return group;
}

RocksGroupReader::RocksGroupReader(std::unique_ptr<rocksdb::Iterator> it, uint64_t sequence,
                                   uint64_t end)
    : it_(std::move(it)), next_(sequence), end_(end) {}

bool RocksGroupReader::Next(std::string_view* group, uint64_t* first) {
  if (!status_.ok() || next_ > end_) return false;
  Advance();
  if (!it_->Valid()) return Stop(MissingOr(it_->status()));
  const absl::StatusOr<StoredGroup> found = GroupAt(*it_);
  if (!found.ok()) return Stop(found.status());
  if (!Continues(*found)) return Stop(MissingOr(rocksdb::Status::OK()));
  *group = found->bytes;
  *first = found->first;
  next_ = found->last + 1;
  return true;
}

void RocksGroupReader::Advance() {
  if (is_started_) return it_->Next();
  it_->SeekForPrev(JournalKey(next_));
}

// The first group holds next_, every other one begins with it.
bool RocksGroupReader::Continues(const StoredGroup& group) {
  if (is_started_) return group.first == next_;
  is_started_ = true;
  return group.first <= next_ && next_ <= group.last;
}

absl::Status RocksGroupReader::MissingOr(const rocksdb::Status& status) const {
  if (!status.ok()) return FromRocks(status, absl::StrCat("read the journal at ", next_));
  return absl::DataLossError(
      absl::StrCat("journal: the group with sequence ", next_, " is missing"));
}

bool RocksGroupReader::Stop(absl::Status status) {
  status_ = std::move(status);
  return false;
}

}  // namespace atp
