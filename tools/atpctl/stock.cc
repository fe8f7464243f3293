#include "proto/atp/v1/inventory_service.grpc.pb.h"
#include "tools/atpctl/arguments.h"
#include "tools/atpctl/commands.h"
#include "tools/atpctl/show.h"
#include "tools/atpctl/table.h"

namespace atp {
namespace {

using v1::InventoryService;

struct MoveFlags {
  std::vector<std::string> lines;
  std::string note;
};

struct TransferFlags {
  std::string item;
  std::string from;
  std::string to;
  int64_t quantity = 0;
  std::string arrival;
  std::string document;
  int32_t line = 1;
  std::string note;
};

struct ListFlags {
  std::string item;
  std::string location;
  bool short_only = false;
  int64_t limit = 100;
};

int PrintChange(const v1::StockChange& change, Session& session) {
  if (session.is_json()) {
    session.PrintJson(change);
    return kOk;
  }
  PrintChanges(change.changes(), session);
  session.PrintChangeFooter(change.sequence(), change.is_repeat());
  return kOk;
}

template <typename Request>
int Move(grpc::Status (InventoryService::Stub::*method)(grpc::ClientContext*, const Request&,
                                                        v1::StockChange*),
         const MoveFlags& flags, Session& session) {
  Request request;
  for (const std::string& text : flags.lines) {
    const auto line = ParseQuantityLine(text);
    if (!line.ok()) return session.Usage(line.status());
    if (!line->day.empty()) {
      return session.Usage(absl::InvalidArgumentError("a movement is now and has no day"));
    }
    auto* added = request.add_lines();
    added->set_item(line->item);
    added->set_location(line->location);
    added->set_quantity(line->quantity);
  }
  request.set_note(flags.note);
  session.SetRequestId(&request);
  v1::StockChange change;
  const auto stub = InventoryService::NewStub(session.channel());
  const int code = session.Call(*stub, method, request, &change);
  return code == kOk ? PrintChange(change, session) : code;
}

int Transfer(const TransferFlags& flags, Session& session) {
  v1::TransferStockRequest request;
  request.set_item(flags.item);
  request.set_from(flags.from);
  request.set_to(flags.to);
  request.set_quantity(flags.quantity);
  request.set_arrival(flags.arrival);
  request.set_document(flags.document);
  request.set_line(flags.line);
  request.set_note(flags.note);
  session.SetRequestId(&request);
  v1::StockChange change;
  const int code = session.Call(*InventoryService::NewStub(session.channel()),
                                &InventoryService::Stub::TransferStock, request, &change);
  return code == kOk ? PrintChange(change, session) : code;
}

void AddRow(const v1::Stock& stock, Table* table) {
  const v1::Balances& b = stock.balances();
  table->Add(stock.item(), stock.location(), b.on_hand(), b.held(), b.reserved(), b.in_transit(),
             b.on_order(), b.safety_stock(), stock.short_by(), stock.overdue_supply());
}

Table StockTable() {
  return Table({"ITEM", "LOCATION", "ON HAND", "HELD", "RESERVED", "IN TRANSIT", "ON ORDER",
                "SAFETY", "SHORT BY", "OVERDUE"});
}

int Get(const std::string& position, Session& session) {
  const auto at = ParsePosition(position);
  if (!at.ok()) return session.Usage(at.status());
  v1::GetStockRequest request;
  request.set_item(at->item);
  request.set_location(at->location);
  v1::GetStockResponse response;
  const int code = session.Call(*InventoryService::NewStub(session.channel()),
                                &InventoryService::Stub::GetStock, request, &response);
  if (code != kOk) return code;
  if (session.is_json()) {
    session.PrintJson(response);
    return kOk;
  }
  Table table = StockTable();
  AddRow(response.stock(), &table);
  table.Print(session.out());
  if (response.stock().at_risk_size() > 0) {
    Table at_risk({"AT RISK", "LINE", "QUANTITY", "UNTIL"});
    for (const auto& risk : response.stock().at_risk()) {
      at_risk.Add(risk.reservation_id(), risk.line(), risk.quantity(),
                  ShowUntil(risk.quantity(), risk.until_day()));
    }
    at_risk.Print(session.out());
  }
  session.out() << "at sequence " << response.sequence();
  if (response.stock().counted_at_sequence() > 0) {
    session.out() << ", last count reflects " << response.stock().counted_at_sequence();
  }
  session.out() << '\n';
  return kOk;
}

int List(const ListFlags& flags, Session& session) {
  v1::ListStockRequest request;
  request.set_item(flags.item);
  request.set_location(flags.location);
  request.set_short_only(flags.short_only);
  v1::ListStockResponse all;
  const auto stub = InventoryService::NewStub(session.channel());
  const int code =
      session.ListPages(*stub, &InventoryService::Stub::ListStock, flags.limit, &request, &all,
                        [](v1::ListStockResponse* r) { return r->mutable_stock(); });
  if (code != kOk) return code;
  if (session.is_json()) {
    session.PrintJson(all);
    return kOk;
  }
  Table table = StockTable();
  for (const auto& stock : all.stock()) AddRow(stock, &table);
  table.Print(session.out());
  session.PrintListFooter(all.stock_size(), !all.next_page_token().empty());
  return kOk;
}

template <typename Request>
void AddMove(CLI::App* noun, const char* verb, const char* help,
             grpc::Status (InventoryService::Stub::*method)(grpc::ClientContext*, const Request&,
                                                            v1::StockChange*),
             Command* chosen) {
  CLI::App* sub = noun->add_subcommand(verb, help);
  const auto flags = std::make_shared<MoveFlags>();
  sub->add_option("lines", flags->lines, "ITEM@LOCATION=QTY")->required();
  sub->add_option("--note", flags->note, "Why, for the journal");
  sub->callback([flags, method, chosen] {
    *chosen = [flags, method](Session& s) { return Move(method, *flags, s); };
  });
}

void AddTransfer(CLI::App* noun, Command* chosen) {
  CLI::App* sub = noun->add_subcommand("transfer", "Goods leave one location for another");
  const auto flags = std::make_shared<TransferFlags>();
  sub->add_option("item", flags->item)->required();
  sub->add_option("from", flags->from, "Location that they leave")->required();
  sub->add_option("to", flags->to, "Location that they go to")->required();
  sub->add_option("quantity", flags->quantity)->required();
  sub->add_option("--document", flags->document, "The transfer's own number")->required();
  sub->add_option("--line", flags->line, "Line in the document")->capture_default_str();
  sub->add_option("--arrival", flags->arrival, "Day it is due, as 2026-12-24 (default: today)");
  sub->add_option("--note", flags->note, "Why, for the journal");
  sub->callback([flags, chosen] { *chosen = [flags](Session& s) { return Transfer(*flags, s); }; });
}

}  // namespace

void AddStockCommands(CLI::App* app, Command* chosen) {
  CLI::App* noun = app->add_subcommand("stock", "What is physically there, and how it moves");
  noun->require_subcommand(1);

  CLI::App* get = noun->add_subcommand("get", "One position");
  const auto position = std::make_shared<std::string>();
  get->add_option("position", *position, "ITEM@LOCATION")->required();
  get->callback(
      [position, chosen] { *chosen = [position](Session& s) { return Get(*position, s); }; });

  CLI::App* list = noun->add_subcommand("list", "Positions that match every filter");
  const auto flags = std::make_shared<ListFlags>();
  list->add_option("--item", flags->item);
  list->add_option("--location", flags->location);
  list->add_flag("--short", flags->short_only, "Only where more is promised than will be there");
  list->add_option("--limit", flags->limit, "At most so many; 0: all")->capture_default_str();
  list->callback([flags, chosen] { *chosen = [flags](Session& s) { return List(*flags, s); }; });

  using Stub = InventoryService::Stub;
  AddMove<v1::ReceiveStockRequest>(noun, "receive", "Came in unannounced", &Stub::ReceiveStock,
                                   chosen);
  AddMove<v1::IssueStockRequest>(noun, "issue", "Went out without a reservation", &Stub::IssueStock,
                                 chosen);
  AddMove<v1::AdjustStockRequest>(noun, "adjust", "Found, lost or broken: QTY is signed",
                                  &Stub::AdjustStock, chosen);
  AddMove<v1::CountStockRequest>(noun, "count", "Counted just now: QTY is what is there",
                                 &Stub::CountStock, chosen);
  AddMove<v1::HoldStockRequest>(noun, "hold", "There, but not to be sold", &Stub::HoldStock,
                                chosen);
  AddMove<v1::UnholdStockRequest>(noun, "unhold", "To be sold again", &Stub::UnholdStock, chosen);
  AddMove<v1::ReturnStockRequest>(noun, "return", "Came back from a customer", &Stub::ReturnStock,
                                  chosen);
  AddMove<v1::SetSafetyStockRequest>(noun, "safety", "Kept out of promises: QTY is the whole of it",
                                     &Stub::SetSafetyStock, chosen);
  AddTransfer(noun, chosen);
}

}  // namespace atp
