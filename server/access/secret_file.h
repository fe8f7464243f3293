#ifndef ATP_SERVER_ACCESS_SECRET_FILE_H_
#define ATP_SERVER_ACCESS_SECRET_FILE_H_

#include <string>

#include "absl/status/statusor.h"

namespace atp {

// Largest file that is read: certificates, keys and policies are small.
inline constexpr size_t kAccessFileBytesMax = 4 << 20;

// The bytes of a regular file. NOT_FOUND, FAILED_PRECONDITION: the message names the file.
absl::StatusOr<std::string> ReadFile(const std::string& path);

// The same of a file with a secret: FAILED_PRECONDITION if users other than its owner can read it;
// its group may where root owns it, as with PostgreSQL and as files of a service are often laid
// out.
absl::StatusOr<std::string> ReadSecretFile(const std::string& path);

}  // namespace atp

#endif  // ATP_SERVER_ACCESS_SECRET_FILE_H_
