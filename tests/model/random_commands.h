#ifndef ATP_TESTS_MODEL_RANDOM_COMMANDS_H_
#define ATP_TESTS_MODEL_RANDOM_COMMANDS_H_

#include <random>
#include <string>
#include <vector>

#include "engine/model/command.h"

namespace atp {

// What a seed plays beside stock, supply and plain reservations. The first plays nothing else; each
// topic meets each other one.
struct Topics {
  bool waiting = false;    // backorders, and moves
  bool rules = false;      // rules of every mode, and emergencies
  bool reconfirm = false;  // what is promised is given out anew
  bool quotas = false;     // channels; not beside reconfirm, whose quotas the twin does not play

  static Topics Of(uint64_t seed);
};

// Commands over few items, places and documents, so that they meet often; a few are malformed.
// A function of the seed and of what it is told. Not thread-safe.
class RandomCommands {
 public:
  RandomCommands(uint64_t seed, int32_t horizon_days, const Topics& topics)
      : random_(seed), horizon_days_(horizon_days), topics_(topics) {}

  // A reservation goes by its number, 1 to `reservations`.
  Action Next(Day today, uint64_t reservations);

  const Topics& topics() const { return topics_; }

  // Empty where none are played.
  std::string SomeChannel();

  // Uniform, both ends included.
  int64_t Between(int64_t least, int64_t most);
  bool OneIn(int64_t n) { return Between(1, n) == 1; }

 private:
  std::string Item();
  std::string Location();
  Quantity SomeQuantity(Quantity most);
  Micros SomeHold();
  SupplyKey SomeSupply();
  Reserve SomeReserve(Day today);
  ChangeReservation SomeChange(uint64_t reservations);
  uint64_t SomeReservation(uint64_t reservations);
  std::vector<LinePart> SomeParts();
  MoveReservation SomeMoveReservation(Day today, uint64_t reservations);
  Reconfirm SomeReconfirm(uint64_t reservations);
  Rule SomeRule();
  ChangeSettings SomeChannels();
  ChangeQuota SomeChangeQuota();
  ChangeSettings SomeRules();
  MoveStock SomeMove();
  TransferStock SomeTransfer(Day today);
  SetSupply SomeSetSupply(Day today);
  ReceiveSupply SomeReceiveSupply();
  CancelSupply SomeCancelSupply();

  std::mt19937_64 random_;
  const int32_t horizon_days_;
  const Topics topics_;
  bool has_channels_ = false;
  int64_t documents_ = 4;  // rises, so that there are always fresh ones
};

}  // namespace atp

#endif  // ATP_TESTS_MODEL_RANDOM_COMMANDS_H_
