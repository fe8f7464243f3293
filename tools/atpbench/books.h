#ifndef ATP_TOOLS_ATPBENCH_BOOKS_H_
#define ATP_TOOLS_ATPBENCH_BOOKS_H_

#include <cstdint>
#include <vector>

#include "engine/base/mutex.h"
#include "tools/atpbench/operation.h"
#include "tools/load/tally.h"

namespace atp {

struct BooksResult {
  int64_t promised_units = 0;
  int64_t released_units = 0;
  int64_t received_units = 0;
  int64_t oversold_units = 0;  // 0, or the server promised what was not there
};

// What was promised, kept from the answers alone. It knows nothing of how the server decides: it
// sorts the answers by the ledger's sequence and adds up, position by position.
//
// 32 bytes for each line of a reservation. Thread-safe.
class Books {
 public:
  // Every position has `stock` before the first operation.
  explicit Books(int64_t stock) : stock_(stock) {}

  void Note(const Operation& operation, const Answer& answer);
  void NoteReceipt(uint64_t sequence, uint32_t position, int64_t quantity);

  // Call once, after the last answer.
  BooksResult Close();

 private:
  const int64_t stock_;
  Mutex mu_;
  std::vector<TallyEvent> events_ ATP_GUARDED_BY(mu_);
};

}  // namespace atp

#endif  // ATP_TOOLS_ATPBENCH_BOOKS_H_
