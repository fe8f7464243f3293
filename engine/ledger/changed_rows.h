#ifndef ATP_ENGINE_LEDGER_CHANGED_ROWS_H_
#define ATP_ENGINE_LEDGER_CHANGED_ROWS_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace atp {

// The keys of rows that changed since they were last taken, of at most 255 bytes each.
//
// A key is named with every change, and mostly is new, so they are only written one after another,
// and repeats are dropped when they are read, or when the list has doubled. So naming one costs a
// copy, and the memory is that of at most twice the changed rows, or kRepeatedBytesMax.
//
// Not thread-safe: guarded by its shard's lock.
class ChangedRows {
 public:
  static constexpr size_t kRepeatedBytesMax = 1 << 16;

  void Add(std::string_view key);
  void Add(const ChangedRows& other);

  // All of them, in order, each once; they point into this, and are valid until it changes. Some
  // 50 ns a key.
  std::vector<std::string_view> InOrder() const;

  // All of them, which then are forgotten. O(1).
  ChangedRows Take();

  // With repeats.
  size_t bytes() const { return bytes_.size(); }

 private:
  void Append(std::string_view key);
  void DropRepeats();

  std::string bytes_;  // of each key its length, in one byte, and the key
  size_t bytes_max_ = kRepeatedBytesMax;
};

}  // namespace atp

#endif  // ATP_ENGINE_LEDGER_CHANGED_ROWS_H_
