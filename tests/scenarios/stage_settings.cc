// The verbs of master data: groups, lanes, kits, substitutes, channels, quotas, caps, ages.

#include <stdexcept>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "tests/scenarios/stage.h"

namespace atp {
namespace {

// The number behind `name` among the words; 0 if it is not there.
int64_t TakeNumber(const std::string& name, std::vector<std::string>* words) {
  const auto text = TakeOption(name, words);
  int64_t number = 0;
  if (text.has_value() && !absl::SimpleAtoi(*text, &number)) throw std::invalid_argument(*text);
  return number;
}

}  // namespace

std::string Stage::SetGroup(Words words) {
  return DoSet(GroupSetting{words.at(0), {words.begin() + 1, words.end()}}, false);
}

std::string Stage::SetLane(Words words) {
  LaneSetting lane;
  lane.region = TakeOption("to", &words).value_or("");
  lane.cost_per_unit = TakeNumber("cost", &words);
  lane.cost_per_shipment = TakeNumber("shipment", &words);
  lane.transit_days = static_cast<int32_t>(TakeNumber("days", &words));
  lane.location = words.at(0);
  return DoSet(lane, false);
}

std::string Stage::SetKit(Words words) {
  KitSetting kit;
  kit.item = words.at(0);
  for (size_t i = 1; i < words.size(); ++i) {
    const StoryPlace part = ParsePlace(words[i]);
    kit.components.push_back({part.item, part.quantity});
  }
  return DoSet(kit, false);
}

std::string Stage::SetSubstitutes(Words words) {
  return DoSet(SubstituteSetting{words.at(0), {words.begin() + 1, words.end()}}, false);
}

std::string Stage::SetChannel(Words words) {
  ChannelSetting channel;
  channel.parent = TakeOption("in", &words).value_or("");
  channel.may_use_shared_pool = !TakeFlag("own-only", &words);
  channel.channel = words.at(0);
  return DoSet(channel, false);
}

std::string Stage::SetQuota(Words words) {
  ChangeQuota change;
  QuotaLine line;
  line.channel = TakeOption("for", &words).value_or("");
  if (const auto to = TakeOption("to", &words)) {
    change.verb = ChangeQuota::Verb::kMove;
    line.to_channel = *to;
  }
  if (TakeFlag("back", &words)) change.verb = ChangeQuota::Verb::kTakeBack;
  line.period_days = static_cast<int32_t>(TakeNumber("every", &words));
  line.carry = TakeFlag("carry", &words);
  const StoryPlace place = ParsePlace(words.at(0));
  line.item = place.item;
  line.location = place.location;
  line.quantity = place.quantity;
  change.lines.push_back(line);
  return Do(std::move(change), [](const Entry&) { return std::string("ok"); });
}

std::string Stage::SetCap(Words words) {
  CapSetting cap;
  cap.per_request_max = TakeNumber("request", &words);
  cap.per_customer_max = TakeNumber("customer", &words);
  if (const auto window = TakeOption("window", &words)) cap.window = ParseDuration(*window);
  cap.item = words.at(0);
  return DoSet(cap, false);
}

std::string Stage::SetAge(Words words) {
  AgeSetting age;
  if (const auto allowed = TakeOption("allowed", &words)) age.allowed_age = ParseDuration(*allowed);
  age.buffer_percent = static_cast<int32_t>(TakeNumber("buffer", &words));
  if (age.buffer_percent > 0) age.policy = AgePolicy::kBuffer;
  if (TakeFlag("unknown", &words)) age.policy = AgePolicy::kUnknown;
  age.source = words.at(0);
  age.locations.assign(words.begin() + 1, words.end());
  return DoSet(age, false);
}

}  // namespace atp
