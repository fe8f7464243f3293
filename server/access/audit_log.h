#ifndef ATP_SERVER_ACCESS_AUDIT_LOG_H_
#define ATP_SERVER_ACCESS_AUDIT_LOG_H_

#include <atomic>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/base/clock.h"
#include "engine/base/mutex.h"

namespace atp {

// One line of the audit log. Empty fields are left out.
struct AuditRecord {
  enum class Event { kChange, kDenial };

  Event event = Event::kChange;
  std::string identity;
  std::string peer;    // "ipv4:10.0.0.7:52344"
  std::string method;  // without its service
  std::string request_id;
  std::string correlation_id;
  uint64_t sequence = 0;  // of a change's entry; 0: it has none
  std::string code;       // of a denial, and of a change that failed halfway
  std::string reason;
  std::string field;
  std::string message;
};

// Who changed what, and who was turned away: a file of one JSON object a line,
//
//   {"ts":"2026-03-01T12:00:00.123456Z","event":"change","identity":"cn:erp","peer":"ipv4:...",
//    "method":"ReceiveStock","request_id":"r-1","sequence":17}
//
// only ever appended to, readable by its owner alone. A file that was moved away, as log rotation
// does, is made anew within a second. Thread-safe; a line is written whole by its caller.
class AuditLog {
 public:
  // FAILED_PRECONDITION: the message names the file. `clock` must outlive it.
  static absl::StatusOr<std::unique_ptr<AuditLog>> Open(std::string path, const Clock* clock);
  ~AuditLog();

  // What cannot be written is told of in the server's log, and has_failed() until a line is written
  // again.
  void Write(const AuditRecord& record);

  bool has_failed() const { return has_failed_.load(std::memory_order_relaxed); }

 private:
  AuditLog(std::string path, const Clock* clock) : path_(std::move(path)), clock_(*clock) {}

  absl::Status Reopen() ATP_REQUIRES(mu_);
  absl::Status Append(const std::string& line);

  const std::string path_;
  const Clock& clock_;
  std::atomic<bool> has_failed_{false};

  Mutex mu_;
  int fd_ ATP_GUARDED_BY(mu_) = -1;
  Micros looked_at_ ATP_GUARDED_BY(mu_) = 0;
  bool is_torn_ ATP_GUARDED_BY(mu_) = false;  // the last line was written in part
};

// The line, with its end; for tests.
std::string AuditLine(const AuditRecord& record, Micros now);

}  // namespace atp

#endif  // ATP_SERVER_ACCESS_AUDIT_LOG_H_
