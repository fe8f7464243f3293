#ifndef ATP_TOOLS_SUPPLY_HISTORY_ORDER_LINE_H_
#define ATP_TOOLS_SUPPLY_HISTORY_ORDER_LINE_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/model/types.h"
#include "tools/csv/csv_reader.h"

namespace atp {

// A purchase-order line as it went.
struct OrderLine {
  uint64_t line = 0;  // of the file, from 1
  std::string id;
  std::string location;
  std::string supplier;
  Quantity quantity = 0;  // > 0
  Day ordered = kNoDay;
  Day promised = kNoDay;   // >= ordered
  Day delivered = kNoDay;  // >= ordered
};

// A line of the file that cannot be replayed.
struct LineSetAside {
  uint64_t line = 0;
  std::string reason;  // UPPER_SNAKE, and where it helps the cell
};

struct OrderHistory {
  std::vector<OrderLine> lines;  // in the order of the file
  std::vector<LineSetAside> set_aside;
};

// Reads all of it. Columns are found by their names in the header: "ID", "Country", "Vendor", "Line
// Item Quantity", "PO Sent to Vendor Date", "Scheduled Delivery Date" and "Delivered to Client
// Date". Dates are "2-Jun-06" or month first, "11/13/06". INVALID_ARGUMENT without those columns;
// DATA_LOSS where the file breaks off.
absl::StatusOr<OrderHistory> ReadOrderHistory(CsvReader* reader);

}  // namespace atp

#endif  // ATP_TOOLS_SUPPLY_HISTORY_ORDER_LINE_H_
