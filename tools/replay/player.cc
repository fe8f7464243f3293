#include "tools/replay/player.h"

#include <algorithm>
#include <chrono>
#include <map>
#include <thread>
#include <utility>

#include "absl/strings/str_cat.h"

namespace atp {
namespace {

constexpr size_t kFailuresKept = 10;
constexpr size_t kBatchLines = 500;

int64_t MicrosSince(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() -
                                                               start)
      .count();
}

std::vector<int64_t> UnitsOf(const std::vector<TrafficLine>& lines) {
  std::vector<int64_t> units;
  for (const TrafficLine& line : lines) units.push_back(line.quantity);
  return units;
}

}  // namespace

void PlayResult::Merge(PlayResult other) {
  requests += other.requests;
  ordered_units += other.ordered_units;
  promised_units += other.promised_units;
  refused_units += other.refused_units;
  returned_units += other.returned_units;
  failed_requests += other.failed_requests;
  const auto append = [](auto* to, const auto& from) {
    to->insert(to->end(), from.begin(), from.end());
  };
  append(&failures, other.failures);
  if (failures.size() > kFailuresKept) failures.resize(kFailuresKept);
  append(&events, other.events);
  append(&check_us, other.check_us);
  append(&reserve_us, other.reserve_us);
}

// Plays invoices on one connection and keeps what it heard to itself until it is merged.
struct Player::Worker {
  Player* player;
  LedgerClient* client;
  PlayResult result;

  void Play(const Invoice& invoice, uint64_t number) {
    const std::string id = absl::StrCat(player->options_.run, "-", number);
    if (!invoice.returned.empty()) Return(invoice, id);
    if (invoice.ordered.empty()) return;
    const std::vector<RequestLine> lines = Lines(invoice.ordered);
    const uint32_t check_every = player->options_.check_every;
    if (check_every > 0 && number % check_every == 0) Check(lines, id);
    Order(invoice, lines, id);
  }

  void Check(const std::vector<RequestLine>& lines, const std::string& id) {
    Counted();
    const auto start = std::chrono::steady_clock::now();
    const absl::Status status = client->Check(lines);
    result.check_us.push_back(MicrosSince(start));
    if (!status.ok()) Failed(id, "CHECK", status);
  }

  void Return(const Invoice& invoice, const std::string& id) {
    const std::string request_id = absl::StrCat(id, "-return");
    Counted();
    const absl::StatusOr<uint64_t> sequence =
        client->ReturnStock(request_id, Lines(invoice.returned));
    if (!sequence.ok()) return Failed(request_id, "RETURN", sequence.status());
    Acknowledged({request_id, *sequence, "RETURN", "", UnitsOf(invoice.returned)});
    for (const TrafficLine& line : invoice.returned) {
      result.returned_units += line.quantity;
      Tally(*sequence, line, TallyEvent::Kind::kSupply, 0, line.quantity);
    }
  }

  void Order(const Invoice& invoice, const std::vector<RequestLine>& lines, const std::string& id) {
    const std::string request_id = absl::StrCat(id, "-reserve");
    Counted();
    const auto start = std::chrono::steady_clock::now();
    const absl::StatusOr<ReserveAnswer> answer = client->Reserve(request_id, invoice.key, lines);
    result.reserve_us.push_back(MicrosSince(start));
    if (!answer.ok()) return Failed(request_id, "RESERVE", answer.status());
    std::vector<int64_t> promised;
    for (size_t k = 0; k < lines.size(); ++k) {
      promised.push_back(answer->lines[k].quantity);
      result.ordered_units += lines[k].quantity;
      result.promised_units += promised.back();
      result.refused_units += lines[k].quantity - promised.back();
    }
    Acknowledged({request_id, answer->sequence, "RESERVE", answer->reservation, promised});
    TallyAll(answer->sequence, invoice, *answer, TallyEvent::Kind::kPromise);
    if (!answer->reservation.empty()) Resolve(invoice, *answer, id);
  }

  // Brings a reservation to the end that the invoice wants.
  void Resolve(const Invoice& invoice, const ReserveAnswer& answer, const std::string& id) {
    if (invoice.end == Invoice::End::kRelease) {
      if (const uint64_t sequence = Change(id, "RELEASE", answer, &LedgerClient::Release)) {
        TallyAll(sequence, invoice, answer, TallyEvent::Kind::kWithdraw);
      }
      return;
    }
    if (Change(id, "CONFIRM", answer, &LedgerClient::Confirm) == 0) return;
    if (invoice.end == Invoice::End::kConfirm) return;
    if (const uint64_t sequence = Change(id, "FULFIL", answer, &LedgerClient::Fulfil)) {
      TallyAll(sequence, invoice, answer, TallyEvent::Kind::kFulfil);
    }
  }

  // The sequence, or 0 if the change failed.
  uint64_t Change(const std::string& id, const std::string& kind, const ReserveAnswer& answer,
                  absl::StatusOr<uint64_t> (LedgerClient::*verb)(const std::string&,
                                                                 const std::string&)) {
    const std::string request_id = absl::StrCat(id, "-", kind);
    Counted();
    const absl::StatusOr<uint64_t> sequence = (client->*verb)(request_id, answer.reservation);
    if (!sequence.ok()) {
      Failed(request_id, kind, sequence.status());
      return 0;
    }
    Acknowledged({request_id, *sequence, kind, answer.reservation, {}});
    return *sequence;
  }

  std::vector<RequestLine> Lines(const std::vector<TrafficLine>& lines) const {
    std::vector<RequestLine> requested;
    requested.reserve(lines.size());
    for (const TrafficLine& line : lines) {
      const int32_t day = line.days_ahead == 0 ? kToday : player->Today() + line.days_ahead;
      requested.push_back({player->traffic_.positions[line.position], line.quantity, day});
    }
    return requested;
  }

  void Tally(uint64_t sequence, const TrafficLine& line, TallyEvent::Kind kind, int32_t day,
             int64_t quantity) {
    result.events.push_back({sequence, line.position, kind, day, quantity});
  }

  // Everything that `answer` promised.
  void TallyAll(uint64_t sequence, const Invoice& invoice, const ReserveAnswer& answer,
                TallyEvent::Kind kind) {
    for (size_t k = 0; k < answer.lines.size(); ++k) {
      const PromisedLine& line = answer.lines[k];
      if (line.quantity > 0) Tally(sequence, invoice.ordered[k], kind, line.day, line.quantity);
    }
  }

  void Counted() {
    ++result.requests;
    player->progress_.requests.fetch_add(1, std::memory_order_relaxed);
  }

  void Acknowledged(const Acknowledgement& acknowledgement) {
    if (player->ack_log_ == nullptr) return;
    const absl::Status status = player->ack_log_->Append(acknowledgement);
    if (!status.ok()) Failed(acknowledgement.request_id, "ACK_LOG", status);
  }

  void Failed(const std::string& request_id, const std::string& kind, const absl::Status& status) {
    ++result.failed_requests;
    if (result.failures.size() < kFailuresKept) {
      result.failures.push_back(absl::StrCat(kind, " ", request_id, ": ", status.ToString()));
    }
    if (absl::IsUnavailable(status)) player->is_stopped_.store(true);
  }
};

Player::Player(const Traffic& traffic, const PlayerOptions& options,
               std::vector<LedgerClient*> clients, const Clock* clock, AckLog* ack_log)
    : traffic_(traffic),
      options_(options),
      clients_(std::move(clients)),
      clock_(clock),
      ack_log_(ack_log),
      held_before_(traffic.positions.size(), 0),
      announced_day_(traffic.weeks.size(), 0) {}

int32_t Player::Today() const { return static_cast<int32_t>(clock_->Now() / kMicrosPerDay); }

absl::Status Player::Play() {
  const absl::StatusOr<LedgerState> state = clients_[0]->State();
  if (!state.ok()) return state.status();
  if (absl::Status status = ReadHoldings(); !status.ok()) return status;
  if (absl::Status status = PushOpening(state->last_sequence); !status.ok()) return status;

  for (size_t week = 0; week < traffic_.weeks.size(); ++week) {
    progress_.week.store(static_cast<uint32_t>(week + 1), std::memory_order_relaxed);
    if (absl::Status status = ReceiveWeek(week); !status.ok()) return status;
    if (absl::Status status = AnnounceFrom(week); !status.ok()) return status;
    PlayInvoices(traffic_.weeks[week]);
    if (is_stopped_.load()) return absl::UnavailableError("the server stayed away");
  }
  return absl::OkStatus();
}

absl::Status Player::ReadHoldings() {
  std::map<PositionKey, uint32_t> index;
  for (uint32_t p = 0; p < traffic_.positions.size(); ++p) index[traffic_.positions[p]] = p;
  const auto add = [&](const HoldingRow& row, TallyEvent::Kind kind, int32_t day) {
    const auto found = index.find(row.position);
    if (found == index.end() || row.quantity == 0) return;
    result_.events.push_back({0, found->second, kind, day, row.quantity});
  };

  const absl::StatusOr<std::vector<HoldingRow>> stock = clients_[0]->ListStock();
  if (!stock.ok()) return stock.status();
  for (const HoldingRow& row : *stock) {
    const auto found = index.find(row.position);
    if (found != index.end()) held_before_[found->second] = row.quantity;
    add(row, TallyEvent::Kind::kSupply, 0);
  }
  const absl::StatusOr<std::vector<HoldingRow>> supply = clients_[0]->ListOpenSupply();
  if (!supply.ok()) return supply.status();
  for (const HoldingRow& row : *supply) add(row, TallyEvent::Kind::kExpect, row.day);

  const absl::StatusOr<std::vector<HoldingRow>> promises = clients_[0]->ListOpenPromises();
  if (!promises.ok()) return promises.status();
  for (const HoldingRow& row : *promises) add(row, TallyEvent::Kind::kPromise, row.day);
  return absl::OkStatus();
}

absl::Status Player::PushOpening(uint64_t reflects) {
  std::vector<RequestLine> rows;
  for (uint32_t p = 0; p < traffic_.positions.size(); ++p) {
    rows.push_back({traffic_.positions[p], held_before_[p] + traffic_.opening[p], kToday});
    result_.events.push_back({reflects, p, TallyEvent::Kind::kSupply, 0, traffic_.opening[p]});
  }
  if (rows.empty()) return absl::OkStatus();
  ++result_.requests;
  return clients_[0]->PushSnapshot(absl::StrCat(options_.run, "-opening"), reflects, rows);
}

absl::Status Player::ReceiveWeek(size_t week) {
  const std::vector<Receipt>& receipts = traffic_.weeks[week].receipts;
  Worker worker{this, clients_[0], {}};
  for (size_t begin = 0; begin < receipts.size(); begin += kBatchLines) {
    const size_t end = std::min(receipts.size(), begin + kBatchLines);
    std::vector<SupplyRequestLine> lines;
    std::vector<int64_t> units;
    for (size_t k = begin; k < end; ++k) {
      const Receipt& receipt = receipts[k];
      lines.push_back({receipt.line, traffic_.positions[receipt.position], receipt.quantity,
                       announced_day_[week]});
      units.push_back(receipt.quantity);
    }
    const std::string request_id = absl::StrCat(options_.run, "-w", week, "-receive-", begin);
    worker.Counted();
    const absl::StatusOr<uint64_t> sequence =
        clients_[0]->Receive(request_id, absl::StrCat(options_.run, "-PO-", week), lines);
    if (!sequence.ok()) return sequence.status();
    worker.Acknowledged({request_id, *sequence, "RECEIVE", "", std::move(units)});
    for (size_t k = begin; k < end; ++k) {
      worker.result.events.push_back({*sequence, receipts[k].position, TallyEvent::Kind::kReceive,
                                      announced_day_[week], receipts[k].quantity});
    }
  }
  result_.Merge(std::move(worker.result));
  return absl::OkStatus();
}

absl::Status Player::AnnounceFrom(size_t now) {
  Worker worker{this, clients_[0], {}};
  for (size_t week = now + 1; week < traffic_.weeks.size(); ++week) {
    if (traffic_.weeks[week].announced_week != static_cast<int32_t>(now)) continue;
    announced_day_[week] = Today() + 7 * static_cast<int32_t>(week - now);
    const std::vector<Receipt>& receipts = traffic_.weeks[week].receipts;
    for (size_t begin = 0; begin < receipts.size(); begin += kBatchLines) {
      const size_t end = std::min(receipts.size(), begin + kBatchLines);
      std::vector<SupplyRequestLine> lines;
      std::vector<int64_t> units;
      for (size_t k = begin; k < end; ++k) {
        lines.push_back({receipts[k].line, traffic_.positions[receipts[k].position],
                         receipts[k].quantity, announced_day_[week]});
        units.push_back(receipts[k].quantity);
      }
      const std::string request_id = absl::StrCat(options_.run, "-w", week, "-announce-", begin);
      worker.Counted();
      const absl::StatusOr<uint64_t> sequence =
          clients_[0]->Announce(request_id, absl::StrCat(options_.run, "-PO-", week), lines);
      if (!sequence.ok()) return sequence.status();
      worker.Acknowledged({request_id, *sequence, "ANNOUNCE", "", std::move(units)});
      for (size_t k = begin; k < end; ++k) {
        worker.result.events.push_back({*sequence, receipts[k].position, TallyEvent::Kind::kExpect,
                                        announced_day_[week], receipts[k].quantity});
      }
    }
  }
  result_.Merge(std::move(worker.result));
  return absl::OkStatus();
}

void Player::PlayInvoices(const Week& week) {
  std::vector<Worker> workers;
  for (LedgerClient* client : clients_) workers.push_back({this, client, {}});
  std::atomic<size_t> next{0};
  std::vector<std::thread> threads;
  for (Worker& worker : workers) {
    threads.emplace_back([this, &week, &next, &worker] {
      for (size_t k = next.fetch_add(1); k < week.invoices.size(); k = next.fetch_add(1)) {
        if (is_stopped_.load(std::memory_order_relaxed)) return;
        worker.Play(week.invoices[k], invoices_before_ + k + 1);
        progress_.invoices.fetch_add(1, std::memory_order_relaxed);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (Worker& worker : workers) result_.Merge(std::move(worker.result));
  invoices_before_ += week.invoices.size();
}

}  // namespace atp
