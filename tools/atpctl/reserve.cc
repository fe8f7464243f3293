// `atpctl reserve`: what is promised, from where and when, or why not.

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "proto/atp/v1/reservation_service.grpc.pb.h"
#include "tools/atpctl/commands.h"
#include "tools/atpctl/reserve_request.h"
#include "tools/atpctl/show.h"
#include "tools/atpctl/table.h"

namespace atp {
namespace {

// True: one line for each of the request, in the item that was asked for.
bool IsAsAsked(const v1::ReserveResponse& response) {
  for (int i = 0; i < response.lines_size(); ++i) {
    const auto& line = response.lines(i);
    if (line.request_line() != i || !line.substitute_for().empty()) return false;
  }
  return true;
}

// Where lines were planned over places, days or items: which line of the request each serves.
void PrintLines(const v1::ReserveResponse& response, Session& session) {
  const bool is_planned = !IsAsAsked(response);
  std::vector<std::string> header = {"LINE",     "ITEM",    "LOCATION", "DAY", "REQUESTED",
                                     "PROMISED", "WAITING", "SHORT BY", "ATP"};
  if (is_planned) header.insert(header.end(), {"FOR LINE", "IN PLACE OF"});
  Table table(header);
  for (int i = 0; i < response.lines_size(); ++i) {
    const auto& line = response.lines(i);
    std::vector<std::string> row;
    const auto add = [&](const auto& cell) { row.push_back(absl::StrCat(cell)); };
    add(i);
    add(line.item());
    add(line.location());
    add(line.day());
    for (const int64_t quantity :
         {line.requested(), line.promised(), line.backordered(), line.short_by(), line.atp()}) {
      add(quantity);
    }
    if (is_planned) {
      add(line.request_line());
      add(line.substitute_for());
    }
    table.AddRow(std::move(row));
  }
  table.Print(session.out());
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
  PrintLines(response, session);
  session.PrintChangeFooter(response.sequence(), response.is_repeat());
}

int Reserve(const ReserveFlags& flags, Session& session) {
  auto request = MakeReserveRequest(flags);
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
  CLI::App* const reserve =
      app->add_subcommand("reserve", "Promise stock, all of it or nothing; or plan from where");
  const auto flags = std::make_shared<ReserveFlags>();
  AddReserveFlags(reserve, flags.get());
  reserve->callback(
      [flags, chosen] { *chosen = [flags](Session& s) { return Reserve(*flags, s); }; });
}

}  // namespace atp
