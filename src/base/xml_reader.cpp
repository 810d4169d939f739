// SPDX-License-Identifier: MIT
#include "base/xml_reader.hpp"

#include <algorithm>
#include <cstdint>
#include <random>
#include <utility>

#include "base/text.hpp"
#include "base/xml_parser.hpp"

namespace fingerpost {

namespace {

constexpr std::size_t leaf_limit = 64;

struct Reading : XmlParsing {
  XmlLeaves result = {};
  std::string text = {};
  std::size_t depth = 0;
  /** The element opened last has not been closed and has no child: it may become a leaf. */
  bool at_leaf = false;
};

Reading& reading(void* user_data) {
  return *static_cast<Reading*>(user_data);
}

void forbid(Reading& state) {
  state.result.verdict = XmlVerdict::forbidden;
  XML_StopParser(state.parser, XML_FALSE);
}

/** Without `<?xml …?>`: nothing that it says would be believed, so it is not looked at, for which
    expat would need a fifth of its time. */
std::string_view without_declaration(std::string_view document) {
  const auto end = document.starts_with("<?xml ") ? document.find("?>") : document.npos;
  return end == document.npos ? document : document.substr(end + 2);
}

std::string local_name(std::string_view name) {
  return to_lower(name.substr(name.find(':') + 1));
}

void on_doctype(void* user_data, const XML_Char*, const XML_Char*, const XML_Char*, int) noexcept {
  forbid(reading(user_data));
}

void on_start(void* user_data, const XML_Char*, const XML_Char**) noexcept {
  Reading& state = reading(user_data);
  if (++state.depth > xml_depth_limit || has_too_many_attributes(state.parser))
    return forbid(state);
  state.text.clear();
  state.at_leaf = true;
}

void on_end(void* user_data, const XML_Char* name) noexcept {
  Reading& state = reading(user_data);
  // A stopped parser still ends an element of a single tag.
  if (state.result.verdict == XmlVerdict::forbidden) return;
  --state.depth;
  if (std::exchange(state.at_leaf, false) && state.result.leaves.size() < leaf_limit)
    handle_xml(state, [&] {
      state.result.leaves.push_back({local_name(name), std::string(trim(state.text))});
    });
}

void on_text(void* user_data, const XML_Char* text, int length) noexcept {
  Reading& state = reading(user_data);
  if (state.at_leaf)
    handle_xml(state, [&] { state.text.append(text, static_cast<std::size_t>(length)); });
}

HashSalt random_salt() {
  std::random_device random;
  HashSalt salt;
  for (std::uint8_t& byte : salt) byte = static_cast<std::uint8_t>(random());
  return salt;
}

/** In bytes: no client's question is longer. */
constexpr std::size_t usual_size = 1024;

/** The thread's own, which was reset: to make one takes longer than to read a question. It keeps
    the size of its tables, so it is only for documents of the usual size, and its salt, for which
    expat would ask the kernel at each document. */
XML_Parser kept_parser(const char* encoding) {
  thread_local const XmlParser parser = make_xml_parser(nullptr);
  thread_local const HashSalt salt = random_salt();
  XML_ParserReset(parser.get(), encoding);
  set_hash_salt(parser.get(), salt);
  return parser.get();
}

}  // namespace

std::string_view XmlLeaves::first(std::string_view name) const noexcept {
  const auto leaf = std::find_if(leaves.begin(), leaves.end(), [&](const XmlLeaf& candidate) {
    return candidate.name == name && !candidate.text.empty();
  });
  return leaf == leaves.end() ? std::string_view() : leaf->text;
}

void prepare_xml_reader() {
  kept_parser(nullptr);
}

XmlLeaves read_xml_leaves(std::string_view document) {
  document = without_declaration(trim(without_byte_order_mark(trim(document))));
  const char* const encoding = is_utf8(document) ? "UTF-8" : "ISO-8859-1";
  const XmlParser own = document.size() > usual_size ? make_xml_parser(encoding) : nullptr;
  Reading state{{.parser = own ? own.get() : kept_parser(encoding)}};
  XML_SetUserData(state.parser, &state);
  XML_SetElementHandler(state.parser, on_start, on_end);
  XML_SetCharacterDataHandler(state.parser, on_text);
  XML_SetStartDoctypeDeclHandler(state.parser, on_doctype);
  if (parse_xml(state, document))
    state.result.verdict = XmlVerdict::well_formed;
  else
    state.result.leaves.clear();
  return std::move(state.result);
}

}  // namespace fingerpost
