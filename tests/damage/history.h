#ifndef ATP_TESTS_DAMAGE_HISTORY_H_
#define ATP_TESTS_DAMAGE_HISTORY_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "engine/engine.h"
#include "engine/store/directory_image.h"

namespace atp::damage {

inline constexpr char kDirectory[] = "/data";

struct HistoryOptions {
  uint64_t seed = 1;
  size_t log_bytes = 8 << 10;      // the write-ahead log is as long as that, at least
  size_t before_log = 40;          // commands of an earlier life, which ended without draining
  size_t checkpoint_at_bytes = 0;  // a checkpoint when the log is that long; 0: none
  size_t mark_at_bytes = 0;  // the high-water mark is of when the log was that long; 0: its end
};

// What an engine lived through on a disk in memory, as its files at the end, and what its state was
// after each entry. Random commands of every kind, by seed. Whoever damages the files can hold what
// an engine makes of them against it.
//
// Constant once made, so any thread may read it.
class History {
 public:
  explicit History(const HistoryOptions& options);

  // Without what RocksDB writes for people (IsNote()).
  const DirectoryImage& image() const { return image_; }
  // The write-ahead log's name in it.
  const std::string& wal() const { return wal_; }

  Sequence last() const { return static_cast<Sequence>(states_.size() - 1); }
  // Where the high-water mark is.
  Sequence mark() const { return mark_; }
  // The last sequence that is whole in the first `size` bytes of the write-ahead log.
  Sequence LastWithin(size_t size) const;

  // The hash of Engine::DumpState() after `sequence`: of a replay of the journal's prefix, and
  // equal to what the live engine had.
  uint64_t StateAt(Sequence sequence) const { return states_.at(sequence); }
  // The chain's hash after the group that ends with `sequence`; 0 if none ends there.
  uint64_t ChainAt(Sequence sequence) const;

 private:
  void Play(const HistoryOptions& options);
  void Replay(Store* store, uint32_t shards);

  DirectoryImage image_;
  std::string wal_;
  Sequence mark_ = 0;
  std::map<size_t, Sequence> last_at_size_;
  std::map<Sequence, uint64_t> live_states_;  // as the engine had them
  std::map<Sequence, uint64_t> chain_;
  std::vector<uint64_t> states_;  // by sequence, the empty ledger first
};

// The options under which histories are lived, and opened again.
EngineOptions OptionsOfHistories();

}  // namespace atp::damage

#endif  // ATP_TESTS_DAMAGE_HISTORY_H_
