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
  std::string bytes;

  void operator()(const Reserve& a) {
    PutVarint(&bytes, a.lines.size());
    for (const ReserveLine& line : a.lines) {
      Position(line.item, line.location, line.quantity);
      PutSigned(&bytes, line.day);
      PutString(&bytes, line.group);
      PutSigned(&bytes, line.latest_day);
      PutVarint(&bytes, line.together << 1 | line.may_split_days);
      PutSigned(&bytes, line.part_min);
    }
    PutVarint(&bytes, static_cast<uint64_t>(a.mode));
    PutSigned(&bytes, a.hold_for);
    PutVarint(&bytes, a.confirm);
    PutString(&bytes, a.reference);
    PutString(&bytes, a.customer);
    PutString(&bytes, a.channel);
    PutSigned(&bytes, a.priority);
    PutVarint(&bytes, static_cast<uint64_t>(a.strategy));
    PutVarint(&bytes, a.is_emergency << 2 | a.accepts_substitutes << 1 | a.together);
    PutVarint(&bytes, static_cast<uint64_t>(a.sourcing));
    PutString(&bytes, a.region);
  }
  void operator()(const ChangeReservation& a) {
    PutVarint(&bytes, static_cast<uint64_t>(a.verb));
    PutVarint(&bytes, a.reservation);
    PutSigned(&bytes, a.hold_for);
    Parts(a.parts);
  }
  void operator()(const MoveStock& a) {
    PutVarint(&bytes, static_cast<uint64_t>(a.cause));
    PutString(&bytes, a.note);
    for (const StockLine& line : a.lines) Position(line.item, line.location, line.quantity);
  }
  void operator()(const TransferStock& a) {
    Position(a.item, a.from, a.quantity);
    PutString(&bytes, a.to);
    PutSigned(&bytes, a.arrival);
    PutString(&bytes, a.document);
    PutVarint(&bytes, a.line);
    PutString(&bytes, a.note);
  }
  void operator()(const SetSupply& a) {
    for (const SupplyLine& line : a.lines) {
      Key(line.key);
      Position(line.item, line.location, line.quantity);
      PutVarint(&bytes, static_cast<uint64_t>(line.state));
      PutSigned(&bytes, line.day);
      PutString(&bytes, line.order_document);
      PutVarint(&bytes, line.order_line);
      PutString(&bytes, line.supplier);
    }
  }
  void operator()(const ReceiveSupply& a) {
    PutString(&bytes, a.note);
    for (const ReceiptLine& line : a.lines) {
      Key(line.key);
      PutSigned(&bytes, line.quantity);
      PutVarint(&bytes, line.close);
    }
  }
  void operator()(const CancelSupply& a) {
    PutString(&bytes, a.note);
    for (const SupplyKey& key : a.keys) Key(key);
  }
  void operator()(const ApplySnapshot& a) {
    PutString(&bytes, a.source);
    PutString(&bytes, a.snapshot_id);
    PutVarint(&bytes, a.reflects);
    for (const SnapshotRow& row : a.rows) Position(row.item, row.location, row.on_hand);
  }
  void operator()(const Configure& a) {
    PutSigned(&bytes, a.request_window);
    PutSigned(&bytes, a.resolved_window);
  }
  void operator()(const MoveReservation& a) {
    PutVarint(&bytes, a.reservation);
    Parts(a.parts);
    PutString(&bytes, a.location);
    PutSigned(&bytes, a.day);
    PutVarint(&bytes, a.channel.has_value());
    PutString(&bytes, a.channel.value_or(""));
  }
  void operator()(const Reconfirm& a) {
    PutString(&bytes, a.item);
    PutString(&bytes, a.location);
    for (const auto& [reservation, strategy] : a.strategies) {
      PutVarint(&bytes, reservation);
      PutVarint(&bytes, static_cast<uint64_t>(strategy));
    }
  }
  void operator()(const ChangeQuota& a) {
    PutVarint(&bytes, static_cast<uint64_t>(a.verb));
    for (const QuotaLine& line : a.lines) {
      Position(line.item, line.location, line.quantity);
      PutString(&bytes, line.channel);
      PutString(&bytes, line.to_channel);
      PutVarint(&bytes, static_cast<uint64_t>(line.period_days) << 1 | line.carry);
    }
  }
  void operator()(const ChangeSettings& a) {
    for (const Setting& setting : a.settings) {
      PutVarint(&bytes, setting.is_removed);
      EncodeSetting(setting.value, &bytes);
    }
  }
  void operator()(const LearnSuppliers& a) {
    PutVarint(&bytes, a.deliveries_min);
    PutSigned(&bytes, a.guaranteed_percentile);
    PutSigned(&bytes, a.expected_percentile);
  }

 private:
  void Position(const std::string& item, const std::string& location, Quantity quantity) {
    PutString(&bytes, item);
    PutString(&bytes, location);
    PutSigned(&bytes, quantity);
  }
  void Parts(const std::vector<LinePart>& parts) {
    PutVarint(&bytes, parts.size());
    for (const LinePart& part : parts) {
      PutVarint(&bytes, part.line);
      PutSigned(&bytes, part.quantity);
    }
  }
  void Key(const SupplyKey& key) {
    PutVarint(&bytes, static_cast<uint64_t>(key.kind));
    PutString(&bytes, key.document);
    PutVarint(&bytes, key.line);
  }
};

}  // namespace

uint64_t Fingerprint(const Action& action) {
  Canonical canonical;
  std::visit(canonical, action);
  return Hash64(canonical.bytes, action.index());
}

}  // namespace atp
