#include "tools/replay/ack_log.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <nlohmann/json.hpp>

#include "absl/strings/str_cat.h"

namespace atp {

absl::StatusOr<std::unique_ptr<AckLog>> AckLog::Open(const std::string& path) {
  const int fd = open(path.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0644);
  if (fd < 0) return absl::ErrnoToStatus(errno, absl::StrCat("opening ", path));
  return std::unique_ptr<AckLog>(new AckLog(path, fd));
}

AckLog::~AckLog() { close(fd_); }

absl::Status AckLog::Append(const Acknowledgement& acknowledgement) {
  nlohmann::ordered_json json = {{"request_id", acknowledgement.request_id},
                                 {"sequence", acknowledgement.sequence},
                                 {"kind", acknowledgement.kind}};
  if (!acknowledgement.reservation.empty()) json["reservation"] = acknowledgement.reservation;
  if (!acknowledgement.units.empty()) json["units"] = acknowledgement.units;
  const std::string line = json.dump() + "\n";
  const ssize_t written = write(fd_, line.data(), line.size());
  if (written < 0) return absl::ErrnoToStatus(errno, absl::StrCat("writing ", path_));
  if (static_cast<size_t>(written) != line.size()) {
    return absl::DataLossError(absl::StrCat("writing ", path_, ": the disk took only a part"));
  }
  return absl::OkStatus();
}

}  // namespace atp
