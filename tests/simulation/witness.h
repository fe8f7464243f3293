#ifndef ATP_TESTS_SIMULATION_WITNESS_H_
#define ATP_TESTS_SIMULATION_WITNESS_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "engine/model/entry.h"
#include "tests/simulation/book.h"
#include "tests/simulation/network.h"

namespace atp::simulation {

// Stands between callers and the engine: hands each request over, holds what the engine says of it
// against the book, and passes the answer on.
//
// Where the clock has gone back, the engine's time is known only to lie between the clock and the
// latest time there was. Any moment between is then right if it explains the whole answer.
class Witness {
 public:
  explicit Witness(World* world) : world_(*world) {}

  void Submit(const Request& request);
  // What a check must say of a place, and of a few days.
  void CheckPlace(const Place& place);
  // Everything that can be asked for, where the time is beyond doubt.
  void CompareAll();
  // Changes may only be unavailable once the disk has failed, or while the engine stops.
  void JudgeUnavailable(const absl::Status& status);
  // Whatever is told must be where no fault can undo it.
  bool MayBeShown(Sequence sequence);

 private:
  void CompareStock(const Place& place);
  void CompareReservations();
  void CompareSupplies();
  void Repeat(const Request& request, const Decided& first);
  void Post(const Request& request);
  void Execute(const Request& request);
  // The engine and the plain ledger agree on it.
  void Take(const Request& request, const Entry& entry, Decided decided);
  // The reason of a final error is held against the book.
  void JudgeError(const Request& request, const absl::Status& status);
  void Acknowledge(const Request& request, const Entry& entry);
  // The moments at which the plain ledger may answer differently.
  std::vector<Micros> Moments() const;

  World& world_;
};

}  // namespace atp::simulation

#endif  // ATP_TESTS_SIMULATION_WITNESS_H_
