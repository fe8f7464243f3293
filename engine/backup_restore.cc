#include "engine/backup_restore.h"

#include <memory>
#include <optional>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "engine/journal/group_codec.h"
#include "engine/journal/journal_reader.h"
#include "engine/store/restoring_directory.h"
#include "engine/store/rocks_store.h"
#include "engine/store_meta.h"

namespace atp {
namespace {

RocksStoreOptions OptionsIn(const std::string& directory) {
  RocksStoreOptions options;
  options.directory = directory;
  options.create_if_missing = false;
  return options;
}

// Of a usual group; a larger one is taken too.
constexpr size_t kGroupBytes = 64 << 10;

// The group without the entries after `last`, which it must hold; valid until `builder` is used
// again.
std::string_view CutGroup(const GroupView& group, Sequence last, GroupBuilder* builder) {
  builder->Start(group.first());
  FrameCursor frames = group.frames();
  Frame frame;
  while (frames.Next(&frame) && frame.sequence <= last) builder->Add(frame.time, frame.body);
  return builder->Seal(group.previous_hash());
}

absl::StatusOr<GroupView> ParseAt(Sequence first, std::string_view bytes) {
  const auto group = GroupView::Parse(bytes);
  if (!group.ok()) return group.status();
  if (group->first() == first) return group;
  return absl::DataLossError(
      absl::StrCat("journal: the group at sequence ", first, " begins with ", group->first()));
}

// The log in `directory` ends after `to`.
absl::Status CutLog(const std::string& directory, Sequence to) {
  GroupBuilder builder(kGroupBytes);
  std::string_view end;
  Sequence first = 0;
  {
    const auto store = RocksStore::Open(OptionsIn(directory));
    if (!store.ok()) return store.status();
    if ((*store)->LastSequence() == to) return absl::OkStatus();
    const auto reader = (*store)->ReadFrom(to);
    if (!reader.ok()) return reader.status();
    std::string_view bytes;
    if (!(*reader)->Next(&bytes, &first)) return (*reader)->status();
    const auto group = ParseAt(first, bytes);
    if (!group.ok()) return group.status();
    end = CutGroup(*group, to, &builder);
  }
  return RocksStore::ReplaceEnd(OptionsIn(directory), first, to, end);
}

// The hash of the last group, which the next one must follow.
absl::StatusOr<uint64_t> EndOfChain(Store* store) {
  const auto reader = JournalReader::Open(store, store->LastSequence());
  if (!reader.ok()) return reader.status();
  return (*reader)->chain_hash();
}

// Appends to `store` what follows its log in `from`, up to `to`, and proves that it does.
absl::Status AppendUpTo(Store* from, Sequence to, Store* store) {
  auto chained = EndOfChain(store);
  if (!chained.ok()) return chained.status();
  const auto reader = from->ReadFrom(store->LastSequence() + 1);
  if (!reader.ok()) return reader.status();
  GroupBuilder builder(kGroupBytes);
  std::string_view bytes;
  Sequence first = 0;
  while (store->LastSequence() < to && (*reader)->Next(&bytes, &first)) {
    const Sequence after = store->LastSequence();
    const auto group = ParseAt(first, bytes);
    if (!group.ok()) return group.status();
    if (first != after + 1 || group->previous_hash() != *chained) {
      return absl::DataLossError(absl::StrCat("journal: what a later backup has after sequence ",
                                              after, " does not follow it"));
    }
    const bool is_cut = group->last() > to;
    const absl::Status appended = store->Append(after, is_cut ? to : group->last(),
                                                is_cut ? CutGroup(*group, to, &builder) : bytes,
                                                /*sync=*/false);
    if (!appended.ok()) return appended;
    chained = group->hash();
  }
  if (!(*reader)->status().ok()) return (*reader)->status();
  return store->Sync();
}

// From here on it is a ledger of its own.
absl::StatusOr<HistoryId> BeginHistory(Store* store, Sequence to) {
  if (store->LastSequence() != to) {
    return absl::DataLossError(absl::StrCat("the journal was to end at sequence ", to,
                                            " but ends at ", store->LastSequence()));
  }
  const auto hash = EndOfChain(store);
  if (!hash.ok()) return hash.status();
  auto history = LoadHistory(store);
  if (!history.ok()) return history.status();
  if (!history->has_value()) return absl::DataLossError("the ledger has no history");
  (*history)->Branch(NewHistoryId(), to);
  absl::Status written = SaveHistory(store, **history);
  if (written.ok()) written = store->SaveHighWater({to, *hash});
  if (!written.ok()) return written;
  return (*history)->current();
}

// Of a later backup only the journal is taken, but it must be whole all the same.
absl::StatusOr<std::unique_ptr<Store>> OpenJournal(const BackupCatalog& catalog,
                                                   const RestorePlan& plan) {
  const absl::Status whole = catalog.files().VerifyFiles(plan.journal);
  if (!whole.ok()) return whole;
  return catalog.files().OpenStore(plan.journal);
}

absl::StatusOr<HistoryId> RestoreIn(const BackupCatalog& catalog, const RestorePlan& plan,
                                    const std::string& directory) {
  std::unique_ptr<Store> journal;
  if (plan.journal != plan.backup) {
    auto opened = OpenJournal(catalog, plan);
    if (!opened.ok()) return opened.status();
    journal = *std::move(opened);
  }
  absl::Status status = catalog.files().CopyTo(plan.backup, directory);
  if (!status.ok()) return status;
  if (journal == nullptr) status = CutLog(directory, plan.to);
  if (!status.ok()) return status;
  const auto store = RocksStore::Open(OptionsIn(directory));
  if (!store.ok()) return store.status();
  if (journal != nullptr) status = AppendUpTo(journal.get(), plan.to, store->get());
  if (!status.ok()) return status;
  return BeginHistory(store->get(), plan.to);
}

}  // namespace

absl::StatusOr<HistoryId> RestoreBackup(const BackupCatalog& catalog, const RestorePlan& plan,
                                        const std::string& directory) {
  auto restoring = RestoringDirectory::Begin(directory);
  if (!restoring.ok()) return restoring.status();
  const auto history = RestoreIn(catalog, plan, restoring->work());
  if (!history.ok()) return history;
  const absl::Status published = restoring->Publish();
  if (!published.ok()) return published;
  return history;
}

}  // namespace atp
