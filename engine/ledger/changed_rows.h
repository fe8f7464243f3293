#ifndef ATP_ENGINE_LEDGER_CHANGED_ROWS_H_
#define ATP_ENGINE_LEDGER_CHANGED_ROWS_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/hash.h"
#include "engine/model/types.h"

namespace atp {

// The rows that changed since they were last taken.
//
// Every entry changes a position, a reservation, a request and the shard's settings: those are
// listed by number, which costs a few bytes each, and become keys when they are read. The other
// rows are listed by their keys, of at most 255 bytes each, one after another; repeats of these are
// dropped when they are read, or when the list has doubled. So naming a row costs a copy, and the
// memory of the keys is that of at most twice the rows, or kRepeatedBytesMax.
//
// Not thread-safe: guarded by its shard's lock.
class ChangedRows {
 public:
  static constexpr size_t kRepeatedBytesMax = 1 << 16;

  // Another number each time they were taken: a position that changed in this round is listed.
  uint32_t round() const { return round_; }

  void AddSettings() { has_settings_ = true; }
  // Once a round: a popular one changes all the time (Position::NoteChangedIn).
  void AddPosition(PositionId id) { positions_.push_back(id); }
  // May be listed: it is not changed more often than entries are written for it.
  void AddReservation(ReservationId id) { reservations_.push_back(id); }
  void AddRequest(const Hash128& id) { requests_.push_back(id); }
  void Add(std::string_view key);
  void Add(const ChangedRows& other);

  // The keys of all of them, in order, each once; they point into this, and are valid until it
  // changes. Some 50 ns a key.
  std::vector<std::string_view> InOrder();

  // All of them, which then are forgotten. O(1).
  ChangedRows Take();

  // Of their keys, with repeats.
  size_t bytes() const;

 private:
  // To the keys, what is listed by number.
  void AppendNumbered();
  // The keys in order, each once.
  std::vector<std::string_view> Distinct() const;
  void DropRepeats();

  uint32_t round_ = 1;
  bool has_settings_ = false;
  std::vector<PositionId> positions_;
  std::vector<ReservationId> reservations_;
  std::vector<Hash128> requests_;
  std::string bytes_;  // of each other key its length, in one byte, and the key
  size_t bytes_max_ = kRepeatedBytesMax;
};

}  // namespace atp

#endif  // ATP_ENGINE_LEDGER_CHANGED_ROWS_H_
