// Of the twin: what waits for supply, and who is served when there is some.

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "tests/model/twin.h"

namespace atp {

bool Twin::WaitsPastItsDay() const {
  for (const uint64_t number : maybe_open_reservations_) {
    for (const TwinReservation::Line& line : reservations_.at(number).lines) {
      if (line.backordered > 0 && line.day < today_) return true;
    }
  }
  return false;
}

std::vector<Twin::Waiting> Twin::WaitingAt(const Place& place) const {
  std::vector<Waiting> waiting;
  for (const uint64_t number : maybe_open_reservations_) {
    const TwinReservation& reservation = reservations_.at(number);
    for (size_t i = 0; i < reservation.lines.size(); ++i) {
      const TwinReservation::Line& line = reservation.lines[i];
      if (line.backordered == 0 || line.place != place) continue;
      waiting.push_back({-reservation.priority, number, static_cast<uint32_t>(i)});
    }
  }
  std::sort(waiting.begin(), waiting.end(), [](const Waiting& a, const Waiting& b) {
    return std::tie(a.minus_priority, a.number, a.line) <
           std::tie(b.minus_priority, b.number, b.line);
  });
  return waiting;
}

void Twin::ServeWaiting() {
  std::set<Place> at;
  for (const uint64_t number : maybe_open_reservations_) {
    for (const TwinReservation::Line& line : reservations_.at(number).lines) {
      if (line.backordered > 0) at.insert(line.place);
    }
  }
  std::vector<Place> places(at.begin(), at.end());
  std::sort(places.begin(), places.end(), order_);
  for (const Place& place : places) {
    while (ServeOne(place)) {
    }
  }
}

bool Twin::ServeOne(const Place& place) {
  // The same for all of a channel until one of them is given something.
  std::map<std::string, std::vector<Quantity>> atp_of;
  for (const Waiting& waiting : WaitingAt(place)) {
    TwinReservation& reservation = reservations_.at(waiting.number);
    TwinReservation::Line& line = reservation.lines[waiting.line];
    const Day day = std::max(line.day, today_);
    if (!IsInHorizon(place, day)) continue;
    const auto [atp, is_new] = atp_of.try_emplace(reservation.channel);
    if (is_new) atp->second = AtpByDay(place, reservation.channel);
    const Quantity given = std::min(line.backordered, atp->second[day - today_]);
    if (given <= 0) continue;
    line.backordered -= given;
    if (day == line.day) {
      AddPromise(&line, given, reservation.channel);
    } else {
      // Its day has passed, so today's promise is a line of its own.
      TwinReservation::Line promise{place, day, given, 0, 0, 0, 0, 0};
      AddPromise(&promise, given, reservation.channel);
      reservation.lines.push_back(promise);
    }
    reservation.state = ReservationState::kConfirmed;
    for (const TwinReservation::Line& any : reservation.lines) {
      if (any.backordered > 0) reservation.state = ReservationState::kBackordered;
    }
    return true;
  }
  return false;
}

}  // namespace atp
