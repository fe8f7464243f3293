#include "server/access/method_access.h"

#include "absl/container/flat_hash_map.h"

namespace atp {
namespace {

constexpr Scope kRead = Scope::kStockRead;
constexpr Scope kReserve = Scope::kStockReserve;
constexpr Scope kWrite = Scope::kStockWrite;
constexpr Scope kSupply = Scope::kSupplyWrite;
constexpr Scope kFeed = Scope::kFeedRead;
constexpr Scope kAdmin = Scope::kAdmin;

constexpr Reach kNothing = Reach::kNothing;
constexpr Reach kNamed = Reach::kNamed;
constexpr Reach kOne = Reach::kReservation;
constexpr Reach kAll = Reach::kEverything;

constexpr MethodAccess kTable[] = {
    // method                scope     locations  channels
    {"CheckAvailability", kRead, kNamed, kNamed},
    {"GetAvailabilityCurve", kRead, kNamed, kNothing},
    {"ExplainAvailability", kRead, kNamed, kNamed},

    {"Reserve", kReserve, kNamed, kNamed},
    {"Confirm", kReserve, kOne, kOne},
    {"Extend", kReserve, kOne, kOne},
    {"Fulfil", kReserve, kOne, kOne},
    {"Release", kReserve, kOne, kOne},
    {"Move", kReserve, kOne, kOne},
    {"Reconfirm", kWrite, kNamed, kAll},
    {"GetReservation", kRead, kOne, kOne},
    {"ListReservations", kRead, kNamed, kAll},

    {"ReceiveStock", kWrite, kNamed, kNothing},
    {"IssueStock", kWrite, kNamed, kNothing},
    {"AdjustStock", kWrite, kNamed, kNothing},
    {"CountStock", kWrite, kNamed, kNothing},
    {"HoldStock", kWrite, kNamed, kNothing},
    {"UnholdStock", kWrite, kNamed, kNothing},
    {"ReturnStock", kWrite, kNamed, kNothing},
    {"SetSafetyStock", kWrite, kNamed, kNothing},
    {"TransferStock", kWrite, kNamed, kNothing},
    {"PushSnapshot", kWrite, kNamed, kNothing},
    {"GetStock", kRead, kNamed, kNothing},
    {"ListStock", kRead, kNamed, kNothing},

    // A supply line is known by its document: whose location it is for, the request does not say.
    {"SetSupply", kSupply, kAll, kNothing},
    {"ReceiveSupply", kSupply, kAll, kNothing},
    {"CancelSupply", kSupply, kAll, kNothing},
    {"GetSupply", kRead, kAll, kNothing},
    {"ListSupply", kRead, kNamed, kNothing},

    {"ChangeQuota", kWrite, kNamed, kNamed},
    {"ListQuotas", kRead, kAll, kAll},

    {"ChangeSettings", kAdmin, kAll, kAll},
    {"LearnSuppliers", kAdmin, kAll, kAll},
    {"ListSettings", kRead, kNothing, kNothing},

    {"Watch", kFeed, kNamed, kNothing},
    {"Batch", {}, kNothing, kNothing},

    {"GetStatus", kAdmin, kAll, kAll},
    {"Checkpoint", kAdmin, kAll, kAll},
    {"CreateBackup", kAdmin, kAll, kAll},
};

}  // namespace

const MethodAccess* FindMethodAccess(std::string_view method) {
  static const auto* const rows = [] {
    auto* const made = new absl::flat_hash_map<std::string_view, const MethodAccess*>;
    for (const MethodAccess& row : kTable) made->emplace(row.method, &row);
    return made;
  }();
  const auto found = rows->find(method);
  return found == rows->end() ? nullptr : found->second;
}

}  // namespace atp
