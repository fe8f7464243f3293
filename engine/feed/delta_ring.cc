#include "engine/feed/delta_ring.h"

#include <algorithm>
#include <utility>

#include "engine/base/check.h"

namespace atp {

void DeltaRing::Append(Sequence first, Sequence last, size_t bytes, Decode decode) {
  auto batch = std::make_shared<Batch>();
  batch->first = first;
  batch->last = last;
  batch->bytes = bytes;
  batch->decode = std::move(decode);
  const MutexLock lock(&mu_);
  ATP_CHECK(first == last_ + 1);
  ATP_CHECK(last >= first);
  batches_.push_back(std::move(batch));
  bytes_ += bytes;
  last_ = last;
  while (bytes_ > bytes_max_ && batches_.size() > 1) {
    bytes_ -= batches_.front()->bytes;
    batches_.pop_front();
  }
  changed_.SignalAll();
}

DeltaRing::Found DeltaRing::Read(Sequence after, size_t max, std::vector<DeltaPtr>* deltas) {
  std::shared_ptr<Batch> batch;
  {
    const MutexLock lock(&mu_);
    if (after >= last_) return Found::kNothingNew;
    if (batches_.empty() || after + 1 < batches_.front()->first) return Found::kTooOld;
    batch = *std::lower_bound(
        batches_.begin(), batches_.end(), after + 1,
        [](const std::shared_ptr<Batch>& b, Sequence sequence) { return b->last < sequence; });
  }
  std::call_once(batch->once, [&] {
    batch->deltas = batch->decode();
    batch->decode = nullptr;
    ATP_CHECK(batch->deltas.size() == batch->last - batch->first + 1);
  });
  size_t index = after + 1 - batch->first;
  for (; index < batch->deltas.size() && max > 0; ++index, --max) {
    deltas->push_back(batch->deltas[index]);
  }
  return Found::kDeltas;
}

void DeltaRing::Wait(Sequence after, int timeout_ms) {
  const MutexLock lock(&mu_);
  if (after >= last_ && timeout_ms > 0) changed_.WaitFor(&mu_, timeout_ms);
}

void DeltaRing::Wake() {
  const MutexLock lock(&mu_);
  changed_.SignalAll();
}

Sequence DeltaRing::last() const {
  const MutexLock lock(&mu_);
  return last_;
}

}  // namespace atp
