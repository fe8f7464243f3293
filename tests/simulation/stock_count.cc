#include "tests/simulation/stock_count.h"

#include <algorithm>
#include <cstdlib>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/model/error.h"
#include "tests/simulation/world.h"

namespace atp::simulation {
namespace {

constexpr char kSource[] = "erp";
// So far back a count may reflect what has moved.
constexpr int64_t kBackMax = 30;

}  // namespace

// The sequences up to `end` are what they were; others may come in the place of the rest.
void StockCount::EngineBack(uint64_t end) {
  if (plan_.has_value() && *plan_->header.reflects_sequence > end) Drop();
}

void StockCount::Drop() {
  import_.reset();
  plan_.reset();
  is_unsure_ = false;
}

bool StockCount::MakeQuiet(World* world) {
  while (world->engine() != nullptr && !world->disk().has_log_failed() && !world->is_violated()) {
    const Sequence before = world->engine()->Status().journaled;
    const Micros now = world->clock().Now();
    world->engine()->SettleDue();
    world->engine()->Pump();
    if (world->engine() == nullptr) return false;
    const EngineStatus status = world->engine()->Status();
    if (status.journaled != before || status.durable != before) continue;
    // Others may have acted while the disk was slow, and what was not due then may be due now.
    if (world->clock().Now() != now) continue;
    return world->latest() == now && !world->is_stopping();
  }
  return false;
}

void StockCount::Step(World* world) {
  // It waits for the disk, where others may not; and the book knows what must come of it only where
  // the time is beyond doubt.
  if (world->is_writing() || world->latest() != world->clock().Now()) return;
  if (!MakeQuiet(world)) return;
  if (import_ != nullptr) {
    return next_ < plan_->batches.size() ? PushNext(world) : Finish(world);
  }
  if (!plan_.has_value() && ended_.has_value() && world->dice().OneIn(3)) return Repeat(world);
  if (!plan_.has_value()) Draw(world);
  Begin(world);
}

void StockCount::Draw(World* world) {
  Dice& dice = world->dice();
  Plan& plan = plan_.emplace();
  SnapshotHeader& header = plan.header;
  header.source = kSource;
  header.snapshot_id = header.request.request_id = absl::StrCat("count-", ++counts_);
  header.is_full = dice.OneIn(3);
  const auto last = static_cast<int64_t>(world->showable());
  header.reflects_sequence =
      static_cast<Sequence>(dice.Between(std::max<int64_t>(1, last - kBackMax), last));
  plan.batches.resize(static_cast<size_t>(dice.Between(1, 3)));
  for (Rows& rows : plan.batches) {
    for (int64_t left = dice.Between(1, 5); left > 0; --left) {
      const Place place = world->SomePlace();
      rows.push_back({place.first, place.second, dice.OneIn(20) ? -1 : dice.Between(0, 25)});
    }
  }
}

void StockCount::Begin(World* world) {
  next_ = 0;
  expected_ = DriftReport();
  named_.clear();
  const Sequence reflects = expected_.reflects = *plan_->header.reflects_sequence;
  auto import = world->engine()->BeginSnapshot(plan_->header);
  if (import.ok()) {
    world->Note(absl::StrCat(plan_->header.snapshot_id, " begins, reflecting ", reflects));
    import_ = *std::move(import);
    if (is_unsure_) next_ = plan_->batches.size();  // to ask whether it has come to its end
    return;
  }
  const std::string reason = ErrorReason(import.status());
  world->Note(plan_->header.snapshot_id + " refused: " + reason);
  const bool is_older = reflects < world->book().now().reflected();
  const bool is_trimmed = world->engine()->Status().oldest > reflects + 1;
  Drop();
  if (reason == "SNAPSHOT_OLDER" ? is_older : reason == "SEQUENCE_TRIMMED" && is_trimmed) return;
  world->Violate("a count that begins: " + import.status().ToString());
}

template <typename Act>
bool StockCount::Write(World* world, const Rows& rows, const Act& act) {
  const SnapshotHeader& header = plan_->header;
  const Sequence reflects = *header.reflects_sequence;
  PlainLedger& ledger = world->book().now();
  bool is_known = world->engine()->Status().oldest <= reflects + 1;
  for (const SnapshotRow& row : rows) {
    is_known &= ledger.MovedSince({row.item, row.location}, reflects).has_value();
    named_.insert({row.item, row.location});
  }
  if (!is_known) {
    world->Note(header.snapshot_id + " is given up: it took too long");
    Drop();
    return false;
  }
  const Micros now = world->clock().Now();
  const Sequence sequence = world->engine()->Status().journaled + 1;
  Decided decided;
  decided.sequence = sequence;
  decided.request_id = absl::StrCat(header.snapshot_id, " at ", sequence);
  decided.action = ApplySnapshot{header.source, header.snapshot_id, reflects, rows};
  decided.time = now;
  decided.answer = ledger.Execute(decided.action, now, kNoReservation);
  decided.is_silent = true;
  if (!decided.answer.reason.empty()) {
    world->Violate(decided.request_id + " is decided though it is " + decided.answer.reason);
    return false;
  }
  Expect(decided.answer);
  world->Note(absl::StrCat(decided.request_id, ": ", rows.size(), " rows"));
  world->book().Add(std::move(decided));

  const uint64_t life = world->life();
  const absl::Status status = act();
  if (world->engine() == nullptr || world->life() != life || world->is_violated()) return false;
  if (!status.ok()) {
    world->witness().JudgeUnavailable(status);
    return false;
  }
  if (!world->witness().MayBeShown(sequence)) return false;
  world->book().Acknowledge(sequence);
  return true;
}

void StockCount::Expect(const PlainAnswer& answer) {
  expected_.rows += answer.counted.size();
  for (const PlainAnswer::Counted& row : answer.counted) {
    const Quantity drift = row.after - row.before;
    if (!row.set_aside.empty()) {
      ++expected_.set_aside;
    } else {
      ++(drift == 0 ? expected_.unchanged : expected_.set);
    }
    expected_.drift_absolute += std::abs(drift);
    expected_.drift_net += drift;
  }
}

void StockCount::PushNext(World* world) {
  const Rows& rows = plan_->batches[next_++];
  const Place place{rows[0].item, rows[0].location};
  if (Write(world, rows, [&] { return import_->Push(rows); })) {
    world->witness().CheckPlace(place);
  }
}

StockCount::Rows StockCount::LeftOut(World* world) const {
  std::set<std::string> locations;
  for (const Place& place : named_) locations.insert(place.second);
  Rows rows;
  for (const Place& place : world->book().now().Places()) {
    const bool is_counted = locations.count(place.second) > 0 && named_.count(place) == 0;
    const Balances balances = world->book().now().BalancesAt(place, world->clock().Now());
    if (is_counted && balances.on_hand > 0) rows.push_back({place.first, place.second, 0});
  }
  return rows;
}

void StockCount::Finish(World* world) {
  const bool was_unsure = std::exchange(is_unsure_, true);
  const Micros asked = world->clock().Now();  // it may take its time
  absl::StatusOr<DriftReport> report = absl::UnknownError("not asked");
  const auto finish = [&] { return report = import_->Finish(), report.status(); };
  const Rows left_out = plan_->header.is_full ? LeftOut(world) : Rows();
  if (!left_out.empty()) {
    if (!Write(world, left_out, finish)) return;
  } else {
    const uint64_t life = world->life();
    const absl::Status status = finish();
    if (world->engine() == nullptr || world->life() != life || world->is_violated()) return;
    if (!status.ok()) return world->witness().JudgeUnavailable(status);
  }
  world->Note(absl::StrCat(plan_->header.snapshot_id, " ends at ", report->last_sequence));
  if (!world->witness().MayBeShown(report->last_sequence)) return;
  // Asked a second time it may say what it said when nobody heard it.
  const bool is_as_expected = !report->repeated && IsSame(*report, expected_);
  if (!is_as_expected && !(was_unsure && report->repeated)) {
    return world->Violate(plan_->header.snapshot_id + " has another report than its rows");
  }
  ended_ = {plan_->header, *report, asked};
  // When it first ended, and so when it is forgotten, nobody has heard.
  if (report->repeated) ended_.reset();
  Drop();
}

void StockCount::Repeat(World* world) {
  if (ended_->time <= world->latest() - world->options().request_window) return ended_.reset();
  const auto import = world->engine()->BeginSnapshot(ended_->header);
  const auto report = import.ok() ? (*import)->Finish() : import.status();
  if (!report.ok()) {
    return world->Violate("a count that is asked for again: " + report.status().ToString());
  }
  world->Note(ended_->header.snapshot_id + " again");
  if (!report->repeated || !IsSame(*report, ended_->report) ||
      report->last_sequence != ended_->report.last_sequence) {
    world->Violate(ended_->header.snapshot_id + " is forgotten, or remembered differently");
  }
}

bool StockCount::IsSame(const DriftReport& a, const DriftReport& b) {
  return a.rows == b.rows && a.set == b.set && a.unchanged == b.unchanged &&
         a.set_aside == b.set_aside && a.drift_absolute == b.drift_absolute &&
         a.drift_net == b.drift_net && a.reflects == b.reflects;
}

}  // namespace atp::simulation
