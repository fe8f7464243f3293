// The verbs that ask, and those that set.

#include <map>
#include <stdexcept>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "tests/scenarios/stage.h"

namespace atp {
namespace {

CheckLine QuestionOf(const StoryPlace& place) {
  CheckLine line;
  line.item = place.item;
  if (!place.location.empty()) line.locations = {place.location};
  line.quantity = place.quantity;
  return line;
}

// What a check says of one location, or, of several, what they can promise together.
std::string AnswerText(const absl::StatusOr<CheckAnswer>& answer) {
  const LinePromise& promise = answer->lines[0];
  if (promise.locations.size() != 1) return absl::StrCat(promise.promisable);
  const LocationPromise& at = promise.locations[0];
  std::string text = at.atp == kUnlimited ? "unlimited" : absl::StrCat(at.atp);
  if (at.exceeds_look_ahead_by > 0) {
    absl::StrAppend(&text, ", too many by ", at.exceeds_look_ahead_by);
  }
  if (at.is_aged) absl::StrAppend(&text, ", old");
  return text;
}

std::string RuleText(const ExplainAnswer& why) {
  if (why.rule_item.empty() && why.rule_location.empty()) return "the default rule";
  const std::string at = why.rule_location.empty() ? "" : "@" + why.rule_location;
  return absl::StrCat("the rule of ", why.rule_item, at);
}

}  // namespace

std::string Stage::Check(Words words) {
  const auto day = TakeOption("on", &words);
  const std::string channel = TakeOption("channel", &words).value_or("");
  const bool is_emergency = TakeFlag("emergency", &words);
  CheckLine line = QuestionOf(ParsePlace(words.at(0)));
  if (day.has_value()) line.day = ParseDay(*day);
  line.is_emergency = is_emergency;
  line.channel = channel;
  const auto answer = engine_->Check({line});
  return answer.ok() ? AnswerText(answer) : RefusedText(answer.status());
}

std::string Stage::CheckThen(Words words) {
  const Sequence then = marks_.at(words.at(0));
  const auto answer = engine_->CheckAsOf(then, {QuestionOf(ParsePlace(words.at(1)))});
  return answer.ok() ? AnswerText(answer) : RefusedText(answer.status());
}

std::string Stage::Levels(Words words) {
  CheckLine line;
  const auto day = TakeOption("on", &words);
  line = QuestionOf(ParsePlace(words.at(0)));
  if (day.has_value()) line.day = ParseDay(*day);
  const auto answer = engine_->Check({line});
  if (!answer.ok()) return RefusedText(answer.status());
  const auto& at = answer->lines[0].locations.at(0).atp_at;
  return absl::StrCat("guaranteed ", at[0], ", expected ", at[1], ", optimistic ", at[2]);
}

std::string Stage::Earliest(Words words) {
  const auto answer = engine_->Check({QuestionOf(ParsePlace(words.at(0)))});
  if (!answer.ok()) return RefusedText(answer.status());
  const auto& earliest = answer->lines[0].earliest;
  return earliest.has_value() ? DayText(*earliest) : "never";
}

std::string Stage::Explain(Words words) {
  const auto day = TakeOption("on", &words);
  const StoryPlace place = ParsePlace(words.at(0));
  ExplainQuestion question{place.item, place.location};
  if (day.has_value()) question.day = ParseDay(*day);
  question.quantity = place.quantity;
  const auto why = engine_->Explain(question);
  if (!why.ok()) return RefusedText(why.status());
  std::string text = absl::StrCat(why->promise.atp, " by ", RuleText(*why));
  if (why->binding_day != kNoDay) absl::StrAppend(&text, ", bound on ", DayText(why->binding_day));
  for (const PromiseExplained& promise : why->blocking) {
    absl::StrAppend(&text, ", ", promise.quantity, " are for ", NameOf(promise.reservation));
  }
  if (why->next.has_value()) {
    absl::StrAppend(&text, "; ", why->next->by, " more on ", DayText(why->next->day), " by ",
                    why->next->document.document, "/", why->next->document.line);
  }
  if (question.quantity == 0) return text;
  return absl::StrCat(text, "; ", question.quantity,
                      why->all_on.has_value() ? " on " + DayText(*why->all_on) : " never");
}

std::string Stage::SetRule(Words words) {
  RuleSetting setting;
  const StoryPlace place = ParsePlace(words.at(0));
  if (place.item != "default") setting.item = place.item;
  setting.location = place.location;
  bool is_removed = false;
  const std::map<std::string, AtpMode> kModes = {
      {"LOOK_AHEAD", AtpMode::kLookAhead},
      {"DISCRETE", AtpMode::kDiscrete},
      {"CUMULATIVE", AtpMode::kCumulative},
      {"BACKWARD", AtpMode::kBackward},
      {"BACKWARD_ACCUMULATE", AtpMode::kBackwardAccumulate},
      {"FIRST_SURPLUS", AtpMode::kFirstSurplus}};
  for (size_t i = 1; i < words.size(); ++i) {
    const std::vector<std::string> sides = absl::StrSplit(words[i], absl::MaxSplits('=', 1));
    const std::string& name = sides[0];
    int32_t number = 0;
    const bool is_number = sides.size() == 2 && absl::SimpleAtoi(sides[1], &number);
    if (name == "removed") {
      is_removed = true;
    } else if (name == "mode") {
      setting.rule.mode = kModes.at(sides.at(1));
    } else if (name == "ordered-counts") {
      setting.rule.supply_states |= MaskOf(SupplyState::kOrdered);
    } else if (name == "emergency-uses-safety-stock") {
      setting.rule.emergency_uses_safety_stock = true;
    } else if (name == "reserve" && sides.size() == 2) {
      setting.rule.reserve_level = sides[1] == "optimistic" ? ConfidenceLevel::kOptimistic
                                   : sides[1] == "expected" ? ConfidenceLevel::kExpected
                                                            : ConfidenceLevel::kGuaranteed;
    } else if (!is_number) {
      throw std::invalid_argument("no such part of a rule: " + words[i]);
    } else if (name == "horizon") {
      setting.rule.horizon_days = number;
    } else if (name == "lead-time") {
      setting.rule.lead_time_days = number;
    } else if (name == "protected") {
      setting.rule.safety_stock_protected_percent = number;
    } else if (name == "overdue-supply-fence") {
      setting.rule.past_due_supply_fence_days = number;
    } else {
      throw std::invalid_argument("no such part of a rule: " + words[i]);
    }
  }
  return DoSet(setting, is_removed);
}

std::string Stage::Trust(Words words) {
  SupplierSetting setting;
  setting.supplier = words.at(0);
  for (size_t i = 0; i < kConfidenceLevels; ++i) {
    const std::vector<std::string> sides = absl::StrSplit(words.at(i + 1), "%/");
    Haircut& haircut = setting.confidence.haircuts[i];
    if (sides.size() != 2 || !absl::SimpleAtoi(sides[0], &haircut.percent)) {
      throw std::invalid_argument("trust is like 50%/3d");
    }
    haircut.late_days = static_cast<int32_t>(ParseDuration(sides[1]) / kMicrosPerDay);
  }
  return DoSet(setting, false);
}

}  // namespace atp
