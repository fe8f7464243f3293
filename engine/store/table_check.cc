#include "engine/store/table_check.h"

#include <optional>

#include "absl/strings/str_cat.h"
#include "engine/base/bytes.h"
#include "engine/base/hash.h"

namespace atp {
namespace {

constexpr std::string_view kPropertiesName = "rocksdb.properties";
constexpr size_t kTrailerBytes = 5;  // type 1, checksum 4
// checksum type 1, handles of two blocks padded to 40, format 4, magic 8
constexpr size_t kFooterBytes = 53;
constexpr char kXxh3 = 4;  // the checksum type and the format that rocks_tuning.cc chooses
constexpr std::string_view kFormatAndMagic("\x05\0\0\0\xf7\xcf\xf4\x85\xb7\x41\xe2\x88", 12);

struct BlockHandle {
  uint64_t offset = 0;
  uint64_t size = 0;
};

BlockHandle ReadHandle(ByteReader* reader) {
  BlockHandle handle;
  handle.offset = reader->Varint();
  handle.size = reader->Varint();
  return handle;
}

// A block with its trailer; none where it is not within the end of the file.
std::optional<std::string_view> BlockAt(std::string_view end, uint64_t file_size,
                                        const BlockHandle& handle) {
  const uint64_t end_offset = file_size - end.size();
  if (handle.offset < end_offset || handle.offset > file_size) return std::nullopt;
  const std::string_view from = end.substr(handle.offset - end_offset);
  if (handle.size > from.size() || from.size() - handle.size < kTrailerBytes) return std::nullopt;
  return from.substr(0, handle.size + kTrailerBytes);
}

bool FitsItsChecksum(std::string_view block) {
  const std::string_view bytes = block.substr(0, block.size() - kTrailerBytes);
  const std::string_view trailer = block.substr(bytes.size());
  uint32_t stored = 0;
  for (size_t i = kTrailerBytes - 1; i > 0; --i) {
    stored = stored << 8 | static_cast<uint8_t>(trailer[i]);
  }
  // The type is mixed in apart from the bytes.
  const uint32_t mixed = static_cast<uint8_t>(trailer[0]) * 0x6b9083d9u;
  return stored == (static_cast<uint32_t>(Hash64(bytes)) ^ mixed);
}

}  // namespace

absl::Status CheckTableEnd(std::string_view end, uint64_t file_size) {
  if (end.size() < kFooterBytes) return absl::OkStatus();
  const std::string_view footer = end.substr(end.size() - kFooterBytes);
  const bool is_known = footer.front() == kXxh3 &&
                        footer.substr(kFooterBytes - kFormatAndMagic.size()) == kFormatAndMagic;
  if (!is_known) return absl::DataLossError("the table's footer is damaged");
  ByteReader handles(footer.substr(1));
  const BlockHandle metaindex_handle = ReadHandle(&handles);
  const auto metaindex = BlockAt(end, file_size, metaindex_handle);
  if (!handles.ok() || !metaindex.has_value() || !FitsItsChecksum(*metaindex)) {
    return absl::DataLossError(
        absl::StrCat("the table's metaindex is damaged, at offset ", metaindex_handle.offset));
  }
  // Its keys are whole, each followed by the handle of the block.
  const size_t found = metaindex->find(kPropertiesName);
  if (found == std::string_view::npos) return absl::OkStatus();
  ByteReader entry(metaindex->substr(found + kPropertiesName.size()));
  const BlockHandle properties_handle = ReadHandle(&entry);
  const auto properties = BlockAt(end, file_size, properties_handle);
  if (!properties.has_value() || FitsItsChecksum(*properties)) return absl::OkStatus();
  return absl::DataLossError(
      absl::StrCat("the table's properties are damaged, at offset ", properties_handle.offset));
}

}  // namespace atp
