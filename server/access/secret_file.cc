#include "server/access/secret_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "absl/strings/str_cat.h"

namespace atp {
namespace {

// Closes itself.
class Descriptor {
 public:
  explicit Descriptor(const std::string& path) : fd_(open(path.c_str(), O_RDONLY | O_CLOEXEC)) {}
  ~Descriptor() {
    if (fd_ >= 0) close(fd_);
  }
  int get() const { return fd_; }

 private:
  const int fd_;
};

absl::Status Unreadable(const std::string& path, const std::string& why) {
  return absl::FailedPreconditionError(absl::StrCat(path, ": ", why));
}

absl::StatusOr<std::string> ReadAll(int fd, const std::string& path) {
  std::string bytes;
  char buffer[4096];
  while (true) {
    const ssize_t got = read(fd, buffer, sizeof(buffer));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return Unreadable(path, std::strerror(errno));
    if (got == 0) return bytes;
    bytes.append(buffer, static_cast<size_t>(got));
    if (bytes.size() > kAccessFileBytesMax) return Unreadable(path, "more than 4 MiB");
  }
}

// What is looked at is what is read: the permissions are those of the open file.
absl::StatusOr<std::string> Read(const std::string& path, bool is_secret) {
  const Descriptor file(path);
  if (file.get() < 0) return absl::NotFoundError(absl::StrCat(path, ": ", std::strerror(errno)));
  struct stat about;
  if (fstat(file.get(), &about) != 0) return Unreadable(path, std::strerror(errno));
  if (!S_ISREG(about.st_mode)) return Unreadable(path, "not a file");
  const mode_t others = about.st_uid == 0 ? S_IRWXO | S_IWGRP : S_IRWXO | S_IRWXG;
  if (is_secret && (about.st_mode & others) != 0) {
    return Unreadable(path, "others than its owner can read it; chmod 600 it");
  }
  return ReadAll(file.get(), path);
}

}  // namespace

absl::StatusOr<std::string> ReadFile(const std::string& path) { return Read(path, false); }

absl::StatusOr<std::string> ReadSecretFile(const std::string& path) { return Read(path, true); }

}  // namespace atp
