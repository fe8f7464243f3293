#ifndef ATP_ENGINE_LEDGER_SHARD_SET_H_
#define ATP_ENGINE_LEDGER_SHARD_SET_H_

#include <array>

#include "engine/model/types.h"

namespace atp {

// Which shards; iterated in ascending order, which is the order of their locks.
class ShardSet {
 public:
  static ShardSet All(uint32_t count) {
    ShardSet all;
    for (uint32_t shard = 0; shard < count; ++shard) all.Add(static_cast<ShardId>(shard));
    return all;
  }
  static ShardSet Of(ShardId shard) {
    ShardSet one;
    one.Add(shard);
    return one;
  }

  void Add(ShardId shard) { words_[shard / 64] |= uint64_t{1} << (shard % 64); }
  bool Contains(ShardId shard) const { return words_[shard / 64] >> (shard % 64) & 1; }

  // True if every shard of `other` is in this set too.
  bool Covers(const ShardSet& other) const {
    for (size_t i = 0; i < words_.size(); ++i) {
      if ((other.words_[i] & ~words_[i]) != 0) return false;
    }
    return true;
  }

  template <typename Visit>
  void ForEach(Visit visit) const {
    for (size_t i = 0; i < words_.size(); ++i) {
      for (uint64_t rest = words_[i]; rest != 0; rest &= rest - 1) {
        visit(static_cast<ShardId>(i * 64 + __builtin_ctzll(rest)));
      }
    }
  }

 private:
  std::array<uint64_t, kShardsMax / 64> words_{};
};

}  // namespace atp

#endif  // ATP_ENGINE_LEDGER_SHARD_SET_H_
