#include "engine/history.h"

#include <algorithm>
#include <random>

#include "absl/strings/numbers.h"
#include "absl/strings/str_format.h"
#include "engine/base/bytes.h"
#include "engine/base/hash.h"

namespace atp {
namespace {

constexpr uint64_t kFormat = 1;
constexpr size_t kIdDigits = 16;
constexpr size_t kHashBytes = 8;

}  // namespace

HistoryId NewHistoryId() {
  std::random_device random;
  HistoryId id = kNoHistory;
  while (id == kNoHistory) id = (HistoryId{random()} << 32) | random();
  return id;
}

std::string FormatHistoryId(HistoryId id) { return absl::StrFormat("%016x", id); }

HistoryId ParseHistoryId(std::string_view text) {
  HistoryId id = kNoHistory;
  const absl::string_view digits(text.data(), text.size());
  if (text.size() != kIdDigits || !absl::SimpleHexAtoi(digits, &id)) return kNoHistory;
  return FormatHistoryId(id) == text ? id : kNoHistory;
}

std::optional<Sequence> History::SharedWith(HistoryId id) const {
  const auto is_it = [id](const Branched& branch) { return branch.id == id; };
  auto it = std::find_if(branches_.begin(), branches_.end(), is_it);
  if (it == branches_.end()) return std::nullopt;
  Sequence shared = kAll;
  // A later branch may begin before an earlier one.
  for (++it; it != branches_.end(); ++it) shared = std::min(shared, it->after);
  return shared;
}

std::string History::Encode() const {
  std::string bytes;
  PutVarint(&bytes, kFormat);
  PutVarint(&bytes, branches_.size());
  for (const Branched& branch : branches_) {
    PutFixed64(&bytes, branch.id);
    PutVarint(&bytes, branch.after);
  }
  PutFixed64(&bytes, Hash64(bytes));
  return bytes;
}

absl::StatusOr<History> History::Decode(std::string_view bytes) {
  const absl::Status malformed = absl::DataLossError("the stored history is malformed");
  if (bytes.size() < kHashBytes) return malformed;
  const std::string_view hashed = bytes.substr(0, bytes.size() - kHashBytes);
  if (ByteReader(bytes.substr(hashed.size())).Fixed64() != Hash64(hashed)) return malformed;
  ByteReader reader(hashed);
  if (reader.Varint() != kFormat) {
    return absl::FailedPreconditionError("the stored history is of a newer version");
  }
  const uint64_t count = reader.Varint();
  History history(kNoHistory);
  history.branches_.clear();
  for (uint64_t i = 0; i < count && reader.ok(); ++i) {
    Branched branch;
    branch.id = reader.Fixed64();
    branch.after = reader.Varint();
    history.branches_.push_back(branch);
  }
  if (!reader.AtCleanEnd() || count == 0) return malformed;
  return history;
}

}  // namespace atp
