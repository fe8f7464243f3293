// A row of a checkpoint: a key and a value. What is read is written again the same.

#include <string>
#include <string_view>

#include "engine/base/check.h"
#include "engine/ledger/lines_at_home.h"
#include "engine/ledger/rows.h"
#include "engine/model/setting.h"
#include "tests/fuzz/choices.h"
#include "tests/fuzz/fuzz_target.h"

namespace atp {
namespace {

template <typename Row>
void ReadAs(std::string_view value) {
  Row row{};
  if (!DecodeRow(value, &row)) return;
  const std::string first = EncodeRow(row);
  Row again{};
  ATP_CHECK(DecodeRow(first, &again));
  ATP_CHECK(EncodeRow(again) == first);
}

void ReadAsReservation(std::string_view value) {
  ReadAs<Reservation>(value);
  Reservation row;
  if (!DecodeRow(value, &row)) return;
  VisitLinesAtHome(row, [](uint32_t, const ReservationLine& line) {
    ATP_CHECK(line.open >= 0 && line.backordered >= 0);
    return true;
  });
}

void ReadAsSetting(std::string_view value) {
  SettingValue setting;
  if (!DecodeSetting(value, &setting)) return;
  std::string first;
  EncodeSetting(setting, &first);
  SettingValue again;
  ATP_CHECK(DecodeSetting(first, &again));
  ATP_CHECK(SettingKey(again) == SettingKey(setting));
}

}  // namespace
}  // namespace atp

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace atp;  // NOLINT: of this function alone
  fuzz::Choices choices(data, size);
  const size_t what = choices.Below(12);
  const std::string_view bytes = choices.Rest();
  switch (what) {
    case 0:
      ReadAs<SettingsRow>(bytes);
      break;
    case 1:
      ReadAs<PositionRow>(bytes);
      break;
    case 2:
      ReadAs<SourceRow>(bytes);
      break;
    case 3:
      ReadAs<Waiting>(bytes);
      break;
    case 4:
      ReadAs<Quota>(bytes);
      break;
    case 5:
      ReadAs<CapBook::Use>(bytes);
      break;
    case 6:
      ReadAsReservation(bytes);
      break;
    case 7:
      ReadAs<ScheduledReceipt>(bytes);
      break;
    case 8:
      ReadAs<RequestBook::Answer>(bytes);
      break;
    case 9:
      ReadAs<uint64_t>(bytes);
      break;
    case 10:
      ReadAsSetting(bytes);
      break;
    default:
      RowKey key;
      ParseRowKey(bytes, &key);
  }
  return 0;
}
