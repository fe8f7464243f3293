#include "server/reservation_service.h"

#include "server/paging.h"
#include "server/scalars.h"
#include "server/translate_reservation.h"
#include "server/translate_reserve.h"
#include "server/unary.h"

namespace atp {
namespace {

// Confirm and Extend answer from the entry alone; the others also say how the lines stand.
FillResponse FillChangeOf(v1::ReservationChange* response) {
  return
      [response](Engine* engine, const Outcome& outcome) { FillChange(outcome, engine, response); };
}

}  // namespace

grpc::ServerUnaryReactor* ReservationService::Reserve(grpc::CallbackServerContext* context,
                                                      const v1::ReserveRequest* request,
                                                      v1::ReserveResponse* response) {
  return AnswerChange(&parts_, context, "Reserve", *request, ToAction(*request),
                      [response](Engine* engine, const Outcome& outcome) {
                        FillReserve(outcome, KeysFrom(engine), response);
                      });
}

grpc::ServerUnaryReactor* ReservationService::Confirm(grpc::CallbackServerContext* context,
                                                      const v1::ConfirmRequest* request,
                                                      v1::ReservationChange* response) {
  return AnswerChange(&parts_, context, "Confirm", *request, ToAction(*request),
                      FillChangeOf(response));
}

grpc::ServerUnaryReactor* ReservationService::Extend(grpc::CallbackServerContext* context,
                                                     const v1::ExtendRequest* request,
                                                     v1::ReservationChange* response) {
  return AnswerChange(&parts_, context, "Extend", *request, ToAction(*request),
                      FillChangeOf(response));
}

grpc::ServerUnaryReactor* ReservationService::Fulfil(grpc::CallbackServerContext* context,
                                                     const v1::FulfilRequest* request,
                                                     v1::ReservationChange* response) {
  return AnswerChange(&parts_, context, "Fulfil", *request, ToAction(*request),
                      FillChangeOf(response));
}

grpc::ServerUnaryReactor* ReservationService::Release(grpc::CallbackServerContext* context,
                                                      const v1::ReleaseRequest* request,
                                                      v1::ReservationChange* response) {
  return AnswerChange(&parts_, context, "Release", *request, ToAction(*request),
                      FillChangeOf(response));
}

grpc::ServerUnaryReactor* ReservationService::Move(grpc::CallbackServerContext* context,
                                                   const v1::MoveRequest* request,
                                                   v1::ReservationChange* response) {
  return AnswerChange(&parts_, context, "Move", *request, ToAction(*request),
                      FillChangeOf(response));
}

grpc::ServerUnaryReactor* ReservationService::Reconfirm(grpc::CallbackServerContext* context,
                                                        const v1::ReconfirmRequest* request,
                                                        v1::ReconfirmResponse* response) {
  return AnswerChange(&parts_, context, "Reconfirm", *request, ToAction(*request),
                      [response](Engine* engine, const Outcome& outcome) {
                        FillReconfirm(outcome, KeysFrom(engine), response);
                      });
}

grpc::ServerUnaryReactor* ReservationService::GetReservation(
    grpc::CallbackServerContext* context, const v1::GetReservationRequest* request,
    v1::GetReservationResponse* response) {
  return AnswerRead(&parts_, context, "GetReservation", *request, [&](Engine& engine) {
    const auto id = ParseReservationId(request->reservation_id(), "reservation_id");
    if (!id.ok()) return id.status();
    const absl::StatusOr<ReservationView> view =
        request->with_pegs() ? engine.GetReservationWithCover(*id) : engine.GetReservation(*id);
    if (!view.ok()) return view.status();
    FillReservation(*view, response->mutable_reservation());
    response->set_sequence(static_cast<int64_t>(view->sequence));
    return absl::OkStatus();
  });
}

grpc::ServerUnaryReactor* ReservationService::ListReservations(
    grpc::CallbackServerContext* context, const v1::ListReservationsRequest* request,
    v1::ListReservationsResponse* response) {
  return AnswerRead(&parts_, context, "ListReservations", *request, [&](Engine& engine) {
    const auto filter = ToFilter(*request);
    if (!filter.ok()) return filter.status();
    const auto page_request = ToPageRequest(*request);
    if (!page_request.ok()) return page_request.status();
    const auto page = engine.ListReservations(*filter, *page_request);
    if (!page.ok()) return page.status();
    for (const ReservationView& view : page->views) {
      FillReservation(view, response->add_reservations());
    }
    FillPageEnd(*page, response);
    return absl::OkStatus();
  });
}

}  // namespace atp
