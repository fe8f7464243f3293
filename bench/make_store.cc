// Makes a data directory of a given size for measuring recovery and memory, in process: positions,
// an open reservation at each of them in turn, a checkpoint, and after it entries that recovery
// must replay (orders that are reserved and released again). Ends as a crash would, without a last
// checkpoint.
//
//   make_store DIRECTORY POSITIONS RESERVATIONS TAIL

#include <unistd.h>

#include <cstdlib>
#include <iostream>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "engine/base/mutex.h"
#include "engine/engine.h"
#include "engine/store/rocks_store.h"

namespace atp {
namespace {

constexpr size_t kLinesAtOnce = 1000;
constexpr uint64_t kInFlightMax = 20'000;

std::string ItemName(uint64_t position) { return "item-" + std::to_string(position); }

class Maker {
 public:
  Maker(Engine* engine, uint64_t positions) : engine_(*engine), positions_(positions) {}

  void Stock() {
    MoveStock receive;
    for (uint64_t position = 0; position < positions_; ++position) {
      receive.lines.push_back({ItemName(position), "here", 1'000'000});
      if (receive.lines.size() < kLinesAtOnce && position + 1 < positions_) continue;
      Send(std::move(receive));
      receive = MoveStock();
    }
    WaitForAll();
  }

  void ReserveEach(uint64_t reservations) {
    for (uint64_t k = 0; k < reservations; ++k) SendReserve(k, /*is_released=*/false);
    WaitForAll();
  }

  void ReserveAndRelease(uint64_t entries) {
    for (uint64_t k = 0; k < entries; ++k) {
      ChangeReservation release;
      release.verb = ChangeReservation::Verb::kRelease;
      release.reservation = NextToRelease();
      if (release.reservation == kNoReservation) {
        SendReserve(k * 7919, /*is_released=*/true);
      } else {
        Send(std::move(release));
      }
    }
    WaitForAll();
  }

 private:
  void SendReserve(uint64_t position, bool is_released) {
    Reserve reserve;
    reserve.lines.push_back({ItemName(position % positions_), "here", 1, kNoDay});
    reserve.hold_for = kMicrosPerDay;
    Send(std::move(reserve), is_released);
  }

  void Send(Action action, bool is_released = false) {
    Command command;
    // As long as what clients send.
    command.request.request_id = "b65f0c1a2b3c4-" + std::to_string(++requests_);
    command.action = std::move(action);
    {
      MutexLock lock(&mu_);
      while (in_flight_ >= kInFlightMax) answered_.Wait(&mu_);
      ++in_flight_;
    }
    engine_.Execute(std::move(command),
                    [this, is_released](const absl::StatusOr<Outcome>& outcome) {
                      if (!outcome.ok()) {
                        std::cerr << outcome.status() << "\n";
                        _exit(1);
                      }
                      MutexLock lock(&mu_);
                      if (is_released) to_release_.push_back(outcome->entry.reservation);
                      if (--in_flight_ == 0 || in_flight_ + 1 == kInFlightMax)
                        answered_.SignalAll();
                    });
  }

  ReservationId NextToRelease() {
    MutexLock lock(&mu_);
    if (to_release_.empty()) return kNoReservation;
    const ReservationId last = to_release_.back();
    to_release_.pop_back();
    return last;
  }

  void WaitForAll() {
    MutexLock lock(&mu_);
    while (in_flight_ > 0) answered_.Wait(&mu_);
  }

  Engine& engine_;
  const uint64_t positions_;
  uint64_t requests_ = 0;
  Mutex mu_;
  CondVar answered_;
  uint64_t in_flight_ ATP_GUARDED_BY(mu_) = 0;
  std::vector<ReservationId> to_release_ ATP_GUARDED_BY(mu_);
};

int Main(const std::string& directory, uint64_t positions, uint64_t reservations, uint64_t tail) {
  RocksStoreOptions store_options;
  store_options.directory = directory;
  auto store = RocksStore::Open(store_options);
  EngineOptions options;
  options.checkpoint_entries = UINT64_MAX;
  options.checkpoint_changed_bytes = SIZE_MAX;
  options.checkpoint_interval = INT64_MAX;
  SystemClock clock;
  auto engine = store.ok() ? Engine::Open(options, *std::move(store), &clock) : store.status();
  if (!engine.ok()) {
    std::cerr << engine.status() << "\n";
    return 1;
  }
  Maker maker(engine->get(), positions);
  maker.Stock();
  maker.ReserveEach(reservations);
  const auto checkpoint = (*engine)->Checkpoint();
  if (!checkpoint.ok()) {
    std::cerr << checkpoint.status() << "\n";
    return 1;
  }
  maker.ReserveAndRelease(tail);
  std::cout << "done" << std::endl;
  _exit(0);
}

}  // namespace
}  // namespace atp

int main(int argc, char** argv) {
  if (argc != 5 || std::atoll(argv[2]) < 1) {
    std::cerr << "usage: make_store DIRECTORY POSITIONS RESERVATIONS TAIL\n";
    return 2;
  }
  return atp::Main(argv[1], std::strtoull(argv[2], nullptr, 10),
                   std::strtoull(argv[3], nullptr, 10), std::strtoull(argv[4], nullptr, 10));
}
