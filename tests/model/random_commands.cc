#include "tests/model/random_commands.h"

#include <algorithm>

namespace atp {

Topics Topics::Of(uint64_t seed) {
  Topics topics;
  topics.waiting = seed % 2 == 0;
  topics.rules = seed % 3 == 0;
  topics.reconfirm = seed % 4 < 2;
  topics.quotas = !topics.reconfirm && seed % 5 < 3;
  return topics;
}

int64_t RandomCommands::Between(int64_t least, int64_t most) {
  return std::uniform_int_distribution<int64_t>(least, most)(random_);
}

std::string RandomCommands::Item() {
  if (OneIn(400)) return OneIn(2) ? "" : std::string(65, 'x');
  // The last ones are rarely named, so they stay unknown for a while.
  return "item-" + std::to_string(OneIn(300) ? Between(5, 9) : Between(0, 4));
}

std::string RandomCommands::Location() {
  if (OneIn(400)) return "";
  return "place-" + std::to_string(OneIn(300) ? Between(3, 5) : Between(0, 2));
}

Quantity RandomCommands::SomeQuantity(Quantity most) {
  return OneIn(200) ? Between(-2, 0) : Between(1, most);
}

Micros RandomCommands::SomeHold() {
  if (OneIn(200)) return OneIn(2) ? -1 : 31 * kMicrosPerDay;
  return OneIn(4) ? 0 : Between(1, 120) * kMicrosPerSecond;
}

SupplyKey RandomCommands::SomeSupply() {
  SupplyKey key;
  key.kind = static_cast<SupplyKind>(Between(1, 3));
  key.document = "D" + std::to_string(Between(std::max<int64_t>(0, documents_ - 12), documents_));
  key.line = static_cast<uint32_t>(OneIn(300) ? 0 : Between(1, 2));
  return key;
}

Reserve RandomCommands::SomeReserve(Day today) {
  Reserve reserve;
  const int64_t lines = OneIn(500) ? 0 : OneIn(3) ? Between(2, 5) : 1;
  for (int64_t i = 0; i < lines; ++i) {
    ReserveLine line{Item(), Location(), SomeQuantity(6), kNoDay};
    if (OneIn(2)) line.day = today + static_cast<Day>(Between(0, horizon_days_ - 1));
    if (OneIn(100)) line.day = today + (OneIn(2) ? -1 : horizon_days_);
    reserve.lines.push_back(line);
  }
  if (OneIn(3)) reserve.mode = ReserveMode::kPartial;
  if (topics_.waiting && OneIn(4)) {
    reserve.mode = ReserveMode::kBackorder;
    reserve.priority = static_cast<int32_t>(Between(-1, 2));
  }
  if (topics_.reconfirm) reserve.strategy = static_cast<ShortageStrategy>(Between(1, 5));
  if (topics_.rules) reserve.is_emergency = OneIn(8);
  reserve.channel = SomeChannel();
  reserve.confirm = OneIn(5);
  reserve.hold_for = SomeHold();
  if (OneIn(3)) reserve.reference = "order-" + std::to_string(Between(1, 9));
  return reserve;
}

// Mostly one of the last.
uint64_t RandomCommands::SomeReservation(uint64_t reservations) {
  const auto last = static_cast<int64_t>(reservations);
  const int64_t reach = OneIn(4) ? 200 : 12;
  return static_cast<uint64_t>(Between(std::max<int64_t>(1, last - reach), last));
}

std::vector<LinePart> RandomCommands::SomeParts() {
  std::vector<LinePart> parts(Between(1, 3));
  for (LinePart& part : parts) {
    part.line = static_cast<uint32_t>(OneIn(3) ? Between(0, 3) : 0);
    part.quantity = SomeQuantity(4);
  }
  return parts;
}

ChangeReservation RandomCommands::SomeChange(uint64_t reservations) {
  ChangeReservation change;
  change.verb = static_cast<ChangeReservation::Verb>(Between(1, 4));
  change.reservation = SomeReservation(reservations);
  change.hold_for = SomeHold();
  const bool has_parts = change.verb == ChangeReservation::Verb::kFulfil ||
                         change.verb == ChangeReservation::Verb::kRelease;
  if (has_parts && OneIn(2)) change.parts = SomeParts();
  return change;
}

MoveReservation RandomCommands::SomeMoveReservation(Day today, uint64_t reservations) {
  MoveReservation move;
  move.reservation = SomeReservation(reservations);
  if (OneIn(3)) move.parts = SomeParts();
  if (!OneIn(3)) move.location = Location();
  if (topics_.quotas && move.parts.empty() && OneIn(3)) move.channel = SomeChannel();
  if (OneIn(2)) {
    move.day = today + static_cast<Day>(Between(0, horizon_days_ - 1));
    if (OneIn(50)) move.day = today + (OneIn(2) ? -1 : horizon_days_);
  }
  return move;
}

MoveStock RandomCommands::SomeMove() {
  static constexpr Cause kCauses[] = {Cause::kReceive, Cause::kReceive, Cause::kIssue,
                                      Cause::kAdjust,  Cause::kCount,   Cause::kHold,
                                      Cause::kUnhold,  Cause::kReturn,  Cause::kSetSafetyStock};
  MoveStock move;
  move.cause = kCauses[Between(0, 8)];
  const int64_t lines = OneIn(300) ? 0 : OneIn(4) ? Between(2, 4) : 1;
  for (int64_t i = 0; i < lines; ++i) {
    StockLine line{Item(), Location(), SomeQuantity(8)};
    if (move.cause == Cause::kAdjust) line.quantity = Between(-4, 4);
    if (move.cause == Cause::kReceive) line.quantity = SomeQuantity(15);
    if (move.cause == Cause::kCount) line.quantity = Between(OneIn(99) ? -1 : 0, 25);
    if (move.cause == Cause::kSetSafetyStock) line.quantity = Between(OneIn(99) ? -1 : 0, 3);
    move.lines.push_back(line);
  }
  if (OneIn(4)) move.note = "because";
  return move;
}

TransferStock RandomCommands::SomeTransfer(Day today) {
  TransferStock transfer;
  transfer.item = Item();
  transfer.from = Location();
  transfer.to = Location();
  transfer.quantity = SomeQuantity(5);
  if (!OneIn(4)) transfer.arrival = today + static_cast<Day>(Between(-1, horizon_days_ + 1));
  const SupplyKey key = SomeSupply();
  transfer.document = key.document;
  transfer.line = key.line;
  return transfer;
}

SetSupply RandomCommands::SomeSetSupply(Day today) {
  SetSupply set;
  ++documents_;
  const int64_t lines = OneIn(3) ? Between(2, 3) : 1;
  const std::string item = Item();
  for (int64_t i = 0; i < lines; ++i) {
    SupplyLine line;
    line.key = SomeSupply();
    if (!OneIn(100) && line.key.kind == SupplyKind::kTransfer) line.key.kind = SupplyKind::kAsn;
    // Documents mostly keep to one item.
    line.item = OneIn(8) ? Item() : item;
    if (!OneIn(8)) line.item = "item-" + std::to_string(line.key.document.back() % 5);
    line.location = Location();
    line.state = static_cast<SupplyState>(OneIn(200) ? 4 : Between(1, 3));
    line.quantity = SomeQuantity(12);
    line.day = OneIn(200) ? kNoDay : today + static_cast<Day>(Between(-2, horizon_days_ + 1));
    if (line.key.kind == SupplyKind::kAsn ? !OneIn(4) : OneIn(200)) {
      line.order_document = OneIn(2) ? line.key.document : SomeSupply().document;
      line.order_line = static_cast<uint32_t>(Between(1, 2));
    }
    set.lines.push_back(line);
  }
  return set;
}

ReceiveSupply RandomCommands::SomeReceiveSupply() {
  ReceiveSupply receive;
  const int64_t lines = OneIn(4) ? 2 : 1;
  for (int64_t i = 0; i < lines; ++i) {
    ReceiptLine line{SomeSupply(), SomeQuantity(8), OneIn(5)};
    if (line.close && OneIn(2)) line.quantity = 0;
    receive.lines.push_back(line);
  }
  return receive;
}

CancelSupply RandomCommands::SomeCancelSupply() {
  CancelSupply cancel;
  const int64_t keys = OneIn(4) ? 2 : 1;
  for (int64_t i = 0; i < keys; ++i) cancel.keys.push_back(SomeSupply());
  return cancel;
}

Action RandomCommands::Next(Day today, uint64_t reservations) {
  if (topics_.waiting && reservations > 0 && OneIn(12)) {
    return SomeMoveReservation(today, reservations);
  }
  if (topics_.rules && OneIn(50)) return SomeRules();
  if (topics_.reconfirm && OneIn(25)) return SomeReconfirm(reservations);
  if (topics_.quotas && (!has_channels_ || OneIn(300))) return SomeChannels();
  if (topics_.quotas && OneIn(9)) return SomeChangeQuota();
  const int64_t choice = Between(1, 100);
  if (choice <= 34 || (choice <= 64 && reservations == 0)) return SomeReserve(today);
  if (choice <= 64) return SomeChange(reservations);
  if (choice <= 80) return SomeMove();
  if (choice <= 85) return SomeTransfer(today);
  if (choice <= 91) return SomeSetSupply(today);
  if (choice <= 98) return SomeReceiveSupply();
  return SomeCancelSupply();
}

}  // namespace atp
