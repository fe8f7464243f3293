#include <limits>

#include "engine/journal/journal_reader.h"
#include "tools/atpctl/commands.h"
#include "tools/atpctl/show_entry.h"
#include "tools/atpctl/table.h"
#include "tools/audit/audit.h"
#include "tools/audit/offline_data.h"

namespace atp {
namespace {

struct DumpFlags {
  std::string data = "data";
  uint64_t from = 1;
  uint64_t to = std::numeric_limits<uint64_t>::max();
  std::string item;
};

// A data directory that cannot be opened or read.
int Unreadable(const std::string& data, const absl::Status& status, Session& session) {
  session.err() << "error: " << absl::StatusCodeToString(status.code()) << " in " << data << ": "
                << Printable(std::string(status.message())) << '\n';
  return kRefused;
}

bool Touches(const Entry& entry, const std::string& item, const KeyNames& names) {
  if (item.empty()) return true;
  for (const Posting& posting : entry.postings) {
    if (names.Item(posting.position.item) == item) return true;
  }
  for (const LineEffect& line : entry.lines) {
    if (names.Item(line.position.item) == item) return true;
  }
  return false;
}

int Dump(const DumpFlags& flags, Session& session) {
  const auto data = OfflineData::Open(flags.data);
  if (!data.ok()) return Unreadable(flags.data, data.status(), session);
  KeyNames names;
  const auto checkpoint = (*data)->ReadCheckpoint(&names);
  if (!checkpoint.ok()) return Unreadable(flags.data, checkpoint.status(), session);
  // From the oldest entry, because keys may be defined before --from.
  const auto reader = JournalReader::Open(&(*data)->store(), 1);
  if (!reader.ok()) return Unreadable(flags.data, reader.status(), session);
  Entry entry;
  while ((*reader)->Next(&entry) && entry.sequence <= flags.to) {
    names.Take(entry);
    if (entry.sequence < flags.from || !Touches(entry, flags.item, names)) continue;
    if (session.is_json()) {
      session.out() << EntryAsJson(entry, names) << '\n';
    } else {
      session.out() << EntryAsText(entry, names) << '\n';
    }
  }
  session.out().flush();
  const absl::Status& status = (*reader)->status();
  return status.ok() ? static_cast<int>(kOk) : Unreadable(flags.data, status, session);
}

void PrintViolation(const Violation& violation, const KeyNames& names, Session& session) {
  if (session.is_json()) {
    nlohmann::ordered_json json = {{"violation", violation.rule},
                                   {"sequence", std::to_string(violation.sequence)},
                                   {"detail", violation.detail}};
    if (violation.position.has_value()) {
      json["item"] = names.Item(violation.position->item);
      json["location"] = names.Location(violation.position->location);
    }
    if (violation.reservation != kNoReservation) {
      json["reservation_id"] = std::to_string(violation.reservation);
    }
    session.out() << json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) << '\n';
    return;
  }
  session.out() << violation.rule;
  if (violation.sequence > 0) session.out() << " at entry " << violation.sequence;
  if (violation.position.has_value()) {
    session.out() << ", position " << Printable(names.Position(*violation.position));
  }
  if (violation.reservation != kNoReservation) {
    session.out() << ", reservation " << violation.reservation;
  }
  session.out() << ": " << Printable(violation.detail) << '\n';
}

int RunAudit(const std::string& path, Session& session) {
  const auto data = OfflineData::Open(path);
  if (!data.ok()) return Unreadable(path, data.status(), session);
  Store& store = (*data)->store();
  KeyNames names;
  auto checkpoint = (*data)->ReadCheckpoint(&names);
  if (!checkpoint.ok()) return Unreadable(path, checkpoint.status(), session);
  const auto mark = store.LoadHighWater();
  if (!mark.ok()) return Unreadable(path, mark.status(), session);
  if (!mark->has_value()) {
    return Unreadable(path, absl::DataLossError("the high-water mark is missing"), session);
  }

  Audit audit([&](const Violation& violation) { PrintViolation(violation, names, session); });
  for (CheckpointedShard& shard : *checkpoint) audit.Expect(std::move(shard));
  audit.ExpectAtLeast((*mark)->sequence);
  const auto reader = JournalReader::Open(&store, 1);
  if (!reader.ok()) return Unreadable(path, reader.status(), session);
  Entry entry;
  while ((*reader)->Next(&entry)) {
    names.Take(entry);
    audit.Take(entry);
  }
  AuditSummary summary = audit.Finish();
  if (const absl::Status& status = (*reader)->status(); !status.ok()) {
    ++summary.violations;
    PrintViolation({"JOURNAL_DAMAGED", summary.last + 1, std::nullopt, kNoReservation,
                    std::string(status.message())},
                   names, session);
  }
  if (summary.first > 1) {
    session.err() << "the journal begins at entry " << summary.first
                  << ": older history was dropped, so each position starts from its checkpoint or "
                     "its first posting\n";
  }
  if (session.is_json()) {
    session.out() << nlohmann::ordered_json{{"positions", std::to_string(summary.positions)},
                                            {"entries", std::to_string(summary.entries)},
                                            {"violations", std::to_string(summary.violations)},
                                            {"first_sequence", std::to_string(summary.first)},
                                            {"last_sequence", std::to_string(summary.last)}}
                         .dump()
                  << std::endl;
  } else {
    session.out() << "audit: " << summary.positions << " positions, " << summary.entries
                  << " entries, " << summary.violations << " violations" << std::endl;
  }
  return summary.violations == 0 ? kOk : kViolations;
}

}  // namespace

void AddOfflineCommands(CLI::App* app, Command* chosen) {
  CLI::App* journal = app->add_subcommand("journal", "The journal of a data directory, offline");
  journal->require_subcommand(1);
  CLI::App* dump = journal->add_subcommand("dump", "Its entries, in order");
  const auto flags = std::make_shared<DumpFlags>();
  dump->add_option("data", flags->data, "The data directory")->capture_default_str();
  dump->add_option("--data", flags->data, "The same");
  dump->add_option("--from", flags->from, "First sequence");
  dump->add_option("--to", flags->to, "Last sequence");
  dump->add_option("--item", flags->item, "Only entries that touch this item");
  dump->callback([flags, chosen] { *chosen = [flags](Session& s) { return Dump(*flags, s); }; });

  CLI::App* audit = app->add_subcommand(
      "audit",
      "Prove from the journal of a stopped server that the books of every position balance");
  const auto data = std::make_shared<std::string>("data");
  audit->add_option("data", *data, "The data directory")->capture_default_str();
  audit->add_option("--data", *data, "The same");
  audit->callback([data, chosen] { *chosen = [data](Session& s) { return RunAudit(*data, s); }; });
}

}  // namespace atp
