#ifndef ATP_TESTS_DAMAGE_FAULTY_LIFE_H_
#define ATP_TESTS_DAMAGE_FAULTY_LIFE_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "engine/engine.h"
#include "engine/store/directory_image.h"
#include "engine/store/fault_env.h"
#include "engine/store/io_error_env.h"
#include "tests/damage/script.h"

namespace atp::damage {

// What became of a script on a disk with one fault.
enum class Ending {
  kUnnoticed,   // nobody was told of it, and nobody had to be
  kNotOpened,   // an opening was refused
  kCheckpoint,  // a checkpoint was refused, and changes went on
  kAnswer,      // the answer to a repeated request could not be read, and changes went on
  kStopped,     // the log had failed, and changes were refused from there on
};

// A part of a script, and the data directory as it is before it.
struct Leg {
  size_t begin = 0;
  size_t end = 0;
  DirectoryImage before;
};

// Plays a leg through the real store on a disk that fails: a life of an engine, which ends as a
// process that is killed, or drains where the script ends; then another one on a disk that is good
// again, which may have forgotten what was not synced.
//
// What must hold is checked at once, and what does not is in problems(): answers are those of the
// script, or say that the log has failed; nothing is taken after that, checks go on and say that
// they are stale; a log file is not touched again after a failed write or sync; all that was
// acknowledged is there in the second life, with a state that the script had; the request that was
// undecided is answered when it is repeated, and all goes on as it does in the script.
//
// For one thread.
class FaultyLife {
 public:
  FaultyLife(const Script& script, const Leg& leg, const IoFault& fault, bool forgets);

  void Play();

  Ending ending() const { return ending_; }
  // Calls to the disk in the first life.
  uint64_t calls() const { return calls_; }
  // The data directory after the first life.
  const DirectoryImage& after() const { return after_; }
  const std::vector<std::string>& problems() const { return problems_; }

 private:
  absl::Status OpenEngine();
  void PlayFirstLife();
  bool PlaySteps(size_t end);
  bool PlayStep(const Script::Step& step);
  void TakeCheckpoint();
  void CheckStopped();
  void CheckUnavailable(const absl::Status& status, const std::string& what);
  void PlayLastLife();
  void Is(Ending ending);
  void Problem(const std::string& what);

  const Script& script_;
  const Leg& leg_;
  const IoFault fault_;
  const bool forgets_;
  const std::unique_ptr<rocksdb::Env> memory_;
  FaultEnv power_;
  IoErrorEnv io_;
  SimulatedClock clock_;
  std::unique_ptr<Engine> engine_;
  size_t next_;  // the step that is next, or undecided
  uint64_t calls_ = 0;
  DirectoryImage after_;
  Sequence acknowledged_;  // everything up to here
  Ending ending_ = Ending::kUnnoticed;
  std::vector<std::string> problems_;
};

}  // namespace atp::damage

#endif  // ATP_TESTS_DAMAGE_FAULTY_LIFE_H_
