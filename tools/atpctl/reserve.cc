#include "proto/atp/v1/reservation_service.grpc.pb.h"
#include "tools/atpctl/arguments.h"
#include "tools/atpctl/commands.h"
#include "tools/atpctl/show.h"
#include "tools/atpctl/table.h"

namespace atp {
namespace {

struct ReserveFlags {
  std::vector<std::string> lines;
  bool is_partial = false;
  bool confirm = false;
  std::string hold;
  std::string reference;
};

absl::StatusOr<v1::ReserveRequest> MakeRequest(const ReserveFlags& flags) {
  v1::ReserveRequest request;
  for (const std::string& text : flags.lines) {
    const auto line = ParseQuantityLine(text);
    if (!line.ok()) return line.status();
    auto* added = request.add_lines();
    added->set_item(line->item);
    added->set_location(line->location);
    added->set_quantity(line->quantity);
    added->set_day(line->day);
  }
  request.set_mode(flags.is_partial ? v1::ReserveRequest::PARTIAL
                                    : v1::ReserveRequest::ALL_OR_NOTHING);
  request.set_confirm(flags.confirm);
  request.set_reference(flags.reference);
  if (!flags.hold.empty()) {
    const auto micros = ParseDuration(flags.hold);
    if (!micros.ok()) return micros.status();
    *request.mutable_hold_for() = MakeDuration(*micros);
  }
  return request;
}

void Print(const v1::ReserveRequest& request, const v1::ReserveResponse& response,
           Session& session) {
  session.out() << v1::ReserveResponse::Outcome_Name(response.outcome());
  if (!response.reservation_id().empty()) {
    session.out() << "  " << Printable(response.reservation_id());
  }
  if (response.state() != v1::Reservation::STATE_UNSPECIFIED) {
    session.out() << "  " << v1::Reservation::State_Name(response.state());
  }
  if (response.has_deadline()) {
    session.out() << " until " << ShowTime(true, response.deadline());
  }
  session.out() << '\n';
  Table table({"LINE", "ITEM", "LOCATION", "DAY", "REQUESTED", "PROMISED", "SHORT BY", "ATP"});
  for (int i = 0; i < response.lines_size(); ++i) {
    const auto& line = response.lines(i);
    const bool is_known = i < request.lines_size();
    table.Add(i, is_known ? request.lines(i).item() : "",
              is_known ? request.lines(i).location() : "", line.day(), line.requested(),
              line.promised(), line.short_by(), line.atp());
  }
  table.Print(session.out());
  session.PrintChangeFooter(response.sequence(), response.is_repeat());
}

int Reserve(const ReserveFlags& flags, Session& session) {
  auto request = MakeRequest(flags);
  if (!request.ok()) return session.Usage(request.status());
  session.SetRequestId(&*request);
  v1::ReserveResponse response;
  const int code = session.Call(*v1::ReservationService::NewStub(session.channel()),
                                &v1::ReservationService::Stub::Reserve, *request, &response);
  if (code != kOk) return code;
  if (session.is_json()) {
    session.PrintJson(response);
  } else {
    Print(*request, response, session);
  }
  return response.outcome() == v1::ReserveResponse::REFUSED_NOT_ENOUGH ? kAnswerIsNo : kOk;
}

}  // namespace

void AddReserveCommand(CLI::App* app, Command* chosen) {
  CLI::App* reserve = app->add_subcommand("reserve", "Promise stock, all of it or nothing");
  const auto flags = std::make_shared<ReserveFlags>();
  reserve->add_option("lines", flags->lines, "ITEM@LOCATION=QTY or ITEM@LOCATION=QTY:DAY")
      ->required();
  reserve->add_flag("--partial", flags->is_partial, "Take what there is of each line");
  CLI::Option* confirm =
      reserve->add_flag("--confirm", flags->confirm, "Confirm it at once, without a deadline");
  reserve->add_option("--hold", flags->hold, "How long to keep it, as 15m (default: the server's)")
      ->excludes(confirm);
  reserve->add_option("--reference", flags->reference, "Your own number, to find it by");
  reserve->callback(
      [flags, chosen] { *chosen = [flags](Session& s) { return Reserve(*flags, s); }; });
}

}  // namespace atp
