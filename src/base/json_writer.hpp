// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

namespace fingerpost {

/** Returns a text, which is UTF-8, as JSON: escaped and in quotation marks. */
std::string json_string(std::string_view text);

/** Writes a JSON document (RFC 8259) of objects, strings and booleans, without white space, in the
    order of the calls. Escaping of values, which are UTF-8, happens only here. Keys are this
    program's own words and are written unescaped. The class exists because destroying a
    nlohmann::json value allocates memory (3.11.2, basic_json::json_value::destroy), which ends the
    process if there is none. Throws only bad_alloc. */
class JsonWriter {
 public:
  /** Opens the outermost object. */
  JsonWriter();

  void open(std::string_view key);
  void close();
  void text(std::string_view key, std::string_view value);
  void boolean(std::string_view key, bool value);

  /** Closes the outermost object and returns the document; all other objects must be closed. */
  std::string finish() &&;

 private:
  void put_key(std::string_view key);

  std::string text_;
  /** Whether the open object is still empty. */
  bool empty_ = true;
};

}  // namespace fingerpost
