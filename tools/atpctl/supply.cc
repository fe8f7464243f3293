#include "proto/atp/v1/supply_service.grpc.pb.h"
#include "tools/atpctl/arguments.h"
#include "tools/atpctl/commands.h"
#include "tools/atpctl/show.h"
#include "tools/atpctl/table.h"

namespace atp {
namespace {

using v1::SupplyKey;
using v1::SupplyService;

struct KindFlags {
  std::string kind = "commitment";
  std::vector<std::string> documents;
  bool close = false;
  std::string note;
};

struct SetFlags {
  std::string kind = "commitment";
  std::string document;
  std::string line;  // ITEM@LOCATION=QTY:DAY
  std::string state;
  std::string order;
  std::string supplier;
};

struct ListFlags {
  std::string item;
  std::string location;
  bool overdue_only = false;
  bool show_closed = false;
  int64_t limit = 100;
};

SupplyKey::Kind KindOf(const std::string& name) {
  if (name == "asn") return SupplyKey::ASN;
  if (name == "transfer") return SupplyKey::TRANSFER;
  return SupplyKey::COMMITMENT;
}

CLI::Option* AddKind(CLI::App* sub, std::string* kind, const std::set<std::string>& allowed) {
  return sub->add_option("--kind", *kind, "What kind of document")
      ->check(CLI::IsMember(allowed))
      ->capture_default_str();
}

void PrintSupply(const google::protobuf::RepeatedPtrField<v1::Supply>& rows, Session& session) {
  Table table({"KIND", "DOCUMENT", "LINE", "ITEM", "LOCATION", "STATE", "DAY", "QUANTITY", "OPEN",
               "RECEIVED", "SHIPPED", "SHIPS", "OVERDUE"});
  for (const v1::Supply& row : rows) {
    table.Add(SupplyKey::Kind_Name(row.kind()), row.document(), row.line(), row.item(),
              row.location(), v1::Supply::State_Name(row.state()), row.day(), row.quantity(),
              row.open(), row.received(), row.shipped(),
              row.order_document().empty()
                  ? ""
                  : absl::StrCat(row.order_document(), "/", row.order_line()),
              row.is_overdue() ? "yes" : "");
  }
  table.Print(session.out());
}

template <typename Request>
int Change(grpc::Status (SupplyService::Stub::*method)(grpc::ClientContext*, const Request&,
                                                       v1::SupplyChange*),
           Request request, Session& session) {
  session.SetRequestId(&request);
  v1::SupplyChange change;
  const auto stub = SupplyService::NewStub(session.channel());
  const int code = session.Call(*stub, method, request, &change);
  if (code != kOk) return code;
  if (session.is_json()) {
    session.PrintJson(change);
    return kOk;
  }
  PrintSupply(change.supply(), session);
  PrintChanges(change.changes(), session);
  session.PrintChangeFooter(change.sequence(), change.is_repeat());
  return kOk;
}

int Set(const SetFlags& flags, Session& session) {
  const auto key = ParseDocumentLine(flags.document);
  if (!key.ok()) return session.Usage(key.status());
  const auto line = ParseQuantityLine(flags.line);
  if (!line.ok()) return session.Usage(line.status());
  v1::SetSupplyRequest request;
  auto* added = request.add_lines();
  added->set_kind(KindOf(flags.kind));
  added->set_document(key->document);
  added->set_line(key->line);
  added->set_item(line->item);
  added->set_location(line->location);
  added->set_quantity(line->quantity);
  added->set_day(line->day);
  v1::Supply::State state = v1::Supply::STATE_UNSPECIFIED;
  if (!flags.state.empty() && !v1::Supply::State_Parse(flags.state, &state)) {
    return session.Usage(
        absl::InvalidArgumentError("--state is one of ORDERED, ACKNOWLEDGED, SHIPPED"));
  }
  added->set_state(state);
  added->set_supplier(flags.supplier);
  if (!flags.order.empty()) {
    const auto order = ParseDocumentLine(flags.order);
    if (!order.ok()) return session.Usage(order.status());
    added->set_order_document(order->document);
    added->set_order_line(order->line);
  }
  return Change(&SupplyService::Stub::SetSupply, std::move(request), session);
}

int Receive(const KindFlags& flags, Session& session) {
  v1::ReceiveSupplyRequest request;
  for (const std::string& text : flags.documents) {
    const auto part = ParseDocumentPart(text);
    if (!part.ok()) return session.Usage(part.status());
    if (!part->quantity.has_value() && !flags.close) {
      return session.Usage(absl::InvalidArgumentError(
          absl::StrCat("\"", text, "\" says no quantity: DOCUMENT/LINE=QTY, or --close")));
    }
    auto* added = request.add_lines();
    added->set_kind(KindOf(flags.kind));
    added->set_document(part->key.document);
    added->set_line(part->key.line);
    added->set_quantity(part->quantity.value_or(0));
    added->set_close(flags.close);
  }
  request.set_note(flags.note);
  return Change(&SupplyService::Stub::ReceiveSupply, std::move(request), session);
}

int Cancel(const KindFlags& flags, Session& session) {
  v1::CancelSupplyRequest request;
  for (const std::string& text : flags.documents) {
    const auto key = ParseDocumentLine(text);
    if (!key.ok()) return session.Usage(key.status());
    SupplyKey* added = request.add_keys();
    added->set_kind(KindOf(flags.kind));
    added->set_document(key->document);
    added->set_line(key->line);
  }
  request.set_note(flags.note);
  return Change(&SupplyService::Stub::CancelSupply, std::move(request), session);
}

int Get(const KindFlags& flags, Session& session) {
  const auto key = ParseDocumentLine(flags.documents.front());
  if (!key.ok()) return session.Usage(key.status());
  v1::GetSupplyRequest request;
  request.set_kind(KindOf(flags.kind));
  request.set_document(key->document);
  request.set_line(key->line);
  v1::GetSupplyResponse response;
  const int code = session.Call(*SupplyService::NewStub(session.channel()),
                                &SupplyService::Stub::GetSupply, request, &response);
  if (code != kOk) return code;
  if (session.is_json()) {
    session.PrintJson(response);
    return kOk;
  }
  google::protobuf::RepeatedPtrField<v1::Supply> rows;
  *rows.Add() = response.supply();
  PrintSupply(rows, session);
  session.out() << "at sequence " << response.sequence() << '\n';
  return kOk;
}

int List(const ListFlags& flags, Session& session) {
  v1::ListSupplyRequest request;
  request.set_item(flags.item);
  request.set_location(flags.location);
  request.set_overdue_only(flags.overdue_only);
  request.set_show_closed(flags.show_closed);
  v1::ListSupplyResponse all;
  const auto stub = SupplyService::NewStub(session.channel());
  const int code =
      session.ListPages(*stub, &SupplyService::Stub::ListSupply, flags.limit, &request, &all,
                        [](v1::ListSupplyResponse* r) { return r->mutable_supply(); });
  if (code != kOk) return code;
  if (session.is_json()) {
    session.PrintJson(all);
    return kOk;
  }
  PrintSupply(all.supply(), session);
  session.PrintListFooter(all.supply_size(), !all.next_page_token().empty());
  return kOk;
}

void AddList(CLI::App* noun, Command* chosen) {
  CLI::App* list = noun->add_subcommand("list", "Supply lines that match every filter");
  const auto flags = std::make_shared<ListFlags>();
  list->add_option("--item", flags->item);
  list->add_option("--location", flags->location);
  list->add_flag("--overdue", flags->overdue_only, "Only what is open and past its day");
  list->add_flag("--closed", flags->show_closed, "Received and cancelled lines too");
  list->add_option("--limit", flags->limit, "At most so many; 0: all")->capture_default_str();
  list->callback([flags, chosen] { *chosen = [flags](Session& s) { return List(*flags, s); }; });
}

void AddSet(CLI::App* noun, Command* chosen) {
  CLI::App* set = noun->add_subcommand("set", "Create a supply line, or make it what it is now");
  const auto flags = std::make_shared<SetFlags>();
  AddKind(set, &flags->kind, {"commitment", "asn"});
  set->add_option("document", flags->document, "DOCUMENT/LINE")->required();
  set->add_option("supply", flags->line, "ITEM@LOCATION=QTY:DAY")->required();
  set->add_option("--state", flags->state, "ORDERED, ACKNOWLEDGED or SHIPPED");
  set->add_option("--supplier", flags->supplier, "From whom");
  set->add_option("--order", flags->order, "Of an ASN: the DOCUMENT/LINE of the order it ships");
  set->callback([flags, chosen] { *chosen = [flags](Session& s) { return Set(*flags, s); }; });
}

CLI::App* AddByDocument(CLI::App* noun, const char* verb, const char* help, const char* form,
                        const std::shared_ptr<KindFlags>& flags,
                        int (*action)(const KindFlags&, Session&), Command* chosen) {
  CLI::App* sub = noun->add_subcommand(verb, help);
  AddKind(sub, &flags->kind, {"asn", "commitment", "transfer"});
  sub->add_option("documents", flags->documents, form)->required();
  sub->callback([flags, action, chosen] {
    *chosen = [flags, action](Session& s) { return action(*flags, s); };
  });
  return sub;
}

}  // namespace

void AddSupplyCommands(CLI::App* app, Command* chosen) {
  CLI::App* noun = app->add_subcommand("supply", "What is on its way");
  noun->require_subcommand(1);
  AddList(noun, chosen);
  AddSet(noun, chosen);
  const auto get = std::make_shared<KindFlags>();
  AddByDocument(noun, "get", "One supply line", "DOCUMENT/LINE", get, Get, chosen)
      ->get_option("documents")
      ->expected(1);
  const auto receive = std::make_shared<KindFlags>();
  CLI::App* sub = AddByDocument(noun, "receive", "It arrived: on-hand rises by what came",
                                "DOCUMENT/LINE=QTY", receive, Receive, chosen);
  sub->add_flag("--close", receive->close, "Nothing more of these lines will come");
  sub->add_option("--note", receive->note, "For the journal");
  const auto cancel = std::make_shared<KindFlags>();
  AddByDocument(noun, "cancel", "What is open will not come", "DOCUMENT/LINE", cancel, Cancel,
                chosen)
      ->add_option("--note", cancel->note, "Why, for the journal");
}

}  // namespace atp
