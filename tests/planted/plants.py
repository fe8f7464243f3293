"""The faults that are planted: each a small change of one place, and the test that must notice it.

`find` must be in the file exactly once, and `plant` takes its place. README.md says what for.
"""

import collections

Plant = collections.namedtuple("Plant", "name file find plant test")

JOURNAL = "//engine/journal:journal_test"
ENGINE = "//engine:engine_test"
SIMULATION = "//tests/simulation:simulation_test"

PLANTS = [
    # --- the log ---
    Plant("a sync is left out", "engine/journal/journal.cc",
          "bytes, SyncsEachGroup());", "bytes, false);", SIMULATION),
    Plant("a change is acknowledged before it is durable", "engine/journal/journal.cc",
          "      if (sequence > durable()) {", "      if (sequence > appended()) {", JOURNAL),
    Plant("a sync that failed counts as done", "engine/journal/journal.cc",
          "    if (synced.ok()) {\n      synced_ = end;", "    if (true) {\n      synced_ = end;", JOURNAL),
    Plant("after a failed write the log goes on", "engine/journal/journal.cc",
          "      } else {\n        Fail(status);\n      }\n      groups_.FinishWriting",
          "      }\n      groups_.FinishWriting", JOURNAL),
    Plant("changes are taken though the log has failed", "engine/commit_pipeline.cc",
          "  if (journal_.HasFailed()) {\n    return Unavailable", "  if (false) {\n    return Unavailable",
          "//engine:engine_log_test"),
    Plant("what waits for the log has no bound", "engine/journal/journal.cc",
          "    return pending_bytes_.load(std::memory_order_relaxed) < options_.pending_bytes_max;",
          "    return true;", JOURNAL),
    Plant("a group may follow any other", "engine/journal/journal_reader.cc",
          "    if (group.previous_hash() != chain_hash_) {", "    if (false) {",
          "//engine/journal:journal_reader_test"),

    Plant("who saw what is lost is told to go on", "engine/recovery.cc",
          "  if (!*syncs_later) return absl::OkStatus();", "  if (true) return absl::OkStatus();", SIMULATION),

    # --- requests ---
    Plant("a request id answers for any body", "engine/commit_pipeline.cc",
          "  if (answer.fingerprint != fingerprint) {", "  if (false) {", "//engine:engine_log_test"),
    Plant("a request id is forgotten an hour early", "engine/ledger/request_book.cc",
          "it->second.time <= cutoff ? nullptr", "it->second.time <= cutoff + kMicrosPerHour ? nullptr",
          "//engine/ledger:request_book_test"),
    Plant("a change needs no request id", "engine/commit_pipeline.cc",
          "    if (request.request_id.empty()) {", "    if (false) {", "//engine:engine_bad_input_test"),
    Plant("what is only validated is done", "engine/commit_pipeline.cc",
          "  if (command->validate_only) return absl::OkStatus();\n", "", ENGINE),

    Plant("reservations fill all of memory", "engine/commit_pipeline.cc",
          "  if (!is_full() || ", "  if (true || ", ENGINE),

    # --- promises ---
    Plant("a hold ends a second late", "engine/commit_pipeline.cc",
          "  if (reservation->deadline > time) {", "  if (reservation->deadline > time - kMicrosPerSecond) {",
          SIMULATION),
    Plant("time runs back with the clock", "engine/commit_pipeline.cc",
          "  shards.ForEach([&](ShardId id) { now = std::max(now, ledger_.shard(id).last_time()); });\n",
          "", SIMULATION),
    Plant("a day beyond the horizon is promised", "engine/ledger/decide_reserve.cc",
          "  if (!InHorizon(rule, today, place.day)) {", "  if (false) {", "//server:bad_fields_test"),
    Plant("any order may use safety stock", "engine/ledger/decide_reserve.cc",
          "  if (serving.action.is_emergency && !rule.emergency_uses_safety_stock) {", "  if (false) {",
          "//engine:engine_rules_test"),

    Plant("a count undoes what has moved since", "engine/ledger/decide_snapshot.cc",
          "return position->balances().moved - it->second;", "return 0;", SIMULATION),

    # --- who calls ---
    Plant("a token is valid in the second in which it expires", "server/access/token_verifier.cc",
          "  if (now >= found->second.expires) {", "  if (now >= found->second.expires + kMicrosPerSecond) {",
          "//server/access:token_verifier_test"),
    Plant("a token for another service is taken", "server/access/token_verifier.cc",
          "  if (!HasAudience(*claims, rules_.audience)) return",
          "  if (!HasAudience(*claims, rules_.audience) && rules_.audience.empty()) return",
          "//server/access:token_verifier_test"),
    Plant("tokens of a key that is gone stay valid", "server/access/token_verifier.cc",
          "    known_.clear();\n", "", "//server/access:token_verifier_test"),
    Plant("a method without a row is open", "server/access/door.cc",
          "  if (access == nullptr) return Denied(\"SCOPE_MISSING\", \"\", \"nobody may call this method\");",
          "  if (access == nullptr) return absl::OkStatus();", "//server/access:method_access_test"),
    Plant("no scope is asked for", "server/access/door.cc",
          "identity.scopes.Has(*access->scope)) return", "true) return", "//server:access_matrix_test"),
    Plant("a line without a location reaches all of them", "server/access/door.cc",
          "    if (reach == Reach::kReservation && place.key.empty()) continue;",
          "    if (place.key.empty()) continue;", "//server/access:method_access_test"),
    Plant("items of a batch are not looked at", "server/batch_run.cc",
          "request == nullptr ? absl::OkStatus() : call_.CheckItem(&engine_, *request)",
          "request == nullptr ? absl::OkStatus() : absl::OkStatus()", "//server:access_matrix_test"),
    Plant("rows of a snapshot are not looked at", "server/push_snapshot.cc",
          "      if (parsed.ok()) parsed = call_.CheckReach(engine_, message_);\n      if", "      if",
          "//server:access_test"),
    Plant("an expired certificate is taken", "server/access/client_certificates.cc",
          "  X509_VERIFY_PARAM_set_time(rules, static_cast<time_t>(now / kMicrosPerSecond));",
          "  X509_VERIFY_PARAM_set_flags(rules, X509_V_FLAG_NO_CHECK_TIME);",
          "//server/access:client_certificates_test"),
    Plant("a key that others can read is taken", "server/access/secret_file.cc",
          "  if (is_secret && ", "  if (false && ", "//server/access:files_test"),
    Plant("a call that has ended keeps its slot", "server/access/call_limits.cc",
          "  --account_->under_way;\n", "", "//server/access:call_limits_test"),
    Plant("changes are taken though they cannot be written down", "server/call.cc",
          "!door_.audit()->has_failed()", "true", "//server:access_test"),
    Plant("no change finds the server full", "server/places.h",
          "    if (taken_.fetch_add(1, std::memory_order_relaxed) < max_) return Place(this);",
          "    if (taken_.fetch_add(1, std::memory_order_relaxed) >= 0) return Place(this);",
          "//server:limits_test"),
]
