// `atpctl explain`: tables and sentences for a planner.

#include <limits>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "proto/atp/v1/availability_service.grpc.pb.h"
#include "tools/atpctl/arguments.h"
#include "tools/atpctl/commands.h"
#include "tools/atpctl/show.h"
#include "tools/atpctl/table.h"

namespace atp {
namespace {

using Answer = v1::ExplainAvailabilityResponse;

constexpr int64_t kUnlimited = std::numeric_limits<int64_t>::max();

struct ExplainFlags {
  std::string position;
  std::string day;
  int64_t quantity = 0;
  bool is_emergency = false;
  std::string channel;
};

std::string Amount(int64_t quantity) {
  return quantity == kUnlimited ? "any quantity" : absl::StrCat(quantity);
}

std::string WhereFound(const Answer& answer) {
  if (answer.rule_item().empty() && answer.rule_location().empty()) return "the default";
  if (answer.rule_item().empty()) return absl::StrCat("set for ", answer.rule_location());
  if (answer.rule_location().empty()) return absl::StrCat("set for ", answer.rule_item());
  return absl::StrCat("set for ", answer.rule_item(), " at ", answer.rule_location());
}

void PrintRule(const Answer& answer, std::ostream& out) {
  out << "The rule is " << Printable(WhereFound(answer)) << ": "
      << v1::Rule::Mode_Name(answer.mode()) << ", " << answer.horizon_days()
      << " days ahead, reserving at " << v1::Rule::Level_Name(answer.reserve_level()) << " trust";
  if (answer.lead_time_days() > 0) {
    out << ", any quantity after " << answer.lead_time_days() << " days";
  }
  out << ".\n";
}

void PrintStock(const Answer& answer, std::ostream& out) {
  const v1::Balances& balances = answer.balances();
  out << "On hand are " << balances.on_hand();
  if (balances.held() > 0) out << ", " << balances.held() << " of them held";
  out << "; " << balances.reserved() << " are promised.";
  if (balances.safety_stock() > 0) {
    out << " Safety stock is " << balances.safety_stock() << ", of which "
        << answer.safety_stock_kept() << " is kept from this question.";
  }
  out << '\n';
}

void PrintTrust(const Answer& answer, std::ostream& out) {
  if (answer.guaranteed_atp() == answer.optimistic_atp()) return;
  out << "By how far supply is trusted: " << Amount(answer.guaranteed_atp()) << " guaranteed, "
      << Amount(answer.expected_atp()) << " expected, " << Amount(answer.optimistic_atp())
      << " if all goes well.\n";
}

void PrintMode(const Answer& answer, std::ostream& out) {
  if (answer.mode() == v1::Rule::LOOK_AHEAD) return;
  out << "Below is LOOK_AHEAD, which promises only what can be kept: "
      << Amount(answer.look_ahead_atp()) << ".";
  if (answer.exceeds_look_ahead_by() > 0) {
    out << " The rule's mode promises " << answer.exceeds_look_ahead_by()
        << " more: so many may turn out short.";
  }
  out << '\n';
}

void PrintPromises(const google::protobuf::RepeatedPtrField<Answer::Promise>& promises,
                   std::ostream& out) {
  Table table({"RESERVATION", "LINE", "REFERENCE", "DAY", "QUANTITY"});
  for (const auto& promise : promises) {
    table.Add(promise.reservation_id(), promise.line(), promise.reference(), promise.day(),
              promise.quantity());
  }
  table.Print(out);
}

void PrintWhyNotMore(const Answer& answer, std::ostream& out) {
  out << "\nWHY NOT MORE\n";
  if (answer.binding_day().empty()) {
    out << "Nothing limits it: what is wanted then can be ordered in time.\n";
    return;
  }
  const bool is_short = answer.look_ahead_atp() < 0;
  const std::string left = is_short ? absl::StrCat(-answer.look_ahead_atp(), " are missing")
                                    : absl::StrCat("only ", answer.look_ahead_atp(), " are left");
  if (answer.binding_day() == answer.day()) {
    out << "On " << answer.day() << " itself " << left << ", and no later day has fewer.\n";
  } else {
    const bool is_one = answer.blocking_count() == 1;
    out << "On " << answer.day() << " there are " << answer.projected() << " to spare, but on "
        << answer.binding_day() << " " << left << ": " << answer.blocking_count()
        << (is_one ? " promise in between needs" : " promises in between need") << " the rest.\n";
  }
  if (!answer.blocking().empty()) PrintPromises(answer.blocking(), out);
  if (answer.mode() == v1::Rule::LOOK_AHEAD && answer.atp() < answer.look_ahead_atp()) {
    out << "Of these " << answer.look_ahead_atp() - answer.atp()
        << " are set aside for other channels.\n";
  }
}

void PrintWhenMore(const Answer& answer, int64_t quantity, std::ostream& out) {
  out << "\nWHEN MORE\n";
  if (answer.next_by() > 0) {
    out << "On " << answer.next_day() << " it is " << answer.next_by() << " more, by "
        << ShowSupplyKey(answer.next_document()) << ".\n";
  } else if (!answer.binding_day().empty()) {
    out << "No known supply brings more within the horizon.\n";
  }
  if (quantity == 0) return;
  out << "Of " << quantity << " wanted, " << answer.now() << " can be had on " << answer.day();
  if (answer.all_on_day().empty()) {
    out << ", and on no day of the horizon all of them.\n";
  } else if (answer.all_on_day() != answer.day()) {
    out << ", all of them on " << answer.all_on_day() << ".\n";
  } else {
    out << ".\n";
  }
}

const char* Reason(Answer::DocumentLine::Verdict verdict) {
  switch (verdict) {
    case Answer::DocumentLine::COUNTS:
      return "";
    case Answer::DocumentLine::STATE_NOT_IN_RULE:
      return "the rule does not count this state";
    case Answer::DocumentLine::KIND_NOT_IN_RULE:
      return "the rule does not count this kind";
    case Answer::DocumentLine::PAST_DUE:
      return "its day has passed";
    case Answer::DocumentLine::BEYOND_HORIZON:
      return "beyond the horizon";
    case Answer::DocumentLine::TRUSTED_IN_PART:
      return "trusted in part";
    default:
      return "?";
  }
}

void PrintSupply(const Answer& answer, std::ostream& out) {
  if (answer.supply().empty()) return;
  out << "\nWHAT IS TO COME\n";
  Table table({"SUPPLY", "SUPPLIER", "STATE", "DUE", "OPEN", "COUNTED", "ON", "WHY NOT ALL"});
  for (const auto& line : answer.supply()) {
    table.Add(ShowSupplyKey(line.document()), line.supplier(), v1::Supply::State_Name(line.state()),
              line.day(), line.open(), line.counted(), line.counts_on_day(),
              Reason(line.verdict()));
  }
  table.Print(out);
}

void PrintCover(const Answer& answer, std::ostream& out) {
  if (answer.promises().empty()) return;
  out << "\nWHAT COVERS WHAT IS PROMISED\n";
  Table table({"RESERVATION", "LINE", "REFERENCE", "DAY", "QUANTITY", "LATE", "UNTIL", "COVER"});
  for (const auto& promise : answer.promises()) {
    table.Add(promise.reservation_id(), promise.line(), promise.reference(), promise.day(),
              promise.quantity(), promise.uncovered(),
              ShowUntil(promise.uncovered(), promise.until_day()), ShowPegs(promise.pegs()));
  }
  table.Print(out);
  if (answer.promise_count() > answer.promises_size()) {
    out << answer.promises_size() << " of " << answer.promise_count()
        << " promises, those not covered first\n";
  }
}

void PrintExplanation(const Answer& answer, const ExplainFlags& flags, std::ostream& out) {
  out << Printable(answer.item()) << " at " << Printable(answer.location()) << " on "
      << answer.day() << ": ";
  if (answer.atp() < 0) {
    out << "nothing can be promised; it is short by " << -answer.atp() << ".\n";
  } else {
    out << Amount(answer.atp()) << " can be promised.\n";
  }
  PrintRule(answer, out);
  PrintStock(answer, out);
  PrintTrust(answer, out);
  PrintMode(answer, out);
  PrintWhyNotMore(answer, out);
  PrintWhenMore(answer, flags.quantity, out);
  PrintSupply(answer, out);
  PrintCover(answer, out);
  if (!answer.waiting().empty()) {
    out << "\nWHAT WAITS FOR SUPPLY, in the order in which it is served\n";
    PrintPromises(answer.waiting(), out);
  }
  out << "\nat sequence " << answer.sequence();
  if (answer.stale()) out << ", STALE: the server takes no changes";
  out << '\n';
}

int Explain(const ExplainFlags& flags, Session& session) {
  const auto at = ParsePosition(flags.position);
  if (!at.ok()) return session.Usage(at.status());
  v1::ExplainAvailabilityRequest request;
  request.set_item(at->item);
  request.set_location(at->location);
  request.set_day(flags.day);
  request.set_quantity(flags.quantity);
  request.set_is_emergency(flags.is_emergency);
  request.set_channel(flags.channel);
  Answer answer;
  const int code =
      session.Call(*v1::AvailabilityService::NewStub(session.channel()),
                   &v1::AvailabilityService::Stub::ExplainAvailability, request, &answer);
  if (code != kOk) return code;
  if (session.is_json()) {
    session.PrintJson(answer);
  } else {
    PrintExplanation(answer, flags, session.out());
  }
  return kOk;
}

}  // namespace

void AddExplainCommand(CLI::App* app, Command* chosen) {
  CLI::App* explain = app->add_subcommand(
      "explain", "Why so many can be promised and not more, when more can, and what covers what");
  const auto flags = std::make_shared<ExplainFlags>();
  explain->add_option("position", flags->position, "ITEM@LOCATION")->required();
  explain->add_option("--day", flags->day, "For this day, as 2026-12-24 (default: today)");
  explain->add_option("--quantity", flags->quantity,
                      "How many are wanted: says when all can be had");
  explain->add_flag("--emergency", flags->is_emergency,
                    "May use safety stock where the rule lets it");
  explain->add_option("--channel", flags->channel, "For this sales channel (default: none)");
  explain->callback(
      [flags, chosen] { *chosen = [flags](Session& s) { return Explain(*flags, s); }; });
}

}  // namespace atp
