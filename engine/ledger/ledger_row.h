#ifndef ATP_ENGINE_LEDGER_LEDGER_ROW_H_
#define ATP_ENGINE_LEDGER_LEDGER_ROW_H_

#include <string>

namespace atp {

// A row of the ledger's state on disk, as it is now.
struct LedgerRow {
  std::string key;
  std::string value;
  bool is_gone = false;

  // By key, the order of rows on disk.
  friend bool operator<(const LedgerRow& a, const LedgerRow& b) { return a.key < b.key; }
};

}  // namespace atp

#endif  // ATP_ENGINE_LEDGER_LEDGER_ROW_H_
