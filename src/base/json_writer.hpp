// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace fingerpost {

/** Returns a text, which is UTF-8, as JSON: escaped and in quotation marks. */
std::string json_string(std::string_view text);

/** Returns JSON that has no white space with a line for each value, indented by two spaces for each
    object and list around it. Total: of any other text, it keeps all characters in their order. */
std::string indented_json(std::string_view json);

/** Writes a JSON document (RFC 8259) of objects, lists of objects, strings, numbers and booleans,
    without white space, in the order of the calls. Escaping of values, which are UTF-8, happens here,
    and in LogLine. Keys are this program's own words and are written unescaped. The class exists
    because destroying a nlohmann::json value allocates memory (3.11.2,
    basic_json::json_value::destroy), which ends the process if there is none. Throws only
    bad_alloc. */
class JsonWriter {
 public:
  /** Opens the outermost object. */
  JsonWriter();

  void open(std::string_view key);
  void close();
  void text(std::string_view key, std::string_view value);
  void number(std::string_view key, std::uint64_t value);
  void boolean(std::string_view key, bool value);

  /** Opens a list, whose objects open_item() opens and close() closes. */
  void open_list(std::string_view key);
  void open_item();
  void close_list();

  /** Closes the outermost object and returns the document; all other objects must be closed. */
  std::string finish() &&;

 private:
  void put_comma();
  void put_key(std::string_view key);

  std::string text_;
  /** Whether the open object or list is still empty. */
  bool empty_ = true;
};

}  // namespace fingerpost
