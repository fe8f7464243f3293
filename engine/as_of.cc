#include "engine/as_of.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/check.h"
#include "engine/journal/journal_reader.h"
#include "engine/model/error.h"
#include "engine/reader.h"

namespace atp {
namespace {

constexpr char kField[] = "as_of_sequence";

absl::Status Trimmed(Sequence sequence, Sequence oldest) {
  return WithDetail(
      MakeError(absl::StatusCode::kFailedPrecondition, "SEQUENCE_TRIMMED", kField,
                absl::StrCat("the journal begins at ", oldest, ", after sequence ", sequence)),
      "oldest_sequence", absl::StrCat(oldest));
}

}  // namespace

absl::StatusOr<Sequence> AsOf::Take(Sequence sequence, const std::vector<CheckLine>& lines,
                                    const ShardSet& shards, Rewind* rewind,
                                    std::vector<Asked>* asked) {
  const ShardLock lock(&ledger_, shards, ShardLock::Mode::kShared);
  if (sequence > journal_.appended()) {
    return MakeError(absl::StatusCode::kOutOfRange, "SEQUENCE_NOT_YET", kField,
                     absl::StrCat("the last sequence is ", journal_.appended()));
  }
  for (size_t i = 0; i < lines.size(); ++i) {
    const auto item = FindItem(ledger_, lines[i].item, FieldPath("lines", i, "item"));
    if (!item.ok()) return item.status();
    const ItemId id = *item;
    if (ledger_.directory().catalog().kits().Find(id) != nullptr) {
      return MakeError(absl::StatusCode::kFailedPrecondition, "KIT_IS_NO_STOCK",
                       FieldPath("lines", i, "item"),
                       "a kit is what its parts can make: ask for them");
    }
    auto locations =
        FindLocations(ledger_, id, lines[i].locations, FieldPath("lines", i, "locations"));
    if (!locations.ok()) return locations.status();
    const auto channel =
        ledger_.directory().FindChannel(lines[i].channel, FieldPath("lines", i, "channel"));
    if (!channel.ok()) return channel.status();
    for (const LocationId location : *locations) rewind->Take(ledger_, {id, location});
    asked->push_back({id, *std::move(locations), {lines[i].is_emergency, *channel}});
  }
  // What comes after it in the journal concerns other shards.
  Sequence taken = 0;
  shards.ForEach([&](ShardId id) { taken = std::max(taken, ledger_.shard(id).applied()); });
  return taken;
}

absl::StatusOr<Micros> AsOf::Undo(Sequence sequence, Sequence taken, Rewind* rewind) {
  const Sequence last = std::max(sequence, taken);
  if (journal_.durable() < last) {
    const absl::Status flushed = journal_.Flush();
    if (!flushed.ok()) return flushed;
  }
  const auto reader = JournalReader::Open(&log_, sequence);
  if (!reader.ok()) return reader.status();
  if ((*reader)->first() != sequence) return Trimmed(sequence, (*reader)->first());
  Micros time = 0;
  Entry entry;
  Sequence read = 0;
  while (read < last && (*reader)->Next(&entry)) {
    read = entry.sequence;
    if (read == sequence) {
      time = entry.time;
    } else {
      rewind->Undo(entry);
    }
  }
  if (!(*reader)->status().ok()) return (*reader)->status();
  ATP_CHECK(read == last);  // it is durable
  return time;
}

absl::StatusOr<LinePromise> AsOf::Answer(const Rewind& rewind, const Catalog& catalog,
                                         const Asked& asked, const CheckLine& line, size_t index,
                                         Micros time) {
  if (rewind.IsItemToCome(asked.item)) {
    return NotKnown("UNKNOWN_ITEM", FieldPath("lines", index, "item"),
                    absl::StrCat("item \"", line.item, "\", at that sequence,"));
  }
  std::vector<PlaceFacts> places;
  for (const LocationId location : asked.locations) {
    const std::string& key = ledger_.directory().locations().Key(location);
    if (!rewind.IsLocationToCome(location)) {
      places.push_back({key, ItemFacts{{rewind.FactsOf({asked.item, location}), 1}}});
    } else if (!line.locations.empty()) {
      return NotKnown("UNKNOWN_LOCATION", FieldPath("lines", index, "locations"),
                      absl::StrCat("location \"", key, "\", at that sequence,"));
    }
  }
  return PromiseLine(catalog, places, line, index, asked.asker, time);
}

absl::StatusOr<CheckAnswer> AsOf::Check(Sequence sequence, const std::vector<CheckLine>& lines) {
  const absl::Status counted = CheckLineCount(lines.size(), lines_max_);
  if (!counted.ok()) return counted;
  if (sequence == 0) return BadField("FIELD_OUT_OF_RANGE", kField, "sequences begin at 1");
  ShardSet shards;
  for (const CheckLine& line : lines) shards.Add(ledger_.ShardOf(line.item));
  Rewind rewind;
  std::vector<Asked> asked;
  const auto taken = Take(sequence, lines, shards, &rewind, &asked);
  if (!taken.ok()) return taken.status();
  const auto time = Undo(sequence, *taken, &rewind);
  if (!time.ok()) return time.status();

  CheckAnswer answer;
  answer.sequence = sequence;
  answer.time = *time;
  // Only for names, which never change.
  const ShardLock lock(&ledger_, shards, ShardLock::Mode::kShared);
  Catalog catalog;
  rewind.SettingsThen(ledger_, &catalog);
  for (size_t i = 0; i < lines.size(); ++i) {
    auto promise = Answer(rewind, catalog, asked[i], lines[i], i, *time);
    if (!promise.ok()) return promise.status();
    answer.lines.push_back(*std::move(promise));
  }
  return answer;
}

}  // namespace atp
