#ifndef ATP_TOOLS_REPLAY_LEDGER_CLIENT_H_
#define ATP_TOOLS_REPLAY_LEDGER_CLIENT_H_

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "tools/replay/traffic.h"

namespace atp {

// The server's today, whatever day that is.
inline constexpr int32_t kToday = std::numeric_limits<int32_t>::min();

struct RequestLine {
  PositionKey position;
  int64_t quantity = 0;
  int32_t day = kToday;  // days since the epoch
};

struct SupplyRequestLine {
  uint32_t line = 0;  // of the document
  PositionKey position;
  int64_t quantity = 0;
  int32_t day = 0;
};

struct PromisedLine {
  int64_t quantity = 0;
  int32_t day = 0;  // the server says which day its today was
};

struct ReserveAnswer {
  uint64_t sequence = 0;
  std::string reservation;          // its id; empty if nothing was promised
  std::vector<PromisedLine> lines;  // by line of the request
};

struct LedgerState {
  uint64_t last_sequence = 0;
  uint64_t oldest_sequence = 0;  // that deltas can still be had of
};

// What the ledger holds at a position: stock (quantity is on-hand), open supply or an open promise.
struct HoldingRow {
  PositionKey position;
  int64_t quantity = 0;
  int64_t reserved = 0;  // stock only
  int32_t day = 0;       // supply and promises only
};

// What the replay asks of a server, without saying how it is carried. Changes return the ledger's
// sequence. Safe to repeat with the same request id, so an implementation does that by itself
// where the server is away; what it returns is final.
//
// One LedgerClient is used by one thread at a time.
class LedgerClient {
 public:
  virtual ~LedgerClient() = default;

  virtual absl::StatusOr<LedgerState> State() = 0;
  virtual absl::Status Check(const std::vector<RequestLine>& lines) = 0;

  // Partial: every line is promised as far as it can be.
  virtual absl::StatusOr<ReserveAnswer> Reserve(const std::string& request_id,
                                                const std::string& reference,
                                                const std::vector<RequestLine>& lines) = 0;
  virtual absl::StatusOr<uint64_t> Confirm(const std::string& request_id,
                                           const std::string& reservation) = 0;
  // All that is open.
  virtual absl::StatusOr<uint64_t> Fulfil(const std::string& request_id,
                                          const std::string& reservation) = 0;
  virtual absl::StatusOr<uint64_t> Release(const std::string& request_id,
                                           const std::string& reservation) = 0;

  virtual absl::StatusOr<uint64_t> ReturnStock(const std::string& request_id,
                                               const std::vector<RequestLine>& lines) = 0;
  // Supplier commitments in the state ACKNOWLEDGED.
  virtual absl::StatusOr<uint64_t> Announce(const std::string& request_id,
                                            const std::string& document,
                                            const std::vector<SupplyRequestLine>& lines) = 0;
  virtual absl::StatusOr<uint64_t> Receive(const std::string& request_id,
                                           const std::string& document,
                                           const std::vector<SupplyRequestLine>& lines) = 0;

  // A partial snapshot that reflects everything up to `reflects`. An error if a row was set aside.
  virtual absl::Status PushSnapshot(const std::string& snapshot_id, uint64_t reflects,
                                    const std::vector<RequestLine>& rows) = 0;

  virtual absl::StatusOr<std::vector<HoldingRow>> ListStock() = 0;
  virtual absl::StatusOr<std::vector<HoldingRow>> ListOpenSupply() = 0;
  virtual absl::StatusOr<std::vector<HoldingRow>> ListOpenPromises() = 0;
};

}  // namespace atp

#endif  // ATP_TOOLS_REPLAY_LEDGER_CLIENT_H_
