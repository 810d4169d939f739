// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

namespace fingerpost {

/** Writes a JSON document (RFC 8259) that is an object of objects, texts and truth values, without
    white space, in the order of the calls. Escapes every value here and nowhere else; values are
    UTF-8. Keys are this program's own words and are written as they are. It exists because
    destroying a value of nlohmann::json allocates memory (3.11.2, basic_json::json_value::destroy),
    which ends the process where there is none. Throws nothing but bad_alloc. */
class JsonWriter {
 public:
  /** Opens the outermost object. */
  JsonWriter();

  void open(std::string_view key);
  void close();
  void text(std::string_view key, std::string_view value);
  void boolean(std::string_view key, bool value);

  /** Closes the outermost object and gives the document away; all others are closed. */
  std::string finish() &&;

 private:
  void put_key(std::string_view key);
  void escape(std::string_view text);

  std::string text_;
  /** Nothing stands in the open object yet. */
  bool empty_ = true;
};

}  // namespace fingerpost
