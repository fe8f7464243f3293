#ifndef ATP_TESTS_DAMAGE_SCRIPT_H_
#define ATP_TESTS_DAMAGE_SCRIPT_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "engine/engine.h"

namespace atp::damage {

// What is asked of an engine, step by step, and what it answers where no disk fails: a function of
// the seed. Constant once made, so any thread may read it.
class Script {
 public:
  struct Answer {
    std::string reason;     // of the error; empty if there is none
    Sequence sequence = 0;  // of the outcome
  };
  struct Step {
    Micros at = 0;
    Command command;
    bool then_checkpoint = false;
    // As it must be.
    Answer answer;
    Sequence last = 0;  // of the ledger after it
  };

  Script(uint64_t seed, size_t steps);

  const std::vector<Step>& steps() const { return steps_; }

  // Of the state of a ledger that ends with `last`, which a step or no step has left; 0 if none
  // has.
  uint64_t StateAt(Sequence last) const;

  // When the store was made.
  static constexpr Micros kStart = 20'000 * kMicrosPerDay + 8 * kMicrosPerHour;
  static EngineOptions Options();
  static Answer AnswerOf(const absl::StatusOr<Outcome>& outcome);

 private:
  std::vector<Step> steps_;
  std::map<Sequence, uint64_t> states_;
};

}  // namespace atp::damage

#endif  // ATP_TESTS_DAMAGE_SCRIPT_H_
