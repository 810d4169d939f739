// SPDX-License-Identifier: MIT
#include "base/xml_reader.hpp"

#include <expat.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <memory>
#include <new>
#include <random>

#include "base/free.hpp"
#include "base/text.hpp"

namespace fingerpost {

namespace {

/** The deepest nesting of elements; no client, answer or file needs more. */
constexpr std::size_t depth_limit = 32;
/** The most attributes of an element, including namespace declarations. */
constexpr int attribute_limit = 32;
constexpr std::size_t leaf_limit = 64;
/** In bytes; no client's request is longer. */
constexpr std::size_t usual_document_size = 1024;

using Parser = std::unique_ptr<XML_ParserStruct, Free<XML_ParserFree>>;

Parser make_parser(const char* encoding) {
  Parser parser(XML_ParserCreate(encoding));
  if (!parser) throw std::bad_alloc();
  return parser;
}

/** The salt of expat's hash tables, so that nobody can choose names that collide. */
using HashSalt = std::array<std::uint8_t, 16>;

HashSalt random_salt() {
  std::random_device random;
  HashSalt salt;
  for (std::uint8_t& byte : salt) byte = static_cast<std::uint8_t>(random());
  return salt;
}

/** Sets the salt of a parser that was just reset. Before 2.8.0, expat uses only as many of its
    bytes as a long has. */
void set_hash_salt(XML_Parser parser, const HashSalt& salt) {
#ifdef FINGERPOST_XML_SETHASHSALT16BYTES
  XML_SetHashSalt16Bytes(parser, salt.data());
#else
  unsigned long word;
  static_assert(sizeof word <= sizeof salt);
  std::memcpy(&word, salt.data(), sizeof word);
  XML_SetHashSalt(parser, word);
#endif
}

/** Returns the thread's own parser, reset, because creating one takes longer than reading a
    request. It keeps the size of its tables, so it is only for documents of the usual size. It also
    keeps its salt, which expat would otherwise request from the kernel for each document. */
XML_Parser kept_parser(const char* encoding) {
  thread_local const Parser parser = make_parser(nullptr);
  thread_local const HashSalt salt = random_salt();
  XML_ParserReset(parser.get(), encoding);
  set_hash_salt(parser.get(), salt);
  return parser.get();
}

std::string_view local_name(std::string_view name) {
  return name.substr(name.find(':') + 1);
}

/** Reads one document with expat and enforces the limits. A derived class collects the content. */
class Reader {
 public:
  Reader() = default;
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;

  /** Returns an error if the document is refused or not well-formed. `encoding` overrides the
      document's declaration unless it is null. */
  tl::expected<void, XmlError> read(std::string_view document, const char* encoding) {
    const Parser own = document.size() > usual_document_size ? make_parser(encoding) : nullptr;
    parser_ = own ? own.get() : kept_parser(encoding);
    XML_SetUserData(parser_, this);
    XML_SetElementHandler(parser_, on_start, on_end);
    XML_SetCharacterDataHandler(parser_, on_text);
    XML_SetStartDoctypeDeclHandler(parser_, on_doctype);
    XML_SetSkippedEntityHandler(parser_, on_skipped_entity);
    const auto status =
        XML_Parse(parser_, document.data(), static_cast<int>(document.size()), XML_TRUE);
    if (status == XML_STATUS_OK) return {};
    const XML_Error error = XML_GetErrorCode(parser_);
    if (out_of_memory_ || error == XML_ERROR_NO_MEMORY) throw std::bad_alloc();
    return tl::make_unexpected(XmlError{line(), is_refused() ? refusal_ : XML_ErrorString(error)});
  }
  bool is_refused() const noexcept { return !refusal_.empty(); }

 protected:
  ~Reader() = default;
  /** Called when an element opens. `attributes` are names and values in turn, ended by null. */
  virtual void open(const XML_Char* name, const XML_Char** attributes) = 0;
  /** Called with a piece of the text of the innermost open element. */
  virtual void add(std::string_view piece) = 0;
  virtual void close(const XML_Char* name) = 0;
  virtual bool allows_doctype(std::string_view name) const noexcept = 0;

  /** Returns the line that reading has reached, counted from 1. */
  unsigned long line() const {
#ifdef FINGERPOST_XML_GETCURRENTLINENUMBER64
    return static_cast<unsigned long>(XML_GetCurrentLineNumber64(parser_));
#else
    return XML_GetCurrentLineNumber(parser_);
#endif
  }

 private:
  void refuse(std::string_view reason) {
    refusal_ = reason;
    XML_StopParser(parser_, XML_FALSE);
  }

  /** Runs the body of a handler, unless reading was stopped: even then, expat calls the end handler
      for an element of a single tag. Exceptions must not unwind through expat's C code. */
  template <class Action>
  void handle(Action action) noexcept {
    if (is_refused() || out_of_memory_) return;
    try {
      action();
    } catch (const std::bad_alloc&) {
      out_of_memory_ = true;
      XML_StopParser(parser_, XML_FALSE);
    }
  }

  static Reader& self(void* user_data) {
    return *static_cast<Reader*>(user_data);
  }

  static void on_start(void* user_data, const XML_Char* name,
                       const XML_Char** attributes) noexcept {
    Reader& reader = self(user_data);
    if (++reader.depth_ > depth_limit) return reader.refuse("is nested too deeply");
    // Expat counts names and values.
    if (XML_GetSpecifiedAttributeCount(reader.parser_) > 2 * attribute_limit)
      return reader.refuse("has too many attributes");
    reader.handle([&] { reader.open(name, attributes); });
  }
  static void on_end(void* user_data, const XML_Char* name) noexcept {
    Reader& reader = self(user_data);
    --reader.depth_;
    reader.handle([&] { reader.close(name); });
  }
  static void on_text(void* user_data, const XML_Char* text, int length) noexcept {
    Reader& reader = self(user_data);
    reader.handle([&] { reader.add({text, static_cast<std::size_t>(length)}); });
  }
  static void on_doctype(void* user_data, const XML_Char* name, const XML_Char*, const XML_Char*,
                         int has_internal_subset) noexcept {
    Reader& reader = self(user_data);
    if (has_internal_subset || !reader.allows_doctype(name)) reader.refuse("has a DOCTYPE");
  }
  /** Called for undeclared entities, which expat skips if the document has a DOCTYPE. */
  static void on_skipped_entity(void* user_data, const XML_Char*, int) noexcept {
    self(user_data).refuse("has an undeclared entity");
  }

  XML_Parser parser_ = nullptr;
  std::size_t depth_ = 0;
  std::string_view refusal_ = {};
  /** Whether a handler ran out of memory. */
  bool out_of_memory_ = false;
};

class LeafReader final : public Reader {
 public:
  std::vector<XmlLeaf> take() { return std::move(leaves_); }

 private:
  void open(const XML_Char*, const XML_Char**) override {
    text_.clear();
    at_leaf_ = true;
  }
  void add(std::string_view piece) override {
    if (at_leaf_) text_ += piece;
  }
  void close(const XML_Char* name) override {
    if (std::exchange(at_leaf_, false) && leaves_.size() < leaf_limit)
      leaves_.push_back({to_lower(local_name(name)), std::string(trim(text_))});
  }
  bool allows_doctype(std::string_view) const noexcept override { return false; }

  std::vector<XmlLeaf> leaves_ = {};
  std::string text_ = {};
  /** Whether the element opened last is still open and has no child, so it may become a leaf. */
  bool at_leaf_ = false;
};

class TreeReader final : public Reader {
 public:
  /** `lines_before` is the number of lines before the part that expat reads. */
  explicit TreeReader(unsigned long lines_before) : lines_before_(lines_before) {}

  XmlElement take_root() { return std::move(open_.front().children.front()); }

 private:
  void open(const XML_Char* name, const XML_Char** attributes) override {
    XmlElement& element = open_.emplace_back();
    element.name = local_name(name);
    element.line = lines_before_ + line();
    for (; *attributes; attributes += 2) {
      const std::string_view attribute = attributes[0];
      if (attribute != "xmlns" && !attribute.starts_with("xmlns:"))
        element.attributes.emplace_back(local_name(attribute), attributes[1]);
    }
  }
  void add(std::string_view piece) override { open_.back().text += piece; }
  void close(const XML_Char*) override {
    XmlElement element = std::move(open_.back());
    open_.pop_back();
    element.text = trim(element.text);
    open_.back().children.push_back(std::move(element));
  }
  bool allows_doctype(std::string_view name) const noexcept override { return name == "plist"; }

  unsigned long lines_before_;
  /** The open elements, from the document itself, which has no parent, to the innermost. */
  std::vector<XmlElement> open_ = std::vector<XmlElement>(1);
};

/** Removes `<?xml …?>`: the reader ignores its content, and expat would spend a fifth of its time
    on it. */
std::string_view without_declaration(std::string_view document) {
  const auto end = document.starts_with("<?xml ") ? document.find("?>") : document.npos;
  return end == document.npos ? document : document.substr(end + 2);
}

}  // namespace

std::string_view XmlLeaves::first(std::string_view name) const noexcept {
  const auto leaf = std::ranges::find_if(
      leaves, [&](const XmlLeaf& each) { return each.name == name && !each.text.empty(); });
  return leaf == leaves.end() ? std::string_view() : leaf->text;
}

std::string_view XmlElement::attribute(std::string_view attribute_name) const noexcept {
  for (const auto& [each, value] : attributes)
    if (each == attribute_name) return value;
  return {};
}

const XmlElement* XmlElement::child(std::string_view child_name) const noexcept {
  const auto found = std::ranges::find(children, child_name, &XmlElement::name);
  return found == children.end() ? nullptr : &*found;
}

std::string_view XmlElement::child_text(std::string_view child_name) const noexcept {
  const XmlElement* const found = child(child_name);
  return found ? found->text : std::string_view();
}

void prepare_xml_reader() {
  kept_parser(nullptr);
}

XmlLeaves read_xml_leaves(std::string_view document) {
  document = without_declaration(trim(without_byte_order_mark(trim(document))));
  LeafReader reader;
  if (reader.read(document, is_utf8(document) ? "UTF-8" : "ISO-8859-1"))
    return {XmlVerdict::well_formed, reader.take()};
  return {reader.is_refused() ? XmlVerdict::forbidden : XmlVerdict::ill_formed, {}};
}

tl::expected<XmlElement, XmlError> read_xml_tree(std::string_view document) {
  document = without_byte_order_mark(document);
  const std::string_view blank = document.substr(0, document.find_first_not_of(" \t\r\n"));
  const auto lines = static_cast<unsigned long>(std::ranges::count(blank, '\n'));
  TreeReader reader(lines);
  const auto read = reader.read(document.substr(blank.size()), nullptr);
  if (!read) return tl::make_unexpected(XmlError{lines + read.error().line, read.error().reason});
  return reader.take_root();
}

}  // namespace fingerpost
