#ifndef ATP_CLIENT_ITEM_KIND_H_
#define ATP_CLIENT_ITEM_KIND_H_

#include <algorithm>
#include <cstddef>

#include "proto/atp/v1/batch_service.pb.h"

namespace atp::client {

// What the library must know of a request that can be an item of a batch: its field in
// v1::BatchItem, what answers it, and how many lines it counts.

template <typename Request>
struct ItemKind;

namespace internal {

struct OneLine {
  template <typename Request>
  static size_t LinesOf(const Request&) {
    return 1;
  }
};
struct WithLines {
  template <typename Request>
  static size_t LinesOf(const Request& request) {
    return static_cast<size_t>(std::max(1, request.lines_size()));
  }
};
struct WithParts {
  template <typename Request>
  static size_t LinesOf(const Request& request) {
    return static_cast<size_t>(std::max(1, request.parts_size()));
  }
};

template <int field, typename ResponseType, typename Count>
struct Kind : Count {
  using Response = ResponseType;
  static constexpr int kField = field;
  static constexpr bool kIsChange = field != v1::BatchItem::kCheck;
};

}  // namespace internal

// A request of this kind can be sent: v1::BatchItem has a field for it.
template <>
struct ItemKind<v1::ReserveRequest>
    : internal::Kind<v1::BatchItem::kReserve, v1::ReserveResponse, internal::WithLines> {};
template <>
struct ItemKind<v1::ConfirmRequest>
    : internal::Kind<v1::BatchItem::kConfirm, v1::ReservationChange, internal::OneLine> {};
template <>
struct ItemKind<v1::ExtendRequest>
    : internal::Kind<v1::BatchItem::kExtend, v1::ReservationChange, internal::OneLine> {};
template <>
struct ItemKind<v1::FulfilRequest>
    : internal::Kind<v1::BatchItem::kFulfil, v1::ReservationChange, internal::WithParts> {};
template <>
struct ItemKind<v1::ReleaseRequest>
    : internal::Kind<v1::BatchItem::kRelease, v1::ReservationChange, internal::WithParts> {};
template <>
struct ItemKind<v1::MoveRequest>
    : internal::Kind<v1::BatchItem::kMove, v1::ReservationChange, internal::WithParts> {};
template <>
struct ItemKind<v1::CheckAvailabilityRequest>
    : internal::Kind<v1::BatchItem::kCheck, v1::CheckAvailabilityResponse, internal::WithLines> {};
template <>
struct ItemKind<v1::ReceiveStockRequest>
    : internal::Kind<v1::BatchItem::kReceiveStock, v1::StockChange, internal::WithLines> {};
template <>
struct ItemKind<v1::IssueStockRequest>
    : internal::Kind<v1::BatchItem::kIssueStock, v1::StockChange, internal::WithLines> {};
template <>
struct ItemKind<v1::AdjustStockRequest>
    : internal::Kind<v1::BatchItem::kAdjustStock, v1::StockChange, internal::WithLines> {};
template <>
struct ItemKind<v1::CountStockRequest>
    : internal::Kind<v1::BatchItem::kCountStock, v1::StockChange, internal::WithLines> {};
template <>
struct ItemKind<v1::HoldStockRequest>
    : internal::Kind<v1::BatchItem::kHoldStock, v1::StockChange, internal::WithLines> {};
template <>
struct ItemKind<v1::UnholdStockRequest>
    : internal::Kind<v1::BatchItem::kUnholdStock, v1::StockChange, internal::WithLines> {};
template <>
struct ItemKind<v1::ReturnStockRequest>
    : internal::Kind<v1::BatchItem::kReturnStock, v1::StockChange, internal::WithLines> {};
template <>
struct ItemKind<v1::SetSafetyStockRequest>
    : internal::Kind<v1::BatchItem::kSetSafetyStock, v1::StockChange, internal::WithLines> {};
template <>
struct ItemKind<v1::TransferStockRequest>
    : internal::Kind<v1::BatchItem::kTransferStock, v1::StockChange, internal::OneLine> {};

}  // namespace atp::client

#endif  // ATP_CLIENT_ITEM_KIND_H_
