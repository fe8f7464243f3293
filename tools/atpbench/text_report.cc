#include "tools/atpbench/text_report.h"

#include <nlohmann/json.hpp>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace atp {
namespace {

using nlohmann::json;

double Us(int64_t nanos) { return static_cast<double>(nanos) / 1000; }

json LatencyJson(const Histogram& latency) {
  return {{"count", latency.count()},
          {"mean_us", latency.mean() / 1000},
          {"p50_us", Us(latency.Percentile(50))},
          {"p99_us", Us(latency.Percentile(99))},
          {"p999_us", Us(latency.Percentile(99.9))},
          {"max_us", Us(latency.max())}};
}

json KindsJson(const Report& report) {
  json kinds = json::object();
  for (size_t k = 0; k < kOperationKinds; ++k) {
    const KindResult& result = report.recording.kinds[k];
    if (result.latency.count() + result.turned_away + result.failed == 0) continue;
    json kind = LatencyJson(result.latency);
    kind["per_second"] = report.rate_of(static_cast<OperationKind>(k));
    kind["refused"] = result.refused;
    kind["turned_away"] = result.turned_away;
    kind["failed"] = result.failed;
    kinds[NameOf(static_cast<OperationKind>(k))] = kind;
  }
  return kinds;
}

json SecondsJson(const Report& report) {
  json seconds = json::array();
  for (const Second& second : report.recording.seconds) {
    json row = json::object();
    for (size_t k = 0; k < kOperationKinds; ++k) {
      if (second[k].count == 0) continue;
      row[NameOf(static_cast<OperationKind>(k))] = {{"count", second[k].count},
                                                    {"p50_us", Us(second[k].p50)},
                                                    {"p99_us", Us(second[k].p99)},
                                                    {"max_us", Us(second[k].max)}};
    }
    seconds.push_back(row);
  }
  return seconds;
}

json OptionsJson(const BenchOptions& options) {
  json mix = json::object();
  for (size_t k = 0; k < kOperationKinds; ++k) {
    mix[NameOf(static_cast<OperationKind>(k))] = options.mix.weights[k];
  }
  return {{"scenario", options.scenario.name},
          {"loop", options.rate > 0 ? "open" : "closed"},
          {"rate", options.rate},
          {"in_flight", options.in_flight},
          {"deadline_ms", options.deadline_ms},
          {"batched", options.is_batched},
          {"connections", options.connections},
          {"items", options.catalogue.items},
          {"locations", options.catalogue.locations},
          {"stock", options.stock},
          {"basket_lines_max", options.basket_lines_max},
          {"mix", mix},
          {"seed", options.seed},
          {"warm_up_seconds", options.warm_up_seconds}};
}

json PushJson(const PushUse& push) {
  return {{"pushes", push.pushes},
          {"rows", push.rows},
          {"seconds", push.seconds},
          {"rows_per_second", push.rows_a_second()}};
}

json ServerJson(const ServerUse& server) {
  return {{"busy_cores", server.busy_cores},
          {"resident_empty_bytes", server.resident_empty_bytes},
          {"resident_loaded_bytes", server.resident_loaded_bytes},
          {"resident_end_bytes", server.resident_end_bytes},
          {"changes", server.changes},
          {"written_bytes", server.written_bytes},
          {"directory_bytes", server.directory_bytes},
          {"recovery_seconds", server.recovery_seconds},
          {"recovered_entries", server.recovered_entries}};
}

}  // namespace

std::string ToJson(const Report& report) {
  json all = {{"options", OptionsJson(report.options)},
              {"machine",
               {{"processor", report.machine.processor},
                {"cores", report.machine.cores},
                {"kernel", report.machine.kernel},
                {"server_version", report.server_version},
                {"time", report.machine.time}}},
              {"measured_seconds", report.measured_seconds},
              {"kinds", KindsJson(report)},
              {"seconds", SecondsJson(report)},
              {"first_error", report.recording.first_error},
              {"promised_units", report.books.promised_units},
              {"released_units", report.books.released_units},
              {"oversold_units", report.books.oversold_units},
              {"client_busy_cores", report.client_busy_cores},
              {"opening", PushJson(report.opening)},
              {"is_sound", report.IsSound()}};
  if (report.pushes) all["pushes"] = PushJson(*report.pushes);
  if (report.follow) {
    all["follow"] = LatencyJson(report.follow->delay);
    all["follow"]["subscribers"] = report.follow->subscribers;
    all["follow"]["deltas"] = report.follow->deltas;
    all["follow"]["gaps"] = report.follow->gaps;
  }
  if (report.server) all["server"] = ServerJson(*report.server);
  json sizing = json::array();
  for (const SizingRow& row : SizingOf(report)) {
    sizing.push_back({{"what", row.what}, {"value", row.value}, {"how", row.how}});
  }
  all["sizing"] = sizing;
  return all.dump();
}

std::string ToText(const Report& report) {
  const BenchOptions& options = report.options;
  std::string text = absl::StrFormat(
      "%s: %s\n%s, %s%s, %d positions, seed %d, %.1f s measured\n\n", options.scenario.name,
      options.scenario.meaning,
      options.rate > 0 ? absl::StrFormat("open loop at %.0f operations/s", options.rate)
                       : absl::StrFormat("closed loop, %d in flight", options.in_flight),
      options.is_batched ? "batched streams" : "a call for each",
      options.credentials.tls_ca.empty() ? "" : " over TLS", options.catalogue.positions(),
      options.seed, report.measured_seconds);
  absl::StrAppendFormat(&text, "%-10s %10s %10s %10s %10s %10s %10s %9s %11s %7s\n", "", "count",
                        "/s", "p50 us", "p99 us", "p99.9 us", "max us", "refused", "turned away",
                        "failed");
  for (size_t k = 0; k < kOperationKinds; ++k) {
    const KindResult& kind = report.recording.kinds[k];
    const Histogram& latency = kind.latency;
    if (latency.count() + kind.turned_away + kind.failed == 0) continue;
    absl::StrAppendFormat(&text, "%-10s %10d %10.0f %10.0f %10.0f %10.0f %10.0f %9d %11d %7d\n",
                          NameOf(static_cast<OperationKind>(k)), latency.count(),
                          report.rate_of(static_cast<OperationKind>(k)), Us(latency.Percentile(50)),
                          Us(latency.Percentile(99)), Us(latency.Percentile(99.9)),
                          Us(latency.max()), kind.refused, kind.turned_away, kind.failed);
  }
  absl::StrAppendFormat(&text, "\noversold units %d (promised %d, released %d)\n",
                        report.books.oversold_units, report.books.promised_units,
                        report.books.released_units);
  if (!report.recording.first_error.empty()) {
    absl::StrAppend(&text, "first error: ", report.recording.first_error, "\n");
  }
  absl::StrAppendFormat(&text, "opening stock: %d rows, %.0f rows/s\n", report.opening.rows,
                        report.opening.rows_a_second());
  if (report.pushes) {
    absl::StrAppendFormat(&text, "counts pushed meanwhile: %d of %d rows in all, %.0f rows/s\n",
                          report.pushes->pushes, report.pushes->rows,
                          report.pushes->rows_a_second());
  }
  if (report.follow) {
    const FollowUse& follow = *report.follow;
    absl::StrAppendFormat(
        &text,
        "subscribers: %d, %d deltas, %d gaps, journaled to delivered p50 %.0f us, "
        "p99 %.0f us, max %.0f us\n",
        follow.subscribers, follow.deltas, follow.gaps, Us(follow.delay.Percentile(50)),
        Us(follow.delay.Percentile(99)), Us(follow.delay.max()));
    if (!follow.ends.empty()) {
      absl::StrAppendFormat(&text, "%d of their streams ended too early, the first with: %s\n",
                            follow.ends.size(), follow.ends[0]);
    }
  }
  absl::StrAppend(&text, "\nSIZING\n");
  for (const SizingRow& row : SizingOf(report)) {
    absl::StrAppendFormat(&text, "%-29s %-14s %s\n", row.what, row.value, row.how);
  }
  return text;
}

}  // namespace atp
