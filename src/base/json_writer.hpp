// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace fingerpost {

/** Returns a UTF-8 text as a JSON string: escaped and in quotation marks. */
std::string json_string(std::string_view text);

/** Returns JSON with each value on a line of its own, indented by two spaces for each enclosing
    object and list. The input must have no white space between its values. Total: any other text
    keeps all its characters in their order. */
std::string indented_json(std::string_view json);

/** Writes a JSON document (RFC 8259) of objects, lists of objects, strings, numbers and booleans,
    without white space, in the order of the calls. Values are UTF-8; only this class and LogLine
    escape them. Keys are the program's own words and are written unescaped. The class exists
    because destroying a nlohmann::json value allocates memory (3.11.2,
    basic_json::json_value::destroy) and ends the process if there is none. Throws only
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

  /** Opens a list of objects: open_item() opens each object and close() closes it. */
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
