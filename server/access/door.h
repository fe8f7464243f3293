#ifndef ATP_SERVER_ACCESS_DOOR_H_
#define ATP_SERVER_ACCESS_DOOR_H_

#include <google/protobuf/message.h>
#include <grpcpp/server_context.h>

#include <memory>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/base/clock.h"
#include "engine/model/field.h"
#include "server/access/audit_log.h"
#include "server/access/call_limits.h"
#include "server/access/client_certificates.h"
#include "server/access/followed_file.h"
#include "server/access/identity.h"
#include "server/access/method_access.h"
#include "server/access/options.h"
#include "server/access/policy.h"
#include "server/access/token_verifier.h"

namespace atp {

// Who has come in, for as long as his call is under way.
struct Pass {
  std::shared_ptr<const Identity> identity;
  CallLimits::Slot slot;
};

// Where every call is asked who it is from and whether that caller may.
//
//   handshake  AdmitCertificate   a stranger's certificate ends the connection before any call
//   call       Enter              identity; its limits; the scope of the method
//   request    CheckReach         locations and channels that it names
//
// A bearer token, if there is one, says who calls; else the connection's certificate does. What no
// table, policy or token grants is denied. Where callers are not asked (AccessOptions::asks()) all
// are anonymous, may do everything and have no limits. Each denial is for the caller to answer and
// write down (audit()).
//
// Thread-safe. A caller who is known already costs some microseconds, no system call, and now and
// then a look at the files. `clock` must outlive it.
class Door {
 public:
  // Reads and checks all files. FAILED_PRECONDITION, NOT_FOUND, INVALID_ARGUMENT: the message names
  // the file.
  static absl::StatusOr<std::unique_ptr<Door>> Open(const AccessOptions& options,
                                                    const Clock* clock);

  bool asks() const { return options_.asks(); }

  // Whether a peer who presents `leaf` (PEM; empty: none) may speak at all. UNAUTHENTICATED, which
  // it has written down.
  absl::Status AdmitCertificate(const std::string& leaf, const std::string& chain);

  // UNAUTHENTICATED: CREDENTIALS_MISSING, TOKEN_INVALID, TOKEN_EXPIRED. PERMISSION_DENIED:
  // IDENTITY_UNKNOWN, SCOPE_MISSING. RESOURCE_EXHAUSTED: RATE_LIMITED, TOO_MANY_CALLS. `who` is
  // set to the name of a caller who is known, also when he is denied.
  absl::StatusOr<Pass> Enter(const grpc::ServerContextBase& context, std::string_view method,
                             std::string* who);

  // An item of a stream that Enter() let in. PERMISSION_DENIED, as there.
  absl::Status CheckScope(const Identity& identity, std::string_view method) const;

  CallLimits& limits() { return limits_; }
  AuditLog* audit() { return audit_.get(); }  // null: none is kept

 private:
  Door(const AccessOptions& options, const Clock* clock);

  absl::StatusOr<std::shared_ptr<const Identity>> Identify(const grpc::ServerContextBase& context);

  const AccessOptions options_;
  const Clock& clock_;
  const std::shared_ptr<const Identity> anonymous_;
  CallLimits limits_;
  std::unique_ptr<AuditLog> audit_;
  // Null where the option is not given.
  std::unique_ptr<FollowedFile<ClientCertificates>> authorities_;
  std::unique_ptr<FollowedFile<Policy>> policy_;
  std::unique_ptr<FollowedFile<TokenKeys>> token_keys_;
  TokenVerifier tokens_;
};

// Whether all that the request names, as `access` says, is granted to the identity.
// PERMISSION_DENIED: LOCATION_NOT_GRANTED, CHANNEL_NOT_GRANTED, with the field. Of a method that
// reaches a reservation it looks at what is named besides; the reservation's own places are for
// CheckLocation and CheckChannel.
absl::Status CheckReach(const Identity& identity, const MethodAccess& access,
                        const google::protobuf::Message& request);

// One location, or one channel (may be empty: none), that something lies in.
absl::Status CheckLocation(const Identity& identity, const std::string& key, const Field& field);
absl::Status CheckChannel(const Identity& identity, const std::string& key, const Field& field);

}  // namespace atp

#endif  // ATP_SERVER_ACCESS_DOOR_H_
