#include "server/encoded_deltas.h"

#include <algorithm>
#include <string>
#include <utility>

#include "engine/base/check.h"
#include "proto/atp/v1/delta_service.pb.h"
#include "server/translate_delta.h"

namespace atp {
namespace {

// A piece is closed beyond this.
constexpr size_t kPieceBytes = 128 << 10;
// A message is; clients take 4 MiB unless they are told otherwise.
constexpr size_t kMessageBytes = 1 << 20;

}  // namespace

void EncodedDeltas::Restart(Sequence last) {
  const MutexLock lock(&mu_);
  pieces_.clear();
  bytes_ = 0;
  last_ = last;
}

void EncodedDeltas::Append(const std::vector<DeltaPtr>& deltas) {
  v1::WatchResponse one;
  std::string bytes;
  std::vector<uint32_t> ends;
  for (size_t i = 0; i < deltas.size(); ++i) {
    one.Clear();
    FillEvent(deltas[i], &one);
    one.AppendToString(&bytes);
    ends.push_back(static_cast<uint32_t>(bytes.size()));
    if (bytes.size() < kPieceBytes && i + 1 < deltas.size()) continue;
    const Sequence last = deltas[i]->sequence;
    Keep({last + 1 - ends.size(), last, grpc::Slice(bytes), std::move(ends)});
    bytes.clear();
    ends.clear();
  }
}

void EncodedDeltas::Keep(Piece piece) {
  const MutexLock lock(&mu_);
  ATP_CHECK(piece.first == last_ + 1);
  bytes_ += piece.bytes.size();
  last_ = piece.last;
  pieces_.push_back(std::move(piece));
  while (bytes_ > bytes_max_ && pieces_.size() > 1) {
    bytes_ -= pieces_.front().bytes.size();
    pieces_.pop_front();
  }
}

EncodedDeltas::Found EncodedDeltas::Take(Sequence* place, grpc::ByteBuffer* message) const {
  std::vector<grpc::Slice> slices;
  {
    const MutexLock lock(&mu_);
    if (*place >= last_) return Found::kNothingNew;
    if (pieces_.empty() || *place + 1 < pieces_.front().first) return Found::kTooOld;
    auto piece = std::lower_bound(
        pieces_.begin(), pieces_.end(), *place + 1,
        [](const Piece& before, Sequence sequence) { return before.last < sequence; });
    const size_t passed = *place + 1 - piece->first;
    const uint32_t begin = passed == 0 ? 0 : piece->ends[passed - 1];
    size_t size = 0;
    for (; piece != pieces_.end() && size < kMessageBytes; ++piece) {
      slices.push_back(piece->bytes);
      size += piece->bytes.size();
      *place = piece->last;
    }
    if (begin > 0) {
      const grpc::Slice& whole = slices.front();
      slices.front() = grpc::Slice(whole.begin() + begin, whole.size() - begin);
    }
  }
  grpc::ByteBuffer bytes(slices.data(), slices.size());
  message->Swap(&bytes);
  return Found::kDeltas;
}

}  // namespace atp
