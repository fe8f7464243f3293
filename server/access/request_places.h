#ifndef ATP_SERVER_ACCESS_REQUEST_PLACES_H_
#define ATP_SERVER_ACCESS_REQUEST_PLACES_H_

#include <google/protobuf/message.h>

#include <string>
#include <vector>

namespace atp {

// A location or channel that a request names, or could have named.
struct NamedPlace {
  std::string field;  // its path, as in errors: "lines[2].location"
  std::string key;    // empty: none is named here
};

struct RequestPlaces {
  std::vector<NamedPlace> locations;
  std::vector<NamedPlace> channels;
};

// All of them, found by the names that fields have throughout atp.v1: location, locations, from,
// to; channel, to_channel. A repeated field without elements counts as one that names none.
// Messages of other packages and fields that are not set are not gone into. Costs with the request.
RequestPlaces FindPlaces(const google::protobuf::Message& request);

}  // namespace atp

#endif  // ATP_SERVER_ACCESS_REQUEST_PLACES_H_
