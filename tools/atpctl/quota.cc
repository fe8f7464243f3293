// `atpctl quota`: what of the stock is set aside for which sales channel.

#include <memory>

#include "absl/strings/str_cat.h"
#include "proto/atp/v1/quota_service.grpc.pb.h"
#include "tools/atpctl/arguments.h"
#include "tools/atpctl/commands.h"
#include "tools/atpctl/table.h"

namespace atp {
namespace {

using v1::ChangeQuotaRequest;
using v1::QuotaService;

struct ChangeFlags {
  std::vector<std::string> lines;
  std::string to;
  int32_t period_days = 0;
  bool carry = false;
};

// "every 7 days from 2026-12-24, kept"; empty where there are no periods.
std::string Period(const v1::Quota& quota) {
  if (quota.period_days() == 0) return "";
  const std::string length =
      quota.period_days() == 1 ? "day" : absl::StrCat(quota.period_days(), " days");
  return absl::StrCat("every ", length, " from ", quota.period_start(),
                      quota.carry() ? ", kept" : "");
}

void PrintChange(const v1::QuotaChange& change, Session& session) {
  Table table({"ITEM", "LOCATION", "CHANNEL", "LIMIT", "REMAINING", "PERIOD"});
  const auto arrow = [](int64_t before, int64_t after) {
    return absl::StrCat(before, " -> ", after);
  };
  for (const auto& row : change.changes()) {
    table.Add(row.item(), row.location(), row.channel(),
              arrow(row.before().limit(), row.after().limit()),
              arrow(row.before().remaining(), row.after().remaining()), Period(row.after()));
  }
  table.Print(session.out());
  session.PrintChangeFooter(change.sequence(), change.is_repeat());
}

int Change(ChangeQuotaRequest::Verb verb, const ChangeFlags& flags, Session& session) {
  ChangeQuotaRequest request;
  request.set_verb(verb);
  for (const std::string& text : flags.lines) {
    const auto line = ParseQuotaLine(text);
    if (!line.ok()) return session.Usage(line.status());
    auto* const added = request.add_lines();
    added->set_item(line->item);
    added->set_location(line->location);
    added->set_channel(line->channel);
    added->set_to_channel(flags.to);
    added->set_quantity(line->quantity);
    added->set_period_days(flags.period_days);
    added->set_carry(flags.carry);
  }
  session.SetRequestId(&request);
  v1::QuotaChange change;
  const int code = session.Call(*QuotaService::NewStub(session.channel()),
                                &QuotaService::Stub::ChangeQuota, request, &change);
  if (code != kOk) return code;
  if (session.is_json()) {
    session.PrintJson(change);
  } else {
    PrintChange(change, session);
  }
  return kOk;
}

int List(const std::string& item, Session& session) {
  v1::ListQuotasRequest request;
  request.set_item(item);
  v1::ListQuotasResponse response;
  const int code = session.Call(*QuotaService::NewStub(session.channel()),
                                &QuotaService::Stub::ListQuotas, request, &response);
  if (code != kOk) return code;
  if (session.is_json()) {
    session.PrintJson(response);
    return kOk;
  }
  Table table({"LOCATION", "CHANNEL", "LIMIT", "REMAINING", "SET ASIDE BELOW", "PERIOD"});
  for (const auto& row : response.quotas()) {
    table.Add(row.location(), row.channel(), row.quota().limit(), row.quota().remaining(),
              row.set_aside(), Period(row.quota()));
  }
  table.Print(session.out());
  session.out() << "on " << response.today() << ", at sequence " << response.sequence() << '\n';
  return kOk;
}

}  // namespace

void AddQuotaCommands(CLI::App* app, Command* chosen) {
  CLI::App* noun = app->add_subcommand("quota", "Parts of the stock set aside for sales channels");
  noun->require_subcommand(1);
  const auto flags = std::make_shared<ChangeFlags>();
  const auto add = [&](const char* verb, const char* help, ChangeQuotaRequest::Verb what) {
    CLI::App* sub = noun->add_subcommand(verb, help);
    sub->add_option("lines", flags->lines, "ITEM@LOCATION/CHANNEL=QTY")->required();
    sub->callback([flags, what, chosen] {
      *chosen = [flags, what](Session& s) { return Change(what, *flags, s); };
    });
    return sub;
  };
  CLI::App* set = add("set", "So much is set aside, less what was used; 0: nothing any more",
                      ChangeQuotaRequest::SET);
  CLI::Option* period = set->add_option("--period-days", flags->period_days,
                                        "It is there again every so many days, from today on");
  set->add_flag("--carry", flags->carry, "What is left at the end of a period is kept")
      ->needs(period);
  add("take-back", "So much of what remains is set aside no longer", ChangeQuotaRequest::TAKE_BACK);
  add("move", "So much of what remains goes to another channel", ChangeQuotaRequest::MOVE)
      ->add_option("--to", flags->to, "The other channel")
      ->required();

  CLI::App* list = noun->add_subcommand("list", "The quotas of an item, as they are today");
  const auto item = std::make_shared<std::string>();
  list->add_option("item", *item, "ITEM")->required();
  list->callback([item, chosen] { *chosen = [item](Session& s) { return List(*item, s); }; });
}

}  // namespace atp
