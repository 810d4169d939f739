// SPDX-License-Identifier: MIT
#include "responder/handle.hpp"

#include "protocol/protocol.hpp"

namespace fingerpost {

namespace {

/** Whether a word stands in an Allow header. */
bool allows(std::string_view methods, std::string_view method) {
  while (!methods.empty()) {
    const auto comma = methods.find(", ");
    if (methods.substr(0, comma) == method) return true;
    methods.remove_prefix(comma == methods.npos ? methods.size() : comma + 2);
  }
  return false;
}

Response wrong_method(const Protocol& protocol) {
  Response response = refuse(405);
  response.allow = protocol.methods;
  return response;
}

}  // namespace

Response handle(const Request& request, const State& state) {
  const Protocol* const protocol = find_protocol(request.path);
  if (!protocol) return refuse(404);
  Response response = allows(protocol->methods, request.method) ? protocol->answer(request, state)
                                                                : wrong_method(*protocol);
  response.head_only = request.method == "HEAD";
  response.event.protocol = protocol->name;
  return response;
}

}  // namespace fingerpost
