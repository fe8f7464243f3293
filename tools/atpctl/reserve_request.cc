#include "tools/atpctl/reserve_request.h"

#include "absl/strings/str_cat.h"
#include "tools/atpctl/arguments.h"
#include "tools/atpctl/show.h"

namespace atp {
namespace {

using v1::Reservation;
using v1::ReserveRequest;

// The value that `text` names; unspecified, which is 0, where it is empty.
template <typename Enum>
absl::Status ReadEnum(const std::string& text, const char* choice,
                      bool (*parse)(const std::string&, Enum*), Enum* value) {
  *value = Enum();
  if (text.empty() || parse(text, value)) return absl::OkStatus();
  return absl::InvalidArgumentError(choice);
}

// Lines are promised whole, in part, or wait.
ReserveRequest::Mode ModeOf(const ReserveFlags& flags) {
  if (flags.is_backorder) return ReserveRequest::BACKORDER;
  return flags.is_partial ? ReserveRequest::PARTIAL : ReserveRequest::ALL_OR_NOTHING;
}

absl::Status AddLines(const ReserveFlags& flags, ReserveRequest* request) {
  const SourcingFlags& sourcing = flags.sourcing;
  bool uses_group = false;
  for (const std::string& text : flags.lines) {
    const auto line = ParseOrderLine(text);
    if (!line.ok()) return line.status();
    auto* const added = request->add_lines();
    added->set_item(line->item);
    added->set_location(line->location);
    added->set_quantity(line->quantity);
    added->set_day(line->day);
    if (!line->location.empty()) continue;
    if (sourcing.group.empty()) {
      return absl::InvalidArgumentError(
          absl::StrCat("\"", text, "\" names no location; with --group the server plans one"));
    }
    uses_group = true;
    added->set_group(sourcing.group);
    added->set_latest_day(sourcing.latest_day);
    added->set_together(sourcing.line_together);
    added->set_may_split_days(sourcing.may_split_days);
    added->set_part_min(sourcing.part_min);
  }
  if (!sourcing.group.empty() && !uses_group) {
    return absl::InvalidArgumentError("--group is for lines without a location, as lamp=3");
  }
  return absl::OkStatus();
}

void AddSourcingFlags(CLI::App* command, SourcingFlags* flags) {
  CLI::Option* const group = command->add_option(
      "--group", flags->group, "Lines without a location are served from this group of them");
  const auto add = [&](CLI::Option* option) { option->needs(group)->group("With --group"); };
  group->group("With --group");
  add(command->add_option("--sourcing", flags->strategy,
                          "PRIORITY (of the group's order), FEWEST_SPLITS, EARLIEST or CHEAPEST"));
  add(command->add_option("--region", flags->region,
                          "Where it goes: days are of arrival there, and lanes have costs"));
  add(command->add_option("--latest-day", flags->latest_day,
                          "The last day that will do (default: the line's day)"));
  add(command->add_flag("--ship-together", flags->together,
                        "All lines from one location on one day"));
  add(command->add_flag("--line-together", flags->line_together,
                        "Each line from one location on one day"));
  add(command->add_flag("--split-days", flags->may_split_days,
                        "Parts of a line may come on different days"));
  add(command->add_option("--part-min", flags->part_min, "No part is smaller (default: 1)"));
  command->footer(
      "From where would an order for Wales be served, in parts of at least 5 by the 24th?\n"
      "  atpctl reserve lamp=20:2026-12-20 shade@depot=2 --group north --region wales\n"
      "      --sourcing CHEAPEST --latest-day 2026-12-24 --split-days --part-min 5 "
      "--validate-only");
}

}  // namespace

absl::StatusOr<ReserveRequest> MakeReserveRequest(const ReserveFlags& flags) {
  ReserveRequest request;
  const absl::Status lines = AddLines(flags, &request);
  if (!lines.ok()) return lines;
  request.set_mode(ModeOf(flags));
  request.set_confirm(flags.confirm);
  request.set_reference(flags.reference);
  request.set_customer(flags.customer);
  request.set_channel(flags.channel);
  request.set_priority(flags.priority);
  request.set_is_emergency(flags.is_emergency);
  request.set_accepts_substitutes(flags.accepts_substitutes);
  request.set_region(flags.sourcing.region);
  request.set_together(flags.sourcing.together);
  Reservation::ShortageStrategy strategy;
  absl::Status read =
      ReadEnum(flags.strategy, "--strategy is one of WIN, GAIN, REDISTRIBUTE, FILL, LOSE",
               Reservation::ShortageStrategy_Parse, &strategy);
  if (!read.ok()) return read;
  request.set_strategy(strategy);
  ReserveRequest::Sourcing sourcing;
  read = ReadEnum(flags.sourcing.strategy,
                  "--sourcing is one of PRIORITY, FEWEST_SPLITS, EARLIEST, CHEAPEST",
                  ReserveRequest::Sourcing_Parse, &sourcing);
  if (!read.ok()) return read;
  request.set_sourcing(sourcing);
  if (!flags.hold.empty()) {
    const auto micros = ParseDuration(flags.hold);
    if (!micros.ok()) return micros.status();
    *request.mutable_hold_for() = MakeDuration(*micros);
  }
  return request;
}

void AddReserveFlags(CLI::App* command, ReserveFlags* flags) {
  command
      ->add_option("lines", flags->lines,
                   "ITEM@LOCATION=QTY or ITEM@LOCATION=QTY:DAY; with --group also without location")
      ->required();
  CLI::Option* const partial =
      command->add_flag("--partial", flags->is_partial, "Take what there is of each line");
  command
      ->add_flag("--backorder", flags->is_backorder,
                 "What is not there waits for supply; confirmed at once")
      ->excludes(partial);
  command->add_flag("--emergency", flags->is_emergency,
                    "May use safety stock, if the rule lets it");
  command->add_flag("--substitutes", flags->accepts_substitutes, "Another item will do");
  command->add_option("--customer", flags->customer, "For whom; counts against caps");
  command->add_option("--channel", flags->channel, "Whose quota it takes from");
  command->add_option("--priority", flags->priority, "Of what waits: the higher the sooner");
  command->add_option("--strategy", flags->strategy,
                      "When supply is given out anew: WIN, GAIN, REDISTRIBUTE, FILL or LOSE");
  CLI::Option* const confirm =
      command->add_flag("--confirm", flags->confirm, "Confirm it at once, without a deadline");
  command->add_option("--hold", flags->hold, "How long to keep it, as 15m (default: the server's)")
      ->excludes(confirm);
  command->add_option("--reference", flags->reference, "Your own number, to find it by");
  AddSourcingFlags(command, &flags->sourcing);
}

}  // namespace atp
