#include "engine/model/command.h"

#include <string>

#include "engine/base/hash.h"

namespace atp {
namespace {

// Takes in each action's content. Fingerprints are on disk, so what is taken in, and in which
// order, must stay as it is.
class Content {
 public:
  explicit Content(Digest* digest) : digest_(*digest) {}

  void operator()(const Reserve& a) {
    Number(a.lines.size());
    for (const ReserveLine& line : a.lines) {
      Position(line.item, line.location, line.quantity);
      Number(line.day);
      Text(line.group);
      Number(line.latest_day);
      Number(line.together << 1 | line.may_split_days);
      Number(line.part_min);
    }
    Number(a.mode);
    Number(a.hold_for);
    Number(a.confirm);
    Text(a.reference);
    Text(a.customer);
    Text(a.channel);
    Number(a.priority);
    Number(a.strategy);
    Number(a.is_emergency << 2 | a.accepts_substitutes << 1 | a.together);
    Number(a.sourcing);
    Text(a.region);
  }
  void operator()(const ChangeReservation& a) {
    Number(a.verb);
    Number(a.reservation);
    Number(a.hold_for);
    Parts(a.parts);
  }
  void operator()(const MoveStock& a) {
    Number(a.cause);
    Text(a.note);
    for (const StockLine& line : a.lines) Position(line.item, line.location, line.quantity);
  }
  void operator()(const TransferStock& a) {
    Position(a.item, a.from, a.quantity);
    Text(a.to);
    Number(a.arrival);
    Text(a.document);
    Number(a.line);
    Text(a.note);
  }
  void operator()(const SetSupply& a) {
    for (const SupplyLine& line : a.lines) {
      Key(line.key);
      Position(line.item, line.location, line.quantity);
      Number(line.state);
      Number(line.day);
      Text(line.order_document);
      Number(line.order_line);
      Text(line.supplier);
    }
  }
  void operator()(const ReceiveSupply& a) {
    Text(a.note);
    for (const ReceiptLine& line : a.lines) {
      Key(line.key);
      Number(line.quantity);
      Number(line.close);
    }
  }
  void operator()(const CancelSupply& a) {
    Text(a.note);
    for (const SupplyKey& key : a.keys) Key(key);
  }
  void operator()(const ApplySnapshot& a) {
    Text(a.source);
    Text(a.snapshot_id);
    Number(a.reflects);
    for (const SnapshotRow& row : a.rows) Position(row.item, row.location, row.on_hand);
  }
  void operator()(const Configure& a) {
    Number(a.request_window);
    Number(a.resolved_window);
  }
  void operator()(const MoveReservation& a) {
    Number(a.reservation);
    Parts(a.parts);
    Text(a.location);
    Number(a.day);
    Number(a.channel.has_value());
    Text(a.channel.value_or(""));
  }
  void operator()(const Reconfirm& a) {
    Text(a.item);
    Text(a.location);
    for (const auto& [reservation, strategy] : a.strategies) {
      Number(reservation);
      Number(strategy);
    }
  }
  void operator()(const ChangeQuota& a) {
    Number(a.verb);
    for (const QuotaLine& line : a.lines) {
      Position(line.item, line.location, line.quantity);
      Text(line.channel);
      Text(line.to_channel);
      Number(static_cast<uint64_t>(line.period_days) << 1 | line.carry);
    }
  }
  void operator()(const ChangeSettings& a) {
    for (const Setting& setting : a.settings) {
      Number(setting.is_removed);
      std::string bytes;
      EncodeSetting(setting.value, &bytes);
      Text(bytes);
    }
  }
  void operator()(const LearnSuppliers& a) {
    Number(a.deliveries_min);
    Number(a.guaranteed_percentile);
    Number(a.expected_percentile);
  }

 private:
  Digest& digest_;

  template <typename T>
  void Number(T number) {
    digest_.Add(static_cast<uint64_t>(number));
  }
  void Text(std::string_view text) { digest_.Add(text); }
  void Position(const std::string& item, const std::string& location, Quantity quantity) {
    Text(item);
    Text(location);
    Number(quantity);
  }
  void Parts(const std::vector<LinePart>& parts) {
    Number(parts.size());
    for (const LinePart& part : parts) {
      Number(part.line);
      Number(part.quantity);
    }
  }
  void Key(const SupplyKey& key) {
    Number(key.kind);
    Text(key.document);
    Number(key.line);
  }
};

}  // namespace

uint64_t Fingerprint(const Action& action) {
  Digest digest(action.index());
  std::visit(Content(&digest), action);
  return digest.hash();
}

}  // namespace atp
