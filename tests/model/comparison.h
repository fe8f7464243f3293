#ifndef ATP_TESTS_MODEL_COMPARISON_H_
#define ATP_TESTS_MODEL_COMPARISON_H_

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/engine.h"
#include "tests/model/twin.h"

namespace atp {

// Holds an engine against its twin: every answer when it comes, and everything that can be asked
// for when told to. Each difference is a failure of the present test, and ends with `where`.
//
// Learns from the answers which of the engine's ids goes by which of the twin's numbers. The twin
// must be at the engine's time.
class Comparison {
 public:
  Comparison(const Twin& twin, std::function<std::string()> where)
      : twin_(twin), where_(std::move(where)) {}

  // The engine that lives now.
  void SetEngine(Engine* engine) { engine_ = engine; }

  // An answer, and the stock that it touched.
  void CompareAnswer(const TwinAnswer& expected, const absl::StatusOr<Outcome>& outcome,
                     bool validate_only);
  // A check says what a reservation would get. Days beyond the horizon begin at today again.
  void CompareCheck(const Place& place, Day today, int32_t in_days, const std::string& channel);
  void CompareAll();

  // The order in which the engine serves who waits: by its numbers for what has been named so far.
  bool ComesFirst(const Place& a, const Place& b) const;

  ReservationId IdOf(uint64_t number) const { return ids_.at(number - 1); }
  uint64_t reservations() const { return ids_.size(); }

 private:
  Place PlaceOf(const Entry& entry, PositionId position);
  TwinAtRisk AtRiskOf(const std::vector<AtRisk>& at_risk);

  void CompareReservationId(uint64_t number, ReservationId id);
  void CompareLines(const TwinAnswer& expected, const Entry& entry);
  void ComparePostings(const TwinAnswer& expected, const Entry& entry);
  void CompareStock(const Place& place, const TwinStock& expected);
  void CompareCurve(const Place& place);
  void ComparePlaces();
  void CompareQuotas();
  void CompareReservations();
  void CompareSupplies();

  const Twin& twin_;
  const std::function<std::string()> where_;
  Engine* engine_ = nullptr;
  std::vector<ReservationId> ids_;  // by number, less 1
  std::unordered_map<ReservationId, uint64_t> numbers_;
  std::map<Place, PositionId> positions_;  // of lines of reservations
};

}  // namespace atp

#endif  // ATP_TESTS_MODEL_COMPARISON_H_
