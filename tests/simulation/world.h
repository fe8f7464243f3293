#ifndef ATP_TESTS_SIMULATION_WORLD_H_
#define ATP_TESTS_SIMULATION_WORLD_H_

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "engine/engine.h"
#include "tests/simulation/actor.h"
#include "tests/simulation/book.h"
#include "tests/simulation/dice.h"
#include "tests/simulation/faulty_disk.h"
#include "tests/simulation/history.h"
#include "tests/simulation/network.h"
#include "tests/simulation/running_hash.h"
#include "tests/simulation/verdict.h"
#include "tests/simulation/witness.h"

namespace atp::simulation {

// A machine with an engine on it, and all who use it, in one thread: what happens is a function of
// the history. Everybody acts through it and finds everybody else in it.
//
//   step:  time passes -> an actor acts -> what is durable is kept in the book
//          \_ or, with the engine dead, another life begins: recovery, and all is compared
class World {
 public:
  static constexpr int kItems = 5;
  static constexpr int kLocations = 3;

  // Who looks on from outside; either may be null.
  struct Watch {
    std::function<void(const std::string&)> trace;  // is told in words what happens
    std::function<void(uint32_t)> step;             // is told which step begins
  };

  World(uint64_t seed, Watch watch);
  ~World();

  // Plays it to its end, or to the first violation. Once.
  Verdict Play(const History& history);

  // --- for the actors ---
  Dice& dice() { return dice_; }
  Engine* engine() { return is_dead() ? nullptr : engine_.get(); }  // null: nobody answers
  Book& book() { return book_; }
  FaultyDisk& disk() { return disk_; }
  Network& network() { return network_; }
  Witness& witness() { return witness_; }
  SimulatedClock& clock() { return clock_; }
  const EngineOptions& options() const { return options_; }
  Day today() const { return DayOf(clock_.Now()); }
  // The clock may have been ahead; the engine's time is between now and then.
  Micros latest() const { return latest_; }
  void SetClock(Micros now);
  // The lowest time to which the clock may go back.
  Micros floor() const;
  // The last sequence that may be shown to anybody.
  Sequence showable() const {
    return options_.sync_interval == 0 ? disk_.synced() : disk_.written();
  }
  // Of this life of the engine; callbacks of an earlier one mean nothing.
  uint64_t life() const { return verdict_.counts.lives; }
  // Inside of a slow write, where nothing may wait for the disk.
  bool is_writing() const { return depth_ > 1; }
  Place SomePlace();

  // Whether there is memory for what is new; there is in each new life.
  void SetFull(bool is_full);
  bool is_full() const { return is_full_; }
  // The process dies, or loses its power.
  void Die(bool power_fails) { disk_.Freeze(power_fails); }
  // All subscribers are brought up to date, and everything is compared.
  void CompareAll();

  void Note(const std::string& text);
  void Mix(uint64_t number) { hash_.Mix(number); }
  void Violate(const std::string& text);
  bool is_violated() const { return !verdict_.violation.empty(); }
  Verdict::Counts& counts() { return verdict_.counts; }
  // Stops the engine in good order; another life must begin with the state this one had.
  void Stop();
  bool is_stopping() const { return is_stopping_; }

 private:
  bool is_dead() const { return engine_ == nullptr || disk_.is_frozen(); }
  void PlayNext();
  void Step();
  void LetOthersAct();
  void BeginLife();
  void EndLife();
  void Open();
  void StockTheShelves();
  void SettleAll();
  void KeepDurable();

  const uint64_t seed_;
  const Watch watch_;
  EngineOptions options_;
  SimulatedClock clock_;
  Micros latest_;
  Dice dice_;
  RunningHash hash_;
  Verdict verdict_;
  FaultyDisk disk_;
  Book book_;
  Network network_;
  Witness witness_;
  std::vector<std::unique_ptr<Actor>> actors_;  // drawn by weight
  std::vector<Actor*> turns_;
  std::unique_ptr<Engine> engine_;
  bool is_full_ = false;
  bool is_stopping_ = false;
  bool is_comparing_ = false;
  std::string state_kept_;  // empty: nothing is expected
  const History* history_ = nullptr;
  size_t next_ = 0;
  int depth_ = 0;
};

}  // namespace atp::simulation

#endif  // ATP_TESTS_SIMULATION_WORLD_H_
