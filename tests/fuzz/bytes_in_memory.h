#ifndef ATP_TESTS_FUZZ_BYTES_IN_MEMORY_H_
#define ATP_TESTS_FUZZ_BYTES_IN_MEMORY_H_

#include <algorithm>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "tools/csv/byte_source.h"
#include "tools/csv/csv_reader.h"

namespace atp::fuzz {

// A file that is a string, read a few bytes at a time: chunks end anywhere in a real one.
class BytesInMemory final : public ByteSource {
 public:
  BytesInMemory(std::string bytes, size_t chunk_bytes)
      : bytes_(std::move(bytes)), chunk_bytes_(chunk_bytes) {}

  absl::Status Read(std::string* chunk) override {
    *chunk = bytes_.substr(read_, chunk_bytes_);
    read_ += chunk->size();
    return absl::OkStatus();
  }
  uint64_t file_bytes_read() const override { return read_; }
  uint64_t file_bytes() const override { return bytes_.size(); }

 private:
  const std::string bytes_;
  const size_t chunk_bytes_;
  size_t read_ = 0;
};

inline std::unique_ptr<CsvReader> CsvOf(std::string_view bytes, size_t chunk_bytes) {
  return std::make_unique<CsvReader>(std::make_unique<LineSource>(
      std::make_unique<BytesInMemory>(std::string(bytes), chunk_bytes)));
}

}  // namespace atp::fuzz

#endif  // ATP_TESTS_FUZZ_BYTES_IN_MEMORY_H_
