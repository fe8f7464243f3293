#include "tests/damage/verdict.h"

#include <cctype>
#include <iostream>
#include <memory>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "engine/base/hash.h"
#include "engine/base/mutex.h"
#include "engine/journal/journal_reader.h"
#include "engine/store/rocks_store.h"
#include "gtest/gtest.h"
#include "tests/damage/on_all_processors.h"

namespace atp::damage {
namespace {

using Kind = Verdict::Kind;

constexpr Micros kLater = 20'100 * kMicrosPerDay;
constexpr size_t kFailuresShown = 10;

// An engine, and the store that it owns.
struct Opened {
  std::unique_ptr<Engine> engine;
  Store* store = nullptr;
};

absl::StatusOr<Opened> OpenOn(rocksdb::Env* env, const Clock* clock, bool accept_log_loss) {
  RocksStoreOptions store_options;
  store_options.directory = kDirectory;
  store_options.env = env;
  store_options.write_buffer_bytes = 64 << 10;  // opens faster
  store_options.open_threads = 1;
  auto store = RocksStore::Open(store_options);
  if (!store.ok()) return store.status();
  Opened opened;
  opened.store = store->get();
  EngineOptions options = OptionsOfHistories();
  options.accept_log_loss = accept_log_loss;
  auto engine = Engine::Open(options, *std::move(store), clock);
  if (!engine.ok()) return engine.status();
  opened.engine = *std::move(engine);
  return opened;
}

// Whether a word of the message is a file of the data directory, or a number follows "sequence" or
// "shard".
bool NamesAPlace(const History& history, absl::string_view message) {
  for (const auto& [name, bytes] : history.image()) {
    if (absl::StrContains(message, name.substr(name.rfind('/') + 1))) return true;
  }
  for (const absl::string_view word : {"sequence ", "shard ", "MANIFEST-", ".log", ".sst"}) {
    const size_t at = message.find(word);
    if (at == absl::string_view::npos) continue;
    if (word[0] == '.' || (at + word.size() < message.size() &&
                           std::isdigit(static_cast<unsigned char>(message[at + word.size()])))) {
      return true;
    }
  }
  return false;
}

Verdict Refused(const History& history, const absl::Status& status) {
  Verdict verdict;
  verdict.words = std::string(status.ToString());
  const bool is_named = absl::IsDataLoss(status) && NamesAPlace(history, status.message());
  verdict.kind = is_named ? Kind::kRefused : Kind::kUnnamed;
  return verdict;
}

// Reads what is kept; its chain must end as it did in the history.
absl::Status ReadAllEntries(const History& history, Store* store) {
  const Sequence last = store->LastSequence();
  const auto reader = JournalReader::Open(store, 1);
  if (!reader.ok()) return reader.status();
  Entry entry;
  Sequence read = 0;
  while ((*reader)->Next(&entry)) read = entry.sequence;
  if (!(*reader)->status().ok()) return (*reader)->status();
  if (read != last || (last > 0 && (*reader)->chain_hash() != history.ChainAt(last))) {
    return absl::InternalError(absl::StrCat("another journal, up to ", read));
  }
  return absl::OkStatus();
}

Verdict Silent(Sequence last, std::string words) {
  return Verdict{Kind::kSilent, last, std::move(words)};
}

absl::StatusOr<Outcome> ReceiveOne(Engine* engine) {
  MoveStock move;
  move.cause = Cause::kReceive;
  move.lines.push_back({"after", "the damage", 1});
  Command command;
  command.request.request_id = "after the damage";
  command.action = std::move(move);
  return engine->ExecuteAndWait(std::move(command));
}

// A change, and whether the next life has it.
absl::Status GoOn(rocksdb::Env* env, const Clock* clock, Opened opened) {
  const absl::StatusOr<Outcome> done = ReceiveOne(opened.engine.get());
  if (!done.ok()) return done.status();
  const std::string state = opened.engine->DumpState();
  opened.engine.reset();
  const auto again = OpenOn(env, clock, /*accept_log_loss=*/true);
  if (!again.ok()) return again.status();
  if (again->engine->DumpState() == state) return absl::OkStatus();
  return absl::InternalError("the next life has another state");
}

class Campaign {
 public:
  Campaign(const History& history, size_t count, const std::function<Case(size_t)>& make)
      : history_(history), count_(count), make_(make) {}

  Tally Run() {
    OnAllProcessors(count_, [this](size_t i) { Try(make_(i)); });
    MutexLock lock(&mu_);
    return tally_;
  }

 private:
  void Try(const Case& one) {
    const Verdict verdict = Open(history_, one.image, one.flags);
    const bool is_whole = verdict.kind == Kind::kExact && verdict.last >= one.last;
    MutexLock lock(&mu_);
    if (is_whole) ++tally_.exact;
    if (verdict.kind == Kind::kRefused) ++tally_.refused;
    if (is_whole || verdict.kind == Kind::kRefused) return;
    if (verdict.kind != Kind::kUnnamed) ++tally_.silent;
    if (failures_++ >= kFailuresShown) return;
    ADD_FAILURE() << one.name << ": " << Words(verdict, one);
  }

  static std::string Words(const Verdict& verdict, const Case& one) {
    switch (verdict.kind) {
      case Kind::kUnnamed:
        return "refused, and does not say where: " + verdict.words;
      case Kind::kSilent:
        return "opened at " + std::to_string(verdict.last) + ", but: " + verdict.words;
      default:
        return absl::StrCat("opened at ", verdict.last, " instead of ", one.last);
    }
  }

  const History& history_;
  const size_t count_;
  const std::function<Case(size_t)>& make_;
  Mutex mu_;
  Tally tally_ ATP_GUARDED_BY(mu_);
  size_t failures_ ATP_GUARDED_BY(mu_) = 0;
};

}  // namespace

Verdict Open(const History& history, const DirectoryImage& image, const OpenFlags& flags) {
  const auto env = NewEnvWith(image, kDirectory);
  const SimulatedClock clock(kLater);
  auto opened = OpenOn(env.get(), &clock, flags.accept_log_loss);
  if (!opened.ok()) return Refused(history, opened.status());
  const Sequence last = opened->store->LastSequence();
  if (last > history.last()) return Silent(last, "more than there was");
  if (Hash64(opened->engine->DumpState()) != history.StateAt(last)) {
    return Silent(last, "another state");
  }
  if (flags.reads_all_entries) {
    const absl::Status read = ReadAllEntries(history, opened->store);
    if (absl::IsDataLoss(read)) return Refused(history, read);
    if (!read.ok()) return Silent(last, std::string(read.message()));
  }
  if (flags.goes_on) {
    const absl::Status went_on = GoOn(env.get(), &clock, *std::move(opened));
    if (!went_on.ok()) return Silent(last, std::string(went_on.ToString()));
  }
  return Verdict{Kind::kExact, last, ""};
}

Tally TryAll(const History& history, const std::string& what, size_t count,
             const std::function<Case(size_t)>& make) {
  const Tally tally = Campaign(history, count, make).Run();
  std::cout << count << " " << what << ": " << tally.exact << " exact prefixes, " << tally.refused
            << " refused, " << tally.silent << " silent" << std::endl;
  return tally;
}

}  // namespace atp::damage
