#include "engine/page_token.h"

#include "absl/strings/escaping.h"
#include "engine/base/bytes.h"
#include "engine/base/hash.h"

namespace atp {

std::string PageToken::ToText() const {
  std::string bytes;
  PutVarint(&bytes, shard);
  PutString(&bytes, after);
  PutFixed64(&bytes, Hash64(bytes));
  std::string text;
  absl::WebSafeBase64Escape(bytes, &text);
  return text;
}

std::optional<PageToken> PageToken::FromText(std::string_view text) {
  PageToken token;
  if (text.empty()) return token;
  std::string bytes;
  if (!absl::WebSafeBase64Unescape(absl::string_view(text.data(), text.size()), &bytes)) {
    return std::nullopt;
  }
  ByteReader reader(bytes);
  const uint64_t shard = reader.Varint();
  token.after = std::string(reader.String());
  const size_t body_size = bytes.size() - reader.rest().size();
  const uint64_t hash = reader.Fixed64();
  if (!reader.AtCleanEnd() || shard >= kShardsMax ||
      hash != Hash64(std::string_view(bytes).substr(0, body_size))) {
    return std::nullopt;
  }
  token.shard = static_cast<uint32_t>(shard);
  return token;
}

}  // namespace atp
