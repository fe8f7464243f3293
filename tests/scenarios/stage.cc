#include "tests/scenarios/stage.h"

#include <algorithm>
#include <stdexcept>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "engine/model/error.h"

namespace atp {
namespace {

constexpr Day kFirstDay = 20'000;
constexpr Micros kMorning = kFirstDay * kMicrosPerDay + 8 * kMicrosPerHour;

}  // namespace

Stage::Stage() : clock_(kMorning) { Restart(); }

void Stage::Restart() {
  engine_.reset();
  EngineOptions options;
  options.shards = 4;
  options.background_threads = false;
  auto opened = Engine::Open(options, std::make_unique<MemoryStore>(&disk_), &clock_);
  if (!opened.ok()) throw std::runtime_error(opened.status().ToString());
  engine_ = *std::move(opened);
}

void Stage::Checkpoint() {
  const auto reached = engine_->Checkpoint();
  if (!reached.ok()) throw std::runtime_error(reached.status().ToString());
}

const std::map<std::string, Stage::Verb>& Stage::Verbs() {
  static const auto* const kVerbs = new std::map<std::string, Verb>{
      {"after", &Stage::After},
      {"tomorrow", &Stage::Tomorrow},
      {"mark", &Stage::Mark},
      {"restart", &Stage::Restart},
      {"receive", &Stage::MoveStockBy<Cause::kReceive>},
      {"issue", &Stage::MoveStockBy<Cause::kIssue>},
      {"adjust", &Stage::MoveStockBy<Cause::kAdjust>},
      {"count", &Stage::MoveStockBy<Cause::kCount>},
      {"hold", &Stage::MoveStockBy<Cause::kHold>},
      {"unhold", &Stage::MoveStockBy<Cause::kUnhold>},
      {"return", &Stage::MoveStockBy<Cause::kReturn>},
      {"safety", &Stage::MoveStockBy<Cause::kSetSafetyStock>},
      {"transfer", &Stage::Transfer},
      {"supply", &Stage::Supply},
      {"arrive", &Stage::Arrive},
      {"cancel", &Stage::Cancel},
      {"snapshot", &Stage::Snapshot},
      {"stock", &Stage::Stock},
      {"check", &Stage::Check},
      {"check-then", &Stage::CheckThen},
      {"levels", &Stage::Levels},
      {"earliest", &Stage::Earliest},
      {"explain", &Stage::Explain},
      {"reserve", &Stage::ReserveLines},
      {"confirm", &Stage::ChangeBy<ChangeReservation::Verb::kConfirm>},
      {"extend", &Stage::ChangeBy<ChangeReservation::Verb::kExtend>},
      {"fulfil", &Stage::ChangeBy<ChangeReservation::Verb::kFulfil>},
      {"release", &Stage::ChangeBy<ChangeReservation::Verb::kRelease>},
      {"move", &Stage::Move},
      {"reconfirm", &Stage::ReconfirmItem},
      {"show", &Stage::Show},
      {"pegs", &Stage::Pegs},
      {"rule", &Stage::SetRule},
      {"trust", &Stage::Trust},
      {"group", &Stage::SetGroup},
      {"lane", &Stage::SetLane},
      {"kit", &Stage::SetKit},
      {"substitutes", &Stage::SetSubstitutes},
      {"channel", &Stage::SetChannel},
      {"quota", &Stage::SetQuota},
      {"cap", &Stage::SetCap},
      {"age", &Stage::SetAge},
  };
  return *kVerbs;
}

std::string Stage::Play(const Statement& statement) {
  const auto it = Verbs().find(statement.verb);
  if (it == Verbs().end()) throw std::invalid_argument("no such verb: " + statement.verb);
  return (this->*it->second)(statement.words);
}

// --- what the verbs share

std::string Stage::RefusedText(const absl::Status& status) {
  return absl::StrCat("refused ", ErrorReason(status), " ", ErrorField(status));
}

std::string Stage::DoFact(Action action) {
  return Do(std::move(action), [this](const Entry& entry) { return RiskText(entry); });
}

std::string Stage::DoSet(SettingValue value, bool is_removed) {
  return Do(ChangeSettings{{{std::move(value), is_removed}}},
            [](const Entry&) { return std::string("ok"); });
}

std::string Stage::RiskText(const Entry& entry) const {
  std::vector<std::string> risks;
  for (const Posting& posting : entry.postings) {
    for (auto risk = posting.at_risk.rbegin(); risk != posting.at_risk.rend(); ++risk) {
      risks.push_back(NameOf(risk->reservation) + " " + RiskText(risk->quantity, risk->until));
    }
  }
  return risks.empty() ? "ok" : "at risk " + absl::StrJoin(risks, ", ");
}

std::string Stage::RiskText(Quantity quantity, Day until) const {
  return absl::StrCat("by ", quantity, until == kNoDay ? " for good" : " until " + DayText(until));
}

Day Stage::ParseDay(const std::string& word) const {
  int32_t days;
  if (word.empty() || (word[0] != '+' && word[0] != '-') || !absl::SimpleAtoi(word, &days)) {
    throw std::invalid_argument("a day is like +3, counted from the story's first, not " + word);
  }
  return kFirstDay + days;
}

std::string Stage::DayText(Day day) const {
  return absl::StrCat(day >= kFirstDay ? "+" : "", day - kFirstDay);
}

ReservationId Stage::IdOf(const std::string& name) const {
  const auto it = reservations_.find(name);
  return it == reservations_.end() ? MakeReservationId(999'999, 0) : it->second;
}

std::string Stage::NameOf(ReservationId id) const {
  for (const auto& [name, known] : reservations_) {
    if (known == id) return name;
  }
  return "nobody";
}

// --- time

std::string Stage::After(Words words) {
  clock_.Set(clock_.Now() + ParseDuration(words.at(0)));
  return "ok";
}

std::string Stage::Tomorrow(Words) {
  clock_.Set((DayOf(clock_.Now()) + 1) * kMicrosPerDay + 8 * kMicrosPerHour);
  return "ok";
}

std::string Stage::Mark(Words words) {
  marks_[words.at(0)] = engine_->Status().durable;
  return "ok";
}

std::string Stage::Restart(Words) {
  Restart();
  return "ok";
}

}  // namespace atp
