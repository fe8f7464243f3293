#ifndef ATP_TOOLS_REPLAY_ACK_LOG_H_
#define ATP_TOOLS_REPLAY_ACK_LOG_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace atp {

// One change that the server acknowledged.
struct Acknowledgement {
  std::string request_id;
  uint64_t sequence = 0;
  std::string kind;            // RESERVE, CONFIRM, FULFIL, RELEASE, RETURN, ANNOUNCE, RECEIVE
  std::string reservation;     // empty if none
  std::vector<int64_t> units;  // by line; empty for all of a reservation's
};

// A file of JSON lines, one for each acknowledgement, written before anything is done that follows
// from it: whoever kills the server can hold its journal against this file.
//
// Thread-safe: a line is appended by a single write.
class AckLog {
 public:
  // Appends to the file, creating it if need be.
  static absl::StatusOr<std::unique_ptr<AckLog>> Open(const std::string& path);
  ~AckLog();
  AckLog(const AckLog&) = delete;
  AckLog& operator=(const AckLog&) = delete;

  absl::Status Append(const Acknowledgement& acknowledgement);

 private:
  AckLog(std::string path, int fd) : path_(std::move(path)), fd_(fd) {}

  const std::string path_;
  const int fd_;
};

}  // namespace atp

#endif  // ATP_TOOLS_REPLAY_ACK_LOG_H_
