#ifndef ATP_TOOLS_REPLAY_PLAYER_H_
#define ATP_TOOLS_REPLAY_PLAYER_H_

#include <atomic>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "engine/base/clock.h"
#include "tools/load/tally.h"
#include "tools/replay/ack_log.h"
#include "tools/replay/ledger_client.h"
#include "tools/replay/traffic.h"

namespace atp {

struct PlayerOptions {
  std::string run;           // begins every request id; must be new to the server; up to 24 bytes
  uint32_t check_every = 4;  // of so many invoices, one is checked before it is reserved; 0: none
};

// What the answers said, summed over connections.
struct PlayResult {
  uint64_t requests = 0;
  int64_t ordered_units = 0;
  int64_t promised_units = 0;
  int64_t refused_units = 0;
  int64_t returned_units = 0;
  uint64_t failed_requests = 0;
  std::vector<std::string> failures;  // the first few
  std::vector<TallyEvent> events;
  std::vector<int64_t> check_us;  // one per call
  std::vector<int64_t> reserve_us;

  void Merge(PlayResult other);
};

// Read by other threads while the replay runs.
struct PlayProgress {
  std::atomic<uint32_t> week{0};
  std::atomic<uint64_t> invoices{0};
  std::atomic<uint64_t> requests{0};
};

// Plays traffic at a server: the opening stock, then week by week its receipts, its announcements
// and, over all connections at once, its invoices. An invoice is played on one connection, in
// order; a week begins when the one before has been answered in full.
//
// The server's clock stands almost still while months of orders pass, so a supplier commitment is
// announced for the server's today plus the weeks it lies ahead, and received when the history has
// come to its week: early by the server's calendar, on time by the history's. So it never serves
// today's orders before it has been received.
//
// A request that fails is counted, with its reason, and its units remain unaccounted for. When a
// server stays away the replay stops.
class Player {
 public:
  // `clients`: one for each connection, at least one. `ack_log` may be null. All outlive the
  // player.
  Player(const Traffic& traffic, const PlayerOptions& options, std::vector<LedgerClient*> clients,
         const Clock* clock, AckLog* ack_log);

  // Once. An error if the replay could not go on; result() holds what was played until then.
  absl::Status Play();

  const PlayResult& result() const { return result_; }
  const PlayProgress& progress() const { return progress_; }

 private:
  struct Worker;

  // Brings into the tally what the ledger held before, so that only differences count.
  absl::Status ReadHoldings();
  // Adds the opening stock to what the ledger held.
  absl::Status PushOpening(uint64_t reflects);
  absl::Status ReceiveWeek(size_t week);
  absl::Status AnnounceFrom(size_t week);
  void PlayInvoices(const Week& week);

  int32_t Today() const;

  const Traffic& traffic_;
  const PlayerOptions options_;
  const std::vector<LedgerClient*> clients_;
  const Clock* const clock_;
  AckLog* const ack_log_;

  std::vector<int64_t> held_before_;    // on-hand by position, before the opening snapshot
  std::vector<int32_t> announced_day_;  // by week of arrival
  uint64_t invoices_before_ = 0;        // of earlier weeks
  std::atomic<bool> is_stopped_{false};
  PlayProgress progress_;
  PlayResult result_;
};

}  // namespace atp

#endif  // ATP_TOOLS_REPLAY_PLAYER_H_
