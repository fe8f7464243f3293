#include "tests/simulation/answer_text.h"

#include "absl/strings/str_cat.h"
#include "engine/journal/entry_codec.h"
#include "tests/simulation/running_hash.h"

namespace atp::simulation {
namespace {

Place PlaceOf(Engine* engine, PositionId position) {
  auto keys = engine->KeysOf(position);
  return {std::move(keys.item), std::move(keys.location)};
}

std::string LineText(const PlainAnswer::Line& line) {
  return absl::StrCat(TextOf(line.place), " day ", line.day, " requested ", line.requested,
                      " quantity ", line.quantity, " atp ", line.atp);
}

std::string Unequal(std::string_view what, std::string_view expected, std::string_view got) {
  if (expected == got) return "";
  return std::string(what).append(": expected ").append(expected).append(", got ").append(got);
}

}  // namespace

std::string TextOf(const Place& place) { return place.first + "@" + place.second; }

std::string TextOf(const Balances& b) {
  return absl::StrCat("on-hand ", b.on_hand, " held ", b.held, " reserved ", b.reserved,
                      " in-transit ", b.in_transit, " on-order ", b.on_order, " safety ",
                      b.safety_stock, " moved ", b.moved);
}

std::string Difference(const PlainAnswer& expected, const Entry& entry, Engine* engine) {
  if (!expected.reason.empty()) return "it must be refused: " + expected.reason;
  std::string found = Unequal("cause", CauseName(expected.cause), CauseName(entry.cause));
  if (!found.empty()) return found;
  if (expected.reservation != kNoReservation) {
    if (entry.state != expected.state) return "the state differs";
    if (entry.deadline != expected.deadline) {
      return absl::StrCat("deadline: expected ", expected.deadline, ", got ", entry.deadline);
    }
    if (entry.reservation != expected.reservation) return "the reservation is another one";
  }
  if (entry.lines.size() != expected.lines.size()) {
    return absl::StrCat("lines: expected ", expected.lines.size(), ", got ", entry.lines.size());
  }
  for (size_t i = 0; i < entry.lines.size(); ++i) {
    const LineEffect& line = entry.lines[i];
    const PlainAnswer::Line got{PlaceOf(engine, line.position), line.day, line.requested,
                                line.quantity, line.atp};
    found = Unequal(absl::StrCat("line ", i), LineText(expected.lines[i]), LineText(got));
    if (!found.empty()) return found;
  }
  for (const Posting& posting : entry.postings) {
    const Place place = PlaceOf(engine, posting.position);
    const auto touched = expected.touched.find(place);
    if (touched == expected.touched.end()) return "it must not touch " + TextOf(place);
    found = Unequal(TextOf(place), TextOf(touched->second), TextOf(posting.After()));
    if (!found.empty()) return found;
  }
  return "";
}

uint64_t HashOf(const Entry& entry) {
  std::string bytes;
  EncodeEntry(entry, &bytes);
  RunningHash hash;
  hash.Mix(entry.sequence);
  hash.Mix(static_cast<uint64_t>(entry.time));
  hash.Mix(entry.reservation);
  hash.Mix(bytes);
  return hash.value() | 1;
}

}  // namespace atp::simulation
