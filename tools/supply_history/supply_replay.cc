#include "tools/supply_history/supply_replay.h"

#include <algorithm>
#include <map>
#include <memory>
#include <set>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "engine/engine.h"
#include "engine/model/error.h"
#include "engine/store/memory_store.h"

namespace atp {
namespace {

constexpr ConfidenceLevel kLevels[] = {ConfidenceLevel::kGuaranteed, ConfidenceLevel::kExpected,
                                       ConfidenceLevel::kOptimistic};

using Month = absl::CivilMonth;

Month MonthOf(Day day) { return Month(absl::CivilDay(1970, 1, 1) + day); }

// What became of one line so far.
struct Progress {
  ReservationId reservation = kNoReservation;
  Day reserved_for = kNoDay;
  Day told = kNoDay;  // first told that it is at risk
  bool is_delivered = false;
};

// What happens on a day, as places in the list of lines.
struct DayPlan {
  std::vector<size_t> orders, slips, deliveries, due;
};

class Replay {
 public:
  Replay(const std::vector<OrderLine>& lines, const ReplayRules& rules)
      : lines_(lines), rules_(rules), progress_(lines.size()), clock_(0) {}

  absl::StatusOr<ReplayReport> Run() {
    EngineOptions options;
    options.shards = 8;
    options.background_threads = false;
    options.rule.horizon_days = kHorizonDaysMax;
    auto engine = Engine::Open(options, std::make_unique<MemoryStore>(&disk_), &clock_);
    if (!engine.ok()) return engine.status();
    engine_ = *std::move(engine);
    Plan();
    // Reservations add days to the plan, today or later.
    for (auto it = plan_.begin(); it != plan_.end() && status_.ok(); ++it) PlayDay(it);
    if (!status_.ok()) return status_;
    return report_;
  }

 private:
  void Plan() {
    for (size_t i = 0; i < lines_.size(); ++i) {
      const OrderLine& line = lines_[i];
      plan_[line.ordered].orders.push_back(i);
      plan_[line.delivered].deliveries.push_back(i);
      ++report_.lines;
      if (line.delivered <= line.promised) continue;
      ++report_.lines_late;
      const Day notice = line.promised - rules_.slip_notice_days;
      plan_[std::max(line.ordered, notice)].slips.push_back(i);
    }
  }

  void PlayDay(std::map<Day, DayPlan>::iterator it) {
    today_ = it->first;
    clock_.Set(today_ * kMicrosPerDay);
    if (MonthOf(today_) != month_) Learn();
    month_ = MonthOf(today_);
    for (const size_t i : it->second.orders) Order(i);
    for (const size_t i : it->second.slips) Slip(i);
    for (const size_t i : it->second.deliveries) Deliver(i);
    for (const size_t i : it->second.due) Due(i);
  }

  void Learn() {
    LearnSuppliers learn;
    learn.deliveries_min = rules_.deliveries_min;
    learn.guaranteed_percentile = rules_.guaranteed_percentile;
    learn.expected_percentile = rules_.expected_percentile;
    const Entry entry = Must(learn);
    ++report_.lessons;
    report_.settings_learned += entry.settings.size();
    for (const SettingChange& change : entry.settings) {
      learned_.insert(std::get<SupplierSetting>(change.after.value).supplier);
    }
  }

  void Order(size_t i) {
    Must(Supply(lines_[i], lines_[i].promised));
    const std::optional<Day> day = Ask(lines_[i]);
    if (!day.has_value()) {
      ++report_.not_reserved;
      return;
    }
    Reserve reserve;
    reserve.confirm = true;
    reserve.lines.push_back({ItemOf(lines_[i]), lines_[i].location, lines_[i].quantity, *day});
    const Entry entry = Must(reserve);
    if (entry.cause != Cause::kReserve) return Fail(lines_[i], "was not promised what was said");
    progress_[i].reservation = entry.reservation;
    progress_[i].reserved_for = *day;
    plan_[*day].due.push_back(i);
    ++report_.reservations;
  }

  // Takes each level at its word for every day; the first day with all of it guaranteed.
  std::optional<Day> Ask(const OrderLine& line) {
    std::vector<CheckLine> days;
    for (Day day = today_; day < today_ + kHorizonDaysMax; ++day) {
      days.push_back({ItemOf(line), {line.location}, day, 0});
    }
    const auto answer = engine_->Check(days);
    if (!answer.ok()) {
      Fail(line, answer.status().ToString());
      return std::nullopt;
    }
    std::optional<Day> guaranteed;
    for (size_t level = 0; level < kConfidenceLevels; ++level) {
      const std::optional<Day> first = Tally(line, *answer, level, &report_.all[level]);
      if (learned_.count(line.supplier) > 0) Tally(line, *answer, level, &report_.learned[level]);
      if (kLevels[level] == ConfidenceLevel::kGuaranteed) guaranteed = first;
    }
    return guaranteed;
  }

  static std::optional<Day> Tally(const OrderLine& line, const CheckAnswer& answer, size_t level,
                                  WordTally* tally) {
    std::optional<Day> first;
    ++tally->lines;
    for (const LinePromise& promise : answer.lines) {
      const Quantity said = promise.locations[0].atp_at[level];
      if (said <= 0) continue;
      const Quantity arrived = line.delivered <= promise.day ? line.quantity : 0;
      const bool is_kept = arrived >= said;
      ++tally->words;
      tally->words_kept += is_kept ? 1 : 0;
      if (said < line.quantity || first.has_value()) continue;
      first = promise.day;
      ++tally->first_words;
      tally->first_kept += is_kept ? 1 : 0;
      tally->first_days_after_promised += promise.day - line.promised;
    }
    return first;
  }

  void Slip(size_t i) {
    const Entry entry = Must(Supply(lines_[i], lines_[i].delivered));
    for (const Posting& posting : entry.postings) {
      for (const AtRisk& at_risk : posting.at_risk) {
        Progress& told = progress_[i];
        if (at_risk.reservation == told.reservation) told.told = today_;
      }
    }
  }

  void Deliver(size_t i) {
    ReceiveSupply receive;
    receive.lines.push_back({KeyOf(lines_[i]), lines_[i].quantity, false});
    Must(receive);
    progress_[i].is_delivered = true;
    // Late is better than never.
    if (progress_[i].reserved_for != kNoDay && progress_[i].reserved_for < today_) {
      Must(FulfilOf(i));
    }
  }

  void Due(size_t i) {
    const Progress& line = progress_[i];
    const auto fulfilled = Run(FulfilOf(i));
    if (fulfilled.ok() != line.is_delivered) {
      return Fail(lines_[i], "is fulfilled though not delivered, or the reverse");
    }
    if (line.is_delivered) {
      ++report_.kept;
      if (line.told != kNoDay) ++report_.kept_though_at_risk;
      return;
    }
    ++report_.missed;
    if (line.told != kNoDay && line.told < today_) {
      ++report_.missed_told_before;
      return;
    }
    const OrderLine& order = lines_[i];
    report_.untold.push_back(
        {order.line, order.id, order.ordered, order.promised, line.told, today_});
  }

  ChangeReservation FulfilOf(size_t i) const {
    ChangeReservation fulfil;
    fulfil.verb = ChangeReservation::Verb::kFulfil;
    fulfil.reservation = progress_[i].reservation;
    return fulfil;
  }

  static std::string ItemOf(const OrderLine& line) { return "line-" + std::to_string(line.line); }
  static SupplyKey KeyOf(const OrderLine& line) {
    return {SupplyKind::kCommitment, line.id, static_cast<uint32_t>(line.line)};
  }
  static SetSupply Supply(const OrderLine& line, Day day) {
    SupplyLine supply;
    supply.key = KeyOf(line);
    supply.item = ItemOf(line);
    supply.location = line.location;
    supply.quantity = line.quantity;
    supply.day = day;
    supply.supplier = line.supplier;
    return {{supply}};
  }

  absl::StatusOr<Outcome> Run(Action action) {
    Command command;
    command.request.request_id = absl::StrCat("replay-", ++requests_);
    command.action = std::move(action);
    return engine_->ExecuteAndWait(std::move(command));
  }
  Entry Must(Action action) {
    auto outcome = Run(std::move(action));
    if (outcome.ok()) return std::move(outcome->entry);
    if (status_.ok()) status_ = absl::InternalError(outcome.status().ToString());
    return Entry();
  }
  void Fail(const OrderLine& line, const std::string& what) {
    if (status_.ok()) {
      status_ = absl::InternalError(absl::StrCat("line ", line.line, " ", what));
    }
  }

  const std::vector<OrderLine>& lines_;
  const ReplayRules rules_;
  std::vector<Progress> progress_;  // of each line
  std::map<Day, DayPlan> plan_;
  std::set<std::string> learned_;  // suppliers
  MemoryDisk disk_;
  SimulatedClock clock_;
  std::unique_ptr<Engine> engine_;
  Day today_ = kNoDay;
  Month month_;
  uint64_t requests_ = 0;
  ReplayReport report_;
  absl::Status status_;  // the first failure
};

}  // namespace

absl::StatusOr<ReplayReport> ReplaySupply(const std::vector<OrderLine>& lines,
                                          const ReplayRules& rules) {
  return Replay(lines, rules).Run();
}

}  // namespace atp
