#include "bench/empty_answers.h"

#include <string>

namespace atp {
namespace {

constexpr char kToday[] = "2026-11-24";
constexpr int64_t kPlenty = 1'000'000;

class Forget final : public grpc::ServerReadReactor<v1::PushSnapshotRequest> {
 public:
  Forget() { StartRead(&message_); }
  void OnReadDone(bool is_ok) override {
    if (is_ok) return StartRead(&message_);
    Finish(grpc::Status::OK);
  }
  void OnDone() override { delete this; }

 private:
  v1::PushSnapshotRequest message_;
};

}  // namespace

void FillCheck(const v1::CheckAvailabilityRequest& request,
               v1::CheckAvailabilityResponse* response) {
  for (const auto& asked : request.lines()) {
    auto* const line = response->add_lines();
    line->set_item(asked.item());
    line->set_day(kToday);
    line->set_promisable(kPlenty);
    if (asked.quantity() > 0) line->set_earliest_day(kToday);
    for (const std::string& name : asked.locations()) {
      auto* const location = line->add_locations();
      location->set_location(name);
      location->set_atp(kPlenty);
      location->set_on_hand(kPlenty);
      location->set_guaranteed_atp(kPlenty);
      location->set_expected_atp(kPlenty);
      location->set_optimistic_atp(kPlenty);
      location->set_mode(v1::Rule::LOOK_AHEAD);
      location->set_shared_pool(kPlenty);
    }
  }
  response->set_sequence(kPlenty);
}

void FillReserve(const v1::ReserveRequest& request, int64_t sequence,
                 v1::ReserveResponse* response) {
  response->set_outcome(v1::ReserveResponse::RESERVED);
  response->set_reservation_id(std::to_string(sequence));
  response->set_state(v1::Reservation::HELD);
  response->mutable_deadline()->set_seconds(kPlenty);
  response->set_sequence(sequence);
  int number = 0;
  for (const auto& wanted : request.lines()) {
    auto* const line = response->add_lines();
    line->set_day(kToday);
    line->set_requested(wanted.quantity());
    line->set_promised(wanted.quantity());
    line->set_atp(kPlenty);
    line->set_request_line(number++);
    line->set_item(wanted.item());
    line->set_location(wanted.location());
  }
}

grpc::ServerReadReactor<v1::PushSnapshotRequest>* ForgetfulInventory::PushSnapshot(
    grpc::CallbackServerContext*, v1::PushSnapshotResponse*) {
  return new Forget;
}

}  // namespace atp
