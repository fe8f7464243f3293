#ifndef ATP_ENGINE_VIEWS_H_
#define ATP_ENGINE_VIEWS_H_

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "engine/atp/curve.h"
#include "engine/history.h"
#include "engine/model/balances.h"
#include "engine/model/entry.h"
#include "engine/model/quota.h"
#include "engine/model/reservation.h"
#include "engine/model/rule.h"
#include "engine/model/setting.h"
#include "engine/model/supply.h"

namespace atp {

// What the engine's readers ask and get: copies with keys instead of numbers, true at the ledger
// sequence they carry.

struct CheckLine {
  std::string item;
  std::vector<std::string> locations;  // empty: all of the item's
  Day day = kNoDay;                    // kNoDay: today
  Quantity quantity = 0;               // for `earliest`; 0: do not compute it
  bool is_emergency = false;           // may use safety stock where the rule lets it
  std::string channel = {};            // whose quota; empty: what all channels share
};

struct LocationPromise {
  std::string location;
  Quantity atp = 0;  // on the day, and what may be reserved; negative: short by that much
  // Of `atp` on the day: what is set aside for this channel alone, and what any may use; the rest
  // is unallocated above the channel. Without quotas all of it is `shared_pool`.
  Quantity channel_own = 0;
  Quantity shared_pool = 0;
  // The ATP if suppliers keep their word as far as each level trusts them, by ConfidenceLevel from
  // kGuaranteed on. `atp` is the one of the rule's reserve level.
  std::array<Quantity, kConfidenceLevels> atp_at{};
  // By how much `atp` exceeds what can be kept whatever happens; above 0 only in a parity mode.
  Quantity exceeds_look_ahead_by = 0;
  AtpMode mode = AtpMode::kLookAhead;
  RuleScope rule_scope = RuleScope::kDefault;
  Quantity overdue_supply = 0;  // past due and still open, whether it counts or not
  Quantity on_hand = 0;

  // Of the source of counts whose age is watched here: what becomes of answers once it is too old,
  // its age, and whether that is too old. Where it is, and the policy is kUnknown, nothing is
  // promised from on-hand. Where no source is watched: never aged, kMark and 0.
  bool is_aged = false;
  AgePolicy age_policy = AgePolicy::kMark;
  Micros age = 0;
};

struct LinePromise {
  std::string item;
  Day day = kNoDay;
  Quantity promisable = 0;  // sum over locations of max(0, atp)
  std::vector<LocationPromise> locations;
  // First day on which `promisable` reaches the quantity asked for, if there is one.
  std::optional<Day> earliest;
};

struct CheckAnswer {
  std::vector<LinePromise> lines;
  Sequence sequence = 0;  // all lines are true at this one moment
  Micros time = 0;
  bool stale = false;  // the log cannot be written, so the ledger no longer takes changes
};

struct CurveAnswer {
  struct AtLocation {
    std::string location;
    Curve curve;
  };
  std::vector<AtLocation> locations;
  Day today = kNoDay;
  int32_t horizon_days = 0;
  Sequence sequence = 0;
  bool stale = false;
};

// So much of a promise is covered by one source.
struct PegView {
  std::optional<SupplyKey> document;  // nullopt: what is on hand
  Day day = kNoDay;                   // on which it comes, as far as it is trusted
  Quantity quantity = 0;
};

// What covers one open promise; its pegs are in the order in which they are used.
struct CoverView {
  std::vector<PegView> pegs;
  Quantity uncovered = 0;  // on the day of the promise
  Day until = kNoDay;      // when known supply covers it all; kNoDay: never within the horizon
};

struct LineView {
  std::string item;
  std::string location;
  ReservationLine line;
  std::string substitute_for = {};  // empty: `item` was asked for
  // Only of GetReservationWithCover(): of the open quantity.
  CoverView cover = {};
};

struct ExplainQuestion {
  std::string item;
  std::string location;
  Day day = kNoDay;           // kNoDay: today
  Quantity quantity = 0;      // for `now` and `all_on`; 0: do not compute them
  bool is_emergency = false;  // as in CheckLine
  std::string channel = {};   // as in CheckLine
};

// Why a supply document line does not count as it stands.
enum class SupplyVerdict : uint8_t {
  kCounts = 1,  // whole, though perhaps later than it says
  kStateNotInRule = 2,
  kKindNotInRule = 3,
  kPastDue = 4,        // and older than the rule's fence lets it be
  kBeyondHorizon = 5,  // as far as its day is trusted
  kTrustedInPart = 6,  // the rule or its supplier's record takes some of it, or all
};

struct SupplyExplained {
  SupplyKey key;
  std::string supplier;  // empty: not known
  SupplyState state = SupplyState::kAcknowledged;
  Day day = kNoDay;        // as announced
  Quantity open = 0;       // as announced, still to come
  Quantity counted = 0;    // of it, in this explanation
  Day counts_on = kNoDay;  // kNoDay: on none
  SupplyVerdict verdict = SupplyVerdict::kCounts;
};

struct PromiseExplained {
  ReservationId reservation = kNoReservation;
  uint32_t line = 0;
  std::string reference;  // empty too if the reservation has gone since
  Day day = kNoDay;
  Quantity quantity = 0;
  CoverView cover = {};  // not of those that block or wait
};

// Why the ATP of a position is what it is. The arithmetic, with a picture, is in
// engine/atp/explain.h; pegs in engine/atp/pegs.h.
//
// All of it explains LOOK_AHEAD, at the rule's reserve level of trust. Where the mode is another
// one, `promise.atp` is the mode's and `look_ahead_atp` is what can be kept.
struct ExplainAnswer {
  static constexpr size_t kPromisesMax = 1000;

  std::string item;
  Day day = kNoDay;
  Day today = kNoDay;
  Balances balances;
  LocationPromise promise;  // what a check answers, by the same function

  Rule rule;
  std::string rule_item;  // the key under which it was found; both empty: the default
  std::string rule_location;
  Quantity safety_stock_kept = 0;  // the part of it that this question may not touch

  Quantity look_ahead_atp = 0;  // kUnlimited from the lead time on, where nothing below limits
  Quantity projected = 0;
  Day binding_day = kNoDay;                // the day that limits; kNoDay: none does
  std::vector<PromiseExplained> blocking;  // the largest first, at most kBlockingMax
  size_t blocking_count = 0;

  // When more can be had, and by which supply most of all.
  struct NextRise {
    Day day = kNoDay;
    Quantity by = 0;
    SupplyKey document;
  };
  std::optional<NextRise> next;
  Quantity now = 0;           // of the quantity asked for, on the day
  std::optional<Day> all_on;  // the first day from then on with all of it

  std::vector<SupplyExplained> supply;     // every open document line, by day
  std::vector<PromiseExplained> promises;  // by rank; beyond kPromisesMax the uncovered come first
  size_t promise_count = 0;
  std::vector<PromiseExplained> waiting;  // backorders, in the order in which they are served
  Sequence sequence = 0;
  bool stale = false;
};

struct ReservationView {
  Reservation reservation;  // its lines, parallel to `lines`
  std::vector<LineView> lines;
  std::string channel;  // may be empty
  Sequence sequence = 0;
};

struct StockView {
  std::string item;
  std::string location;
  Balances balances;
  Quantity short_by = 0;  // promises beyond what is projected
  std::vector<AtRisk> at_risk;
  Quantity overdue_supply = 0;
  Sequence counted_at = 0;  // what the last count or snapshot reflects; 0: never counted
  Sequence sequence = 0;
};

struct SupplyView {
  ScheduledReceipt receipt;
  std::string item;
  std::string location;
  std::string supplier;  // may be empty
  bool is_overdue = false;
  Sequence sequence = 0;
};

// What is left of a channel's quota at a location.
struct QuotaView {
  std::string item;
  std::string location;
  std::string channel;
  Quota quota;             // as it is in the period of `today`
  Quantity set_aside = 0;  // of what remains, for channels below this one
};

struct QuotaAnswer {
  std::vector<QuotaView> quotas;  // in order of locations, then channels, as they became known
  Day today = kNoDay;
  Sequence sequence = 0;
};

// A page of results; `next` is empty on the last one.
template <typename View>
struct Page {
  std::vector<View> views;
  std::string next;
  Sequence sequence = 0;
};

struct PageRequest {
  uint32_t size = 100;  // 1 to 1000
  std::string token;    // from Page::next; bad: PAGE_TOKEN_INVALID
};

// Empty fields match everything.
struct ReservationFilter {
  std::string item;
  std::string location;
  std::optional<ReservationState> state;
  std::string reference;
};

struct StockFilter {
  std::string item;
  std::string location;
  bool short_only = false;
};

struct SupplyFilter {
  std::string item;
  std::string location;
  bool overdue_only = false;
  bool open_only = true;
};

struct SettingFilter {
  std::optional<size_t> kind;  // the alternative's index in SettingValue
};

struct EngineStatus {
  bool healthy = true;
  std::string unhealthy_reason;
  bool full = false;  // Engine::SetFull()
  Sequence journaled = 0;
  Sequence durable = 0;
  Sequence checkpointed = 0;  // the least applied sequence of any shard's last checkpoint
  Sequence oldest = 0;        // oldest entry still in the journal; 0: none
  uint64_t items = 0;
  uint64_t positions = 0;
  uint64_t open_reservations = 0;
  uint64_t remembered_requests = 0;
  uint32_t shards = 0;
  uint32_t subscribers = 0;
  Micros sync_interval = 0;  // 0: every acknowledgement is synced
  int32_t horizon_days = 0;
  HistoryId history = kNoHistory;  // that the sequences count
};

}  // namespace atp

#endif  // ATP_ENGINE_VIEWS_H_
