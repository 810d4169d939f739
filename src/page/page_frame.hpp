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
  /** Whose provider gives the page its name and look; null for none. */
  const Subject* subject = nullptr;
  /** What the field holds; null for nothing. */
  const Address* address = nullptr;
};

/** Says what the form tells people besides. */
enum class FormNotice { none, bad_address, unknown_domain, failed };

/** Begins a page with its head and the form, and leaves `main` open. */
XmlWriter open_page(const PageFrame& frame, FormNotice notice = FormNotice::none);

/** Ends `main` and the page, which open_page() began. */
std::string close_page(XmlWriter xml, const PageFrame& frame);

}  // namespace fingerpost
