#ifndef ATP_TESTS_SIMULATION_FAULTY_DISK_H_
#define ATP_TESTS_SIMULATION_FAULTY_DISK_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "engine/store/memory_store.h"

namespace atp::simulation {

// What befalls one change of the store. Of a change that did not come to its end nobody can say
// whether it is there, but whole or not at all: is_kept says so, once the disk is mounted anew.
struct Fault {
  enum class Kind { kNone, kSlow, kFull, kError, kProcessDies, kPowerFails };
  Kind kind = Kind::kNone;
  uint64_t after_changes = 0;  // so many succeed before it
  bool is_kept = false;
};

// The disk of the simulated machine, which outlives its processes, and everything that a CommitLog
// and a StateStore permit it to do. One thread.
//
//   mount -> changes, some slow -> [error, full: refuses until mounted anew]
//                               -> [frozen: the process is dead; nothing has any effect]
class FaultyDisk {
 public:
  struct Hooks {
    std::function<void()> while_slow;                  // called inside of a slow write
    std::function<void(const std::string&)> violated;  // what an engine must never do
    std::function<void(const std::string&)> note;
  };

  explicit FaultyDisk(Hooks hooks) : hooks_(std::move(hooks)) {}

  // A process life begins: what was undecided is decided now.
  std::unique_ptr<Store> Mount();

  // The next fault, in place of one that waits.
  void Arm(const Fault& fault) { fault_ = fault; }
  // The process is gone, and with `power_fails` what was not synced, too.
  void Freeze(bool power_fails);

  bool is_frozen() const { return is_frozen_; }
  // Whether a write of the log, or any change, has failed in this life.
  bool has_log_failed() const { return has_log_failed_; }
  bool has_failed() const { return !failure_.ok(); }
  uint64_t faults() const { return faults_; }

  // Survives anything; survives the death of a process; was tried. synced <= written <= tried.
  uint64_t synced() const { return synced_; }
  uint64_t written() const { return written_; }
  uint64_t tried() const { return tried_; }
  // Whether the last loss of power took what was written and not synced.
  bool lost_power() const { return lost_power_; }

 private:
  friend class FaultyStore;
  using Change = std::function<absl::Status(MemoryStore*)>;

  enum class Part { kLog, kState, kMark };

  // Does `change`, or what its fault is. Returns what the engine is told.
  absl::Status Do(const char* name, Part part, MemoryStore* store, const Change& change);
  absl::Status Fail(const char* name, Part part, absl::Status status);
  absl::Status Die(bool power_fails);

  const Hooks hooks_;
  MemoryDisk disk_;
  Fault fault_;
  Change undecided_;  // null: was not there
  absl::Status failure_;
  bool is_frozen_ = false;
  bool has_log_failed_ = false;
  bool power_fails_ = false;
  bool lost_power_ = false;
  uint64_t faults_ = 0;
  uint64_t synced_ = 0;
  uint64_t written_ = 0;
  uint64_t tried_ = 0;
};

}  // namespace atp::simulation

#endif  // ATP_TESTS_SIMULATION_FAULTY_DISK_H_
