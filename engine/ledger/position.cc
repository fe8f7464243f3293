#include "engine/ledger/position.h"

#include "engine/base/check.h"

namespace atp {

const Position::Book& Position::book() const {
  static const Book* const kEmpty = new Book;
  return book_ ? *book_ : *kEmpty;
}

Position::Book& Position::mutable_book() {
  if (!book_) book_ = std::make_unique<Book>();
  return *book_;
}

void Position::Restore(const Balances& balances, Sequence counted_at, Sequence last_moved) {
  balances_ = balances;
  counted_at_ = counted_at;
  last_moved_ = last_moved;
}

void Position::ChangePromise(const DemandKey& key, Quantity change) {
  if (change == 0) return;
  Book& book = mutable_book();
  AddRow(&book.demand, key.day, change);
  const auto it = book.promises.try_emplace(key, 0).first;
  it->second += change;
  ATP_CHECK(it->second >= 0);
  if (it->second == 0) book.promises.erase(it);
}

void Position::ChangeWaiting(const WaitingKey& key, Day day, Quantity change) {
  if (change == 0) return;
  auto& waiting = mutable_book().waiting;
  const auto it = waiting.try_emplace(key, Waiting{day, 0}).first;
  it->second.quantity += change;
  ATP_CHECK(it->second.quantity >= 0);
  if (it->second.quantity == 0) waiting.erase(it);
}

void Position::SetQuota(ChannelId channel, const Quota& quota) {
  mutable_book().quotas.Set(channel, quota);
}

void Position::ChangeSupply(const DatedSupply& change) {
  if (change.quantity != 0) AddRow(&mutable_book().supply, change);
}

}  // namespace atp
