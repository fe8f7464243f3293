#include "engine/ledger/directory.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "engine/ledger/rows.h"
#include "engine/model/error.h"

namespace atp {

void Directory::Post(const Entry& entry, const NameResolver& names) {
  ATP_CHECK(entry.sequence > applied_);
  for (const Definition& definition : entry.definitions) {
    if (definition.kind == NameKind::kItem) continue;
    names_[IndexOf(definition.kind)].Define(definition.id, definition.key);
    changed_.Add(NameRowKey(definition.kind, definition.id));
  }
  for (const SettingChange& change : entry.settings) {
    catalog_.Post(change, names);
    changed_.Add(SettingRowKey(SettingKey(change.after.value)));
  }
  catalog_.Settle(names);
  applied_ = entry.sequence;
}

absl::StatusOr<ChannelId> Directory::FindChannel(const std::string& key, Field field) const {
  if (key.empty()) return kNoChannel;
  const std::optional<uint32_t> found = channels().Find(key);
  if (found.has_value() && catalog_.channels().Has(*found)) return *found;
  return MakeError(absl::StatusCode::kNotFound, "UNKNOWN_CHANNEL", field,
                   absl::StrCat("channel \"", key, "\" is not known"));
}

bool Directory::RowValue(std::string_view bytes, std::string* value) const {
  RowKey key;
  ATP_CHECK(ParseRowKey(bytes, &key));
  if (key.type == RowType::kName) {
    *value = names(key.name_kind).Key(key.index);
    return true;
  }
  ATP_CHECK(key.type == RowType::kSetting);
  const SettingValue* setting = catalog_.FindByKey(key.source);
  if (setting == nullptr) return false;
  EncodeSetting(*setting, value);
  return true;
}

std::vector<LedgerRow> Directory::AllRows() const {
  std::vector<LedgerRow> rows;
  for (const NameKind kind : {NameKind::kLocation, NameKind::kSupplier, NameKind::kChannel}) {
    for (uint32_t id = 0; id < names(kind).size(); ++id) {
      rows.push_back({NameRowKey(kind, id), names(kind).Key(id), false});
    }
  }
  for (const auto& [key, value] : catalog_.settings()) {
    LedgerRow row{SettingRowKey(key), {}, false};
    EncodeSetting(value, &row.value);
    rows.push_back(std::move(row));
  }
  return rows;
}

absl::Status Directory::RestoreRow(std::string_view bytes, std::string_view value) {
  const absl::Status damaged = absl::DataLossError("a row of names or settings is malformed");
  RowKey key;
  if (!ParseRowKey(bytes, &key)) return damaged;
  if (key.type == RowType::kName) {
    if (key.index != names(key.name_kind).size()) return damaged;
    names_[IndexOf(key.name_kind)].Define(key.index, value);
    return absl::OkStatus();
  }
  SettingValue setting;
  if (key.type != RowType::kSetting || !DecodeSetting(value, &setting) ||
      SettingKey(setting) != key.source) {
    return damaged;
  }
  catalog_.Restore(setting);
  return absl::OkStatus();
}

}  // namespace atp
