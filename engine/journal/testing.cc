#include "engine/journal/testing.h"

#include <limits>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"

namespace atp {
namespace {

// Draws values that reach into every corner of their range.
class Draw {
 public:
  explicit Draw(std::mt19937_64* random) : random_(*random) {}

  bool Coin() { return random_() % 2 == 0; }
  uint64_t Below(uint64_t end) { return random_() % end; }
  // Of any length in bits, so that small and huge values are equally likely.
  uint64_t Bits() { return random_() >> Below(64); }
  uint32_t Bits32() { return static_cast<uint32_t>(random_()) >> Below(32); }
  int64_t Signed() { return static_cast<int64_t>(Bits() ^ (Coin() ? 0 : ~uint64_t{0})); }
  Quantity Units() { return static_cast<Quantity>(Bits() >> 1); }
  Day AnyDay() { return Coin() ? static_cast<Day>(Bits32() ^ (Coin() ? 0 : ~0u)) : kNoDay; }
  PositionId Position() { return {Bits32(), Bits32()}; }
  std::string Text(size_t size_max) {
    std::string text(Below(size_max + 1), '\0');
    for (char& c : text) c = static_cast<char>(random_());
    return text;
  }

 private:
  std::mt19937_64& random_;
};

Balances RandomValid(Draw* draw) {
  Balances balances;
  for (const auto bucket : Balances::kBuckets()) balances.*bucket = draw->Units();
  balances.held = std::min(balances.held, balances.on_hand);
  // Half of the range each, so that the change from one to the other is in range.
  balances.moved = draw->Signed() / 2;
  return balances;
}

Posting RandomPosting(Draw* draw) {
  Posting posting;
  posting.position = draw->Position();
  posting.before = RandomValid(draw);
  Balances after = posting.before;
  const Balances other = RandomValid(draw);
  for (const auto bucket : Balances::kBuckets()) {
    if (draw->Coin()) after.*bucket = other.*bucket;
  }
  after.held = std::min(after.held, after.on_hand);
  posting.change = Difference(after, posting.before);
  if (draw->Coin()) posting.short_by = draw->Units();
  for (uint64_t n = draw->Below(4); n > 0; --n) {
    posting.at_risk.push_back({draw->Bits(), draw->Bits32(), draw->Units(), draw->AnyDay()});
  }
  return posting;
}

ScheduledReceipt RandomReceipt(Draw* draw) {
  ScheduledReceipt receipt;
  receipt.key.kind = static_cast<SupplyKind>(1 + draw->Below(3));
  receipt.key.document = draw->Text(64);
  receipt.key.line = draw->Bits32();
  receipt.position = draw->Position();
  receipt.state = static_cast<SupplyState>(1 + draw->Below(5));
  receipt.day = draw->AnyDay();
  receipt.quantity = draw->Units();
  receipt.open = draw->Units();
  receipt.received = draw->Units();
  receipt.shipped = draw->Units();
  if (draw->Coin()) receipt.supplier = draw->Bits32();
  receipt.promised_day = draw->AnyDay();
  if (draw->Coin()) receipt.order_document = draw->Text(64);
  if (draw->Coin()) receipt.order_line = draw->Bits32();
  return receipt;
}

ReceiptBefore RandomBefore(Draw* draw) {
  ReceiptBefore before;
  if (draw->Coin()) return before;
  before.position = draw->Position();
  before.day = draw->AnyDay();
  before.state = static_cast<SupplyState>(1 + draw->Below(5));
  before.open = draw->Units();
  if (draw->Coin()) before.supplier = draw->Bits32();
  return before;
}

Quota RandomQuota(Draw* draw) {
  Quota quota;
  quota.limit = draw->Units();
  quota.remaining = draw->Units();
  quota.period_days = static_cast<int32_t>(draw->Below(366));
  quota.period_start = draw->AnyDay();
  quota.carry = draw->Coin();
  return quota;
}

SettingValue RandomSetting(Draw* draw) {
  const std::string key = "k" + std::to_string(draw->Bits32());
  if (draw->Coin()) return GroupSetting{key, {"a", "b"}};
  RuleSetting rule;
  if (draw->Coin()) rule.item = key;
  rule.rule.horizon_days = static_cast<int32_t>(1 + draw->Below(365));
  return rule;
}

LineEffect RandomLine(Draw* draw, const Entry& entry) {
  LineEffect line;
  const size_t index = entry.lines.size();
  line.line = draw->Coin() ? static_cast<uint32_t>(index) : draw->Bits32();
  line.position = draw->Coin() && index < entry.postings.size() ? entry.postings[index].position
                                                                : draw->Position();
  line.day = draw->AnyDay();
  line.quantity = draw->Units();
  if (draw->Coin()) line.requested = draw->Coin() ? line.quantity : draw->Units();
  if (draw->Coin()) line.atp = draw->Signed();
  line.request_line = draw->Coin() ? line.line : draw->Bits32();
  if (draw->Coin()) return line;
  if (draw->Coin()) line.reservation = draw->Bits();
  if (draw->Coin() && line.requested != line.quantity) line.quantity = -line.quantity;
  if (draw->Coin()) line.backordered = draw->Signed();
  if (line.backordered != 0) line.priority = static_cast<int32_t>(draw->Signed());
  if (draw->Coin()) line.substitute_for = draw->Bits32();
  for (uint64_t n = draw->Below(3); n > 0; --n) {
    line.quota.push_back({draw->Bits32(), draw->Units()});
  }
  return line;
}

class BareGroupReader final : public GroupReader {
 public:
  explicit BareGroupReader(std::vector<std::pair<uint64_t, std::string>> groups)
      : groups_(std::move(groups)) {}

  bool Next(std::string_view* group, uint64_t* first) override {
    if (next_ == groups_.size()) return false;
    *first = groups_[next_].first;
    // Elsewhere each time, so that whoever keeps a view too long is found out.
    current_ = std::make_unique<std::string>(groups_[next_++].second);
    *group = *current_;
    return true;
  }
  absl::Status status() const override { return absl::OkStatus(); }

 private:
  const std::vector<std::pair<uint64_t, std::string>> groups_;
  size_t next_ = 0;
  std::unique_ptr<std::string> current_;
};

}  // namespace

Entry OneLineReservation() {
  Entry entry;
  entry.time = 1'798'000'000'000'000;
  entry.cause = Cause::kReserve;
  entry.request.request_id = "3f2504e0-4f89-41d3-9a0c-0305e82c3301";
  entry.request.fingerprint = 0x0123456789abcdef;
  Posting posting;
  posting.position = {MakeItemId(100'000, 17), 12};
  posting.before.on_hand = 250;
  posting.before.reserved = 40;
  posting.before.on_order = 600;
  posting.before.safety_stock = 10;
  posting.before.moved = 12'345;
  posting.change.reserved = 1;
  entry.postings.push_back(posting);
  entry.home = 17;
  entry.state = ReservationState::kHeld;
  entry.deadline = entry.time + 15 * 60 * kMicrosPerSecond;
  LineEffect line;
  line.position = posting.position;
  line.day = DayOf(entry.time);
  line.requested = 1;
  line.quantity = 1;
  line.atp = 200;
  entry.lines.push_back(line);
  return entry;
}

Entry RandomEntry(std::mt19937_64* random, Cause cause) {
  Draw draw(random);
  Entry entry;
  entry.sequence = 1 + draw.Bits() / 512;
  entry.time = draw.Signed();
  entry.cause = cause;
  if (draw.Coin()) entry.request.request_id = draw.Text(64);
  if (draw.Coin()) entry.request.fingerprint = draw.Bits();
  if (draw.Coin()) entry.request.correlation_id = draw.Text(40);
  if (draw.Coin()) entry.request.traceparent = draw.Text(55);
  if (draw.Coin()) entry.note = draw.Text(1024);
  for (uint64_t n = draw.Below(3); n > 0; --n) {
    entry.definitions.push_back(
        {static_cast<NameKind>(draw.Below(4)), draw.Bits32(), draw.Text(64)});
  }
  for (uint64_t n = draw.Below(4); n > 0; --n) entry.postings.push_back(RandomPosting(&draw));
  if (draw.Coin()) entry.home = static_cast<ShardId>(draw.Below(256));
  if (draw.Coin()) entry.state = static_cast<ReservationState>(1 + draw.Below(6));
  if (draw.Coin()) entry.deadline = draw.Signed();
  if (cause == Cause::kReserve) {
    entry.reservation = MakeReservationId(entry.sequence, entry.home);
  } else if (draw.Coin()) {
    entry.reservation = draw.Bits();
  }
  if (draw.Coin()) entry.reference = draw.Text(64);
  for (uint64_t n = draw.Below(4); n > 0; --n) entry.lines.push_back(RandomLine(&draw, entry));
  for (uint64_t n = draw.Below(3); n > 0; --n) {
    entry.receipts.push_back(RandomReceipt(&draw));
    entry.receipts_before.push_back(RandomBefore(&draw));
  }
  if (draw.Coin()) entry.customer = draw.Text(64);
  if (draw.Coin()) entry.channel = draw.Bits32();
  if (draw.Coin()) entry.priority = static_cast<int32_t>(draw.Signed());
  entry.strategy = static_cast<ShortageStrategy>(1 + draw.Below(5));
  for (uint64_t n = draw.Below(3); n > 0; --n) {
    entry.cap_uses.push_back({draw.Bits32(), draw.Units(), draw.Signed()});
  }
  for (uint64_t n = draw.Below(3); n > 0; --n) {
    entry.quotas.push_back(
        {draw.Position(), draw.Bits32(), RandomQuota(&draw), RandomQuota(&draw)});
  }
  for (uint64_t n = draw.Below(3); n > 0; --n) {
    SettingChange change{{RandomSetting(&draw), draw.Coin()}, std::nullopt};
    if (draw.Coin()) change.before = RandomSetting(&draw);
    entry.settings.push_back(change);
  }
  if (draw.Coin()) entry.snapshot_source = draw.Text(64);
  if (draw.Coin()) entry.snapshot_id = draw.Text(64);
  if (draw.Coin()) entry.reflects = draw.Bits();
  for (uint64_t n = draw.Below(3); n > 0; --n) {
    entry.set_aside.push_back({draw.Bits32(), draw.Text(30)});
  }
  if (draw.Coin()) entry.request_window = draw.Signed();
  if (draw.Coin()) entry.resolved_window = draw.Signed();
  return entry;
}

Entry RandomEntry(std::mt19937_64* random) {
  const auto causes = static_cast<uint64_t>(kCauseLast);
  const auto cause = static_cast<Cause>(1 + (*random)() % causes);
  return RandomEntry(random, cause);
}

std::string Describe(const Entry& entry) {
  std::string text;
  const auto number = [&text](const char* name, auto value) {
    absl::StrAppend(&text, name, "=", static_cast<int64_t>(value), "\n");
  };
  const auto string = [&text](const char* name, const std::string& value) {
    absl::StrAppend(&text, name, "=\"", absl::CHexEscape(value), "\"\n");
  };
  const auto position = [&](PositionId id) {
    number("item", id.item);
    number("location", id.location);
  };
  number("sequence", entry.sequence);
  number("time", entry.time);
  absl::StrAppend(&text, "cause=", CauseName(entry.cause), "\n");
  string("request_id", entry.request.request_id);
  number("fingerprint", entry.request.fingerprint);
  string("correlation_id", entry.request.correlation_id);
  string("traceparent", entry.request.traceparent);
  string("note", entry.note);
  for (const Definition& definition : entry.definitions) {
    number("definition.kind", definition.kind);
    number("definition.id", definition.id);
    string("definition.key", definition.key);
  }
  for (const Posting& posting : entry.postings) {
    text += "posting\n";
    position(posting.position);
    for (const auto bucket : Balances::kBuckets()) number("before", posting.before.*bucket);
    for (const auto bucket : Balances::kBuckets()) number("change", posting.change.*bucket);
    number("short_by", posting.short_by);
    for (const AtRisk& at_risk : posting.at_risk) {
      number("at_risk.reservation", at_risk.reservation);
      number("at_risk.line", at_risk.line);
      number("at_risk.quantity", at_risk.quantity);
      number("at_risk.until", at_risk.until);
    }
  }
  number("reservation", entry.reservation);
  number("home", entry.home);
  number("state", entry.state);
  number("deadline", entry.deadline);
  string("reference", entry.reference);
  for (const LineEffect& line : entry.lines) {
    number("line", line.line);
    position(line.position);
    number("day", line.day);
    number("requested", line.requested);
    number("quantity", line.quantity);
    number("atp", line.atp);
    number("line.reservation", line.reservation);
    number("request_line", line.request_line);
    number("backordered", line.backordered);
    number("line.priority", line.priority);
    number("substitute_for", line.substitute_for);
    for (const QuotaPart& part : line.quota) {
      number("quota.channel", part.channel);
      number("quota.quantity", part.quantity);
    }
  }
  string("customer", entry.customer);
  number("channel", entry.channel);
  number("priority", entry.priority);
  number("strategy", entry.strategy);
  for (const CapUse& use : entry.cap_uses) {
    number("cap_use.item", use.item);
    number("cap_use.quantity", use.quantity);
    number("cap_use.until", use.until);
  }
  for (const QuotaChange& change : entry.quotas) {
    position(change.position);
    number("quota.channel", change.channel);
    for (const Quota& quota : {change.before, change.after}) {
      number("quota.limit", quota.limit);
      number("quota.remaining", quota.remaining);
      number("quota.period_days", quota.period_days);
      number("quota.period_start", quota.period_start);
      number("quota.carry", quota.carry);
    }
  }
  for (const SettingChange& change : entry.settings) {
    std::string bytes;
    EncodeSetting(change.after.value, &bytes);
    number("setting.is_removed", change.after.is_removed);
    if (change.before.has_value()) EncodeSetting(*change.before, &bytes);
    string("setting", bytes);
  }
  for (const ReceiptBefore& before : entry.receipts_before) {
    position(before.position);
    number("before.day", before.day);
    number("before.state", before.state);
    number("before.open", before.open);
    number("before.supplier", before.supplier);
  }
  for (const ScheduledReceipt& receipt : entry.receipts) {
    number("receipt.kind", receipt.key.kind);
    string("receipt.document", receipt.key.document);
    number("receipt.line", receipt.key.line);
    position(receipt.position);
    number("receipt.state", receipt.state);
    number("receipt.day", receipt.day);
    number("receipt.quantity", receipt.quantity);
    number("receipt.open", receipt.open);
    number("receipt.received", receipt.received);
    number("receipt.shipped", receipt.shipped);
    string("receipt.order_document", receipt.order_document);
    number("receipt.order_line", receipt.order_line);
    number("receipt.supplier", receipt.supplier);
    number("receipt.promised_day", receipt.promised_day);
  }
  string("snapshot_source", entry.snapshot_source);
  string("snapshot_id", entry.snapshot_id);
  number("reflects", entry.reflects);
  for (const SetAside& row : entry.set_aside) {
    number("set_aside.row", row.row);
    string("set_aside.reason", row.reason);
  }
  number("request_window", entry.request_window);
  number("resolved_window", entry.resolved_window);
  return text;
}

absl::Status BareLog::Append(uint64_t after, uint64_t new_last, std::string_view group, bool sync) {
  if (after != last) return absl::FailedPreconditionError("not the last sequence");
  groups[after + 1] = std::string(group);
  last = new_last;
  if (sync) ++syncs;
  return absl::OkStatus();
}

absl::Status BareLog::Sync() {
  ++syncs;
  return absl::OkStatus();
}

absl::StatusOr<std::unique_ptr<GroupReader>> BareLog::ReadFrom(uint64_t sequence) {
  ++reads;
  auto it = groups.upper_bound(sequence);
  if (it != groups.begin()) --it;
  if (sequence > last) it = groups.end();
  return std::make_unique<BareGroupReader>(
      std::vector<std::pair<uint64_t, std::string>>(it, groups.end()));
}

absl::Status BareLog::TrimTo(uint64_t sequence) {
  // By the first sequence of the group that is kept.
  auto it = groups.upper_bound(sequence + 1);
  if (it != groups.begin()) --it;
  groups.erase(groups.begin(), it);
  oldest = groups.empty() ? last + 1 : groups.begin()->first;
  return absl::OkStatus();
}

}  // namespace atp
