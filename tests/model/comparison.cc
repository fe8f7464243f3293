#include "tests/model/comparison.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "engine/model/error.h"
#include "gtest/gtest.h"

namespace atp {
namespace {

std::string TextOf(const Place& place) { return place.first + "@" + place.second; }

std::string TextOf(const Balances& b) {
  std::string text;
  for (const auto bucket : Balances::kBuckets()) text += " " + std::to_string(b.*bucket);
  return text;
}

std::string TextOf(const TwinLine& line) {
  return std::to_string(line.reservation) + "[" + std::to_string(line.line) + "] " +
         TextOf(line.place) + " day " + std::to_string(line.day) + " requested " +
         std::to_string(line.requested) + " quantity " + std::to_string(line.quantity) + " atp " +
         std::to_string(line.atp) + " waiting " + std::to_string(line.backordered);
}

}  // namespace

void Comparison::CompareAnswer(const TwinAnswer& expected, const absl::StatusOr<Outcome>& outcome,
                               bool validate_only) {
  if (!outcome.ok()) {
    const std::string reason = ErrorReason(outcome.status());
    if (expected.may_be_forgotten && reason == "UNKNOWN_RESERVATION") return;
    EXPECT_EQ(reason, expected.reason) << outcome.status() << where_();
    return;
  }
  ASSERT_EQ(expected.reason, "") << "the engine did it" << where_();
  const Entry& entry = outcome->entry;
  ASSERT_EQ(CauseName(entry.cause), std::string(CauseName(expected.cause))) << where_();
  EXPECT_EQ(outcome->repeated, expected.is_repeated) << where_();
  EXPECT_EQ(entry.sequence == 0, validate_only) << where_();
  if (expected.reservation != 0) {
    EXPECT_EQ(entry.state, expected.state) << where_();
    EXPECT_EQ(entry.deadline, expected.deadline) << where_();
    if (!validate_only) CompareReservationId(expected.reservation, entry.reservation);
  }
  CompareLines(expected, entry);
  // What a rehearsal touches may have no name yet.
  if (validate_only && !entry.definitions.empty()) return;
  ComparePostings(expected, entry);
  if (validate_only || outcome->repeated) return;
  for (const auto& [place, stock] : expected.touched) CompareStock(place, twin_.StockAt(place));
}

void Comparison::CompareCheck(const Place& place, Day today, int32_t in_days,
                              const std::string& channel) {
  const std::string unknown = twin_.CheckChannel(channel);
  if (!unknown.empty()) {
    const auto refused =
        engine_->Check({CheckLine{place.first, {place.second}, today, 0, false, channel}});
    EXPECT_EQ(ErrorReason(refused.status()), unknown) << where_();
    return;
  }
  const std::vector<Quantity> expected = twin_.AtpByDay(place, channel);
  in_days %= static_cast<int32_t>(expected.size());
  const Day day = today + in_days;
  const auto answer =
      engine_->Check({CheckLine{place.first, {place.second}, day, 0, false, channel}});
  ASSERT_TRUE(answer.ok()) << answer.status() << where_();
  EXPECT_EQ(answer->lines[0].locations[0].atp, expected[in_days])
      << TextOf(place) << " day " << day << " channel " << channel << where_();
}

void Comparison::CompareAll() {
  for (const Place& place : twin_.Places()) {
    CompareStock(place, twin_.StockAt(place));
    CompareCurve(place);
  }
  ComparePlaces();
  CompareQuotas();
  CompareReservations();
  CompareSupplies();
}

// The keys of a position, which the entry may be the first to name.
Place Comparison::PlaceOf(const Entry& entry, PositionId position) {
  for (const Definition& definition : entry.definitions) {
    if (definition.kind != NameKind::kItem || definition.id != position.item) continue;
    for (const Definition& other : entry.definitions) {
      if (other.kind == NameKind::kLocation && other.id == position.location) {
        return {definition.key, other.key};
      }
    }
    if (entry.sequence == 0) return {definition.key, ""};
  }
  auto keys = engine_->KeysOf(position);
  return {std::move(keys.item), std::move(keys.location)};
}

void Comparison::CompareReservationId(uint64_t number, ReservationId id) {
  if (number == ids_.size() + 1) {
    ids_.push_back(id);
    numbers_[id] = number;
  }
  EXPECT_EQ(ids_.at(number - 1), id) << where_();
}

void Comparison::CompareLines(const TwinAnswer& expected, const Entry& entry) {
  ASSERT_EQ(entry.lines.size(), expected.lines.size()) << where_();
  std::vector<TwinLine> twin = expected.lines;
  std::vector<TwinLine> engine;
  for (const LineEffect& line : entry.lines) {
    engine.push_back({line.line, PlaceOf(entry, line.position), line.day, line.requested,
                      line.quantity, line.atp, line.backordered, numbers_[line.reservation]});
    if (entry.sequence != 0) positions_[engine.back().place] = line.position;
  }
  // What is given out anew touches each line once, in whatever order.
  if (entry.cause == Cause::kReconfirm) {
    const auto by_name = [](const TwinLine& a, const TwinLine& b) {
      return std::tie(a.reservation, a.line) < std::tie(b.reservation, b.line);
    };
    std::sort(twin.begin(), twin.end(), by_name);
    std::sort(engine.begin(), engine.end(), by_name);
  }
  for (size_t i = 0; i < engine.size(); ++i) {
    EXPECT_TRUE(engine[i] == twin[i]) << "line " << i << ": engine " << TextOf(engine[i])
                                      << ", twin " << TextOf(twin[i]) << where_();
  }
}

bool Comparison::ComesFirst(const Place& a, const Place& b) const {
  const auto rank = [&](const Place& place) {
    const auto it = positions_.find(place);
    const PositionId id = it == positions_.end() ? PositionId() : it->second;
    return std::tuple(ShardOfItem(id.item), id, place);
  };
  return rank(a) < rank(b);
}

TwinAtRisk Comparison::AtRiskOf(const std::vector<AtRisk>& at_risk) {
  TwinAtRisk by_number;
  for (const AtRisk& risk : at_risk) {
    by_number[{numbers_[risk.reservation], risk.line}] = risk.quantity;
  }
  return by_number;
}

void Comparison::ComparePostings(const TwinAnswer& expected, const Entry& entry) {
  std::map<Place, TwinStock> posted;
  for (const Posting& posting : entry.postings) {
    const Place place = PlaceOf(entry, posting.position);
    const auto it = expected.touched.find(place);
    ASSERT_TRUE(it != expected.touched.end()) << TextOf(place) << " was touched" << where_();
    EXPECT_EQ(TextOf(posting.After()), TextOf(it->second.balances)) << TextOf(place) << where_();
    posted[place] = {};
    // Only facts say who is short now.
    if (entry.reservation != kNoReservation || entry.cause == Cause::kReserve) continue;
    if (entry.cause == Cause::kReconfirm || entry.cause == Cause::kSetQuota) continue;
    EXPECT_EQ(posting.short_by, it->second.short_by) << TextOf(place) << where_();
    if (posting.at_risk.size() < kAtRiskMax) {
      EXPECT_EQ(AtRiskOf(posting.at_risk), it->second.at_risk) << TextOf(place) << where_();
    }
  }
  for (const auto& [place, stock] : expected.touched) {
    EXPECT_LE(stock.is_changed ? 1u : 0u, posted.count(place)) << TextOf(place) << where_();
  }
}

void Comparison::CompareStock(const Place& place, const TwinStock& expected) {
  const auto stock = engine_->GetStock(place.first, place.second);
  ASSERT_TRUE(stock.ok()) << stock.status() << where_();
  EXPECT_EQ(TextOf(stock->balances), TextOf(expected.balances)) << TextOf(place) << where_();
  EXPECT_EQ(stock->short_by, expected.short_by) << TextOf(place) << where_();
  EXPECT_EQ(AtRiskOf(stock->at_risk), expected.at_risk) << TextOf(place) << where_();
}

void Comparison::CompareCurve(const Place& place) {
  const auto stock = engine_->GetStock(place.first, place.second);
  ASSERT_TRUE(stock.ok()) << stock.status() << where_();
  EXPECT_EQ(stock->overdue_supply, twin_.OverdueSupplyAt(place)) << TextOf(place) << where_();
  const auto answer = engine_->GetCurve(place.first, {place.second}, 0);
  ASSERT_TRUE(answer.ok()) << answer.status() << where_();
  ASSERT_EQ(answer->locations.size(), 1u) << where_();
  const std::vector<Quantity> expected = twin_.AtpByDay(place);
  const Curve& curve = answer->locations[0].curve;
  ASSERT_EQ(curve.last_day() - answer->today + 1, static_cast<int32_t>(expected.size()))
      << TextOf(place) << where_();
  for (size_t i = 0; i < expected.size(); ++i) {
    EXPECT_EQ(curve.At(answer->today + static_cast<Day>(i)), expected[i])
        << TextOf(place) << " in " << i << " days" << where_();
  }
}

// The engine lists no position that the twin does not have.
void Comparison::ComparePlaces() {
  const std::vector<Place> places = twin_.Places();
  PageRequest page{1000, ""};
  const auto listed = engine_->ListStock({}, page);
  ASSERT_TRUE(listed.ok()) << listed.status() << where_();
  for (const StockView& view : listed->views) {
    const Place place{view.item, view.location};
    EXPECT_TRUE(std::binary_search(places.begin(), places.end(), place))
        << TextOf(place) << where_();
  }
}

void Comparison::CompareQuotas() {
  std::map<Place, std::map<std::string, TwinQuota>> listed;
  std::set<std::string> items;
  for (const Place& place : twin_.Places()) items.insert(place.first);
  for (const std::string& item : items) {
    const auto answer = engine_->ListQuotas(item);
    ASSERT_TRUE(answer.ok()) << answer.status() << where_();
    for (const QuotaView& view : answer->quotas) {
      listed[{view.item, view.location}][view.channel] = {view.quota.limit, view.quota.remaining};
    }
  }
  for (const Place& place : twin_.Places()) {
    const auto text = [](const std::map<std::string, TwinQuota>& quotas) {
      std::string all;
      for (const auto& [channel, quota] : quotas) {
        all += channel + " " + std::to_string(quota.remaining) + " of " +
               std::to_string(quota.limit) + ", ";
      }
      return all;
    };
    EXPECT_EQ(text(listed[place]), text(twin_.QuotasAt(place))) << TextOf(place) << where_();
  }
}

void Comparison::CompareReservations() {
  const auto& all = twin_.reservations();
  for (auto it = all.rbegin(); it != all.rend(); ++it) {
    const auto& [number, expected] = *it;
    const bool is_old = twin_.MayBeForgotten(expected);
    // Those that are open or were resolved lately; of the others a few.
    if (is_old && it->first + 500 < all.size()) continue;
    const auto view = engine_->GetReservation(ids_.at(number - 1));
    if (is_old && !view.ok()) continue;
    ASSERT_TRUE(view.ok()) << number << ": " << view.status() << where_();
    EXPECT_EQ(view->reservation.state, expected.state) << number << where_();
    ASSERT_EQ(view->lines.size(), expected.lines.size()) << number << where_();
    for (size_t i = 0; i < view->lines.size(); ++i) {
      const ReservationLine& line = view->lines[i].line;
      const TwinReservation::Line& twin = expected.lines[i];
      TwinParts quota;
      for (const QuotaPart& part : line.quota) {
        quota[twin_.channels()[part.channel].name] = part.quantity;
      }
      const bool is_equal = quota == twin.quota && view->lines[i].item == twin.place.first &&
                            view->lines[i].location == twin.place.second && line.day == twin.day &&
                            line.requested == twin.requested && line.promised == twin.promised &&
                            line.open == twin.open && line.fulfilled == twin.fulfilled &&
                            line.released == twin.released && line.backordered == twin.backordered;
      EXPECT_TRUE(is_equal) << "reservation " << number << " line " << i << where_();
    }
  }
}

void Comparison::CompareSupplies() {
  for (const auto& [key, expected] : twin_.supplies()) {
    const auto view = engine_->GetSupply(key);
    ASSERT_TRUE(view.ok()) << key.document << ": " << view.status() << where_();
    const ScheduledReceipt& receipt = view->receipt;
    const bool is_equal =
        Place(view->item, view->location) == expected.place && receipt.state == expected.state &&
        receipt.day == expected.day && receipt.quantity == expected.quantity &&
        receipt.open == expected.open && receipt.received == expected.received &&
        receipt.shipped == expected.shipped && receipt.order_document == expected.order_document &&
        receipt.order_line == expected.order_line;
    EXPECT_TRUE(is_equal) << static_cast<int>(key.kind) << ":" << key.document << "/" << key.line
                          << where_();
  }
}

}  // namespace atp
