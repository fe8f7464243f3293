#include "tests/damage/history.h"

#include <iostream>
#include <iterator>
#include <memory>
#include <utility>

#include "absl/strings/match.h"
#include "engine/base/bytes.h"
#include "engine/base/check.h"
#include "engine/base/hash.h"
#include "engine/journal/journal_reader.h"
#include "engine/ledger/ledger.h"
#include "engine/store/rocks_store.h"
#include "tests/model/random_commands.h"

namespace atp::damage {
namespace {

constexpr Micros kStart = 20'000 * kMicrosPerDay + 8 * kMicrosPerHour;
constexpr uint32_t kShards = 4;
constexpr int32_t kHorizonDays = 7;

std::unique_ptr<Store> OpenStore(rocksdb::Env* env) {
  RocksStoreOptions options;
  options.directory = kDirectory;
  options.env = env;
  auto store = RocksStore::Open(options);
  ATP_CHECK(store.ok());
  return *std::move(store);
}

std::unique_ptr<Engine> OpenEngine(std::unique_ptr<Store> store, const Clock* clock) {
  auto engine = Engine::Open(OptionsOfHistories(), std::move(store), clock);
  ATP_CHECK(engine.ok());
  return *std::move(engine);
}

// Of the last group.
uint64_t ChainHash(Store* store) {
  const auto reader = JournalReader::Open(store, store->LastSequence());
  ATP_CHECK(reader.ok());
  return (*reader)->chain_hash();
}

std::string OnlyWal(const DirectoryImage& image) {
  std::string found;
  for (const auto& [name, bytes] : image) {
    if (!absl::EndsWith(name, ".log")) continue;
    ATP_CHECK(found.empty());
    found = name;
  }
  ATP_CHECK(!found.empty());
  return found;
}

uint64_t HashOfState(Ledger* ledger) {
  std::string dump;
  const auto append = [&dump](const std::vector<LedgerRow>& rows) {
    for (const LedgerRow& row : rows) {
      PutString(&dump, row.key);
      PutString(&dump, row.value);
    }
  };
  append(ledger->directory().AllRows());
  for (uint32_t id = 0; id < ledger->shard_count(); ++id) {
    append(ledger->shard(static_cast<ShardId>(id)).AllRows());
  }
  return Hash64(dump);
}

// Commands one after another, each durable before the next.
void MustCheckpoint(Engine* engine) {
  const auto reached = engine->Checkpoint();
  if (!reached.ok()) std::cerr << reached.status() << std::endl;
  ATP_CHECK(reached.ok());
}

class Caller {
 public:
  explicit Caller(uint64_t seed)
      : commands_(seed, kHorizonDays, Topics::Of(seed)), clock_(kStart) {}

  const SimulatedClock& clock() const { return clock_; }

  void Ask(Engine* engine) {
    clock_.Advance(commands_.Between(0, 100) * kMicrosPerSecond);
    Command command;
    command.request.request_id = "r" + std::to_string(++asked_);
    command.action = commands_.Next(DayOf(clock_.Now()), 1 + asked_ / 4);
    // A refusal is as good as an answer here.
    (void)engine->ExecuteAndWait(std::move(command));
  }

 private:
  RandomCommands commands_;
  SimulatedClock clock_;
  uint64_t asked_ = 0;
};

}  // namespace

EngineOptions OptionsOfHistories() {
  EngineOptions options;
  options.shards = kShards;
  options.rule.horizon_days = kHorizonDays;
  options.background_threads = false;
  return options;
}

History::History(const HistoryOptions& options) {
  Play(options);
  const auto env = NewEnvWith(image_, kDirectory);
  const auto store = OpenStore(env.get());
  Replay(store.get(), kShards);
  for (const auto& [sequence, state] : live_states_) ATP_CHECK(states_.at(sequence) == state);
}

void History::Play(const HistoryOptions& options) {
  const auto env = NewEnvWith({}, kDirectory);
  Caller caller(options.seed);
  {
    const auto engine = OpenEngine(OpenStore(env.get()), &caller.clock());
    for (size_t i = 0; i < options.before_log; ++i) caller.Ask(engine.get());
    MustCheckpoint(engine.get());
    for (size_t i = 0; i < options.before_log; ++i) caller.Ask(engine.get());
  }
  std::unique_ptr<Store> opened = OpenStore(env.get());
  Store* const store = opened.get();
  const auto engine = OpenEngine(std::move(opened), &caller.clock());
  wal_ = OnlyWal(TakeImage(env.get(), kDirectory));
  bool has_checkpoint = options.checkpoint_at_bytes == 0;
  bool has_mark = false;
  for (uint64_t size = 0; size < options.log_bytes;) {
    const Sequence durable = engine->Status().durable;
    ATP_CHECK(env->GetFileSize(std::string(kDirectory) + "/" + wal_, &size).ok());
    last_at_size_[size] = durable;
    live_states_[durable] = Hash64(engine->DumpState());
    if (!has_checkpoint && size >= options.checkpoint_at_bytes) {
      MustCheckpoint(engine.get());
      has_checkpoint = true;
    }
    if (!has_mark &&
        size >= (options.mark_at_bytes == 0 ? options.log_bytes : options.mark_at_bytes)) {
      mark_ = durable;
      ATP_CHECK(store->SaveHighWater({durable, ChainHash(store)}).ok());
      has_mark = true;
    }
    if (size < options.log_bytes) caller.Ask(engine.get());
  }
  for (const auto& [name, bytes] : TakeImage(env.get(), kDirectory)) {
    if (!IsNote(name)) image_[name] = bytes;
  }
  ATP_CHECK(OnlyWal(image_) == wal_);
}

void History::Replay(Store* store, uint32_t shards) {
  Ledger ledger(shards);
  states_.push_back(HashOfState(&ledger));
  const auto reader = JournalReader::Open(store, 1);
  ATP_CHECK(reader.ok());
  Entry entry;
  while ((*reader)->Next(&entry)) {
    ledger.Post(entry);
    states_.push_back(HashOfState(&ledger));
    chain_[entry.sequence] = (*reader)->chain_hash();
  }
  ATP_CHECK((*reader)->status().ok());
  ATP_CHECK(last() == store->LastSequence());
}

Sequence History::LastWithin(size_t size) const {
  return std::prev(last_at_size_.upper_bound(size))->second;
}

uint64_t History::ChainAt(Sequence sequence) const {
  const auto found = chain_.find(sequence);
  return found == chain_.end() ? 0 : found->second;
}

}  // namespace atp::damage
