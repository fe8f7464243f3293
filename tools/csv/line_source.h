#ifndef ATP_TOOLS_CSV_LINE_SOURCE_H_
#define ATP_TOOLS_CSV_LINE_SOURCE_H_

#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "tools/csv/byte_source.h"

namespace atp {

// The lines of a text file: plain, gzip or zstd, told apart by content. A UTF-8 byte order mark at
// the start of the file is dropped.
//
// Used by one thread. Memory is bounded by kLineBytesMax.
class LineSource {
 public:
  // A longer line is delivered cut off at this length, with is_cut().
  static constexpr size_t kLineBytesMax = 1 << 20;

  // "-" is standard input.
  static absl::StatusOr<std::unique_ptr<LineSource>> Open(const std::string& path);
  explicit LineSource(std::unique_ptr<ByteSource> bytes) : bytes_(std::move(bytes)) {}

  // The next line into *line, without its "\n" but with a "\r" that may stand before it. The last
  // line need not end in "\n". False at the end of the file or on an error: see status().
  bool Next(std::string* line);
  const absl::Status& status() const { return status_; }

  // Of the line that Next() gave, from 1.
  uint64_t line_number() const { return line_number_; }
  bool is_cut() const { return is_cut_; }

  // For progress: bytes of the file (compressed, if it is) consumed, and in all (0: not known).
  uint64_t file_bytes_read() const { return bytes_->file_bytes_read(); }
  uint64_t file_bytes() const { return bytes_->file_bytes(); }

 private:
  // False when there are no more bytes.
  bool Fill();

  const std::unique_ptr<ByteSource> bytes_;
  std::string chunk_;
  size_t used_ = 0;  // of chunk_
  uint64_t line_number_ = 0;
  bool is_cut_ = false;
  absl::Status status_;
};

}  // namespace atp

#endif  // ATP_TOOLS_CSV_LINE_SOURCE_H_
