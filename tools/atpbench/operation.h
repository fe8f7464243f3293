#ifndef ATP_TOOLS_ATPBENCH_OPERATION_H_
#define ATP_TOOLS_ATPBENCH_OPERATION_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace atp {

enum class OperationKind : uint8_t { kCheck, kReserve, kConfirm, kRelease };
inline constexpr size_t kOperationKinds = 4;

// "check", "reserve", ...
const char* NameOf(OperationKind kind);

// So many of the item at one position.
struct OrderLine {
  uint32_t position = 0;  // of the Catalogue
  int64_t quantity = 0;
};

// One thing that is asked of the server.
struct Operation {
  OperationKind kind = OperationKind::kCheck;
  std::string request_id;        // of a change
  std::vector<OrderLine> lines;  // of check and reserve
  int64_t hold_seconds = 0;      // of reserve
  std::string reservation;       // of confirm and release
};

// What came back.
struct Answer {
  enum class Result : uint8_t {
    kDone,
    kRefused,     // too little stock: an answer like another
    kTurnedAway,  // the server had too much to do, or the answer came too late to be of use
    kFailed,      // an error
  };
  Result result = Result::kDone;
  uint64_t sequence = 0;          // the ledger's
  std::string reservation;        // of reserve: its id
  std::vector<int64_t> promised;  // of reserve, by line; empty: as asked
  std::string error;              // of kTurnedAway and kFailed, for people

  // Of a reserve that was done: what is promised of its line.
  int64_t PromisedOf(const Operation& operation, size_t line) const {
    return promised.empty() ? operation.lines[line].quantity : promised[line];
  }
};

}  // namespace atp

#endif  // ATP_TOOLS_ATPBENCH_OPERATION_H_
