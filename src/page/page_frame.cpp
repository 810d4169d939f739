// SPDX-License-Identifier: MIT
#include "page/page_frame.hpp"

#include "page/put_text.hpp"
#include "page/stylesheet.hpp"

namespace fingerpost {

namespace {

std::string_view address_text(const PageFrame& frame) {
  return frame.address ? std::string_view(frame.address->text()) : std::string_view();
}

const Look* look_of(const PageFrame& frame) {
  return frame.subject ? frame.subject->provider->look.get() : nullptr;
}

void put_title(XmlWriter& xml, const PageFrame& frame) {
  xml.open("title");
  xml.text(frame.words.title);
  if (frame.subject) {
    xml.text(" – ");
    xml.text(frame.subject->provider->name);
  }
  xml.close();
}

void put_head(XmlWriter& xml, const PageFrame& frame) {
  const Look* const look = look_of(frame);
  xml.open("head");
  xml.leaf("meta", "", {{"charset", "utf-8"}});
  xml.leaf("meta", "", {{"name", "viewport"}, {"content", "width=device-width, initial-scale=1"}});
  put_title(xml, frame);
  xml.leaf("style", Markup{stylesheet});
  if (look && !look->style.empty()) xml.leaf("style", Markup{look->style});
  xml.close();
}

/** Writes the logo and the provider's name. The logo has an empty `alt` because the name is next to
    it. */
void put_header(XmlWriter& xml, const PageFrame& frame) {
  if (!frame.subject) return;
  const Look* const look = look_of(frame);
  xml.open("header");
  if (look && !look->logo.empty()) xml.leaf("img", "", {{"src", look->logo}, {"alt", ""}});
  xml.leaf("span", frame.subject->provider->name);
  xml.close();
}

Markup text_of(FormNotice notice, const Words& words) {
  switch (notice) {
    case FormNotice::none:
      return words.intro;
    case FormNotice::bad_address:
      return words.bad_address;
    case FormNotice::unknown_domain:
      return words.unknown_domain;
    case FormNotice::failed:
      return words.failed;
  }
  return {};
}

/** Whether the notice is about what was typed. */
bool is_about_field(FormNotice notice) {
  return notice == FormNotice::bad_address || notice == FormNotice::unknown_domain;
}

void put_notice(XmlWriter& xml, const PageFrame& frame, FormNotice notice) {
  const TextValue values[] = {{"address", address_text(frame)}};
  const Markup text = text_of(notice, frame.words);
  if (notice == FormNotice::none)
    put_leaf(xml, "p", text, values);
  else
    put_leaf(xml, "p", text, values, {{"id", "problem"}, {"role", "alert"}});
}

void put_field(XmlWriter& xml, const PageFrame& frame, FormNotice notice) {
  const bool wrong = is_about_field(notice);
  xml.leaf("label", frame.words.address, {{"for", "address"}});
  xml.leaf("input", "",
           {{"id", "address"},
            {"name", "emailaddress"},
            {"type", "email"},
            {"value", address_text(frame)},
            {"autocomplete", "email"},
            {"autocapitalize", "none"},
            {"spellcheck", "false"},
            {"aria-invalid", wrong ? "true" : "false"},
            // The id exists only next to a problem; otherwise it would be a broken reference.
            {wrong ? "aria-describedby" : "aria-required", wrong ? "problem" : "true"}});
}

/** Writes the form. Enter presses the form's first button in the document, which must be this
    one. */
void put_form(XmlWriter& xml, const PageFrame& frame, FormNotice notice) {
  put_notice(xml, frame, notice);
  // `novalidate` because browsers refuse local parts that are not ASCII. The server checks instead.
  xml.open("form",
           {{"id", "ask"}, {"method", "post"}, {"action", "/"}, {"novalidate", "novalidate"}});
  put_field(xml, frame, notice);
  xml.open("div");
  xml.leaf("button", frame.words.submit, {{"class", "main"}});
  xml.close();
  xml.close();
}

void put_languages(XmlWriter& xml, const Words& current) {
  xml.open("nav", {{"aria-labelledby", "languages"}});
  xml.leaf("span", current.languages, {{"id", "languages"}});
  for (const Words& words : all_words()) {
    const bool is_current = words.language == current.language;
    xml.leaf("button", words.name,
             {{"name", "lang"},
              {"value", words.language},
              {"lang", words.language},
              {"form", "ask"},
              {is_current ? "aria-current" : "type", is_current ? "true" : "submit"}});
  }
  // After the buttons, because the first value counts. All other buttons keep the language.
  xml.leaf("input", "",
           {{"type", "hidden"}, {"name", "lang"}, {"value", current.language}, {"form", "ask"}});
  xml.close();
}

void put_footer(XmlWriter& xml, const PageFrame& frame) {
  const Look* const look = look_of(frame);
  xml.open("footer");
  xml.open("p");
  xml.text(frame.words.privacy);
  if (look && look->imprint) {
    xml.text(" ");
    xml.leaf("a", frame.words.imprint, {{"href", look->imprint->text()}});
  }
  xml.close();
  put_languages(xml, frame.words);
  xml.close();
}

}  // namespace

XmlWriter open_page(const PageFrame& frame, FormNotice notice) {
  XmlWriter xml = XmlWriter::xhtml();
  xml.doctype("html");
  xml.open("html", {{"xmlns", "http://www.w3.org/1999/xhtml"}, {"lang", frame.words.language}});
  put_head(xml, frame);
  xml.open("body");
  put_header(xml, frame);
  xml.open("main");
  xml.leaf("h1", frame.words.title);
  put_form(xml, frame, notice);
  return xml;
}

std::string close_page(XmlWriter xml, const PageFrame& frame) {
  xml.close();
  put_footer(xml, frame);
  return std::move(xml).finish();
}

}  // namespace fingerpost
