// Seeds that come out of an engine: scripts that reach something new, and what they leave on disk.

#include <cstdio>
#include <map>
#include <memory>
#include <set>
#include <string>

#include "engine/journal/group_codec.h"
#include "engine/ledger/rows.h"
#include "tests/fuzz/engine_script.h"
#include "tests/fuzz/seeds.h"
#include "tools/load/dice.h"

namespace atp::fuzz {
namespace {

constexpr size_t kScripts = 60;
constexpr size_t kScriptBytesMax = 2000;
constexpr size_t kSeedsMax = 40;
constexpr size_t kSeedBytesMax = 600;
constexpr uint64_t kDrawsMax = 40'000;

// The place of a row's type in row.cc; -1 where it has none.
int KindOf(RowType type) {
  static const std::map<RowType, int> kKinds = {
      {RowType::kSettings, 0},    {RowType::kPosition, 1}, {RowType::kSnapshot, 2},
      {RowType::kWaiting, 3},     {RowType::kQuota, 4},    {RowType::kCapUse, 5},
      {RowType::kReservation, 6}, {RowType::kReceipt, 7},  {RowType::kRequest, 8},
      {RowType::kPromise, 9},     {RowType::kDocument, 9}, {RowType::kSetting, 10}};
  const auto it = kKinds.find(type);
  return it == kKinds.end() ? -1 : it->second;
}

// Short ones, and of each kind only a few.
class Sample {
 public:
  explicit Sample(Seeds* seeds) : seeds_(*seeds) {}

  void Add(int kind, const std::string& seed) {
    constexpr int kOfAKind = 3;
    if (seed.size() > kSeedBytesMax || seeds_.size() >= kSeedsMax) return;
    if (kinds_[kind] < kOfAKind && known_.insert(seed).second) {
      ++kinds_[kind];
      seeds_.push_back(seed);
    }
  }

 private:
  Seeds& seeds_;
  std::map<int, int> kinds_;
  std::set<std::string> known_;
};

void AddGroups(MemoryStore* store, Sample* groups, Sample* entries) {
  const auto reader = store->ReadFrom(1).value();
  std::string_view bytes;
  uint64_t first = 0;
  while (reader->Next(&bytes, &first)) {
    const GroupView group = GroupView::Parse(bytes).value();
    FrameCursor frames = group.frames();
    for (Frame frame; frames.Next(&frame);) {
      const int parts = frame.body.size() > 2 ? frame.body[1] << 8 | frame.body[2] : 0;
      entries->Add(parts, std::string(frame.body));
    }
    const int size = static_cast<int>(bytes.size() / 40);
    groups->Add(size, std::string(1, '\0') + std::string(bytes));
    // Without its hash, which the target puts there.
    groups->Add(1000 + size, std::string(1, '\1') + std::string(bytes.substr(0, bytes.size() - 8)));
  }
}

void AddRows(MemoryStore* store, Sample* rows) {
  for (uint32_t shard = 0; shard <= 4; ++shard) {
    const auto applied = store->ReadShard(shard, [&](std::string_view key, std::string_view value) {
      RowKey parsed;
      if (!ParseRowKey(key, &parsed)) return absl::InternalError("a key of ours");
      const int kind = KindOf(parsed.type);
      if (kind >= 0) rows->Add(kind, static_cast<char>(kind) + std::string(value));
      rows->Add(100 + static_cast<int>(parsed.type), '\x0B' + std::string(key));
      return absl::OkStatus();
    });
    if (!applied.ok()) return;
  }
}

// A script of its own, or one that has reached something and then goes on: what is done with a
// reservation needs one.
std::string Longer(const Seeds& scripts, Dice* dice) {
  std::string script;
  if (!scripts.empty() && !dice->OneIn(3)) script = scripts[dice->Below(scripts.size())];
  if (script.size() > kScriptBytesMax) script.clear();
  for (uint64_t left = 100 + dice->Below(400); left > 0; --left) {
    script.push_back(static_cast<char>(dice->Below(256)));
  }
  return script;
}

}  // namespace

EngineSeeds MakeEngineSeeds() {
  EngineSeeds seeds;
  Sample entries(&seeds.entries), groups(&seeds.groups), rows(&seeds.rows);
  std::set<std::string> heard;
  Dice dice(1);
  for (uint64_t draw = 0; draw < kDrawsMax && seeds.requests.size() < kScripts; ++draw) {
    const std::string script = Longer(seeds.requests, &dice);
    EngineScript played(reinterpret_cast<const uint8_t*>(script.data()), script.size());
    played.Play();
    const size_t before = heard.size();
    heard.insert(played.heard().begin(), played.heard().end());
    if (heard.size() == before) continue;
    played.Checkpoint();
    played.Prove();
    seeds.requests.push_back(script);
    MemoryStore store(played.disk());
    AddGroups(&store, &groups, &entries);
    AddRows(&store, &rows);
  }
  std::printf("the scripts reach:");
  for (const std::string& word : heard) std::printf(" %s", word.c_str());
  std::printf("\n");
  return seeds;
}

}  // namespace atp::fuzz
