#include "proto/atp/v1/availability_service.grpc.pb.h"
#include "tools/atpctl/arguments.h"
#include "tools/atpctl/commands.h"
#include "tools/atpctl/table.h"

namespace atp {
namespace {

struct CheckFlags {
  std::vector<std::string> lines;
  std::string day;
  int64_t quantity = 0;
  bool is_emergency = false;
  std::string channel;
  int64_t as_of = 0;
};

// "5", "unlimited", and what the three levels of trust say where they differ.
std::string AtpText(const v1::CheckAvailabilityResponse::Location& at) {
  std::string text = at.unlimited() ? "unlimited" : absl::StrCat(at.atp());
  if (at.guaranteed_atp() != at.optimistic_atp()) {
    absl::StrAppend(&text, " (", at.guaranteed_atp(), "/", at.expected_atp(), "/",
                    at.optimistic_atp(), ")");
  }
  if (at.exceeds_look_ahead_by() > 0) {
    absl::StrAppend(&text, " too many by ", at.exceeds_look_ahead_by());
  }
  return text;
}

void PrintCheck(const v1::CheckAvailabilityResponse& response, Session& session) {
  Table table({"ITEM", "LOCATION", "DAY", "ATP", "ON HAND", "OVERDUE", "EARLIEST"});
  for (const auto& line : response.lines()) {
    for (const auto& at : line.locations()) {
      table.Add(line.item(), at.location(), line.day(), AtpText(at), at.on_hand(),
                at.overdue_supply(), line.locations_size() == 1 ? line.earliest_day() : "");
    }
    if (line.locations_size() != 1) {
      table.Add(line.item(), "(all)", line.day(), line.promisable(), "", line.overdue_supply(),
                line.earliest_day());
    }
  }
  table.Print(session.out());
  session.out() << "at sequence " << response.sequence();
  if (response.stale()) session.out() << ", STALE: the server takes no changes";
  session.out() << '\n';
}

int Check(const CheckFlags& flags, Session& session) {
  v1::CheckAvailabilityRequest request;
  for (const std::string& text : flags.lines) {
    const auto at = ParseItemAt(text);
    if (!at.ok()) return session.Usage(at.status());
    auto* line = request.add_lines();
    line->set_item(at->item);
    if (!at->location.empty()) line->add_locations(at->location);
    line->set_day(flags.day);
    line->set_quantity(flags.quantity);
    line->set_is_emergency(flags.is_emergency);
    line->set_channel(flags.channel);
  }
  request.set_as_of_sequence(flags.as_of);
  v1::CheckAvailabilityResponse response;
  const int code =
      session.Call(*v1::AvailabilityService::NewStub(session.channel()),
                   &v1::AvailabilityService::Stub::CheckAvailability, request, &response);
  if (code != kOk) return code;
  if (session.is_json()) {
    session.PrintJson(response);
  } else {
    PrintCheck(response, session);
  }
  for (const auto& line : response.lines()) {
    if (line.promisable() < flags.quantity) return kAnswerIsNo;
  }
  return kOk;
}

struct CurveFlags {
  std::string item;
  int32_t days = 0;
};

int Curve(const CurveFlags& flags, Session& session) {
  const auto at = ParseItemAt(flags.item);
  if (!at.ok()) return session.Usage(at.status());
  v1::GetAvailabilityCurveRequest request;
  request.set_item(at->item);
  if (!at->location.empty()) request.add_locations(at->location);
  request.set_horizon_days(flags.days);
  v1::GetAvailabilityCurveResponse response;
  const int code =
      session.Call(*v1::AvailabilityService::NewStub(session.channel()),
                   &v1::AvailabilityService::Stub::GetAvailabilityCurve, request, &response);
  if (code != kOk) return code;
  if (session.is_json()) {
    session.PrintJson(response);
    return kOk;
  }
  Table table({"LOCATION", "FROM DAY", "PROJECTED", "ATP"});
  for (const auto& location : response.locations()) {
    for (const auto& step : location.steps()) {
      table.Add(location.location(), step.day(), step.projected(), step.atp());
    }
  }
  if (response.locations_size() != 1) {
    for (const auto& step : response.total()) {
      table.Add("(all)", step.day(), step.projected(), step.atp());
    }
  }
  table.Print(session.out());
  session.out() << response.horizon_days() << " days from " << response.today() << ", at sequence "
                << response.sequence() << (response.stale() ? ", STALE" : "") << '\n';
  return kOk;
}

}  // namespace

void AddAvailabilityCommands(CLI::App* app, Command* chosen) {
  CLI::App* check = app->add_subcommand("check", "How many can be promised, where, and by when");
  const auto flags = std::make_shared<CheckFlags>();
  check->add_option("lines", flags->lines, "ITEM or ITEM@LOCATION")->required();
  check->add_option("--day", flags->day, "For this day, as 2026-12-24 (default: today)");
  check->add_option("--quantity", flags->quantity,
                    "How many are wanted: shows the earliest day; exit code 1 if there are fewer");
  check->add_flag("--emergency", flags->is_emergency, "May use safety stock, if the rule lets it");
  check->add_option("--channel", flags->channel, "For this channel's quota");
  check->add_option("--as-of", flags->as_of,
                    "As it was when this was the last sequence (default: now)");
  check->callback([flags, chosen] { *chosen = [flags](Session& s) { return Check(*flags, s); }; });

  CLI::App* curve = app->add_subcommand("curve", "What can be promised on each day of the horizon");
  const auto curve_flags = std::make_shared<CurveFlags>();
  curve->add_option("item", curve_flags->item, "ITEM or ITEM@LOCATION")->required();
  curve->add_option("--days", curve_flags->days, "Days, today included (default: the horizon)");
  curve->callback([curve_flags, chosen] {
    *chosen = [curve_flags](Session& s) { return Curve(*curve_flags, s); };
  });
}

}  // namespace atp
