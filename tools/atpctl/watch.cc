#include "proto/atp/v1/delta_service.grpc.pb.h"
#include "tools/atpctl/arguments.h"
#include "tools/atpctl/commands.h"
#include "tools/atpctl/show.h"
#include "tools/atpctl/table.h"

namespace atp {
namespace {

struct WatchFlags {
  std::string from = "now";
  std::string history;
  std::vector<std::string> items;
  std::vector<std::string> locations;
  bool coalesce = false;
  int64_t count = 0;
  int64_t until = 0;
  bool show_heartbeats = false;
};

absl::StatusOr<v1::WatchRequest> MakeRequest(const WatchFlags& flags) {
  v1::WatchRequest request;
  if (flags.from == "now") {
    request.mutable_now();
  } else if (flags.from == "picture") {
    request.mutable_full_picture();
  } else {
    const auto sequence = ParseQuantity(flags.from);
    if (!sequence.ok() || *sequence < 0) {
      return absl::InvalidArgumentError("--from is now, picture, or a sequence to go on after");
    }
    request.set_after_sequence(*sequence);
  }
  request.set_history(flags.history);
  for (const std::string& item : flags.items) request.add_items(item);
  for (const std::string& location : flags.locations) request.add_locations(location);
  request.set_on_lag(flags.coalesce ? v1::WatchRequest::COALESCE : v1::WatchRequest::RESET);
  return request;
}

std::string ShowDelta(const v1::Delta& delta) {
  std::string text = absl::StrCat(delta.sequence(), "  ", ShowTime(delta.has_time(), delta.time()),
                                  "  ", v1::Delta::Cause_Name(delta.cause()));
  if (delta.coalesced_from() > 0) absl::StrAppend(&text, "  joins ", delta.coalesced_from(), "..");
  if (!delta.reservation_id().empty()) absl::StrAppend(&text, "  ", delta.reservation_id());
  bool is_first = true;
  for (const auto& change : delta.changes()) {
    absl::StrAppend(&text, is_first ? "  " : "; ", change.item(), "@", change.location(), " ",
                    ShowChange(change.before(), change.after()));
    if (change.short_by() > 0) absl::StrAppend(&text, " SHORT BY ", change.short_by());
    is_first = false;
  }
  if (!delta.request_id().empty()) absl::StrAppend(&text, "  request ", delta.request_id());
  return Printable(text);
}

// Follows one stream to its end.
class Watcher {
 public:
  Watcher(const WatchFlags& flags, Session& session) : flags_(flags), session_(session) {}

  int Run(const v1::WatchRequest& request) {
    if (request.start_case() == v1::WatchRequest::kAfterSequence) {
      Reached(request.after_sequence());
    }
    grpc::ClientContext context;
    session_.Prepare(&context, /*has_deadline=*/false);
    const auto stub = v1::DeltaService::NewStub(session_.channel());
    const auto reader = stub->Watch(&context, request);
    v1::WatchResponse response;
    bool is_enough = false;
    while (!is_enough && reader->Read(&response)) is_enough = TakeAll(response);
    if (is_enough) context.TryCancel();
    const grpc::Status status = reader->Finish();
    if (is_enough) return kOk;
    if (was_reset_) return kAnswerIsNo;
    const int code = status.ok() ? static_cast<int>(kUnavailable) : session_.Explain(status);
    if (can_resume_) {
      session_.err() << "the stream ended; go on with --from " << last_;
      if (!history_.empty()) session_.err() << " --history " << Printable(history_);
      session_.err() << '\n';
    } else {
      session_.err() << "the stream ended before there was a place to go on from\n";
    }
    return code;
  }

 private:
  // One after the other, so that it can end between two. True when the caller has what it wanted.
  bool TakeAll(const v1::WatchResponse& response) {
    if (!response.history().empty()) history_ = response.history();
    for (const v1::Delta& delta : response.deltas()) {
      v1::WatchResponse one;
      *one.add_deltas() = delta;
      if (Take(one)) return true;
    }
    for (const auto& row : response.picture_positions()) {
      v1::WatchResponse one;
      *one.add_picture_positions() = row;
      if (Take(one)) return true;
    }
    return response.event_case() != v1::WatchResponse::EVENT_NOT_SET && Take(response);
  }

  bool Take(const v1::WatchResponse& response) {
    if (session_.is_json() && (!response.has_heartbeat() || flags_.show_heartbeats)) {
      v1::WatchResponse shown = response;
      shown.set_history(history_);  // so that each line is a place to go on from
      session_.PrintJson(shown);
    }
    for (const v1::Delta& delta : response.deltas()) {
      Print(ShowDelta(delta));
      Reached(delta.sequence());
      ++deltas_;
    }
    for (const auto& row : response.picture_positions()) {
      Print(absl::StrCat("picture  ", Printable(row.item()), "@", Printable(row.location()), " ",
                         ShowChange({}, row.balances())));
    }
    switch (response.event_case()) {
      case v1::WatchResponse::kPictureEnd:
        Print(absl::StrCat("picture complete at sequence ", response.picture_end().sequence()));
        Reached(response.picture_end().sequence());
        break;
      case v1::WatchResponse::kHeartbeat:
        if (flags_.show_heartbeats) {
          Print(absl::StrCat(response.heartbeat().sequence(), "  heartbeat"));
        }
        Reached(response.heartbeat().sequence());
        break;
      case v1::WatchResponse::kReset: {
        const auto& reset = response.reset();
        was_reset_ = true;
        session_.err() << "RESET: " << Printable(reset.reason())
                       << "; begin anew with --from picture";
        if (reset.reason() != "HISTORY_CHANGED") {
          session_.err() << ", or skip what is lost with --from "
                         << std::max<int64_t>(0, reset.oldest_sequence() - 1);
        }
        session_.err() << '\n';
        break;
      }
      case v1::WatchResponse::EVENT_NOT_SET:
        break;
    }
    return (flags_.count > 0 && deltas_ >= flags_.count) ||
           (flags_.until > 0 && can_resume_ && last_ >= flags_.until);
  }

  void Print(const std::string& line) {
    if (!session_.is_json()) session_.out() << line << std::endl;
  }

  void Reached(int64_t sequence) {
    last_ = sequence;
    can_resume_ = true;
  }

  const WatchFlags& flags_;
  Session& session_;
  int64_t last_ = 0;
  std::string history_;
  int64_t deltas_ = 0;
  bool can_resume_ = false;
  bool was_reset_ = false;
};

int Watch(const WatchFlags& flags, Session& session) {
  const auto request = MakeRequest(flags);
  if (!request.ok()) return session.Usage(request.status());
  return Watcher(flags, session).Run(*request);
}

}  // namespace

void AddWatchCommand(CLI::App* app, Command* chosen) {
  CLI::App* watch =
      app->add_subcommand("watch", "What happens, as it happens: a line for each delta");
  const auto flags = std::make_shared<WatchFlags>();
  watch
      ->add_option("--from", flags->from,
                   "now; picture: all that is there, then what happens; N: go on after sequence N")
      ->capture_default_str();
  watch->add_option("--history", flags->history,
                    "Where N was seen, as the end of a stream or `status` says: needed where the "
                    "ledger has been restored since");
  watch->add_option("--items", flags->items, "Only these")->delimiter(',');
  watch->add_option("--locations", flags->locations, "Only these")->delimiter(',');
  watch->add_flag("--coalesce", flags->coalesce,
                  "If too slow, join what was missed instead of a reset");
  watch->add_option("--count", flags->count, "Stop after so many deltas");
  watch->add_option("--until", flags->until, "Stop when this sequence is reached");
  watch->add_flag("--heartbeats", flags->show_heartbeats, "Show heartbeats too");
  watch->callback([flags, chosen] { *chosen = [flags](Session& s) { return Watch(*flags, s); }; });
}

}  // namespace atp
