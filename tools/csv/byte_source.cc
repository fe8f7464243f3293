#include "tools/csv/byte_source.h"

#include <sys/stat.h>
#include <zlib.h>
#include <zstd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <utility>

#include "absl/strings/str_cat.h"

namespace atp {
namespace {

constexpr size_t kChunkBytes = 64 << 10;
constexpr char kGzipMagic[] = "\x1f\x8b";
constexpr char kZstdMagic[] = "\x28\xb5\x2f\xfd";

bool StartsWith(const std::string& bytes, const char* magic, size_t size) {
  return bytes.compare(0, size, magic, size) == 0;
}

// The file as it lies on disk. Owns the handle unless it is standard input.
class PlainSource final : public ByteSource {
 public:
  PlainSource(std::string path, std::FILE* file) : path_(std::move(path)), file_(file) {
    struct stat info;
    if (fstat(fileno(file), &info) == 0 && S_ISREG(info.st_mode)) {
      file_bytes_ = static_cast<uint64_t>(info.st_size);
    }
  }
  ~PlainSource() override {
    if (file_ != stdin) std::fclose(file_);
  }

  absl::Status Read(std::string* chunk) override {
    if (!peeked_.empty()) {
      *chunk = std::exchange(peeked_, {});
      return absl::OkStatus();
    }
    chunk->resize(kChunkBytes);
    const size_t size = std::fread(chunk->data(), 1, chunk->size(), file_);
    chunk->resize(size);
    file_bytes_read_ += size;
    if (size == 0 && std::ferror(file_)) {
      return absl::UnknownError(absl::StrCat("cannot read ", path_, ": ", std::strerror(errno)));
    }
    return absl::OkStatus();
  }

  // Reads the first chunk ahead; Read() returns it again.
  absl::Status Peek(std::string* chunk) {
    absl::Status status = Read(&peeked_);
    *chunk = peeked_;
    return status;
  }

  uint64_t file_bytes_read() const override { return file_bytes_read_; }
  uint64_t file_bytes() const override { return file_bytes_; }
  const std::string& path() const { return path_; }

 private:
  const std::string path_;
  std::FILE* const file_;
  std::string peeked_;
  uint64_t file_bytes_read_ = 0;
  uint64_t file_bytes_ = 0;
};

// What both decompressors share: a window on the compressed bytes, and what errors say.
class Decompressing : public ByteSource {
 public:
  explicit Decompressing(std::unique_ptr<PlainSource> file) : file_(std::move(file)) {}
  uint64_t file_bytes_read() const override { return file_->file_bytes_read(); }
  uint64_t file_bytes() const override { return file_->file_bytes(); }

 protected:
  // Makes `input_` non-empty from `used_` on, unless the file has ended.
  absl::Status Fill() {
    if (used_ < input_.size()) return absl::OkStatus();
    used_ = 0;
    return file_->Read(&input_);
  }
  bool AtEnd() const { return used_ == input_.size(); }
  absl::Status Damaged(const char* what) const {
    return absl::DataLossError(absl::StrCat(file_->path(), " is damaged before compressed byte ",
                                            file_->file_bytes_read(), ": ", what));
  }

  std::string input_;
  size_t used_ = 0;

 private:
  const std::unique_ptr<PlainSource> file_;
};

class GzipSource final : public Decompressing {
 public:
  explicit GzipSource(std::unique_ptr<PlainSource> file) : Decompressing(std::move(file)) {
    initialised_ = inflateInit2(&stream_, 15 + 16) == Z_OK;
  }
  ~GzipSource() override {
    if (initialised_) inflateEnd(&stream_);
  }

  absl::Status Read(std::string* chunk) override {
    if (!initialised_) return absl::ResourceExhaustedError("zlib could not be initialised");
    chunk->resize(kChunkBytes);
    stream_.next_out = reinterpret_cast<Bytef*>(chunk->data());
    stream_.avail_out = kChunkBytes;
    while (stream_.avail_out == kChunkBytes) {
      if (absl::Status status = Fill(); !status.ok()) return status;
      if (AtEnd()) {
        if (in_member_) return Damaged("gzip data ends early");
        break;
      }
      in_member_ = true;
      stream_.next_in = reinterpret_cast<Bytef*>(input_.data() + used_);
      stream_.avail_in = static_cast<uInt>(input_.size() - used_);
      const int result = inflate(&stream_, Z_NO_FLUSH);
      used_ = input_.size() - stream_.avail_in;
      if (result == Z_STREAM_END) {
        in_member_ = false;
        inflateReset(&stream_);
      } else if (result != Z_OK) {
        return Damaged(stream_.msg != nullptr ? stream_.msg : "not gzip data");
      }
    }
    chunk->resize(kChunkBytes - stream_.avail_out);
    return absl::OkStatus();
  }

 private:
  z_stream stream_ = {};
  bool initialised_ = false;
  bool in_member_ = false;
};

class ZstdSource final : public Decompressing {
 public:
  explicit ZstdSource(std::unique_ptr<PlainSource> file)
      : Decompressing(std::move(file)), stream_(ZSTD_createDStream()) {}
  ~ZstdSource() override { ZSTD_freeDStream(stream_); }

  absl::Status Read(std::string* chunk) override {
    if (stream_ == nullptr) return absl::ResourceExhaustedError("zstd could not be initialised");
    chunk->resize(kChunkBytes);
    ZSTD_outBuffer out = {chunk->data(), chunk->size(), 0};
    while (out.pos == 0) {
      if (absl::Status status = Fill(); !status.ok()) return status;
      if (AtEnd() && !in_frame_) break;
      const bool at_end = AtEnd();
      ZSTD_inBuffer in = {input_.data(), input_.size(), used_};
      const size_t result = ZSTD_decompressStream(stream_, &out, &in);
      used_ = in.pos;
      if (ZSTD_isError(result)) return Damaged(ZSTD_getErrorName(result));
      in_frame_ = result != 0;
      // At the end of the file there may still be output that the decoder holds; if not, it waits
      // for bytes that will not come.
      if (at_end && out.pos == 0 && in_frame_) return Damaged("zstd data ends early");
    }
    chunk->resize(out.pos);
    return absl::OkStatus();
  }

 private:
  ZSTD_DStream* const stream_;
  bool in_frame_ = false;
};

}  // namespace

absl::StatusOr<std::unique_ptr<ByteSource>> ByteSource::Open(const std::string& path) {
  std::FILE* const handle = path == "-" ? stdin : std::fopen(path.c_str(), "rb");
  if (handle == nullptr) {
    const std::string message = absl::StrCat("cannot open ", path, ": ", std::strerror(errno));
    return errno == ENOENT ? absl::NotFoundError(message) : absl::UnknownError(message);
  }
  auto file = std::make_unique<PlainSource>(path, handle);
  std::string head;
  if (absl::Status status = file->Peek(&head); !status.ok()) return status;
  if (StartsWith(head, kGzipMagic, 2)) return std::make_unique<GzipSource>(std::move(file));
  if (StartsWith(head, kZstdMagic, 4)) return std::make_unique<ZstdSource>(std::move(file));
  return file;
}

}  // namespace atp
