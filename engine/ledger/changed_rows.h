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
// and repeats are dropped when they are taken, or when the list has doubled. So naming one costs a
// copy, and the memory is that of at most twice the changed rows, or kRepeatedBytesMax.
//
// Not thread-safe: guarded by its shard's lock.
class ChangedRows {
 public:
  static constexpr size_t kRepeatedBytesMax = 1 << 12;

  void Add(std::string_view key);

  // All of them, in order, each once; and forgets them.
  std::vector<std::string> Take();

  size_t bytes() const { return bytes_.size(); }

 private:
  void Append(std::string_view key);
  // In order, each once; they point into bytes_.
  std::vector<std::string_view> Distinct() const;
  void DropRepeats();

  std::string bytes_;  // of each key its length, in one byte, and the key
  size_t bytes_max_ = kRepeatedBytesMax;
};

}  // namespace atp

#endif  // ATP_ENGINE_LEDGER_CHANGED_ROWS_H_
