// Seeds that are bytes: messages of the wire, page tokens, marks, compressed files.

#include <zlib.h>
#include <zstd.h>

#include <limits>

#include "engine/history.h"
#include "engine/ledger/rows.h"
#include "engine/page_token.h"
#include "engine/snapshot_summary.h"
#include "engine/store/backup_seal.h"
#include "engine/store/high_water_codec.h"
#include "proto/atp/v1/batch_service.pb.h"
#include "proto/atp/v1/delta_service.pb.h"
#include "proto/atp/v1/quota_service.pb.h"
#include "proto/atp/v1/settings_service.pb.h"
#include "proto/atp/v1/supply_service.pb.h"
#include "tests/fuzz/message_maker.h"
#include "tests/fuzz/seeds.h"
#include "tools/load/dice.h"

namespace atp::fuzz {
namespace {

constexpr size_t kSeedBytesMax = 400;

// `count` messages, each made from drawn choices, as bytes that begin with `prefix`.
template <typename Message>
void AddMessages(const std::string& prefix, size_t count, uint64_t seed, Seeds* seeds) {
  Dice dice(seed);
  const Words words{[](const Words::Field& field, Choices* choices) {
                      return field.name().substr(0, 8) + std::to_string(choices->Below(4));
                    },
                    [](const Words::Field& field) { return field.number() <= 3; }};
  for (size_t made = 0; made < count;) {
    std::string drawn(200, '\0');
    for (char& c : drawn) c = static_cast<char>(dice.Below(256));
    Choices choices(reinterpret_cast<const uint8_t*>(drawn.data()), drawn.size());
    Message message;
    FillMessage(&choices, words, &message);
    const std::string bytes = message.SerializeAsString();
    if (bytes.empty() || bytes.size() > kSeedBytesMax) continue;
    seeds->push_back(prefix + bytes);
    ++made;
  }
}

std::string Gzip(const std::string& text) {
  z_stream stream{};
  deflateInit2(&stream, 9, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
  std::string bytes(deflateBound(&stream, text.size()) + 64, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(bytes.data());
  stream.avail_out = static_cast<uInt>(bytes.size());
  deflate(&stream, Z_FINISH);
  bytes.resize(stream.total_out);
  deflateEnd(&stream);
  return bytes;
}

std::string Zstd(const std::string& text) {
  std::string bytes(ZSTD_compressBound(text.size()), '\0');
  bytes.resize(ZSTD_compress(bytes.data(), bytes.size(), text.data(), text.size(), 3));
  return bytes;
}

}  // namespace

Seeds WireSeeds() {
  Seeds seeds;
  AddMessages<v1::ChangeSettingsRequest>(std::string(1, '\0'), 6, 1, &seeds);
  AddMessages<v1::SetSupplyRequest>("\x01", 5, 2, &seeds);
  AddMessages<v1::ChangeQuotaRequest>("\x02", 4, 3, &seeds);
  AddMessages<v1::PushSnapshotRequest>("\x03", 5, 4, &seeds);
  AddMessages<v1::BatchRequest>("\x04", 16, 5, &seeds);
  return seeds;
}

Seeds ResumeSeeds() {
  Seeds seeds;
  for (const int64_t after : {0, 1, 19, 20, 21, 39, 40, 41, 1000}) {
    v1::WatchRequest request;
    request.set_after_sequence(after);
    seeds.push_back(request.SerializeAsString());
  }
  AddMessages<v1::WatchRequest>("", 16, 6, &seeds);
  return seeds;
}

Seeds PageTokenSeeds() {
  Seeds seeds;
  const std::string keys[] = {"",
                              ReservationRowKey(MakeReservationId(9, 1)),
                              PositionRowKey({MakeItemId(0, 1), 0}),
                              ReceiptRowKey({SupplyKind::kCommitment, "order-item-1", 1}),
                              SettingRowKey("0item"),
                              RequestRowKey({})};
  for (const std::string& key : keys) {
    for (const uint32_t shard : {0u, 3u, 200u}) {
      // As it is handed out: Choices' OneIn(2) is an odd byte; then the size of pages.
      seeds.push_back("\x01" + PageToken{shard, key}.ToText());
      seeds.push_back(std::string("\x02", 1) + static_cast<char>(shard) + key);
    }
  }
  return seeds;
}

Seeds MarkSeeds() {
  History history(7);
  Seeds seeds = {'\0' + EncodeHighWater({{0, 0}, 0, 0}),
                 '\0' + EncodeHighWater({{730, 0x0123456789abcdef}, 5, 4096})};
  for (const Sequence after : {Sequence{500}, Sequence{501}, Sequence{3}}) {
    seeds.push_back('\1' + history.Encode());
    history.Branch(history.current() + 1, after);
  }
  seeds.push_back('\2' + EncodeBackupSeal({{7, 1'772'452'800'000'000}, 99}));
  seeds.push_back('\2' + EncodeBackupSeal({}));
  DriftReport report;
  seeds.push_back('\3' + FormatSummary(report));
  report.rows = report.set_aside = 1'000'000;
  report.drift_absolute = std::numeric_limits<Quantity>::max();
  report.drift_net = -report.drift_absolute;
  seeds.push_back('\3' + FormatSummary(report));
  seeds.push_back('\3' + FormatHistoryId(0xfedcba9876543210));
  return seeds;
}

Seeds CompressedSeeds() {
  const std::string text = "item,location,on_hand\nlamp,shop,3\n";
  const std::string long_text(3000, 'a');
  Seeds seeds = {text,
                 "\xef\xbb\xbf" + text,
                 Gzip(text),
                 Gzip(text) + Gzip(text),
                 Gzip(""),
                 Gzip(long_text),
                 Zstd(text),
                 Zstd(text) + Zstd(long_text),
                 Zstd(""),
                 Gzip(text) + Zstd(text),
                 Zstd(text).substr(0, 20),
                 Gzip(text).substr(0, 20),
                 Gzip(text) + "rest",
                 "\x1f\x8b",
                 "\x28\xb5\x2f\xfd"};
  return seeds;
}

}  // namespace atp::fuzz
