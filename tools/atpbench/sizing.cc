#include "absl/strings/str_format.h"
#include "tools/atpbench/report.h"

namespace atp {
namespace {

constexpr double kMillion = 1e6;
constexpr double kMebibyte = 1 << 20;
constexpr char kNotMeasured[] = "not measured";
constexpr char kNotOurs[] = "only of an atpd that atpbench started itself";

SizingRow OrdersPerCore(const Report& report) {
  const char* const what = "orders per second per core";
  const double cores = report.server->busy_cores;
  const double orders = report.rate_of(OperationKind::kReserve);
  if (orders == 0 || cores == 0) return {what, kNotMeasured, "no order was reserved"};
  return {
      what, absl::StrFormat("%.0f", orders / cores),
      absl::StrFormat("%.0f reservations/s, each durable before its answer, and all else of the "
                      "mix, with %.2f cores of atpd; the load itself took %.2f cores more",
                      orders, cores, report.client_busy_cores)};
}

SizingRow Memory(const Report& report) {
  const auto positions = static_cast<double>(report.options.catalogue.positions());
  const auto bytes = static_cast<double>(report.server->resident_loaded_bytes -
                                         report.server->resident_empty_bytes);
  return {"memory per million positions",
          absl::StrFormat("%.0f MiB", bytes / positions * kMillion / kMebibyte),
          absl::StrFormat("resident memory of atpd rose by %.1f MiB with %.0f positions; what is "
                          "remembered of requests and reservations comes on top",
                          bytes / kMebibyte, positions)};
}

SizingRow Disk(const Report& report) {
  const char* const what = "disk per million changes";
  if (report.server->changes == 0) return {what, kNotMeasured, "nothing was changed"};
  const auto changes = static_cast<double>(report.server->changes);
  const auto bytes = static_cast<double>(report.server->written_bytes);
  return {what, absl::StrFormat("%.0f MiB", bytes / changes * kMillion / kMebibyte),
          absl::StrFormat("%.0f bytes handed to the disk for each of %.0f changes, checkpoints so "
                          "far included",
                          bytes / changes, changes)};
}

SizingRow Recovery(const Report& report) {
  const char* const what = "recovery time";
  if (!report.options.measures_recovery) {
    return {what, kNotMeasured, "asked for with --recovery"};
  }
  return {what, absl::StrFormat("%.2f s", report.server->recovery_seconds),
          absl::StrFormat("killed and started again: %d positions, %d entries since the last "
                          "checkpoint",
                          report.options.catalogue.positions(), report.server->recovered_entries)};
}

}  // namespace

std::vector<SizingRow> SizingOf(const Report& report) {
  if (!report.server) {
    return {{"orders per second per core", kNotMeasured, kNotOurs},
            {"memory per million positions", kNotMeasured, kNotOurs},
            {"disk per million changes", kNotMeasured, kNotOurs},
            {"recovery time", kNotMeasured, kNotOurs}};
  }
  return {OrdersPerCore(report), Memory(report), Disk(report), Recovery(report)};
}

}  // namespace atp
