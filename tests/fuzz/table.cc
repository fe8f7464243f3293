// The CSV files that tools import: stock snapshots, order histories, histories of deliveries. Every
// row of the file is a row, or is set aside with a reason.

#include <string>

#include "engine/base/check.h"
#include "tests/fuzz/bytes_in_memory.h"
#include "tests/fuzz/choices.h"
#include "tests/fuzz/fuzz_target.h"
#include "tools/atpctl/snapshot_rows.h"
#include "tools/replay/order_file.h"
#include "tools/supply_history/order_line.h"

namespace atp::fuzz {
namespace {

size_t RecordsOf(std::string_view bytes) {
  size_t records = 0;
  const auto reader = CsvOf(bytes, 4096);
  for (CsvRecord record; reader->Next(&record);) ++records;
  return records;
}

void ReadSnapshot(std::string_view bytes) {
  const auto rows = SnapshotRows::Open(CsvOf(bytes, 7));
  if (!rows.ok()) return;
  size_t good = 0;
  for (SnapshotRows::Row row; (*rows)->Next(&row); ++good) {
    ATP_CHECK(!row.item.empty() && !row.location.empty());
  }
  for (const BadRow& row : (*rows)->bad_rows()) ATP_CHECK(!row.reason.empty());
  ATP_CHECK(good + (*rows)->bad_rows().size() + 1 == RecordsOf(bytes));
}

void ReadOrders(std::string_view bytes) {
  const auto csv = CsvOf(bytes, 7);
  const auto orders = ReadOrderFile(csv.get());
  if (!orders.ok()) return;
  for (const OrderRow& row : orders->rows) ATP_CHECK(row.quantity != 0 && row.minute >= 0);
  ATP_CHECK(orders->set_aside_units <= orders->units);
  ATP_CHECK(orders->rows.size() + orders->set_aside.size() + 1 == RecordsOf(bytes));
}

void ReadDeliveries(std::string_view bytes) {
  const auto csv = CsvOf(bytes, 7);
  const auto history = ReadOrderHistory(csv.get());
  if (!history.ok()) return;
  for (const OrderLine& line : history->lines) {
    ATP_CHECK(line.quantity > 0 && line.promised >= line.ordered && line.delivered >= line.ordered);
  }
  ATP_CHECK(history->lines.size() + history->set_aside.size() + 1 == RecordsOf(bytes));
}

}  // namespace
}  // namespace atp::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace atp::fuzz;  // NOLINT: of this function alone
  Choices choices(data, size);
  switch (choices.Below(3)) {
    case 0:
      ReadSnapshot(choices.Rest());
      break;
    case 1:
      ReadOrders(choices.Rest());
      break;
    default:
      ReadDeliveries(choices.Rest());
  }
  return 0;
}
