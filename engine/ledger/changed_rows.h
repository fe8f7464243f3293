#ifndef ATP_ENGINE_LEDGER_CHANGED_ROWS_H_
#define ATP_ENGINE_LEDGER_CHANGED_ROWS_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/hash.h"
#include "engine/model/types.h"

namespace atp {

// The rows that changed since they were last taken.
//
// Every entry changes a position, a reservation and a request, and the shard's settings: those are
// listed by number, which costs a few bytes each, and become keys when they are taken. The other
// rows are listed by their keys, of at most 255 bytes each, one after another; repeats are dropped
// when they are taken, or when the list has doubled. So naming a row costs a copy, and the memory
// of the keys is that of at most twice the rows, or kRepeatedBytesMax.
//
// Not thread-safe: guarded by its shard's lock.
class ChangedRows {
 public:
  static constexpr size_t kRepeatedBytesMax = 1 << 12;

  void AddSettings() { has_settings_ = true; }
  // Not one that is listed (Position::NoteChanged): a popular one changes all the time.
  void AddPosition(PositionId id) { positions_.push_back(id); }
  // May be listed; each change costs as much as its entry does.
  void AddReservation(ReservationId id) { reservations_.push_back(id); }
  void AddRequest(const Hash128& id) { requests_.push_back(id); }
  void Add(std::string_view key);

  const std::vector<PositionId>& positions() const { return positions_; }

  // The keys of all of them, in order, each once; and forgets them.
  std::vector<std::string> Take();

  // Of the keys.
  size_t bytes() const { return bytes_.size(); }

 private:
  void Append(std::string_view key);
  // In order, each once; they point into bytes_.
  std::vector<std::string_view> Distinct() const;
  void DropRepeats();

  bool has_settings_ = false;
  std::vector<PositionId> positions_;
  std::vector<ReservationId> reservations_;
  std::vector<Hash128> requests_;
  std::string bytes_;  // of each other key its length, in one byte, and the key
  size_t bytes_max_ = kRepeatedBytesMax;
};

}  // namespace atp

#endif  // ATP_ENGINE_LEDGER_CHANGED_ROWS_H_
