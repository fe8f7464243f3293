#ifndef ATP_TESTS_SIMULATION_STOCK_COUNT_H_
#define ATP_TESTS_SIMULATION_STOCK_COUNT_H_

#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "engine/snapshot_import.h"
#include "tests/simulation/actor.h"
#include "tests/simulation/plain_nouns.h"

namespace atp::simulation {

// The ERP pushes what it has counted, in several batches while orders go on. A count that broke off
// is pushed again, whole; one that came to its end is asked for again, and nothing may come of it.
class StockCount final : public Actor {
 public:
  void Step(World* world) override;
  void EngineGone() override { import_.reset(); }
  void EngineBack(uint64_t end) override;

 private:
  using Rows = std::vector<SnapshotRow>;
  struct Plan {
    SnapshotHeader header;
    std::vector<Rows> batches;
  };
  struct Ended {
    SnapshotHeader header;
    DriftReport report;
    Micros time = 0;
  };

  // Nothing is due and nothing waits for the disk, so that the next entry is the one to come.
  static bool MakeQuiet(World* world);
  void Draw(World* world);
  void Begin(World* world);
  // Does `act`, which is to write these rows as one entry, and holds it against the book. Nothing
  // may be said of it if the engine dies.
  template <typename Act>
  bool Write(World* world, const Rows& rows, const Act& act);
  void PushNext(World* world);
  void Finish(World* world);
  void Repeat(World* world);
  Rows LeftOut(World* world) const;
  void Expect(const PlainAnswer& answer);
  void Drop();
  static bool IsSame(const DriftReport& a, const DriftReport& b);

  int counts_ = 0;
  std::optional<Plan> plan_;
  std::unique_ptr<SnapshotImport> import_;
  size_t next_ = 0;  // of the batches
  DriftReport expected_;
  std::set<Place> named_;
  // It may have come to its end, and nobody heard of it.
  bool is_unsure_ = false;
  std::optional<Ended> ended_;  // the last one
};

}  // namespace atp::simulation

#endif  // ATP_TESTS_SIMULATION_STOCK_COUNT_H_
