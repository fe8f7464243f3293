#include "engine/backup_catalog.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/journal/journal_reader.h"
#include "engine/store_meta.h"

namespace atp {
namespace {

absl::Status Of(BackupId id, const absl::Status& status) {
  if (status.ok()) return status;
  return absl::Status(status.code(), absl::StrCat("backup ", id, ": ", status.message()));
}

// The least and the last sequence that a shard's state reflects; the directory counts as a shard.
struct Applied {
  Sequence least = History::kAll;
  Sequence most = 0;
};

absl::StatusOr<Applied> ReadApplied(Store* store, uint32_t shards,
                                    const StateStore::RowVisitor& visit) {
  Applied all;
  for (uint32_t id = 0; id <= shards; ++id) {
    const auto applied = store->ReadShard(id, visit);
    if (!applied.ok()) return applied.status();
    all.least = std::min<Sequence>(all.least, *applied);
    all.most = std::max<Sequence>(all.most, *applied);
  }
  return all;
}

// The journal is one chain from its oldest group to its end, and every entry in it can be read.
absl::Status ProveJournal(Store* store) {
  const auto reader = JournalReader::Open(store, 1);
  if (!reader.ok()) return reader.status();
  Entry entry;
  Sequence read = 0;
  while ((*reader)->Next(&entry)) read = entry.sequence;
  if (!(*reader)->status().ok()) return (*reader)->status();
  if (read == store->LastSequence()) return absl::OkStatus();
  return absl::DataLossError(absl::StrCat("the journal ends at sequence ", store->LastSequence(),
                                          " but was read up to ", read));
}

}  // namespace

BackupCatalog::BackupCatalog(std::unique_ptr<RocksBackups> files) : files_(std::move(files)) {
  for (const BackupFound& found : files_->all()) {
    Backup backup;
    backup.id = found.id;
    backup.time = found.label.time;
    backup.bytes = found.bytes;
    backup.new_bytes = found.new_bytes;
    backup.files = found.files;
    backup.usable = Of(found.id, found.usable);
    if (found.usable.ok()) backup.usable = Describe(&backup);
    all_.push_back(std::move(backup));
  }
}

absl::StatusOr<std::unique_ptr<BackupCatalog>> BackupCatalog::Open(const std::string& directory) {
  auto files = RocksBackups::Open(directory);
  if (!files.ok()) return files.status();
  return std::unique_ptr<BackupCatalog>(new BackupCatalog(*std::move(files)));
}

absl::Status BackupCatalog::Describe(Backup* backup) const {
  const auto store = files_->OpenStore(backup->id);
  if (!store.ok()) return store.status();
  const auto shards = LoadShardCount(store->get());
  if (!shards.ok()) return Of(backup->id, shards.status());
  const auto history = LoadHistory(store->get());
  if (!history.ok()) return Of(backup->id, history.status());
  if (!shards->has_value() || !history->has_value()) {
    return Of(backup->id, absl::DataLossError("it has no ledger"));
  }
  const auto applied = ReadApplied(store->get(), **shards, nullptr);
  if (!applied.ok()) return Of(backup->id, applied.status());
  backup->shards = **shards;
  backup->history = **history;
  backup->oldest = (*store)->OldestSequence();
  backup->last = (*store)->LastSequence();
  backup->state = applied->most;
  if (backup->state <= backup->last && applied->least + 1 >= backup->oldest) {
    return absl::OkStatus();
  }
  return Of(backup->id,
            absl::DataLossError(absl::StrCat("its state reflects the sequences ", applied->least,
                                             " to ", applied->most, " but its journal has ",
                                             backup->oldest, " to ", backup->last)));
}

absl::Status BackupCatalog::Verify(BackupId id) const {
  const Backup* const backup = Find(id);
  if (backup == nullptr) return absl::NotFoundError(absl::StrCat("there is no backup ", id));
  if (!backup->usable.ok()) return backup->usable;
  const absl::Status files = files_->VerifyFiles(id);
  if (!files.ok()) return files;
  const auto store = files_->OpenStore(id);
  if (!store.ok()) return store.status();
  const auto read_rows = [](std::string_view, std::string_view) { return absl::OkStatus(); };
  const auto state = ReadApplied(store->get(), backup->shards, read_rows);
  if (!state.ok()) return Of(id, state.status());
  return Of(id, ProveJournal(store->get()));
}

const Backup* BackupCatalog::Find(BackupId id) const {
  for (const Backup& backup : all_) {
    if (backup.id == id) return &backup;
  }
  return nullptr;
}

const Backup* BackupCatalog::JournalUpTo(const Backup& from, Sequence to) const {
  for (const Backup& backup : all_) {
    if (backup.id < from.id || !backup.usable.ok() || backup.last < to) continue;
    if (backup.id == from.id) return &backup;
    const bool goes_on = backup.oldest <= from.last + 1 && from.last <= backup.last &&
                         backup.history.SharedWith(from.history.current()) >= from.last;
    if (goes_on) return &backup;
  }
  return nullptr;
}

Sequence BackupCatalog::ReachOf(const Backup& from) const {
  Sequence reach = from.last;
  for (const Backup& backup : all_) {
    const bool is_further = backup.usable.ok() && backup.last > reach;
    if (is_further && JournalUpTo(from, backup.last) != nullptr) reach = backup.last;
  }
  return reach;
}

absl::StatusOr<RestorePlan> BackupCatalog::Plan(std::optional<BackupId> id,
                                                std::optional<Sequence> to) const {
  const Backup* backup = id.has_value() ? Find(*id) : nullptr;
  if (id.has_value() && backup == nullptr) {
    return absl::NotFoundError(absl::StrCat("there is no backup ", *id));
  }
  if (backup != nullptr && !backup->usable.ok()) return backup->usable;
  if (to.has_value()) return PlanAt(id, *to);
  if (backup == nullptr) {
    if (all_.empty()) return absl::NotFoundError("there is no backup");
    backup = &all_.back();
    if (!backup->usable.ok()) {
      return absl::Status(backup->usable.code(), absl::StrCat(backup->usable.message(),
                                                              ". It is the newest: name the one ",
                                                              "to restore. Whole are: ", Reach()));
    }
  }
  if (backup->last == 0) {
    return absl::FailedPreconditionError(
        absl::StrCat("backup ", backup->id, " is of a ledger in which nothing had happened"));
  }
  return RestorePlan{backup->id, backup->id, backup->last};
}

absl::StatusOr<RestorePlan> BackupCatalog::PlanAt(std::optional<BackupId> id, Sequence to) const {
  for (auto it = all_.rbegin(); it != all_.rend(); ++it) {
    const bool is_meant = !id.has_value() || it->id == *id;
    if (!is_meant || !it->usable.ok() || to == 0 || to < it->first()) continue;
    const Backup* const journal = JournalUpTo(*it, to);
    if (journal != nullptr) return RestorePlan{it->id, journal->id, to};
  }
  const std::string reach = Reach();
  return absl::OutOfRangeError(
      absl::StrCat("the ledger cannot be restored as it was at sequence ", to,
                   id.has_value() ? absl::StrCat(" from backup ", *id) : "",
                   ". There can be had: ", reach.empty() ? "none" : reach));
}

std::string BackupCatalog::Reach() const {
  std::string text;
  Sequence said_first = History::kAll;
  Sequence said_last = 0;
  for (const Backup& backup : all_) {
    if (!backup.usable.ok()) continue;
    const Sequence first = backup.first();
    const Sequence last = ReachOf(backup);
    const bool is_said = said_first <= first && last <= said_last;
    if (last < first || is_said) continue;
    said_first = first;
    said_last = last;
    absl::StrAppend(&text, text.empty() ? "" : ", ", first, " to ", last, " (backup ", backup.id,
                    ")");
  }
  return text;
}

}  // namespace atp
