// Which shards a command needs: by its keys alone, and by what the ledger knows.

#include <string>
#include <utility>
#include <vector>

#include "engine/ledger/decide.h"
#include "gtest/gtest.h"

namespace atp {
namespace {

constexpr uint32_t kShards = 16;
constexpr LocationId kLondon = 0;

// A key of this kind that hashes to `shard`: "item-7", say.
std::string KeyIn(ShardId shard, const std::string& kind) {
  for (int i = 0;; ++i) {
    std::string key = kind + "-" + std::to_string(i);
    if (ShardOfKey(key, kShards) == shard) return key;
  }
}

// A document line whose index entry is in `shard`.
SupplyKey DocumentIn(ShardId shard, SupplyKind kind) {
  for (int i = 0;; ++i) {
    SupplyKey key{kind, "D-" + std::to_string(i), 1};
    if (ShardOfDocument(key, kShards) == shard) return key;
  }
}

SupplyKey Order(ShardId shard) { return DocumentIn(shard, SupplyKind::kCommitment); }
SupplyKey Asn(ShardId shard) { return DocumentIn(shard, SupplyKind::kAsn); }

std::vector<int> ListOf(const ShardSet& set) {
  std::vector<int> shards;
  set.ForEach([&](ShardId shard) { shards.push_back(shard); });
  return shards;
}

ShardSet SetOf(const std::vector<int>& shards) {
  ShardSet set;
  for (const int shard : shards) set.Add(static_cast<ShardId>(shard));
  return set;
}

Reserve ReserveOf(std::vector<ReserveLine> lines) {
  Reserve reserve;
  reserve.lines = std::move(lines);
  return reserve;
}

// A ledger that knows a reservation and some supply. Shards are chosen so that each number says
// what is there:
//   1, 2  items          3  the reservation's home, of lines in 1 and 2
//   4     the index of an order of the item in 1; 5 that of an ASN which ships it
//   6     the index of an order of the item in 2
class ShardsNeededTest : public testing::Test {
 protected:
  ShardsNeededTest() {
    Entry place;
    place.cause = Cause::kDefine;
    place.definitions.push_back({NameKind::kLocation, kLondon, "london"});
    Post(&place);

    Entry reserve;
    reserve.cause = Cause::kReserve;
    reserve.home = 3;
    reserve.reservation = reservation_;
    reserve.state = ReservationState::kConfirmed;
    for (const ShardId shard : {ShardId{1}, ShardId{2}}) {
      const PositionId position{MakeItemId(0, shard), kLondon};
      reserve.definitions.push_back({NameKind::kItem, position.item, KeyIn(shard, "item")});
      Posting posting;
      posting.position = position;
      posting.change.reserved = 1;
      reserve.postings.push_back(posting);
      LineEffect line;
      line.line = shard - 1u;
      line.position = position;
      line.day = 20'000;
      line.requested = line.quantity = line.atp = 1;
      reserve.lines.push_back(line);
    }
    Post(&reserve);

    PostReceipt(Order(4), 1, {});
    PostReceipt(Asn(5), 1, Order(4));
    PostReceipt(Order(6), 2, {});
  }

  void Post(Entry* entry) {
    entry->sequence = ++sequence_;
    ShardLock lock(&ledger_, ShardSet::All(kShards), ShardLock::Mode::kExclusive);
    ledger_.Post(*entry);
  }

  void PostReceipt(const SupplyKey& key, ShardId item_shard, const SupplyKey& order) {
    ScheduledReceipt receipt;
    receipt.key = key;
    receipt.position = {MakeItemId(0, item_shard), kLondon};
    receipt.day = 20'000;
    receipt.order_document = order.document;
    receipt.order_line = order.line;
    Entry entry;
    entry.cause = Cause::kSetSupply;
    entry.receipts.push_back(receipt);
    Post(&entry);
  }

  static Command Asking(Action action, const std::string& request_id = "") {
    Command command;
    command.request.request_id = request_id;
    command.action = std::move(action);
    return command;
  }

  static SetSupply Set(SupplyKey key, ShardId item_shard, const SupplyKey& order = {}) {
    SupplyLine line;
    line.key = std::move(key);
    line.item = KeyIn(item_shard, "item");
    line.location = "london";
    line.order_document = order.document;
    line.order_line = order.line;
    return SetSupply{{line}};
  }

  ChangeReservation Confirm() const {
    ChangeReservation change;
    change.reservation = reservation_;
    return change;
  }

  const ReservationId reservation_ = MakeReservationId(2, 3);
  Ledger ledger_{kShards};
  Sequence sequence_ = 0;
};

TEST_F(ShardsNeededTest, EachActionNeedsTheShardsOfItsKeysAndOfWhatTheyLeadTo) {
  ChangeReservation unknown;
  unknown.reservation = MakeReservationId(99, 9);
  ChangeReservation nowhere;
  nowhere.reservation = MakeReservationId(99, kShards);  // no such shard
  const SupplyKey transfer = DocumentIn(9, SupplyKind::kTransfer);
  const struct {
    const char* name;
    Action action;
    std::vector<int> shards;
  } kCases[] = {
      {"reserve: its items",
       ReserveOf({{KeyIn(8, "item"), "london", 1, kNoDay},
                  {KeyIn(1, "item"), "london", 1, kNoDay},
                  {KeyIn(1, "other"), "paris", 1, kNoDay}}),
       {1, 8}},
      {"move: its items",
       MoveStock{
           Cause::kReceive, {{KeyIn(7, "item"), "london", 1}, {KeyIn(2, "item"), "london", 1}}, ""},
       {2, 7}},
      {"change: home and lines", Confirm(), {1, 2, 3}},
      {"change of an unknown one: where its home would be", unknown, {9}},
      {"change of an impossible one", nowhere, {}},
      {"transfer: item and index",
       TransferStock{KeyIn(8, "item"), "london", "paris", 1, kNoDay, transfer.document, 1, ""},
       {8, 9}},
      {"new supply: item and index", Set(Order(10), 8), {8, 10}},
      {"known supply", Set(Order(4), 1), {1, 4}},
      {"known supply for another item", Set(Order(4), 8), {1, 4, 8}},
      {"new ASN: its order's index too", Set(Asn(10), 2, Order(6)), {2, 6, 10}},
      {"known ASN that changes its order: both", Set(Asn(5), 1, Order(6)), {1, 4, 5, 6}},
      {"receipt of an order", ReceiveSupply{{{Order(6), 1, false}}, ""}, {2, 6}},
      {"receipt of an ASN: its order too", ReceiveSupply{{{Asn(5), 1, false}}, ""}, {1, 4, 5}},
      {"receipt of something unknown: its index", ReceiveSupply{{{Order(9), 1, false}}, ""}, {9}},
      {"cancellation", CancelSupply{{Asn(5), Order(6)}, ""}, {1, 2, 4, 5, 6}},
      {"snapshot: source and items",
       ApplySnapshot{KeyIn(12, "erp"), "s-1", 0, {{KeyIn(8, "item"), "london", 1}}},
       {8, 12}},
      {"snapshot without rows", ApplySnapshot{KeyIn(12, "erp"), "s-1", 0, {}}, {12}},
      {"settings: all", Configure(), {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15}},
  };
  for (const auto& c : kCases) {
    const Command command = Asking(c.action);
    EXPECT_EQ(ListOf(ShardsNeeded(&ledger_, command)), c.shards) << c.name;

    // The same is what covers it, and one less does not.
    const ShardSet needed = SetOf(c.shards);
    EXPECT_TRUE(IsCovered(ledger_, command, needed)) << c.name;
    EXPECT_TRUE(IsCovered(ledger_, command, ShardSet::All(kShards))) << c.name;
    for (const int missing : c.shards) {
      ShardSet held;
      needed.ForEach([&](ShardId shard) {
        if (shard != missing) held.Add(shard);
      });
      EXPECT_FALSE(IsCovered(ledger_, command, held)) << c.name << " without " << missing;
    }
  }
}

TEST_F(ShardsNeededTest, ARequestIdHasItsShardToo) {
  const Command command =
      Asking(ReserveOf({{KeyIn(1, "item"), "london", 1, kNoDay}}), KeyIn(11, "request"));
  EXPECT_EQ(ListOf(ShardsNeeded(&ledger_, command)), (std::vector<int>{1, 11}));
  EXPECT_FALSE(IsCovered(ledger_, command, SetOf({1})));
  EXPECT_TRUE(IsCovered(ledger_, command, SetOf({1, 11})));
}

// Between the guess and the locks the ledger may move: here an unknown document becomes known.
TEST_F(ShardsNeededTest, AGuessIsNoLongerCoveredWhenTheLedgerHasMoved) {
  const Command command = Asking(ReceiveSupply{{{Order(9), 1, false}}, ""});
  const ShardSet guess = ShardsNeeded(&ledger_, command);
  EXPECT_TRUE(IsCovered(ledger_, command, guess));
  PostReceipt(Order(9), 1, {});
  EXPECT_FALSE(IsCovered(ledger_, command, guess));
  EXPECT_EQ(ListOf(ShardsNeeded(&ledger_, command)), (std::vector<int>{1, 9}));
}

TEST(LocationsNamedTest, FactsNameLocationsAndPromisesDoNot) {
  using Keys = std::vector<std::string>;
  const auto move = [](Cause cause) {
    return MoveStock{cause, {{"lamp", "london", 1}, {"lamp", "paris", 1}}, ""};
  };
  SupplyLine line;
  line.location = "rome";
  const struct {
    const char* name;
    Action action;
    Keys locations;
  } kCases[] = {
      {"reserve", ReserveOf({{"lamp", "london", 1, kNoDay}}), {}},
      {"change", ChangeReservation(), {}},
      {"receive", move(Cause::kReceive), {"london", "paris"}},
      {"return", move(Cause::kReturn), {"london", "paris"}},
      {"count", move(Cause::kCount), {"london", "paris"}},
      {"safety stock", move(Cause::kSetSafetyStock), {"london", "paris"}},
      {"issue", move(Cause::kIssue), {}},
      {"adjust", move(Cause::kAdjust), {}},
      {"hold", move(Cause::kHold), {}},
      {"unhold", move(Cause::kUnhold), {}},
      {"transfer: where it goes",
       TransferStock{"lamp", "london", "paris", 1, kNoDay, "T-1", 1, ""},
       {"paris"}},
      {"set supply", SetSupply{{line, line}}, {"rome", "rome"}},
      {"receive supply", ReceiveSupply(), {}},
      {"cancel supply", CancelSupply(), {}},
      {"snapshot", ApplySnapshot{"erp", "s-1", 0, {{"lamp", "rome", 1}}}, {"rome"}},
      {"configure", Configure(), {}},
  };
  for (const auto& c : kCases) {
    Keys keys;
    for (const Name& name : NamesMadeKnown(c.action)) {
      EXPECT_EQ(name.kind, NameKind::kLocation) << c.name;
      keys.push_back(name.key);
    }
    EXPECT_EQ(keys, c.locations) << c.name;
  }
}

// The item in 1 is a kit of those in 2 and 7. The one in 2 may be replaced by the one in 8, and
// that in 8 by the kit.
TEST_F(ShardsNeededTest, PartsOfKitsAndWhatMayReplaceAnItemBelongToALine) {
  Entry set;
  set.cause = Cause::kSet;
  for (const ShardId shard : {ShardId{7}, ShardId{8}}) {
    set.definitions.push_back({NameKind::kItem, MakeItemId(0, shard), KeyIn(shard, "item")});
  }
  const auto item = [](ShardId shard) { return KeyIn(shard, "item"); };
  for (const SettingValue& value : {SettingValue(KitSetting{item(1), {{item(2), 1}, {item(7), 2}}}),
                                    SettingValue(SubstituteSetting{item(2), {item(8)}}),
                                    SettingValue(SubstituteSetting{item(8), {item(1)}})}) {
    set.settings.push_back({{value, false}, std::nullopt});
  }
  Post(&set);

  const struct {
    ShardId item;
    bool accepts_substitutes;
    std::vector<int> shards;
  } kRows[] = {
      {1, false, {1, 2, 7}}, {2, false, {2}},         {2, true, {2, 8}},
      {8, false, {8}},       {8, true, {1, 2, 7, 8}}, {7, true, {7}},
  };
  for (const auto& row : kRows) {
    Reserve reserve = ReserveOf({{item(row.item), "london", 1, kNoDay}});
    reserve.accepts_substitutes = row.accepts_substitutes;
    const Command command = Asking(reserve);
    const ShardSet needed = ShardsNeeded(&ledger_, command);
    EXPECT_EQ(ListOf(needed), row.shards);
    EXPECT_TRUE(IsCovered(ledger_, command, needed));
    for (const int left_out : row.shards) {
      std::vector<int> fewer;
      for (const int shard : row.shards) {
        if (shard != left_out) fewer.push_back(shard);
      }
      EXPECT_FALSE(IsCovered(ledger_, command, SetOf(fewer))) << left_out;
    }
  }
}

TEST(NamesMadeKnownTest, SuppliersAndChannelsAreNamesToo) {
  SupplyLine line;
  line.location = "rome";
  line.supplier = "acme";
  std::string text;
  for (const Action& action :
       {Action(SetSupply{{line}}),
        Action(ChangeSettings{{{ChannelSetting{"web", "online", true}, false},
                               {SupplierSetting{"zenith", {}}, false}}})}) {
    for (const Name& name : NamesMadeKnown(action)) {
      text += std::string(NameKindName(name.kind)) + " " + name.key + ", ";
    }
  }
  EXPECT_EQ(text, "location rome, supplier acme, channel web, channel online, supplier zenith, ");
}

}  // namespace
}  // namespace atp
