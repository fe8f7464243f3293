#ifndef ATP_TOOLS_ATPBENCH_ERP_H_
#define ATP_TOOLS_ATPBENCH_ERP_H_

#include <grpcpp/channel.h>

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <thread>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "tools/atpbench/books.h"
#include "tools/atpbench/catalogue.h"
#include "tools/atpbench/report.h"
#include "tools/atpbench/timer.h"

namespace atp {

// What an ERP does while customers order.
struct ErpOptions {
  std::string run;       // begins every request id
  int64_t stock = 0;     // of every position at the beginning
  uint64_t opening = 0;  // the ledger's sequence after the opening stock
  int64_t start = 0;     // of the run, nanoseconds of the Timer
  int64_t duration = 0;
  bool has_maintenance = false;
};

// On a thread of its own, either
// - pushes counts of all positions, one after the other, each of them what is there; or
// - is away (maintenance): goods are received here meanwhile, and after two thirds of the run it
//   pushes the count it made before it went, which must not undo them.
//
// All that it is given must outlive it.
class Erp {
 public:
  Erp(const ErpOptions& options, std::shared_ptr<grpc::Channel> channel, const Catalogue& catalogue,
      Books* books, Timer* timer);
  ~Erp();

  // Ends it after what it is doing; the count of maintenance is pushed in any case. Call once.
  absl::StatusOr<PushUse> Finish();

 private:
  void PushWithoutPause();
  void Maintain();
  absl::Status Receive(uint32_t position);
  void Push(uint64_t reflects);
  void Stop();

  const ErpOptions options_;
  const std::shared_ptr<grpc::Channel> channel_;
  const Catalogue catalogue_;
  Books& books_;
  Timer& timer_;
  std::atomic<bool> is_stopped_{false};
  PushUse use_;           // written by the thread, read after it has ended
  absl::Status failure_;  // the same
  int64_t receipts_ = 0;  // the same
  std::thread thread_;    // last: it uses all of the above
};

}  // namespace atp

#endif  // ATP_TOOLS_ATPBENCH_ERP_H_
