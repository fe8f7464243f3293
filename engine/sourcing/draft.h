#ifndef ATP_ENGINE_SOURCING_DRAFT_H_
#define ATP_ENGINE_SOURCING_DRAFT_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "engine/model/types.h"
#include "engine/sourcing/pools.h"
#include "engine/sourcing/request.h"
#include "engine/sourcing/shares.h"

namespace atp::sourcing {

// A part of a line: so much from a candidate on a ship day.
struct DraftPart {
  uint32_t candidate = 0;  // index in Line::candidates
  Day ship = 0;
  Quantity quantity = 0;
};

// What a draft comes to.
struct Totals {
  __int128 cost = 0;  // exact: kLaneCostMax leaves room for 2^24 parts
  uint32_t locations = 0;
  uint32_t shipments = 0;
};

// A plan in the making: parts on lines, and what is left in the pools without them. Strategies put
// parts down, take them up again, and compare drafts.
//
// Invariant: every part arrives on a day that its line accepts, is not smaller than its line's
// least part, leaves an open lane, and was in its pool when it was put: checked.
// A value: copy it to try something, O(parts + steps). The request must outlive it. Not
// thread-safe.
class Draft {
 public:
  explicit Draft(const Request& request);

  const Request& request() const { return *request_; }
  const Line& line(size_t line) const { return request_->lines[line]; }
  const Lane& LaneOf(size_t line, uint32_t candidate) const;
  const std::vector<DraftPart>& parts(size_t line) const { return parts_[line]; }
  Quantity Given(size_t line) const;
  Totals Sum() const;

  // What each candidate offers for arrival on `arrival`, a day that the line accepts; nothing
  // where the lane is closed. By rank.
  std::vector<Share> Offers(size_t line, Day arrival) const;
  Quantity Offer(size_t line, uint32_t candidate, int64_t arrival) const;
  // The first arrival day from `from` on, at most the line's latest, on which the candidate offers
  // `quantity` > 0.
  std::optional<Day> FirstArrival(size_t line, uint32_t candidate, Quantity quantity,
                                  int64_t from) const;

  void Put(size_t line, uint32_t candidate, Day arrival, Quantity quantity);
  // Takes up all parts of a line.
  void Clear(size_t line);
  void ClearAll();
  // Makes a part arrive later. Always possible, as long as the line accepts the day.
  void Delay(size_t line, size_t part, Day arrival);

  // A closed lane offers nothing. No part may leave it yet.
  void Close(uint32_t lane);
  // Undoes Close().
  void Open(uint32_t lane);
  bool IsOpen(uint32_t lane) const { return is_open_[lane]; }
  bool IsUsed(uint32_t lane) const { return parts_of_lane_[lane] > 0; }

 private:
  const Candidate& CandidateOf(size_t line, uint32_t candidate) const {
    return request_->lines[line].candidates[candidate];
  }

  const Request* request_;
  Pools pools_;
  std::vector<std::vector<DraftPart>> parts_;  // by line
  std::vector<uint32_t> parts_of_lane_;
  std::vector<bool> is_open_;
};

// With all parts taken up.
Draft WithoutParts(Draft draft);

// Each line has as much in both. They must be of one request.
bool GiveTheSame(const Draft& a, const Draft& b);

}  // namespace atp::sourcing

#endif  // ATP_ENGINE_SOURCING_DRAFT_H_
