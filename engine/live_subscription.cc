#include "engine/live_subscription.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "absl/container/btree_map.h"
#include "engine/base/check.h"

namespace atp {
namespace {

// How many entries one call reads from the journal, so that a filter that matches little still
// lets heartbeats through.
constexpr int kHistoryEntriesPerCall = 10'000;

}  // namespace

DeltaPtr MakeDelta(const Entry& entry, Reader* reader) {
  auto delta = std::make_shared<Delta>();
  delta->sequence = entry.sequence;
  delta->first_sequence = entry.sequence;
  delta->time = entry.time;
  delta->cause = entry.cause;
  delta->request_id = entry.request.request_id;
  delta->correlation_id = entry.request.correlation_id;
  delta->traceparent = entry.request.traceparent;
  delta->reservation = entry.reservation;
  for (const Posting& posting : entry.postings) {
    Delta::Change change;
    std::tie(change.item, change.location) = reader->KeysOf(posting.position);
    change.before = posting.before;
    change.after = posting.After();
    change.short_by = posting.short_by;
    change.at_risk = posting.at_risk;
    delta->changes.push_back(std::move(change));
  }
  return delta;
}

LiveSubscription::LiveSubscription(const SubscribeRequest& request, Sequence start, DeltaRing* ring,
                                   Journal* journal, CommitLog* log, Ledger* ledger, Reader* reader,
                                   std::function<void()> on_end)
    : request_(request),
      items_(request.items.begin(), request.items.end()),
      locations_(request.locations.begin(), request.locations.end()),
      ring_(*ring),
      journal_(*journal),
      log_(*log),
      ledger_(*ledger),
      reader_(*reader),
      on_end_(std::move(on_end)),
      is_live_(request.start == SubscribeRequest::Start::kNow),
      picture_shard_(
          request.start == SubscribeRequest::Start::kFullPicture ? 0 : ledger->shard_count()),
      delivered_(start) {}

std::optional<Sequence> LiveSubscription::place() const {
  if (picture_shard_ < ledger_.shard_count()) return std::nullopt;
  return delivered_;
}

void LiveSubscription::SkipTo(Sequence sequence) {
  ATP_CHECK(place().has_value());
  ATP_CHECK(sequence >= delivered_);
  delivered_ = sequence;
  is_live_ = true;
  history_.reset();
}

void LiveSubscription::Cancel() {
  is_cancelled_.store(true, std::memory_order_release);
  ring_.Wake();
}

absl::Status LiveSubscription::Next(size_t max, int timeout_ms, std::vector<FeedEvent>* events,
                                    bool* ended) {
  *ended = is_over_ || is_cancelled_.load(std::memory_order_acquire);
  if (*ended) return absl::OkStatus();
  std::vector<FeedEvent> fresh;
  absl::Status status;
  if (picture_shard_ < ledger_.shard_count()) {
    // Shards without a matching position say nothing; go on to one that does.
    uint32_t before;
    do {
      before = picture_shard_;
      ReadPicture(timeout_ms, &fresh);
    } while (fresh.empty() && picture_shard_ != before);
  } else {
    status = Pull(max, &fresh);
    if (status.ok() && fresh.empty() && !is_over_) {
      ring_.Wait(delivered_, timeout_ms);
      status = Pull(max, &fresh);
    }
  }
  if (!status.ok()) is_over_ = true;
  *ended = is_over_ || is_cancelled_.load(std::memory_order_acquire);
  if (fresh.empty() && !*ended) fresh.push_back(Heartbeat{delivered_});
  std::move(fresh.begin(), fresh.end(), std::back_inserter(*events));
  return status;
}

void LiveSubscription::ReadPicture(int timeout_ms, std::vector<FeedEvent>* events) {
  std::vector<FeedEvent> rows;
  const auto id = static_cast<ShardId>(picture_shard_);
  reader_.VisitPositions(
      id, [&](const std::string& item, const std::string& location, const Balances& balances) {
        if ((!items_.empty() && !items_.contains(item)) ||
            (!locations_.empty() && !locations_.contains(location))) {
          return;
        }
        rows.push_back(PictureRow{item, location, balances});
      });
  // What the rows show may be younger than the disk; it is not shown before it is durable.
  const Sequence shown = journal_.appended();
  if (ring_.last() < shown) ring_.Wait(ring_.last(), timeout_ms);
  if (ring_.last() < shown) return;  // this shard again, next time
  ++picture_shard_;
  std::move(rows.begin(), rows.end(), std::back_inserter(*events));
  if (picture_shard_ == ledger_.shard_count()) events->push_back(PictureEnd{delivered_});
}

absl::Status LiveSubscription::Pull(size_t max, std::vector<FeedEvent>* events) {
  if (history_ != nullptr) return CatchUp(max, events);
  std::vector<DeltaPtr> deltas;
  switch (ring_.Read(delivered_, max, &deltas)) {
    case DeltaRing::Found::kNothingNew:
      is_live_ = true;
      return absl::OkStatus();
    case DeltaRing::Found::kDeltas:
      is_live_ = true;
      for (const DeltaPtr& delta : deltas) Give(delta, events);
      return absl::OkStatus();
    case DeltaRing::Found::kTooOld:
      break;
  }
  if (!is_live_) return CatchUp(max, events);
  if (request_.on_lag == SubscribeRequest::OnLag::kCoalesce) return Coalesce(events);
  GiveReset("SUBSCRIBER_TOO_SLOW", events);
  return absl::OkStatus();
}

absl::Status LiveSubscription::CatchUp(size_t max, std::vector<FeedEvent>* events) {
  if (history_ == nullptr) {
    if (log_.OldestSequence() > delivered_ + 1) {
      GiveReset("SEQUENCE_TRIMMED", events);
      return absl::OkStatus();
    }
    auto reader = JournalReader::Open(&log_, delivered_ + 1);
    if (!reader.ok()) return reader.status();
    history_ = *std::move(reader);
  }
  Entry entry;
  for (int i = 0; i < kHistoryEntriesPerCall && events->size() < max; ++i) {
    if (!history_->Next(&entry)) {
      const absl::Status status = history_->status();
      history_.reset();
      return status;
    }
    if (entry.sequence > ring_.last()) {
      // Read, but not yet published as durable: the ring will have it.
      history_.reset();
      return absl::OkStatus();
    }
    if (entry.sequence != delivered_ + 1) {
      history_.reset();
      GiveReset("SEQUENCE_TRIMMED", events);
      return absl::OkStatus();
    }
    Give(MakeDelta(entry, &reader_), events);
  }
  return absl::OkStatus();
}

absl::Status LiveSubscription::Coalesce(std::vector<FeedEvent>* events) {
  const auto reader = JournalReader::Open(&log_, delivered_ + 1);
  if (!reader.ok()) return reader.status();
  const Sequence first = delivered_ + 1;
  const Sequence last = ring_.last();
  absl::btree_map<std::pair<std::string, std::string>, Delta::Change> changes;
  auto sum = std::make_shared<Delta>();
  Entry entry;
  while (delivered_ < last && (*reader)->Next(&entry)) {
    if (entry.sequence != delivered_ + 1) {
      GiveReset("SEQUENCE_TRIMMED", events);
      return absl::OkStatus();
    }
    const DeltaPtr delta = MakeDelta(entry, &reader_);
    for (const Delta::Change& change : delta->changes) {
      if (!Matches(change)) continue;
      const auto [it, is_new] = changes.try_emplace({change.item, change.location}, change);
      if (is_new) continue;
      it->second.after = change.after;
      it->second.short_by = change.short_by;
      it->second.at_risk = change.at_risk;
    }
    sum->sequence = entry.sequence;
    sum->time = entry.time;
    sum->cause = entry.cause;
    delivered_ = entry.sequence;
  }
  if (!(*reader)->status().ok()) return (*reader)->status();
  sum->first_sequence = first;
  for (auto& [key, change] : changes) sum->changes.push_back(std::move(change));
  if (sum->sequence != 0) events->push_back(DeltaPtr(std::move(sum)));
  return absl::OkStatus();
}

void LiveSubscription::GiveReset(std::string reason, std::vector<FeedEvent>* events) {
  events->push_back(Reset{log_.OldestSequence(), std::move(reason)});
  is_over_ = true;
}

bool LiveSubscription::Matches(const Delta::Change& change) const {
  return (items_.empty() || items_.contains(change.item)) &&
         (locations_.empty() || locations_.contains(change.location));
}

void LiveSubscription::Give(const DeltaPtr& delta, std::vector<FeedEvent>* events) {
  delivered_ = delta->sequence;
  const auto& changes = delta->changes;
  const size_t matching = std::count_if(changes.begin(), changes.end(),
                                        [&](const auto& change) { return Matches(change); });
  const bool is_filtered = !items_.empty() || !locations_.empty();
  if (!is_filtered || matching == changes.size()) {
    if (!is_filtered || matching > 0) events->push_back(delta);
    return;
  }
  if (matching == 0) return;
  auto part = std::make_shared<Delta>(*delta);
  part->changes.clear();
  std::copy_if(changes.begin(), changes.end(), std::back_inserter(part->changes),
               [&](const auto& change) { return Matches(change); });
  events->push_back(DeltaPtr(std::move(part)));
}

}  // namespace atp
