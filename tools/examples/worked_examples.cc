// Runs worked ATP examples through the engine: each is set up with real commands on an engine of
// its own, at the example's date, and asked as a client would ask. tools/examples/README.md has the
// schema.

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "engine/engine.h"
#include "engine/store/memory_store.h"
#include "nlohmann/json.hpp"

namespace atp {
namespace {

using Json = nlohmann::json;

constexpr char kItem[] = "item";
constexpr char kLocation[] = "here";

Day ParseDay(const std::string& text) {
  absl::CivilDay day;
  if (!absl::ParseCivilTime(text, &day)) throw std::invalid_argument("not a date: " + text);
  return static_cast<Day>(day - absl::CivilDay(1970, 1, 1));
}

std::string FormatDay(Day day) { return absl::FormatCivilTime(absl::CivilDay(1970, 1, 1) + day); }

// A whole number, also where it is written as 20.0.
Quantity ToUnits(const Json& json) {
  const auto units = json.get<Quantity>();
  if (!json.is_number_integer() && static_cast<double>(units) != json.get<double>()) {
    throw std::invalid_argument("not a whole number: " + json.dump());
  }
  return units;
}

// What an example expects. Where part of a unit is protected that is a fraction, and what can be
// promised of it is the whole units.
Quantity ToExpected(const Json& json) {
  if (json.is_number_integer()) return json.get<Quantity>();
  return static_cast<Quantity>(std::floor(json.get<double>()));
}

// A member that may be missing or null.
Json Optional(const Json& json, const char* name, const Json& otherwise) {
  const auto found = json.find(name);
  return found == json.end() || found->is_null() ? otherwise : *found;
}

Quantity OptionalUnits(const Json& json, const char* name, Quantity otherwise) {
  return ToUnits(Optional(json, name, Json(otherwise)));
}

using RowsByDay = std::map<Day, Quantity>;

// Rows of one day are one: what is taken back on it was never there.
RowsByDay ParseRows(const Json& example, const char* name) {
  RowsByDay rows;
  for (const Json& row : Optional(example, name, Json::array())) {
    rows[ParseDay(row.at("day"))] += ToUnits(row.at("quantity"));
  }
  return rows;
}

// nullopt: a mode that the engine does not have.
std::optional<AtpMode> ParseMode(const std::string& name) {
  static const std::map<std::string, AtpMode> kModes = {
      {"LOOK_AHEAD", AtpMode::kLookAhead},
      {"DISCRETE", AtpMode::kDiscrete},
      {"CUMULATIVE", AtpMode::kCumulative},
      {"BACKWARD", AtpMode::kBackward},
      {"BACKWARD_ACCUMULATE", AtpMode::kBackwardAccumulate},
      {"FIRST_SURPLUS", AtpMode::kFirstSurplus},
  };
  const auto mode = kModes.find(name);
  if (mode == kModes.end()) return std::nullopt;
  return mode->second;
}

Rule ParseRule(const Json& example) {
  const Json& json = example.at("rule");
  Rule rule;
  rule.mode = ParseMode(json.at("mode")).value();
  rule.horizon_days = ToUnits(json.at("horizon_days"));
  const auto fence = [&](const char* name) -> std::optional<int32_t> {
    const Json days = Optional(json, name, Json());
    if (days.is_null()) return std::nullopt;
    return ToUnits(days);
  };
  rule.past_due_supply_fence_days = fence("past_due_supply_fence_days");
  rule.past_due_demand_fence_days = fence("past_due_demand_fence_days");
  rule.past_due_supply_offset_days = OptionalUnits(json, "past_due_supply_offset_days", 0);
  rule.past_due_demand_offset_days = OptionalUnits(json, "past_due_demand_offset_days", 0);
  rule.safety_stock_protected_percent =
      OptionalUnits(example, "safety_stock_protected_percent", 100);
  return rule;
}

// The engine knows no forecasts. The protected part of one is demand that must be expected today:
// what it adds to the protected part of safety stock, their sum rounded up to a whole unit.
Quantity ParseForecast(const Json& example) {
  const auto hundredths = [&](const std::string& name) {
    return static_cast<__int128>(OptionalUnits(example, name.c_str(), 0)) *
           OptionalUnits(example, (name + "_protected_percent").c_str(), 100);
  };
  const auto wholes = [](__int128 sum) { return static_cast<Quantity>((sum + 99) / 100); };
  const __int128 safety_stock = hundredths("safety_stock");
  return wholes(safety_stock + hundredths("forecast")) - wholes(safety_stock);
}

// One example on an engine of its own, which is told everything by commands.
class Bench {
 public:
  explicit Bench(const Json& example)
      : today_(ParseDay(example.at("today"))),
        rule_(ParseRule(example)),
        clamp_at_zero_(Optional(example.at("rule"), "clamp_at_zero", false)),
        clock_(0) {
    const Quantity on_hand = ToUnits(example.at("on_hand"));
    RowsByDay demand = ParseRows(example, "demand");
    // Less than nothing on hand is nothing on hand, and something owed.
    demand[today_] += ParseForecast(example) + std::max<Quantity>(0, -on_hand);
    SetDay(std::min(today_, demand.begin()->first));
    Open();
    Promise(demand);
    SetDay(today_);
    SetRule(rule_);
    for (const auto& [day, quantity] : ParseRows(example, "supply")) Supply(day, quantity);
    // Facts last: a count may leave the promises short, which an example may be about.
    Move(Cause::kCount, std::max<Quantity>(0, on_hand));
    Move(Cause::kSetSafetyStock, OptionalUnits(example, "safety_stock", 0));
  }

  Quantity Atp(Day day) {
    CheckHorizon(day);
    const Quantity atp =
        engine_->Check({CheckLine{kItem, {kLocation}, day, 0}}).value().lines[0].locations[0].atp;
    return clamp_at_zero_ ? std::max<Quantity>(0, atp) : atp;
  }

  Quantity Projected(Day day) {
    CheckHorizon(day);
    return engine_->GetCurve(kItem, {kLocation}, 0).value().locations[0].curve.ProjectedAt(day);
  }

  std::optional<Day> Earliest(Quantity quantity) {
    if (clamp_at_zero_ && quantity <= 0) return today_;
    if (quantity <= 0) {
      return engine_->GetCurve(kItem, {kLocation}, 0).value().locations[0].curve.Earliest(quantity);
    }
    return engine_->Check({CheckLine{kItem, {kLocation}, kNoDay, quantity}})
        .value()
        .lines[0]
        .earliest;
  }

  Day today() const { return today_; }

 private:
  void Open() {
    EngineOptions options;
    options.shards = 1;
    options.background_threads = false;
    engine_ = Engine::Open(options, std::make_unique<MemoryStore>(&disk_), &clock_).value();
  }

  void CheckHorizon(Day day) const {
    if (!InHorizon(rule_, today_, day)) {
      throw std::invalid_argument(FormatDay(day) + " is not within the horizon");
    }
  }

  void SetDay(Day day) { clock_.Set(day * kMicrosPerDay); }

  void Run(Action action) {
    Command command;
    command.request.request_id = "request-" + std::to_string(++requests_);
    command.action = std::move(action);
    const auto outcome = engine_->ExecuteAndWait(std::move(command));
    if (!outcome.ok()) throw std::invalid_argument(outcome.status().ToString());
    if (outcome->entry.cause == Cause::kRefuse) throw std::invalid_argument("demand was refused");
  }

  void Move(Cause cause, Quantity quantity) {
    MoveStock move;
    move.cause = cause;
    move.lines.push_back({kItem, kLocation, quantity});
    Run(move);
  }

  void SetRule(const Rule& rule) { Run(ChangeSettings{{{RuleSetting{"", "", rule}, false}}}); }

  // Each demand row becomes a confirmed reservation, made while there was plenty: past-due rows on
  // their own day, the others today. No promise can be made beyond the horizon, where rows are
  // ignored anyway. The rule looks ahead meanwhile: another mode promises nothing on some days.
  void Promise(const RowsByDay& demand) {
    Rule look_ahead;
    look_ahead.horizon_days = rule_.horizon_days;
    SetRule(look_ahead);
    Quantity plenty = 1;
    for (const auto& [day, quantity] : demand) plenty += quantity;
    Move(Cause::kReceive, plenty);
    for (const auto& [day, quantity] : demand) {
      if (quantity == 0 || day >= today_ + rule_.horizon_days) continue;
      SetDay(std::min(day, today_));
      Reserve reserve;
      reserve.confirm = true;
      reserve.lines.push_back({kItem, kLocation, quantity, day});
      Run(reserve);
    }
  }

  void Supply(Day day, Quantity quantity) {
    if (quantity == 0) return;
    SupplyLine line;
    line.key = {SupplyKind::kCommitment, "PO", ++supplies_};
    line.item = kItem;
    line.location = kLocation;
    line.quantity = quantity;
    line.day = day;
    SetSupply set;
    set.lines.push_back(line);
    Run(set);
  }

  const Day today_;
  const Rule rule_;
  const bool clamp_at_zero_;
  MemoryDisk disk_;
  SimulatedClock clock_;
  std::unique_ptr<Engine> engine_;
  int requests_ = 0;
  uint32_t supplies_ = 0;
};

// What differs between the example and the engine, a line each; empty if nothing does.
std::string Compare(const Json& example) {
  Bench bench(example);
  std::string differences;
  const auto expect = [&](const std::string& what, Quantity expected, Quantity actual) {
    if (expected == actual) return;
    differences += "  " + what + ": expected " + std::to_string(expected) + ", got " +
                   std::to_string(actual) + "\n";
  };
  const Json expected = Optional(example, "expect", Json::object());
  const auto series = [&](const char* name, auto ask) {
    Day day = bench.today();
    for (const Json& value : Optional(expected, name, Json::array())) {
      expect(std::string(name) + " on " + FormatDay(day), ToExpected(value), ask(day));
      ++day;
    }
  };
  series("atp", [&](Day day) { return bench.Atp(day); });
  series("projected", [&](Day day) { return bench.Projected(day); });
  const Json atp_on = Optional(expected, "atp_on", Json::object());
  for (const auto& [day, value] : atp_on.items()) {
    expect("atp on " + day, ToExpected(value), bench.Atp(ParseDay(day)));
  }
  for (const Json& query : Optional(example, "queries", Json::array())) {
    const Quantity quantity = ToUnits(query.at("quantity"));
    const std::optional<Day> earliest = bench.Earliest(quantity);
    const std::string actual = earliest.has_value() ? FormatDay(*earliest) : "never";
    const std::string wanted =
        query.at("earliest").is_null() ? "never" : query.at("earliest").get<std::string>();
    if (actual != wanted) {
      differences += "  earliest for " + std::to_string(quantity) + ": expected " + wanted +
                     ", got " + actual + "\n";
    }
  }
  return differences;
}

int RunAll(const char* path) {
  std::ifstream file(path);
  if (!file) {
    std::fprintf(stderr, "worked_examples: cannot read %s\n", path);
    return 2;
  }
  int passed = 0, failed = 0, skipped = 0;
  for (const Json& example : Json::parse(file)) {
    const std::string id = example.contains("id") ? example.at("id").dump() : "without an id";
    std::string differences;
    try {
      const std::string mode = example.at("rule").at("mode");
      if (!ParseMode(mode).has_value()) {
        std::printf("skipped %s: no mode %s\n", id.c_str(), mode.c_str());
        ++skipped;
        continue;
      }
      differences = Compare(example);
    } catch (const std::exception& error) {
      differences = std::string("  ") + error.what() + "\n";
    }
    (differences.empty() ? passed : failed) += 1;
    if (!differences.empty()) std::printf("FAILED %s\n%s", id.c_str(), differences.c_str());
  }
  std::printf("%d passed, %d failed, %d skipped\n", passed, failed, skipped);
  return failed == 0 ? 0 : 1;
}

}  // namespace
}  // namespace atp

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fprintf(stderr, "usage: worked_examples FILE.json\n");
    return 2;
  }
  try {
    return atp::RunAll(argv[1]);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "worked_examples: %s: %s\n", argv[1], error.what());
    return 2;
  }
}
