// What bad input gets: code, reason and field, as a client sees them; and nothing is applied.
#include <functional>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "server/test_server.h"

namespace atp {
namespace {

using grpc::StatusCode;

v1::ReserveRequest GoodReserve() {
  v1::ReserveRequest request;
  request.set_request_id("reserve");
  auto* const line = request.add_lines();
  line->set_item("A");
  line->set_location("L");
  line->set_quantity(1);
  return request;
}

TEST(BadInputTest, Reserve) {
  struct Case {
    const char* what;
    std::function<void(v1::ReserveRequest*)> spoil;
    StatusCode code;
    const char* reason;
    const char* field;
  };
  using R = v1::ReserveRequest*;
  const Case cases[] = {
      {"no request id", [](R r) { r->clear_request_id(); }, StatusCode::INVALID_ARGUMENT,
       "REQUEST_ID_MISSING", "request_id"},
      {"long request id", [](R r) { r->set_request_id(std::string(65, 'x')); },
       StatusCode::INVALID_ARGUMENT, "KEY_TOO_LONG", "request_id"},
      {"no lines", [](R r) { r->clear_lines(); }, StatusCode::INVALID_ARGUMENT, "NO_LINES",
       "lines"},
      {"1,001 lines",
       [](R r) {
         for (int i = 0; i < 1000; ++i) *r->add_lines() = r->lines(0);
       },
       StatusCode::INVALID_ARGUMENT, "TOO_MANY_LINES", "lines"},
      {"unknown item", [](R r) { r->mutable_lines(0)->set_item("B"); }, StatusCode::NOT_FOUND,
       "UNKNOWN_ITEM", "lines[0].item"},
      {"unknown location", [](R r) { r->mutable_lines(0)->set_location("M"); },
       StatusCode::NOT_FOUND, "UNKNOWN_LOCATION", "lines[0].location"},
      {"empty item", [](R r) { r->mutable_lines(0)->clear_item(); }, StatusCode::INVALID_ARGUMENT,
       "KEY_EMPTY", "lines[0].item"},
      {"long item", [](R r) { r->mutable_lines(0)->set_item(std::string(65, 'x')); },
       StatusCode::INVALID_ARGUMENT, "KEY_TOO_LONG", "lines[0].item"},
      {"control character", [](R r) { r->mutable_lines(0)->set_item("A\n"); },
       StatusCode::INVALID_ARGUMENT, "KEY_CONTROL_CHARACTER", "lines[0].item"},
      {"quantity 0", [](R r) { r->mutable_lines(0)->set_quantity(0); },
       StatusCode::INVALID_ARGUMENT, "QUANTITY_NOT_POSITIVE", "lines[0].quantity"},
      {"quantity negative", [](R r) { r->mutable_lines(0)->set_quantity(-1); },
       StatusCode::INVALID_ARGUMENT, "QUANTITY_NOT_POSITIVE", "lines[0].quantity"},
      {"no day of the calendar", [](R r) { r->mutable_lines(0)->set_day("2026-02-30"); },
       StatusCode::INVALID_ARGUMENT, "DAY_MALFORMED", "lines[0].day"},
      {"yesterday", [](R r) { r->mutable_lines(0)->set_day("2026-03-01"); },
       StatusCode::INVALID_ARGUMENT, "DAY_OUTSIDE_HORIZON", "lines[0].day"},
      {"beyond the horizon", [](R r) { r->mutable_lines(0)->set_day("2027-03-02"); },
       StatusCode::INVALID_ARGUMENT, "DAY_OUTSIDE_HORIZON", "lines[0].day"},
      {"unknown mode", [](R r) { r->set_mode(static_cast<v1::ReserveRequest::Mode>(9)); },
       StatusCode::INVALID_ARGUMENT, "FIELD_OUT_OF_RANGE", "mode"},
      {"negative hold", [](R r) { r->mutable_hold_for()->set_seconds(-1); },
       StatusCode::INVALID_ARGUMENT, "DEADLINE_OUT_OF_RANGE", "hold_for"},
      {"hold too long", [](R r) { r->mutable_hold_for()->set_seconds(31 * 86400); },
       StatusCode::INVALID_ARGUMENT, "DEADLINE_OUT_OF_RANGE", "hold_for"},
      {"request id of another body", [](R r) { r->set_request_id("receive"); },
       StatusCode::FAILED_PRECONDITION, "REQUEST_ID_REUSED", "request_id"},
  };
  TestServer server;
  server.ReceiveTen();
  const std::string before = server.engine().DumpState();
  const auto stub = server.Stub<v1::ReservationService>();
  for (const Case& c : cases) {
    v1::ReserveRequest request = GoodReserve();
    c.spoil(&request);
    v1::ReserveResponse response;
    grpc::ClientContext context;
    const grpc::Status status = stub->Reserve(&context, request, &response);
    const ClientError error = ReadError(status);
    EXPECT_EQ(status.error_code(), c.code) << c.what << ": " << status.error_message();
    EXPECT_EQ(error.reason, c.reason) << c.what;
    EXPECT_EQ(error.field, c.field) << c.what;
  }
  EXPECT_EQ(server.engine().DumpState(), before);
}

TEST(BadInputTest, ReservationIdsAndParts) {
  struct Case {
    const char* what;
    const char* id;
    int32_t line;
    int64_t quantity;
    StatusCode code;
    const char* reason;
    const char* field;
  };
  const Case cases[] = {
      {"no id", "", 0, 1, StatusCode::INVALID_ARGUMENT, "KEY_EMPTY", "reservation_id"},
      {"not an id", "x", 0, 1, StatusCode::NOT_FOUND, "UNKNOWN_RESERVATION", "reservation_id"},
      {"nobody's id", "99999", 0, 1, StatusCode::NOT_FOUND, "UNKNOWN_RESERVATION",
       "reservation_id"},
      {"negative line", "99999", -1, 1, StatusCode::INVALID_ARGUMENT, "UNKNOWN_LINE",
       "parts[0].line"},
      {"no quantity", "99999", 0, 0, StatusCode::INVALID_ARGUMENT, "QUANTITY_NOT_POSITIVE",
       "parts[0].quantity"},
  };
  TestServer server;
  const auto stub = server.Stub<v1::ReservationService>();
  for (const Case& c : cases) {
    v1::ReleaseRequest request;
    request.set_request_id("release");
    request.set_reservation_id(c.id);
    auto* const part = request.add_parts();
    part->set_line(c.line);
    part->set_quantity(c.quantity);
    v1::ReservationChange response;
    grpc::ClientContext context;
    const grpc::Status status = stub->Release(&context, request, &response);
    EXPECT_EQ(status.error_code(), c.code) << c.what << ": " << status.error_message();
    EXPECT_EQ(ReadError(status).reason, c.reason) << c.what;
    EXPECT_EQ(ReadError(status).field, c.field) << c.what;
  }
}

TEST(BadInputTest, SupplyLines) {
  struct Case {
    const char* what;
    std::function<void(v1::SetSupplyRequest::Line*)> spoil;
    const char* reason;
    const char* field;
  };
  using L = v1::SetSupplyRequest::Line*;
  const Case cases[] = {
      {"no kind", [](L l) { l->clear_kind(); }, "FIELD_OUT_OF_RANGE", "lines[0].kind"},
      {"line 0", [](L l) { l->set_line(0); }, "FIELD_OUT_OF_RANGE", "lines[0].line"},
      {"no document", [](L l) { l->clear_document(); }, "KEY_EMPTY", "lines[0].document"},
      {"no day", [](L l) { l->clear_day(); }, "DAY_MISSING", "lines[0].day"},
      {"bad day", [](L l) { l->set_day("soon"); }, "DAY_MALFORMED", "lines[0].day"},
      {"a state that is not set", [](L l) { l->set_state(v1::Supply::RECEIVED); },
       "SUPPLY_STATE_INVALID", "lines[0].state"},
      {"quantity 0", [](L l) { l->clear_quantity(); }, "QUANTITY_NOT_POSITIVE",
       "lines[0].quantity"},
  };
  TestServer server;
  const auto stub = server.Stub<v1::SupplyService>();
  for (const Case& c : cases) {
    v1::SetSupplyRequest request;
    request.set_request_id("supply");
    auto* const line = request.add_lines();
    line->set_kind(v1::SupplyKey::COMMITMENT);
    line->set_document("PO1");
    line->set_line(1);
    line->set_item("A");
    line->set_location("L");
    line->set_quantity(5);
    line->set_day("2026-03-05");
    c.spoil(line);
    v1::SupplyChange response;
    grpc::ClientContext context;
    const grpc::Status status = stub->SetSupply(&context, request, &response);
    EXPECT_EQ(status.error_code(), StatusCode::INVALID_ARGUMENT) << c.what;
    EXPECT_EQ(ReadError(status).reason, c.reason) << c.what;
    EXPECT_EQ(ReadError(status).field, c.field) << c.what;
  }
}

TEST(BadInputTest, SnapshotStreams) {
  struct Case {
    const char* what;
    std::vector<v1::PushSnapshotRequest> messages;
    const char* reason;
    const char* field;
  };
  v1::PushSnapshotRequest header;
  header.mutable_header()->set_request_id("push");
  header.mutable_header()->set_source("erp");
  header.mutable_header()->set_snapshot_id("1");
  header.mutable_header()->set_reflects_sequence(0);
  v1::PushSnapshotRequest undated = header;
  undated.mutable_header()->clear_reflects();
  v1::PushSnapshotRequest unnamed = header;
  unnamed.mutable_header()->clear_request_id();
  v1::PushSnapshotRequest of_nobody = header;
  of_nobody.mutable_header()->clear_source();
  v1::PushSnapshotRequest rows;
  rows.mutable_rows()->add_rows()->set_item("A");
  v1::PushSnapshotRequest empty;
  empty.mutable_rows();
  v1::PushSnapshotRequest many;
  for (int i = 0; i < 1001; ++i) *many.mutable_rows()->add_rows() = rows.rows().rows(0);

  const Case cases[] = {
      {"nothing", {}, "SNAPSHOT_HEADER_MISSING", "header"},
      {"rows first", {rows}, "SNAPSHOT_HEADER_MISSING", "header"},
      {"two headers", {header, header}, "SNAPSHOT_HEADER_MISSING", "header"},
      {"reflects nothing", {undated}, "FIELD_OUT_OF_RANGE", "header.reflects"},
      {"no request id", {unnamed}, "REQUEST_ID_MISSING", "header.request_id"},
      {"no source", {of_nobody}, "KEY_EMPTY", "header.source"},
      {"empty batch", {header, empty}, "NO_LINES", "rows.rows"},
      {"1,001 rows", {header, many}, "TOO_MANY_LINES", "rows.rows"},
  };
  TestServer server;
  const auto stub = server.Stub<v1::InventoryService>();
  for (const Case& c : cases) {
    v1::PushSnapshotResponse response;
    grpc::ClientContext context;
    const auto writer = stub->PushSnapshot(&context, &response);
    for (const auto& message : c.messages) {
      if (!writer->Write(message)) break;  // refused already
    }
    writer->WritesDone();
    const grpc::Status status = writer->Finish();
    EXPECT_EQ(status.error_code(), StatusCode::INVALID_ARGUMENT) << c.what;
    EXPECT_EQ(ReadError(status).reason, c.reason) << c.what;
    EXPECT_EQ(ReadError(status).field, c.field) << c.what;
  }
}

TEST(BadInputTest, TextThatIsNoUtf8IsRefusedAndNotUnimplemented) {
  TestServer server;
  v1::ReserveRequest request = GoodReserve();
  request.mutable_lines(0)->set_item("\xff\xfe");
  v1::ReserveResponse response;
  grpc::ClientContext context;
  const grpc::Status status =
      server.Stub<v1::ReservationService>()->Reserve(&context, request, &response);
  EXPECT_EQ(status.error_code(), StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(ReadError(status).reason, "REQUEST_MALFORMED");
}

TEST(BadInputTest, AMalformedBatchDoesNotLookLikeTheEndOfASnapshot) {
  TestServer server;
  server.ReceiveTen();
  v1::PushSnapshotRequest header;
  header.mutable_header()->set_request_id("push");
  header.mutable_header()->set_source("erp");
  header.mutable_header()->set_snapshot_id("1");
  header.mutable_header()->set_is_full(true);
  header.mutable_header()->set_reflects_sequence(0);
  v1::PushSnapshotRequest rows;
  rows.mutable_rows()->add_rows()->set_item("\xff");
  v1::PushSnapshotResponse response;
  grpc::ClientContext context;
  const auto writer = server.Stub<v1::InventoryService>()->PushSnapshot(&context, &response);
  writer->Write(header);
  writer->Write(rows);
  writer->WritesDone();
  const grpc::Status status = writer->Finish();
  EXPECT_EQ(ReadError(status).reason, "REQUEST_MALFORMED") << status.error_message();
  EXPECT_EQ(server.engine().GetStock("A", "L")->balances.on_hand, 10);
}

TEST(BadInputTest, AMessageThatIsTooLargeIsRefused) {
  TestServer server;
  v1::ReserveRequest request = GoodReserve();
  request.set_reference(std::string(5 << 20, 'x'));
  v1::ReserveResponse response;
  grpc::ClientContext context;
  const grpc::Status status =
      server.Stub<v1::ReservationService>()->Reserve(&context, request, &response);
  EXPECT_EQ(status.error_code(), StatusCode::RESOURCE_EXHAUSTED);
}

}  // namespace
}  // namespace atp
