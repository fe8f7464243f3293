// The verbs of stock and supply.

#include <stdexcept>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "tests/scenarios/stage.h"

namespace atp {
namespace {

SupplyKey ParseSupply(const std::string& word, bool is_transfer) {
  const std::vector<std::string> sides = absl::StrSplit(word, '/');
  SupplyKey key;
  key.kind = is_transfer ? SupplyKind::kTransfer : SupplyKind::kCommitment;
  key.document = sides[0];
  key.line = 1;
  if (sides.size() == 2 && !absl::SimpleAtoi(sides[1], &key.line)) {
    throw std::invalid_argument("a supply line is like po-7/1, not " + word);
  }
  return key;
}

}  // namespace

std::string Stage::MoveStockAs(Cause cause, const Words& words) {
  MoveStock move;
  move.cause = cause;
  for (const std::string& word : words) {
    const StoryPlace place = ParsePlace(word);
    move.lines.push_back({place.item, place.location, place.quantity});
  }
  return DoFact(std::move(move));
}

std::string Stage::Transfer(Words words) {
  TransferStock transfer;
  transfer.to = TakeOption("to", &words).value_or("");
  transfer.document = TakeOption("as", &words).value_or("T");
  if (const auto day = TakeOption("on", &words)) transfer.arrival = ParseDay(*day);
  const StoryPlace place = ParsePlace(words.at(0));
  transfer.item = place.item;
  transfer.from = place.location;
  transfer.quantity = place.quantity;
  return DoFact(std::move(transfer));
}

std::string Stage::Supply(Words words) {
  SupplyLine line;
  if (const auto day = TakeOption("on", &words)) line.day = ParseDay(*day);
  line.supplier = TakeOption("from", &words).value_or("");
  if (TakeFlag("ordered", &words)) line.state = SupplyState::kOrdered;
  if (TakeFlag("shipped", &words)) line.state = SupplyState::kShipped;
  line.key = ParseSupply(words.at(0), false);
  const StoryPlace place = ParsePlace(words.at(1));
  line.item = place.item;
  line.location = place.location;
  line.quantity = place.quantity;
  return DoFact(SetSupply{{line}});
}

std::string Stage::Arrive(Words words) {
  const bool is_transfer = TakeFlag("transfer", &words);
  ReceiptLine line;
  line.close = TakeFlag("closed", &words);
  const StoryPlace place = ParsePlace(words.at(0));
  line.key = ParseSupply(place.item, is_transfer);
  line.quantity = place.quantity;
  return DoFact(ReceiveSupply{{line}, ""});
}

std::string Stage::Cancel(Words words) {
  return DoFact(CancelSupply{{ParseSupply(words.at(0), false)}, ""});
}

std::string Stage::Snapshot(Words words) {
  SnapshotHeader header;
  const std::string reflects = TakeOption("reflects", &words).value_or("now");
  header.source = words.at(0);
  header.snapshot_id = absl::StrCat("snapshot-", ++requests_);
  header.request.request_id = header.snapshot_id;
  header.reflects_sequence = reflects == "now" ? engine_->Status().durable : marks_.at(reflects);
  auto import = engine_->BeginSnapshot(header);
  if (!import.ok()) return RefusedText(import.status());
  std::vector<SnapshotRow> rows;
  for (size_t i = 1; i < words.size(); ++i) {
    const StoryPlace place = ParsePlace(words[i]);
    rows.push_back({place.item, place.location, place.quantity});
  }
  const absl::Status pushed = (*import)->Push(std::move(rows));
  if (!pushed.ok()) return RefusedText(pushed);
  const auto report = (*import)->Finish();
  if (!report.ok()) return RefusedText(report.status());
  return absl::StrCat("set ", report->set, ", unchanged ", report->unchanged, ", set aside ",
                      report->set_aside);
}

std::string Stage::Stock(Words words) {
  const StoryPlace place = ParsePlace(words.at(0));
  const auto view = engine_->GetStock(place.item, place.location);
  if (!view.ok()) return RefusedText(view.status());
  return absl::StrCat("on hand ", view->balances.on_hand, ", reserved ", view->balances.reserved,
                      view->short_by > 0 ? absl::StrCat(", short by ", view->short_by) : "");
}

}  // namespace atp
