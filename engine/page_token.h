#ifndef ATP_ENGINE_PAGE_TOKEN_H_
#define ATP_ENGINE_PAGE_TOKEN_H_

#include <optional>
#include <string>
#include <string_view>

#include "engine/model/types.h"

namespace atp {

// Where a page ended: the shard and the row key of its last view. As text, for callers to hand
// back; they should not look inside.
struct PageToken {
  uint32_t shard = 0;
  std::string after;  // empty: from the shard's first row

  std::string ToText() const;
  // An empty text is the beginning. nullopt if it is not a token.
  static std::optional<PageToken> FromText(std::string_view text);
};

}  // namespace atp

#endif  // ATP_ENGINE_PAGE_TOKEN_H_
