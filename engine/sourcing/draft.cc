#include "engine/sourcing/draft.h"

#include <algorithm>
#include <utility>

#include "engine/base/check.h"

namespace atp::sourcing {

Draft::Draft(const Request& request)
    : request_(&request),
      pools_(request.pools),
      parts_(request.lines.size()),
      parts_of_lane_(request.lanes.size()),
      is_open_(request.lanes.size(), true) {}

const Lane& Draft::LaneOf(size_t line, uint32_t candidate) const {
  return request_->lanes[CandidateOf(line, candidate).lane];
}

Quantity Draft::Given(size_t line) const {
  Quantity given = 0;
  for (const DraftPart& part : parts_[line]) given += part.quantity;
  return given;
}

Totals Draft::Sum() const {
  Totals totals;
  std::vector<std::pair<uint32_t, int64_t>> shipments;  // lane, arrival day
  for (size_t i = 0; i < parts_.size(); ++i) {
    for (const DraftPart& part : parts_[i]) {
      const Lane& lane = LaneOf(i, part.candidate);
      totals.cost += static_cast<__int128>(part.quantity) * lane.cost_per_unit;
      shipments.emplace_back(CandidateOf(i, part.candidate).lane,
                             int64_t{part.ship} + lane.transit_days);
    }
  }
  std::sort(shipments.begin(), shipments.end());
  shipments.erase(std::unique(shipments.begin(), shipments.end()), shipments.end());
  totals.shipments = static_cast<uint32_t>(shipments.size());
  for (size_t i = 0; i < shipments.size(); ++i) {
    totals.cost += request_->lanes[shipments[i].first].cost_per_shipment;
    if (i == 0 || shipments[i - 1].first != shipments[i].first) ++totals.locations;
  }
  return totals;
}

std::vector<Share> Draft::Offers(size_t line, Day arrival) const {
  std::vector<Share> offers;
  const auto count = static_cast<uint32_t>(request_->lines[line].candidates.size());
  offers.reserve(count);
  for (uint32_t i = 0; i < count; ++i) offers.push_back({i, Offer(line, i, arrival)});
  return offers;
}

Quantity Draft::Offer(size_t line, uint32_t candidate, int64_t arrival) const {
  const Candidate& from = CandidateOf(line, candidate);
  if (!is_open_[from.lane]) return 0;
  return pools_.Promisable(from.pool, arrival - request_->lanes[from.lane].transit_days);
}

std::optional<Day> Draft::FirstArrival(size_t line, uint32_t candidate, Quantity quantity,
                                       int64_t from) const {
  const Candidate& source = CandidateOf(line, candidate);
  if (!is_open_[source.lane]) return std::nullopt;
  const int64_t transit_days = request_->lanes[source.lane].transit_days;
  const std::optional<Day> ship = pools_.FirstDay(source.pool, quantity, from - transit_days,
                                                  request_->lines[line].latest - transit_days);
  if (!ship.has_value()) return std::nullopt;
  return static_cast<Day>(*ship + transit_days);
}

void Draft::Put(size_t line, uint32_t candidate, Day arrival, Quantity quantity) {
  const Candidate& from = CandidateOf(line, candidate);
  const Line& wanted = request_->lines[line];
  ATP_CHECK(is_open_[from.lane]);
  ATP_CHECK(arrival >= wanted.earliest && arrival <= wanted.latest);
  ATP_CHECK(quantity >= LeastPart(wanted));
  const Day ship = arrival - request_->lanes[from.lane].transit_days;
  pools_.Take(from.pool, ship, quantity);
  parts_[line].push_back({candidate, ship, quantity});
  ++parts_of_lane_[from.lane];
}

void Draft::Clear(size_t line) {
  for (const DraftPart& part : parts_[line]) {
    const Candidate& from = CandidateOf(line, part.candidate);
    pools_.GiveBack(from.pool, part.ship, part.quantity);
    --parts_of_lane_[from.lane];
  }
  parts_[line].clear();
}

void Draft::ClearAll() {
  for (size_t i = 0; i < parts_.size(); ++i) Clear(i);
}

void Draft::Delay(size_t line, size_t part, Day arrival) {
  DraftPart& delayed = parts_[line][part];
  const Candidate& from = CandidateOf(line, delayed.candidate);
  const Day ship = arrival - request_->lanes[from.lane].transit_days;
  ATP_CHECK(ship >= delayed.ship);
  ATP_CHECK(arrival <= request_->lines[line].latest);
  pools_.GiveBack(from.pool, delayed.ship, delayed.quantity);
  pools_.Take(from.pool, ship, delayed.quantity);
  delayed.ship = ship;
}

void Draft::Close(uint32_t lane) {
  ATP_CHECK(parts_of_lane_[lane] == 0);
  is_open_[lane] = false;
}

void Draft::Open(uint32_t lane) {
  ATP_CHECK(!is_open_[lane]);
  is_open_[lane] = true;
}

Draft WithoutParts(Draft draft) {
  draft.ClearAll();
  return draft;
}

bool GiveTheSame(const Draft& a, const Draft& b) {
  for (size_t i = 0; i < a.request().lines.size(); ++i) {
    if (a.Given(i) != b.Given(i)) return false;
  }
  return true;
}

}  // namespace atp::sourcing
