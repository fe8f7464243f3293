#include "server/reservation_reach.h"

#include "server/access/door.h"
#include "server/scalars.h"

namespace atp {

std::string TextField(const google::protobuf::Message& message, const char* name) {
  using google::protobuf::FieldDescriptor;
  const FieldDescriptor* const field = message.GetDescriptor()->FindFieldByName(name);
  const bool is_text =
      field != nullptr && field->type() == FieldDescriptor::TYPE_STRING && !field->is_repeated();
  return is_text ? message.GetReflection()->GetString(message, field) : "";
}

absl::Status CheckReservationReach(const Identity& identity, const MethodAccess& access,
                                   const google::protobuf::Message& request, Engine* engine) {
  const bool looks_at_locations =
      identity.locations.has_value() && access.locations == Reach::kReservation;
  const bool looks_at_channel =
      identity.channels.has_value() && access.channels == Reach::kReservation;
  if (!looks_at_locations && !looks_at_channel) return absl::OkStatus();
  const auto id = ParseReservationId(TextField(request, "reservation_id"), "reservation_id");
  if (!id.ok()) return absl::OkStatus();
  const absl::StatusOr<ReservationView> view = engine->GetReservation(*id);
  if (!view.ok()) return absl::OkStatus();
  if (looks_at_locations) {
    for (const LineView& line : view->lines) {
      const absl::Status status = CheckLocation(identity, line.location, "reservation_id");
      if (!status.ok()) return status;
    }
  }
  if (!looks_at_channel) return absl::OkStatus();
  return CheckChannel(identity, view->channel, "reservation_id");
}

}  // namespace atp
