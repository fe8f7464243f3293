#ifndef ATP_TESTS_SIMULATION_BOOK_H_
#define ATP_TESTS_SIMULATION_BOOK_H_

#include <deque>
#include <map>
#include <optional>
#include <string>

#include "tests/simulation/plain_ledger.h"

namespace atp::simulation {

// A command that the engine has decided, and what the plain ledger says to it.
struct Decided {
  Sequence sequence = 0;
  std::string request_id;
  Action action;
  Micros time = 0;  // at which it was decided
  PlainAnswer answer;
  uint64_t told = 0;  // a hash of all that was answered; 0: nobody has been told yet
  bool is_acknowledged = false;
  bool is_silent = false;  // nobody waits for an answer to this alone
};

// The book of what callers were answered, kept apart from the engine: the ledger as it must be now,
// the ledger as no fault can undo it, and what lies between.
//
//     kept  --- pending: decided, may be lost --->  now
//
// Invariant: `now` is `kept` and then each pending command, in the order of sequences.
class Book {
 public:
  explicit Book(const PlainLedger::Limits& limits) : kept_(limits), now_(limits) {}

  PlainLedger& now() { return now_; }
  // The first answer to a request that is not forgotten; null if there was none.
  Decided* Find(const std::string& request_id);
  // The last command that was decided, by sequence; 0: none.
  Sequence last() const { return last_; }

  // `decided` has been executed on now(). Its sequence is above last().
  void Add(Decided decided);
  void Acknowledge(Sequence sequence);
  // Everything up to `sequence` survives whatever comes. Names one of it that was not acknowledged,
  // which is no fault if the engine died in between; empty if there is none.
  std::string Keep(Sequence sequence);

  // A new life begins with a log that ends at `end`. Nothing, or what was acknowledged and is lost.
  std::string Recover(Sequence end);

  // Holds that end up to `now` are over for good, and what was answered up to `forgotten` may be
  // decided anew.
  void MoveTime(Micros now, Micros forgotten);

  size_t acknowledged() const { return acknowledged_; }

 private:
  PlainLedger kept_;
  PlainLedger now_;
  std::map<Sequence, Decided> pending_;
  std::map<std::string, Decided> answers_;
  std::deque<std::pair<Micros, std::string>> by_time_;
  Sequence last_ = 0;
  size_t acknowledged_ = 0;
};

}  // namespace atp::simulation

#endif  // ATP_TESTS_SIMULATION_BOOK_H_
