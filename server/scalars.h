#ifndef ATP_SERVER_SCALARS_H_
#define ATP_SERVER_SCALARS_H_

#include <google/protobuf/duration.pb.h>
#include <google/protobuf/timestamp.pb.h>

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "engine/model/types.h"

namespace atp {

// The small values of atp.v1 and of the engine, both ways. `field` is the path of the value in the
// request, for the error.

// "2026-11-23"; empty is kNoDay. DAY_MALFORMED.
absl::StatusOr<Day> ParseDay(const std::string& text, std::string_view field);
// Empty for kNoDay.
std::string FormatDay(Day day);

// A reservation's id is its number in decimal. KEY_EMPTY; what no reservation can have is
// NOT_FOUND UNKNOWN_RESERVATION, since callers need not know what an id looks like.
absl::StatusOr<ReservationId> ParseReservationId(const std::string& text, std::string_view field);
// Empty for kNoReservation.
std::string FormatReservationId(ReservationId id);

// Whole microseconds, rounded up: a hold is never shorter than was asked for. A duration that is
// negative, not well-formed or beyond 10,000 years: `reason`.
absl::StatusOr<Micros> ParseDuration(const google::protobuf::Duration& duration,
                                     std::string_view field, std::string_view reason);
google::protobuf::Duration FormatDuration(Micros duration);

// Whole microseconds, rounded down: later changes are not counted in. FIELD_OUT_OF_RANGE.
absl::StatusOr<Micros> ParseTimestamp(const google::protobuf::Timestamp& timestamp,
                                      std::string_view field);
google::protobuf::Timestamp FormatTimestamp(Micros time);

// A sequence of a request, which must not be negative. FIELD_OUT_OF_RANGE.
absl::StatusOr<Sequence> ParseSequence(int64_t sequence, std::string_view field);

// The number of a document's line, from 1. FIELD_OUT_OF_RANGE.
absl::StatusOr<uint32_t> ParseLineNumber(int32_t line, std::string_view field);

}  // namespace atp

#endif  // ATP_SERVER_SCALARS_H_
