#include "server/access/door.h"

#include <grpc/grpc_security_constants.h>
#include <grpcpp/security/auth_context.h>

#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "engine/model/error.h"
#include "server/access/request_places.h"

namespace atp {
namespace {

absl::Status Unauthenticated(std::string_view reason, std::string_view message) {
  return MakeError(absl::StatusCode::kUnauthenticated, reason, "", message);
}

absl::Status Denied(std::string_view reason, const Field& field, std::string_view message) {
  return MakeError(absl::StatusCode::kPermissionDenied, reason, field, message);
}

// What follows "Bearer " in the call's authorization; nothing: there is no authorization. One of
// another scheme, or a second one, is a token that cannot be verified.
std::optional<std::string> TokenOf(const grpc::ServerContextBase& context) {
  const auto range = context.client_metadata().equal_range("authorization");
  if (range.first == range.second) return std::nullopt;
  const std::string value(range.first->second.data(), range.first->second.size());
  constexpr size_t kSchemeBytes = 7;
  const bool is_bearer = absl::AsciiStrToLower(value.substr(0, kSchemeBytes)) == "bearer ";
  if (!is_bearer || std::next(range.first) != range.second) return "";
  return value.substr(kSchemeBytes);
}

// The names in a certificate that the handshake has admitted, as Policy has them.
std::vector<std::string> NamesOf(const grpc::AuthContext& peer) {
  static constexpr std::pair<const char*, const char*> kKinds[] = {
      {GRPC_PEER_URI_PROPERTY_NAME, "uri:"},
      {GRPC_PEER_DNS_PROPERTY_NAME, "dns:"},
      {GRPC_X509_CN_PROPERTY_NAME, "cn:"}};
  std::vector<std::string> names;
  for (const auto& [property, prefix] : kKinds) {
    for (const grpc::string_ref& value : peer.FindPropertyValues(property)) {
      names.push_back(absl::StrCat(prefix, std::string(value.data(), value.size())));
    }
  }
  return names;
}

template <typename T, typename Parse>
absl::Status Follow(const std::string& path, const AccessOptions& options, const Clock* clock,
                    Parse parse, std::unique_ptr<FollowedFile<T>>* file) {
  if (path.empty()) return absl::OkStatus();
  auto opened =
      FollowedFile<T>::Open(path, options.reload_seconds * kMicrosPerSecond, clock, parse);
  if (!opened.ok()) return opened.status();
  *file = *std::move(opened);
  return absl::OkStatus();
}

using Check = absl::Status(const Identity&, const std::string&, const Field&);

absl::Status CheckPlaces(const Identity& identity, Reach reach,
                         const std::vector<NamedPlace>& places, Check check) {
  for (const NamedPlace& place : places) {
    // A reservation stays where it is unless another place is named.
    if (reach == Reach::kReservation && place.key.empty()) continue;
    const absl::Status status = check(identity, place.key, place.field);
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

}  // namespace

Door::Door(const AccessOptions& options, const Clock* clock)
    : options_(options),
      clock_(*clock),
      anonymous_(std::make_shared<const Identity>(Anonymous())),
      limits_(options.limits, clock),
      tokens_({options.token_audience, options.token_issuer}) {}

absl::StatusOr<std::unique_ptr<Door>> Door::Open(const AccessOptions& options, const Clock* clock) {
  auto door = std::unique_ptr<Door>(new Door(options, clock));
  absl::Status status =
      Follow(options.tls_client_ca, options, clock, ClientCertificates::Parse, &door->authorities_);
  if (status.ok()) status = Follow(options.policy, options, clock, Policy::Parse, &door->policy_);
  if (status.ok()) {
    status = Follow(options.token_keys, options, clock, TokenKeys::Parse, &door->token_keys_);
  }
  if (!status.ok()) return status;
  if (!options.audit_log.empty()) {
    absl::StatusOr<std::unique_ptr<AuditLog>> audit = AuditLog::Open(options.audit_log, clock);
    if (!audit.ok()) return audit.status();
    door->audit_ = *std::move(audit);
  }
  return door;
}

absl::Status Door::AdmitCertificate(const std::string& leaf, const std::string& chain) {
  if (authorities_ == nullptr) return absl::OkStatus();
  // Without one he may have a token.
  if (leaf.empty() && token_keys_ != nullptr) return absl::OkStatus();
  const absl::Status status = authorities_->Get()->Verify(leaf, chain, clock_.Now());
  if (!status.ok() && audit_ != nullptr) {
    AuditRecord record;
    record.event = AuditRecord::Event::kDenial;
    record.code = absl::StatusCodeToString(status.code());
    record.reason = ErrorReason(status);
    record.message = std::string(status.message());
    audit_->Write(record);
  }
  return status;
}

absl::StatusOr<Pass> Door::Enter(const grpc::ServerContextBase& context, std::string_view method,
                                 std::string* who) {
  if (!asks()) {
    *who = anonymous_->name;
    return Pass{anonymous_, {}};
  }
  absl::StatusOr<std::shared_ptr<const Identity>> identity = Identify(context);
  if (!identity.ok()) return identity.status();
  *who = (*identity)->name;
  absl::StatusOr<CallLimits::Slot> slot = limits_.Enter((*identity)->name);
  if (!slot.ok()) return slot.status();
  const absl::Status scope = CheckScope(**identity, method);
  if (!scope.ok()) return scope;
  return Pass{*std::move(identity), *std::move(slot)};
}

absl::StatusOr<std::shared_ptr<const Identity>> Door::Identify(
    const grpc::ServerContextBase& context) {
  const std::optional<std::string> token = TokenOf(context);
  if (token.has_value()) {
    if (token_keys_ == nullptr) {
      return Unauthenticated("TOKEN_INVALID", "this server takes no tokens");
    }
    return tokens_.Verify(*token, token_keys_->Get(), clock_.Now());
  }
  std::vector<std::string> names;
  if (policy_ != nullptr) names = NamesOf(*context.auth_context());
  if (names.empty()) {
    return Unauthenticated("CREDENTIALS_MISSING", "neither a token nor a client certificate");
  }
  const std::shared_ptr<const Identity> identity = policy_->Get()->Find(names);
  if (identity == nullptr) {
    return Denied("IDENTITY_UNKNOWN", "", absl::StrCat("the policy does not list ", names[0]));
  }
  return identity;
}

absl::Status Door::CheckScope(const Identity& identity, std::string_view method) const {
  const MethodAccess* const access = FindMethodAccess(method);
  if (access == nullptr) return Denied("SCOPE_MISSING", "", "nobody may call this method");
  if (!access->scope.has_value() || identity.scopes.Has(*access->scope)) return absl::OkStatus();
  return WithDetail(
      Denied("SCOPE_MISSING", "",
             absl::StrCat(identity.name, " has no scope ", std::string(NameOf(*access->scope)))),
      "scope", NameOf(*access->scope));
}

absl::Status CheckLocation(const Identity& identity, const std::string& key, const Field& field) {
  if (Allows(identity.locations, key)) return absl::OkStatus();
  return Denied("LOCATION_NOT_GRANTED", field,
                key.empty() ? absl::StrCat(identity.name, " must name a location of its own")
                            : absl::StrCat(identity.name, " may not act at ", key));
}

absl::Status CheckChannel(const Identity& identity, const std::string& key, const Field& field) {
  if (Allows(identity.channels, key)) return absl::OkStatus();
  return Denied("CHANNEL_NOT_GRANTED", field,
                key.empty() ? absl::StrCat(identity.name, " must name a channel of its own")
                            : absl::StrCat(identity.name, " may not act for ", key));
}

absl::Status CheckReach(const Identity& identity, const MethodAccess& access,
                        const google::protobuf::Message& request) {
  const bool looks_at_locations =
      identity.locations.has_value() && access.locations != Reach::kNothing;
  const bool looks_at_channels =
      identity.channels.has_value() && access.channels != Reach::kNothing;
  if (!looks_at_locations && !looks_at_channels) return absl::OkStatus();
  if (looks_at_locations && access.locations == Reach::kEverything) {
    return Denied("LOCATION_NOT_GRANTED", "",
                  absl::StrCat(std::string(access.method), " reaches all locations, ",
                               identity.name, " not"));
  }
  if (looks_at_channels && access.channels == Reach::kEverything) {
    return Denied(
        "CHANNEL_NOT_GRANTED", "",
        absl::StrCat(std::string(access.method), " reaches all channels, ", identity.name, " not"));
  }
  const RequestPlaces places = FindPlaces(request);
  if (looks_at_locations) {
    const absl::Status status =
        CheckPlaces(identity, access.locations, places.locations, CheckLocation);
    if (!status.ok()) return status;
  }
  if (!looks_at_channels) return absl::OkStatus();
  return CheckPlaces(identity, access.channels, places.channels, CheckChannel);
}

}  // namespace atp
