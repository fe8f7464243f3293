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
  bool is_backorder = false;
  bool confirm = false;
  bool is_emergency = false;
  bool accepts_substitutes = false;
  std::string hold;
  std::string reference;
  std::string customer;
  std::string channel;
  int32_t priority = 0;
  std::string strategy;
};

// Lines are promised whole, in part, or wait.
v1::ReserveRequest::Mode ModeOf(const ReserveFlags& flags) {
  if (flags.is_backorder) return v1::ReserveRequest::BACKORDER;
  return flags.is_partial ? v1::ReserveRequest::PARTIAL : v1::ReserveRequest::ALL_OR_NOTHING;
}

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
  request.set_mode(ModeOf(flags));
  request.set_confirm(flags.confirm);
  request.set_reference(flags.reference);
  request.set_customer(flags.customer);
  request.set_channel(flags.channel);
  request.set_priority(flags.priority);
  request.set_is_emergency(flags.is_emergency);
  request.set_accepts_substitutes(flags.accepts_substitutes);
  v1::Reservation::ShortageStrategy strategy = v1::Reservation::SHORTAGE_STRATEGY_UNSPECIFIED;
  if (!flags.strategy.empty() &&
      !v1::Reservation::ShortageStrategy_Parse(flags.strategy, &strategy)) {
    return absl::InvalidArgumentError("--strategy is one of WIN, GAIN, REDISTRIBUTE, FILL, LOSE");
  }
  request.set_strategy(strategy);
  if (!flags.hold.empty()) {
    const auto micros = ParseDuration(flags.hold);
    if (!micros.ok()) return micros.status();
    *request.mutable_hold_for() = MakeDuration(*micros);
  }
  return request;
}

void Print(const v1::ReserveResponse& response, Session& session) {
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
  Table table(
      {"LINE", "ITEM", "LOCATION", "DAY", "REQUESTED", "PROMISED", "WAITING", "SHORT BY", "ATP"});
  for (int i = 0; i < response.lines_size(); ++i) {
    const auto& line = response.lines(i);
    table.Add(i, line.item(), line.location(), line.day(), line.requested(), line.promised(),
              line.backordered(), line.short_by(), line.atp());
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
    Print(response, session);
  }
  return response.outcome() == v1::ReserveResponse::REFUSED_NOT_ENOUGH ? kAnswerIsNo : kOk;
}

}  // namespace

void AddReserveCommand(CLI::App* app, Command* chosen) {
  CLI::App* reserve = app->add_subcommand("reserve", "Promise stock, all of it or nothing");
  const auto flags = std::make_shared<ReserveFlags>();
  reserve->add_option("lines", flags->lines, "ITEM@LOCATION=QTY or ITEM@LOCATION=QTY:DAY")
      ->required();
  CLI::Option* partial =
      reserve->add_flag("--partial", flags->is_partial, "Take what there is of each line");
  reserve
      ->add_flag("--backorder", flags->is_backorder,
                 "What is not there waits for supply; confirmed at once")
      ->excludes(partial);
  reserve->add_flag("--emergency", flags->is_emergency,
                    "May use safety stock, if the rule lets it");
  reserve->add_flag("--substitutes", flags->accepts_substitutes, "Another item will do");
  reserve->add_option("--customer", flags->customer, "For whom; counts against caps");
  reserve->add_option("--channel", flags->channel, "Whose quota it takes from");
  reserve->add_option("--priority", flags->priority, "Of what waits: the higher the sooner");
  reserve->add_option("--strategy", flags->strategy,
                      "When supply is given out anew: WIN, GAIN, REDISTRIBUTE, FILL or LOSE");
  CLI::Option* confirm =
      reserve->add_flag("--confirm", flags->confirm, "Confirm it at once, without a deadline");
  reserve->add_option("--hold", flags->hold, "How long to keep it, as 15m (default: the server's)")
      ->excludes(confirm);
  reserve->add_option("--reference", flags->reference, "Your own number, to find it by");
  reserve->callback(
      [flags, chosen] { *chosen = [flags](Session& s) { return Reserve(*flags, s); }; });
}

}  // namespace atp
