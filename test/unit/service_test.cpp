// SPDX-License-Identifier: MIT
#include "model/service.hpp"

#include <doctest/doctest.h>

#include <set>

#include "client/question.hpp"
#include "config/load.hpp"
#include "folder.hpp"
#include "import/import.hpp"
#include "model/subject.hpp"
#include "zone/records.hpp"

using namespace fingerpost;

namespace {

const Address ann = *Address::parse("ann@example.com");

/** A path that every service may have, and that Apple's profiles require of one. */
std::string url_of(const Service& service) {
  return "https://" + std::string(service.word) + ".example.com" + std::string(activesync_path);
}

/** A configuration with one service, and its results. */
struct Offered : Folder {
  const Service& service;
  std::string line;
  std::shared_ptr<const State> state;

  explicit Offered(const Service& one)
      : service(one), line(std::string(one.word) + ' ' + url_of(one)) {
    Loaded loaded = load_configuration(write(
        "main.conf",
        "provider example { domain example.com  extensions yes\n imap mail.example.com\n smtp "
        "mail.example.com\n " +
            line + "\n}\n"));
    CHECK(loaded.problems.errors() == 0);
    REQUIRE(loaded.state);
    state = loaded.state;
  }
  const Provider& provider() const { return *state->catalog.providers().front(); }
  std::string answered(ClientKind kind) const {
    return answer(first_question(kind, ann), *state).body;
  }
  /** Imports an answer, and returns the configuration with each run of spaces replaced by one. */
  std::string imported(ClientKind kind) const {
    const std::string file = write("answer", answered(kind));
    std::string text = import_files(std::vector{file}).configuration;
    text.erase(
        std::unique(text.begin(), text.end(), [](char a, char b) { return a == ' ' && b == ' '; }),
        text.end());
    return text;
  }
};

bool holds(std::string_view text, std::string_view part) {
  return text.find(part) != text.npos;
}

/** Checks that an answer that names the service contains its URL, and that importing it gives the
    same. */
void check_answer(const Offered& offered, ClientKind kind, bool has_name) {
  CAPTURE(offered.service.word);
  CAPTURE(static_cast<int>(kind));
  const std::string body = offered.answered(kind);
  // Apple's profiles split URLs.
  const Url url = *Url::parse(url_of(offered.service));
  CHECK(holds(body, kind == ClientKind::mobileconfig ? url.host() : url.text()) == has_name);
  if (has_name && (kind == ClientKind::autoconfig || kind == ClientKind::outlook ||
                   kind == ClientKind::mobilesync))
    CHECK(holds(offered.imported(kind), offered.line));
  if (has_name && kind == ClientKind::mobileconfig)
    CHECK(holds(offered.imported(kind),
                std::string(offered.service.word) + " https://" + url.host()));
}

}  // namespace

TEST_CASE("each name of a service is its own") {
  std::set<std::string_view> names;
  for (const Service& service : services) {
    for (const std::string_view name :
         {service.word, service.well_known, service.srv, service.apple})
      if (!name.empty()) CHECK(names.insert(name).second);
    CHECK((service.well_known.empty() || service.well_known.ends_with('/')));
    CHECK(service.is_page == service.type.empty());
    CHECK(find_service(&Service::word, service.word) == &service);
  }
  CHECK(find_service(&Service::word, "") == nullptr);
  CHECK(activesync.word == "activesync");
}

TEST_CASE("a service is read, published in every format that has a name for it, and imported") {
  NoLookups none;
  for (const Service& service : services) {
    const Offered offered(service);
    REQUIRE(offered.provider().url(service));
    CHECK(url_for(service, *find_subject(offered.state->catalog, ann, {}, none).subject)->text() ==
          url_of(service));
    check_answer(offered, ClientKind::autoconfig, !service.element.empty());
    check_answer(offered, ClientKind::outlook, service.is_dav);
    check_answer(offered, ClientKind::pacc, !service.pacc.empty());
    check_answer(offered, ClientKind::mobileconfig, !service.apple.empty());
    check_answer(offered, ClientKind::mobilesync, !service.autodiscover.empty());
  }
}

TEST_CASE("clients of a service are redirected to it") {
  for (const Route& route : routes()) {
    if (!route.service) continue;
    const Offered offered(*route.service);
    for (const std::string_view path :
         {route.service->well_known, route.service->well_known_path()}) {
      Question question = question_on(route, ann);
      question.path = path;
      CHECK(answer(question, *offered.state).location == url_of(*route.service));
    }
  }
}

TEST_CASE("a service has its records, and a denial if it is not offered") {
  const auto data = [](const Provider& provider, std::string_view name, std::string_view type) {
    for (const Record& record : service_records(ann.domain(), provider).records)
      if (record.name == name && record.type == type) return record.data;
    return std::string();
  };
  const Provider none;
  for (const Service& service : services) {
    if (service.srv.empty()) continue;
    const Offered offered(service);
    const std::string host = std::string(service.word) + ".example.com.";
    CHECK(data(offered.provider(), service.srv, "SRV") == "0 0 443 " + host);
    CHECK(data(none, service.srv, "SRV") == "0 0 0 .");
    CHECK(data(offered.provider(), service.srv, "TXT") ==
          (service.is_dav ? "\"path=" + std::string(activesync_path) + '"' : ""));
  }
}
