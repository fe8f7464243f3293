#ifndef ATP_TOOLS_REPLAY_ORDER_HISTORY_H_
#define ATP_TOOLS_REPLAY_ORDER_HISTORY_H_

#include <string>

#include "tools/replay/order_file.h"
#include "tools/replay/traffic.h"

namespace atp {

struct OrderHistoryOptions {
  std::string location = "MAIN";  // where everything is kept
  int opening_percent = 60;       // of what will be ordered; 0 to 100
};

// Traffic from a real order history: its invoices in order of time, in weeks counted from the
// first day of the file. Lines of one invoice are one request, whether or not they stand together
// (more than kRequestLinesMax become several invoices). Positive quantities are ordered for
// today; negative ones come back.
Traffic HistoryTraffic(const OrderFile& file, const OrderHistoryOptions& options);

}  // namespace atp

#endif  // ATP_TOOLS_REPLAY_ORDER_HISTORY_H_
