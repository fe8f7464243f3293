#include "tools/csv/line_source.h"

#include <algorithm>
#include <utility>

namespace atp {

absl::StatusOr<std::unique_ptr<LineSource>> LineSource::Open(const std::string& path) {
  absl::StatusOr<std::unique_ptr<ByteSource>> bytes = ByteSource::Open(path);
  if (!bytes.ok()) return bytes.status();
  return std::make_unique<LineSource>(*std::move(bytes));
}

bool LineSource::Fill() {
  if (used_ < chunk_.size()) return true;
  if (!status_.ok()) return false;
  used_ = 0;
  chunk_.clear();
  status_ = bytes_->Read(&chunk_);
  return status_.ok() && !chunk_.empty();
}

bool LineSource::Next(std::string* line) {
  line->clear();
  is_cut_ = false;
  if (!Fill()) return false;
  bool ended = false;
  while (!ended && Fill()) {
    const size_t newline = chunk_.find('\n', used_);
    ended = newline != std::string::npos;
    const size_t size = (ended ? newline : chunk_.size()) - used_;
    const size_t kept = std::min(size, kLineBytesMax - line->size());
    line->append(chunk_, used_, kept);
    is_cut_ = is_cut_ || kept < size;
    used_ += size + (ended ? 1 : 0);
  }
  // A line that broke off because the file is damaged is not a line.
  if (!ended && !status_.ok()) return false;
  if (++line_number_ == 1 && line->compare(0, 3, "\xef\xbb\xbf") == 0) line->erase(0, 3);
  return true;
}

}  // namespace atp
