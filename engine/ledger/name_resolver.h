#ifndef ATP_ENGINE_LEDGER_NAME_RESOLVER_H_
#define ATP_ENGINE_LEDGER_NAME_RESOLVER_H_

#include <string_view>

#include "engine/model/types.h"

namespace atp {

// Turns the keys of settings into numbers. What is not known has no number (kNoItem and so on).
class NameResolver {
 public:
  virtual ~NameResolver() = default;
  virtual ItemId Item(std::string_view key) const = 0;
  virtual LocationId Location(std::string_view key) const = 0;
  virtual SupplierId Supplier(std::string_view key) const = 0;
  virtual ChannelId Channel(std::string_view key) const = 0;
};

}  // namespace atp

#endif  // ATP_ENGINE_LEDGER_NAME_RESOLVER_H_
