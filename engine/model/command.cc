#include "engine/model/command.h"

#include <string>

#include "engine/base/bytes.h"
#include "engine/base/hash.h"

namespace atp {
namespace {

// Writes each action's content; the bytes are only ever hashed, in one process or another of the
// same format, so they must stay what they are.
class Canonical {
 public:
  explicit Canonical(std::string* out) : bytes_(*out) {}

  void operator()(const Reserve& a) {
    PutVarint(&bytes_, a.lines.size());
    for (const ReserveLine& line : a.lines) {
      Position(line.item, line.location, line.quantity);
      PutSigned(&bytes_, line.day);
      PutString(&bytes_, line.group);
      PutSigned(&bytes_, line.latest_day);
      PutVarint(&bytes_, line.together << 1 | line.may_split_days);
      PutSigned(&bytes_, line.part_min);
    }
    PutVarint(&bytes_, static_cast<uint64_t>(a.mode));
    PutSigned(&bytes_, a.hold_for);
    PutVarint(&bytes_, a.confirm);
    PutString(&bytes_, a.reference);
    PutString(&bytes_, a.customer);
    PutString(&bytes_, a.channel);
    PutSigned(&bytes_, a.priority);
    PutVarint(&bytes_, static_cast<uint64_t>(a.strategy));
    PutVarint(&bytes_, a.is_emergency << 2 | a.accepts_substitutes << 1 | a.together);
    PutVarint(&bytes_, static_cast<uint64_t>(a.sourcing));
    PutString(&bytes_, a.region);
  }
  void operator()(const ChangeReservation& a) {
    PutVarint(&bytes_, static_cast<uint64_t>(a.verb));
    PutVarint(&bytes_, a.reservation);
    PutSigned(&bytes_, a.hold_for);
    Parts(a.parts);
  }
  void operator()(const MoveStock& a) {
    PutVarint(&bytes_, static_cast<uint64_t>(a.cause));
    PutString(&bytes_, a.note);
    for (const StockLine& line : a.lines) Position(line.item, line.location, line.quantity);
  }
  void operator()(const TransferStock& a) {
    Position(a.item, a.from, a.quantity);
    PutString(&bytes_, a.to);
    PutSigned(&bytes_, a.arrival);
    PutString(&bytes_, a.document);
    PutVarint(&bytes_, a.line);
    PutString(&bytes_, a.note);
  }
  void operator()(const SetSupply& a) {
    for (const SupplyLine& line : a.lines) {
      Key(line.key);
      Position(line.item, line.location, line.quantity);
      PutVarint(&bytes_, static_cast<uint64_t>(line.state));
      PutSigned(&bytes_, line.day);
      PutString(&bytes_, line.order_document);
      PutVarint(&bytes_, line.order_line);
      PutString(&bytes_, line.supplier);
    }
  }
  void operator()(const ReceiveSupply& a) {
    PutString(&bytes_, a.note);
    for (const ReceiptLine& line : a.lines) {
      Key(line.key);
      PutSigned(&bytes_, line.quantity);
      PutVarint(&bytes_, line.close);
    }
  }
  void operator()(const CancelSupply& a) {
    PutString(&bytes_, a.note);
    for (const SupplyKey& key : a.keys) Key(key);
  }
  void operator()(const ApplySnapshot& a) {
    PutString(&bytes_, a.source);
    PutString(&bytes_, a.snapshot_id);
    PutVarint(&bytes_, a.reflects);
    for (const SnapshotRow& row : a.rows) Position(row.item, row.location, row.on_hand);
  }
  void operator()(const Configure& a) {
    PutSigned(&bytes_, a.request_window);
    PutSigned(&bytes_, a.resolved_window);
  }
  void operator()(const MoveReservation& a) {
    PutVarint(&bytes_, a.reservation);
    Parts(a.parts);
    PutString(&bytes_, a.location);
    PutSigned(&bytes_, a.day);
    PutVarint(&bytes_, a.channel.has_value());
    PutString(&bytes_, a.channel.value_or(""));
  }
  void operator()(const Reconfirm& a) {
    PutString(&bytes_, a.item);
    PutString(&bytes_, a.location);
    for (const auto& [reservation, strategy] : a.strategies) {
      PutVarint(&bytes_, reservation);
      PutVarint(&bytes_, static_cast<uint64_t>(strategy));
    }
  }
  void operator()(const ChangeQuota& a) {
    PutVarint(&bytes_, static_cast<uint64_t>(a.verb));
    for (const QuotaLine& line : a.lines) {
      Position(line.item, line.location, line.quantity);
      PutString(&bytes_, line.channel);
      PutString(&bytes_, line.to_channel);
      PutVarint(&bytes_, static_cast<uint64_t>(line.period_days) << 1 | line.carry);
    }
  }
  void operator()(const ChangeSettings& a) {
    for (const Setting& setting : a.settings) {
      PutVarint(&bytes_, setting.is_removed);
      EncodeSetting(setting.value, &bytes_);
    }
  }
  void operator()(const LearnSuppliers& a) {
    PutVarint(&bytes_, a.deliveries_min);
    PutSigned(&bytes_, a.guaranteed_percentile);
    PutSigned(&bytes_, a.expected_percentile);
  }

 private:
  std::string& bytes_;

  void Position(const std::string& item, const std::string& location, Quantity quantity) {
    PutString(&bytes_, item);
    PutString(&bytes_, location);
    PutSigned(&bytes_, quantity);
  }
  void Parts(const std::vector<LinePart>& parts) {
    PutVarint(&bytes_, parts.size());
    for (const LinePart& part : parts) {
      PutVarint(&bytes_, part.line);
      PutSigned(&bytes_, part.quantity);
    }
  }
  void Key(const SupplyKey& key) {
    PutVarint(&bytes_, static_cast<uint64_t>(key.kind));
    PutString(&bytes_, key.document);
    PutVarint(&bytes_, key.line);
  }
};

}  // namespace

uint64_t Fingerprint(const Action& action) {
  thread_local std::string bytes;  // keeps its room from call to call
  bytes.clear();
  std::visit(Canonical(&bytes), action);
  return Hash64(bytes, action.index());
}

}  // namespace atp
