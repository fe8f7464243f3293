#include "server/access/audit_log.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <nlohmann/json.hpp>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "server/log/log.h"

namespace atp {
namespace {

absl::Status Failed(const std::string& path) {
  return absl::FailedPreconditionError(
      absl::StrCat("audit log ", path, ": ", std::strerror(errno)));
}

// Whether `path` is no longer the file that is open: it was moved or removed.
bool IsAnotherFile(int fd, const std::string& path) {
  struct stat open_one, named;
  if (fstat(fd, &open_one) != 0) return true;
  if (stat(path.c_str(), &named) != 0) return true;
  return open_one.st_dev != named.st_dev || open_one.st_ino != named.st_ino;
}

}  // namespace

std::string AuditLine(const AuditRecord& record, Micros now) {
  const absl::Time time = absl::FromUnixMicros(now);
  nlohmann::ordered_json line;
  line["ts"] = absl::FormatTime("%Y-%m-%dT%H:%M:%E6SZ", time, absl::UTCTimeZone());
  line["event"] = record.event == AuditRecord::Event::kChange ? "change" : "denial";
  const auto add = [&line](const char* key, const std::string& value) {
    if (!value.empty()) line[key] = value;
  };
  add("identity", record.identity);
  add("peer", record.peer);
  add("method", record.method);
  add("request_id", record.request_id);
  add("correlation_id", record.correlation_id);
  if (record.sequence != 0) line["sequence"] = record.sequence;
  add("code", record.code);
  add("reason", record.reason);
  add("field", record.field);
  add("message", record.message);
  // Text that is not UTF-8 is shown with replacement characters; quotes and line ends are escaped.
  return line.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

absl::StatusOr<std::unique_ptr<AuditLog>> AuditLog::Open(std::string path, const Clock* clock) {
  auto log = std::unique_ptr<AuditLog>(new AuditLog(std::move(path), clock));
  MutexLock lock(&log->mu_);
  const absl::Status opened = log->Reopen();
  if (!opened.ok()) return opened;
  return log;
}

AuditLog::~AuditLog() {
  MutexLock lock(&mu_);
  if (fd_ >= 0) close(fd_);
}

absl::Status AuditLog::Reopen() {
  if (fd_ >= 0) close(fd_);
  fd_ = open(path_.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
  return fd_ < 0 ? Failed(path_) : absl::OkStatus();
}

void AuditLog::Write(const AuditRecord& record) {
  const absl::Status written = Append(AuditLine(record, clock_.Now()));
  if (!written.ok()) Log(LogLevel::kError, std::string(written.message()));
  has_failed_.store(!written.ok(), std::memory_order_relaxed);
}

absl::Status AuditLog::Append(const std::string& line) {
  MutexLock lock(&mu_);
  const Micros now = clock_.Now();
  if (fd_ < 0 || now >= looked_at_ + kMicrosPerSecond || now < looked_at_) {
    looked_at_ = now;
    if (fd_ < 0 || IsAnotherFile(fd_, path_)) {
      const absl::Status opened = Reopen();
      if (!opened.ok()) return opened;
    }
  }
  const std::string bytes = is_torn_ ? "\n" + line : line;
  size_t done = 0;
  while (done < bytes.size()) {
    const ssize_t wrote = write(fd_, bytes.data() + done, bytes.size() - done);
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote < 0) {
      is_torn_ |= done > 0;
      return Failed(path_);
    }
    done += static_cast<size_t>(wrote);
  }
  is_torn_ = false;
  return absl::OkStatus();
}

}  // namespace atp
