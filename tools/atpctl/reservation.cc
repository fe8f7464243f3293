#include <optional>

#include "absl/strings/str_cat.h"
#include "proto/atp/v1/reservation_service.grpc.pb.h"
#include "tools/atpctl/arguments.h"
#include "tools/atpctl/commands.h"
#include "tools/atpctl/show.h"
#include "tools/atpctl/table.h"

namespace atp {
namespace {

using v1::ReservationService;

struct ListFlags {
  std::string item;
  std::string location;
  std::string state;
  std::string reference;
  int64_t limit = 100;
};

struct ChangeFlags {
  std::string id;
  std::string hold;
  std::vector<std::string> parts;
  std::string to_location;
  std::string to_day;
  std::optional<std::string> to_channel;
  bool with_pegs = false;
};

void PrintReservation(const v1::Reservation& reservation, Session& session) {
  session.out() << Printable(reservation.reservation_id()) << "  "
                << v1::Reservation::State_Name(reservation.state()) << "  created "
                << ShowTime(reservation.has_create_time(), reservation.create_time());
  if (reservation.has_deadline()) {
    session.out() << "  deadline " << ShowTime(true, reservation.deadline());
  }
  if (reservation.has_resolve_time()) {
    session.out() << "  resolved " << ShowTime(true, reservation.resolve_time());
  }
  if (!reservation.reference().empty()) {
    session.out() << "  reference " << Printable(reservation.reference());
  }
  session.out() << '\n';
  Table table({"LINE", "ITEM", "LOCATION", "DAY", "REQUESTED", "PROMISED", "OPEN", "FULFILLED",
               "RELEASED", "WAITING"});
  for (int i = 0; i < reservation.lines_size(); ++i) {
    const auto& line = reservation.lines(i);
    table.Add(i, line.item(), line.location(), line.day(), line.requested(), line.promised(),
              line.open(), line.fulfilled(), line.released(), line.backordered());
  }
  table.Print(session.out());
}

// What covers each line that has something open.
void PrintPegs(const v1::Reservation& reservation, Session& session) {
  Table table({"LINE", "ITEM", "LOCATION", "DAY", "OPEN", "LATE", "UNTIL", "COVER"});
  for (int i = 0; i < reservation.lines_size(); ++i) {
    const auto& line = reservation.lines(i);
    if (line.open() == 0) continue;
    table.Add(i, line.item(), line.location(), line.day(), line.open(), line.uncovered(),
              ShowUntil(line.uncovered(), line.until_day()), ShowPegs(line.pegs()));
  }
  if (!table.is_empty()) table.Print(session.out());
}

int Get(const std::string& id, bool with_pegs, Session& session) {
  v1::GetReservationRequest request;
  request.set_reservation_id(id);
  request.set_with_pegs(with_pegs);
  v1::GetReservationResponse response;
  const int code = session.Call(*ReservationService::NewStub(session.channel()),
                                &ReservationService::Stub::GetReservation, request, &response);
  if (code != kOk) return code;
  if (session.is_json()) {
    session.PrintJson(response);
  } else {
    PrintReservation(response.reservation(), session);
    if (with_pegs) PrintPegs(response.reservation(), session);
  }
  return kOk;
}

int List(const ListFlags& flags, Session& session) {
  v1::ListReservationsRequest request;
  request.set_item(flags.item);
  request.set_location(flags.location);
  request.set_reference(flags.reference);
  v1::Reservation::State state = v1::Reservation::STATE_UNSPECIFIED;
  if (!flags.state.empty() && !v1::Reservation::State_Parse(flags.state, &state)) {
    return session.Usage(absl::InvalidArgumentError(
        "--state is one of HELD, CONFIRMED, BACKORDERED, FULFILLED, RELEASED, EXPIRED"));
  }
  request.set_state(state);
  v1::ListReservationsResponse all;
  const auto stub = ReservationService::NewStub(session.channel());
  const int code = session.ListPages(
      *stub, &ReservationService::Stub::ListReservations, flags.limit, &request, &all,
      [](v1::ListReservationsResponse* r) { return r->mutable_reservations(); });
  if (code != kOk) return code;
  if (session.is_json()) {
    session.PrintJson(all);
    return kOk;
  }
  Table table({"RESERVATION", "STATE", "CREATED", "DEADLINE", "LINES", "OPEN", "REFERENCE"});
  for (const auto& reservation : all.reservations()) {
    int64_t open = 0;
    for (const auto& line : reservation.lines()) open += line.open();
    table.Add(reservation.reservation_id(), v1::Reservation::State_Name(reservation.state()),
              ShowTime(reservation.has_create_time(), reservation.create_time()),
              ShowTime(reservation.has_deadline(), reservation.deadline()),
              reservation.lines_size(), open, reservation.reference());
  }
  table.Print(session.out());
  session.PrintListFooter(all.reservations_size(), !all.next_page_token().empty());
  return kOk;
}

int PrintChange(const v1::ReservationChange& change, Session& session) {
  if (session.is_json()) {
    session.PrintJson(change);
    return kOk;
  }
  session.out() << Printable(change.reservation_id()) << "  "
                << v1::Reservation::State_Name(change.state());
  if (change.has_deadline()) session.out() << " until " << ShowTime(true, change.deadline());
  session.out() << '\n';
  if (change.lines_size() > 0) {
    Table table({"LINE", "QUANTITY", "OPEN", "FULFILLED", "RELEASED"});
    for (const auto& line : change.lines()) {
      table.Add(line.line(), line.quantity(), line.open(), line.fulfilled(), line.released());
    }
    table.Print(session.out());
  }
  session.PrintChangeFooter(change.sequence(), change.is_repeat());
  return kOk;
}

template <typename Request>
using ChangeMethod = grpc::Status (ReservationService::Stub::*)(grpc::ClientContext*,
                                                                const Request&,
                                                                v1::ReservationChange*);

template <typename Request>
int Change(ChangeMethod<Request> method, const ChangeFlags& flags, Request request,
           Session& session) {
  request.set_reservation_id(flags.id);
  session.SetRequestId(&request);
  v1::ReservationChange change;
  const auto stub = ReservationService::NewStub(session.channel());
  const int code = session.Call(*stub, method, request, &change);
  return code == kOk ? PrintChange(change, session) : code;
}

int Extend(const ChangeFlags& flags, Session& session) {
  v1::ExtendRequest request;
  if (!flags.hold.empty()) {
    const auto micros = ParseDuration(flags.hold);
    if (!micros.ok()) return session.Usage(micros.status());
    *request.mutable_hold_for() = MakeDuration(*micros);
  }
  return Change<v1::ExtendRequest>(&ReservationService::Stub::Extend, flags, request, session);
}

// Fulfil, release and move: parts, or all that is open.
template <typename Request>
int TakeParts(ChangeMethod<Request> method, const ChangeFlags& flags, Request request,
              Session& session) {
  for (const std::string& text : flags.parts) {
    const auto part = ParsePartOfLine(text);
    if (!part.ok()) return session.Usage(part.status());
    auto* added = request.add_parts();
    added->set_line(part->line);
    added->set_quantity(part->quantity);
  }
  return Change<Request>(method, flags, std::move(request), session);
}

int Move(const ChangeFlags& flags, Session& session) {
  v1::MoveRequest request;
  request.set_location(flags.to_location);
  request.set_day(flags.to_day);
  if (flags.to_channel.has_value()) request.set_channel(*flags.to_channel);
  return TakeParts<v1::MoveRequest>(&ReservationService::Stub::Move, flags, std::move(request),
                                    session);
}

int Reconfirm(const std::string& place, Session& session) {
  const auto at = ParseItemAt(place);
  if (!at.ok()) return session.Usage(at.status());
  v1::ReconfirmRequest request;
  request.set_item(at->item);
  request.set_location(at->location);
  session.SetRequestId(&request);
  v1::ReconfirmResponse response;
  const int code = session.Call(*ReservationService::NewStub(session.channel()),
                                &ReservationService::Stub::Reconfirm, request, &response);
  if (code != kOk) return code;
  if (session.is_json()) {
    session.PrintJson(response);
    return kOk;
  }
  Table table({"RESERVATION", "LINE", "ITEM", "LOCATION", "DAY", "PROMISED", "WAITING"});
  const auto signed_text = [](int64_t change) {
    return absl::StrCat(change > 0 ? "+" : "", change);
  };
  for (const auto& change : response.changes()) {
    table.Add(change.reservation_id(), change.line(), change.item(), change.location(),
              change.day(), signed_text(change.quantity()), signed_text(change.backordered()));
  }
  table.Print(session.out());
  session.PrintChangeFooter(response.sequence(), response.is_repeat());
  return kOk;
}

}  // namespace

void AddReservationCommands(CLI::App* app, Command* chosen) {
  CLI::App* noun =
      app->add_subcommand("reservation", "Promises: look at them, keep them, end them");
  noun->require_subcommand(1);

  CLI::App* list = noun->add_subcommand("list", "Reservations that match every filter");
  const auto list_flags = std::make_shared<ListFlags>();
  list->add_option("--item", list_flags->item);
  list->add_option("--location", list_flags->location);
  list->add_option("--state", list_flags->state,
                   "HELD, CONFIRMED, BACKORDERED, FULFILLED, RELEASED or EXPIRED");
  list->add_option("--reference", list_flags->reference, "As given to reserve");
  list->add_option("--limit", list_flags->limit, "At most so many; 0: all")->capture_default_str();
  list->callback([list_flags, chosen] {
    *chosen = [list_flags](Session& s) { return List(*list_flags, s); };
  });

  const auto flags = std::make_shared<ChangeFlags>();
  const auto add = [&](const char* verb, const char* help, Command action) {
    CLI::App* sub = noun->add_subcommand(verb, help);
    sub->add_option("reservation", flags->id, "Its id")->required();
    sub->callback([chosen, action] { *chosen = action; });
    return sub;
  };
  add("get", "One reservation with its lines", [flags](Session& s) {
    return Get(flags->id, flags->with_pegs, s);
  })->add_flag("--pegs", flags->with_pegs, "Also which supply covers each line, and what is late");
  add("confirm", "It no longer expires", [flags](Session& s) {
    return Change<v1::ConfirmRequest>(&ReservationService::Stub::Confirm, *flags, {}, s);
  });
  add("extend", "A new deadline, counted from now", [flags](Session& s) {
    return Extend(*flags, s);
  })->add_option("--hold", flags->hold, "How long from now, as 15m (default: the server's)");
  add("fulfil", "Goods leave: all that is open, or the parts given", [flags](Session& s) {
    return TakeParts<v1::FulfilRequest>(&ReservationService::Stub::Fulfil, *flags, {}, s);
  })->add_option("parts", flags->parts, "LINE=QTY, lines counting from 0");
  add("release", "Give back all that is open, or the parts given", [flags](Session& s) {
    return TakeParts<v1::ReleaseRequest>(&ReservationService::Stub::Release, *flags, {}, s);
  })->add_option("parts", flags->parts, "LINE=QTY, lines counting from 0");
  CLI::App* move =
      add("move", "All that is open, or the parts given, to where or when it is wanted",
          [flags](Session& s) { return Move(*flags, s); });
  move->add_option("parts", flags->parts, "LINE=QTY, lines counting from 0");
  move->add_option("--to", flags->to_location, "Another location");
  move->add_option("--day", flags->to_day, "Another day, as 2026-12-24");
  move->add_option("--channel", flags->to_channel, "Another channel; empty: none");

  CLI::App* reconfirm = noun->add_subcommand(
      "reconfirm",
      "Give out anew what is promised of an item; --validate-only shows who would get what");
  const auto place = std::make_shared<std::string>();
  reconfirm->add_option("item", *place, "ITEM or ITEM@LOCATION")->required();
  reconfirm->callback(
      [place, chosen] { *chosen = [place](Session& s) { return Reconfirm(*place, s); }; });
}

}  // namespace atp
