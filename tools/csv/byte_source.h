#ifndef ATP_TOOLS_CSV_BYTE_SOURCE_H_
#define ATP_TOOLS_CSV_BYTE_SOURCE_H_

#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace atp {

// The bytes of a file, decompressed as they are read. The file's first bytes, not its name, say
// whether it is gzip, zstd or plain; several gzip members or zstd frames in a row are one file.
//
// Used by one thread. Memory is a few buffers, whatever the file's size. A compressed file that
// ends early or does not decompress is DATA_LOSS; what came before it has been delivered.
class ByteSource {
 public:
  // "-" is standard input. NOT_FOUND or another error names the path.
  static absl::StatusOr<std::unique_ptr<ByteSource>> Open(const std::string& path);
  virtual ~ByteSource() = default;

  // Replaces *chunk by the next bytes. Empty at the end of the file.
  virtual absl::Status Read(std::string* chunk) = 0;

  // Bytes of the file itself consumed so far, and in all (0 if not known, as of a pipe).
  virtual uint64_t file_bytes_read() const = 0;
  virtual uint64_t file_bytes() const = 0;
};

}  // namespace atp

#endif  // ATP_TOOLS_CSV_BYTE_SOURCE_H_
