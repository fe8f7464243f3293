#ifndef ATP_SERVER_ACCESS_FOLLOWED_FILE_H_
#define ATP_SERVER_ACCESS_FOLLOWED_FILE_H_

#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/base/clock.h"
#include "engine/base/mutex.h"
#include "server/access/secret_file.h"

namespace atp {

void LogUnreadable(const std::string& path, const absl::Status& why);
void LogReadAgain(const std::string& path);

// What a file says, read again when it has changed: certificates and permissions are renewed
// without a restart.
//
// The file is looked at by whoever asks, at most once in an interval. One that cannot be read or
// understood any more is told of in the log, and what it said before holds: a mistake in an editor
// must not shut out every caller. Thread-safe; `clock` must outlive it.
template <typename T>
class FollowedFile {
 public:
  using Parse = std::function<absl::StatusOr<T>(const std::string& bytes)>;

  // The first reading must succeed.
  static absl::StatusOr<std::unique_ptr<FollowedFile>> Open(std::string path, Micros interval,
                                                            const Clock* clock, Parse parse) {
    auto file = std::unique_ptr<FollowedFile>(
        new FollowedFile(std::move(path), interval, clock, std::move(parse)));
    MutexLock lock(&file->mu_);
    const absl::Status read = file->Read();
    if (!read.ok()) return read;
    return file;
  }

  std::shared_ptr<const T> Get() {
    MutexLock lock(&mu_);
    const Micros now = clock_.Now();
    // A clock that was set back is as good as an interval that has passed.
    if (now >= looked_at_ + interval_ || now < looked_at_) {
      looked_at_ = now;
      const absl::Status read = Read();
      if (!read.ok()) {
        LogUnreadable(path_, read);
      }
    }
    return value_;
  }

 private:
  FollowedFile(std::string path, Micros interval, const Clock* clock, Parse parse)
      : path_(std::move(path)), interval_(interval), clock_(*clock), parse_(std::move(parse)) {
    looked_at_ = clock_.Now();
  }

  // These files are small: comparing what is in them is surer than times of change.
  absl::Status Read() ATP_REQUIRES(mu_) {
    absl::StatusOr<std::string> bytes = ReadFile(path_);
    if (!bytes.ok()) return bytes.status();
    if (value_ != nullptr && *bytes == bytes_) return absl::OkStatus();
    absl::StatusOr<T> value = parse_(*bytes);
    if (!value.ok()) {
      return absl::Status(value.status().code(),
                          path_ + ": " + std::string(value.status().message()));
    }
    if (value_ != nullptr) LogReadAgain(path_);
    value_ = std::make_shared<const T>(*std::move(value));
    bytes_ = *std::move(bytes);
    return absl::OkStatus();
  }

  const std::string path_;
  const Micros interval_;
  const Clock& clock_;
  const Parse parse_;

  Mutex mu_;
  Micros looked_at_ ATP_GUARDED_BY(mu_) = 0;
  std::string bytes_ ATP_GUARDED_BY(mu_);
  std::shared_ptr<const T> value_ ATP_GUARDED_BY(mu_);
};

}  // namespace atp

#endif  // ATP_SERVER_ACCESS_FOLLOWED_FILE_H_
