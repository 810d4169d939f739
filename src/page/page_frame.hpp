// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "base/xml_writer.hpp"
#include "model/address.hpp"
#include "model/subject.hpp"
#include "page/words.hpp"

namespace fingerpost {

/** Holds what all pages need for their head, form and foot. */
struct PageFrame {
  const Words& words;
  /** Its provider gives the page a name and a look; null for a neutral page. */
  const Subject* subject = nullptr;
  /** The address in the field; null for an empty field. */
  const Address* address = nullptr;
};

/** The text above the form: the introduction (`none`) or a problem. */
enum class FormNotice { none, bad_address, unknown_domain, failed };

/** Begins a page with its head and the form, and leaves `main` open. */
XmlWriter open_page(const PageFrame& frame, FormNotice notice = FormNotice::none);

/** Ends `main` and the page, which open_page() began. */
std::string close_page(XmlWriter xml, const PageFrame& frame);

}  // namespace fingerpost
