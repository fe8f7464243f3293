#ifndef ATP_TESTS_DAMAGE_VERDICT_H_
#define ATP_TESTS_DAMAGE_VERDICT_H_

#include <cstddef>
#include <functional>
#include <string>

#include "tests/damage/history.h"

namespace atp::damage {

// What an engine made of a damaged data directory.
struct Verdict {
  enum class Kind {
    kExact,    // opened: the state, and every entry that is kept, are those of a prefix
    kRefused,  // and the message names a file, a sequence or a shard
    kUnnamed,  // refused, without saying where
    kSilent,   // opened with a state that there never was, or entries that cannot be read
  };
  Kind kind = Kind::kSilent;
  Sequence last = 0;  // of what opened
  std::string words;  // the refusal, or what is wrong
};

struct OpenFlags {
  bool accept_log_loss = false;
  bool reads_all_entries = true;  // not only what recovery needs
  bool goes_on = false;           // a change after it, which another life must still have
};

// Opens the image as atpd does: RocksStore, recovery, engine. A refusal has the status DATA_LOSS or
// it counts as unnamed.
Verdict Open(const History& history, const DirectoryImage& image, const OpenFlags& flags);

// What many cases came to. A case that is neither exact nor refused is a failure of the test, and
// so is an exact one that is too short.
struct Tally {
  size_t exact = 0;
  size_t refused = 0;
  size_t silent = 0;
};

// A case: its damage done to a fresh copy of the history's image, and the last sequence that must
// then be there if it opens.
struct Case {
  std::string name;
  DirectoryImage image;
  Sequence last = 0;
  OpenFlags flags;
};

// Tries `count` cases on all processors, each made by `make` from its number; which is called by
// many threads at once. Prints "<count> <what>: A exact prefixes, B refused, C silent", and each of
// the first failures.
Tally TryAll(const History& history, const std::string& what, size_t count,
             const std::function<Case(size_t)>& make);

}  // namespace atp::damage

#endif  // ATP_TESTS_DAMAGE_VERDICT_H_
