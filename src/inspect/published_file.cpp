// SPDX-License-Identifier: MIT
#include "inspect/published_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <system_error>

#include "base/text.hpp"
#include "base/xml_reader.hpp"
#include "config/value.hpp"
#include "import/mail_server.hpp"
#include "model/service.hpp"

namespace fingerpost {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view file_name = "config-v1.1.xml";
constexpr std::size_t most_files = 5;
constexpr int most_entries = 20'000;
constexpr int deepest_folder = 6;
/** The limit on children of an element: the work for domains grows with their square. */
constexpr std::size_t most_children = 2'000;

/** Searches one folder. `left` is the number of entries that may still be visited. */
void find_in(const std::string& folder, int& left, std::vector<std::string>& found) {
  std::error_code error;
  fs::recursive_directory_iterator entry(folder, fs::directory_options::skip_permission_denied,
                                         error);
  for (; !error && entry != fs::recursive_directory_iterator() && left > 0;
       entry.increment(error), --left) {
    if (entry.depth() >= deepest_folder) entry.disable_recursion_pending();
    std::error_code ignored;
    if (entry->path().filename() == file_name && entry->is_regular_file(ignored))
      found.push_back(entry->path().string());
  }
}

std::string place(const std::string& path, const XmlElement& element) {
  return fmt::format("{}:{}", printable(path, 200), element.line);
}

/** Reads a file into findings. */
class PublishedFile {
 public:
  PublishedFile(const std::string& path, Findings& findings) : path_(path), findings_(findings) {}

  void read(const XmlElement& root) {
    const auto end = root.children.begin() +
                     static_cast<std::ptrdiff_t>(std::min(root.children.size(), most_children));
    std::for_each(root.children.begin(), end, [&](const XmlElement& child) {
      if (child.name == "emailProvider")
        read(child);
      else
        read_child(child, root);
    });
  }

 private:
  void read_child(const XmlElement& element, const XmlElement& provider) {
    if (element.name == "domain") return add_domain(element);
    if (element.name == "incomingServer" || element.name == "outgoingServer")
      return add_server(element, provider);
    if (element.name == "displayName") return add_name("name", element);
    if (element.name == "displayShortName") return add_name("short-name", element);
    if (element.name == "documentation") return add_page("documentation", element);
    const Service* const service = find_service(&Service::element, element.name);
    const XmlElement* const page =
        service && service->is_page ? element.child("loginPage") : nullptr;
    if (page) add_page(std::string(service->word), *page);
  }

  void add_domain(const XmlElement& element) {
    const auto domain = Domain::parse(element.text);
    if (!domain || !domain->parent()) return;
    if (std::ranges::find(findings_.domains, domain->text(), &Fact::value) ==
        findings_.domains.end())
      findings_.domains.push_back({domain->text(), place(path_, element)});
  }

  void add_server(const XmlElement& element, const XmlElement& provider) {
    const auto* const type = std::ranges::find_if(server_types, [&](ServerType each) {
      return equal_ignoring_case(word(each), element.attribute("type")) &&
             (each == ServerType::smtp) == (element.name == "outgoingServer");
    });
    if (type == std::end(server_types) || *type == ServerType::sieve) return;
    const auto server =
        foreign::make_server({*type, foreign::parse_hostname(element.child_text("hostname")),
                              std::string(element.child_text("port")),
                              foreign::parse_socket_type(element.child_text("socketType"))});
    const auto host = server ? host_of(server->host, provider) : std::nullopt;
    if (!host) return;
    findings_.servers.push_back(
        {*type, server->port, server->security, {}, host->text(), place(path_, element)});
    add_login(element);
  }

  /** Returns the host. If it depends on the domain, the provider must have exactly one. */
  static std::optional<Domain> host_of(const Pattern& host, const XmlElement& provider) {
    if (host.text().find('%') == std::string::npos) return Domain::parse(host.text());
    const auto domain = Domain::parse(provider.child_text("domain"));
    const auto domains = std::ranges::count(provider.children, "domain", &XmlElement::name);
    if (!domain || domains != 1) return std::nullopt;
    return Domain::parse(host.expand(*domain));
  }

  /** Adds the login name. A name without a placeholder belongs to one person and is skipped. */
  void add_login(const XmlElement& server) {
    const XmlElement* const username = server.child("username");
    if (!username || findings_.login) return;
    if (const auto login = parse_login(username->text); login && login->needs_address())
      findings_.login = {login->text(), place(path_, *username)};
  }

  void add_name(const std::string& setting, const XmlElement& element) {
    const auto text = parse_text(element.text);
    if (text && !text->empty() && text->find('%') == text->npos)
      add_once({setting, *text, {}, place(path_, element)});
  }

  void add_page(const std::string& setting, const XmlElement& element) {
    if (const auto url = parse_url(element.attribute("url")))
      add_once({setting, url->text(), {}, place(path_, element)});
  }

  void add_once(foreign::Line line) {
    if (!foreign::has(findings_.lines, line.key)) findings_.lines.push_back(std::move(line));
  }

  const std::string& path_;
  Findings& findings_;
};

}  // namespace

std::vector<std::string> find_published_files(const std::vector<std::string>& folders) {
  std::vector<std::string> found;
  int left = most_entries;
  for (const std::string& folder : folders) find_in(folder, left, found);
  std::ranges::sort(found);
  found.resize(std::min(found.size(), most_files));
  return found;
}

void add_published_file(const std::string& path, std::string_view content, Findings& findings) {
  const auto root = read_xml_tree(without_byte_order_mark(content));
  if (root && root->name == "clientConfig") return PublishedFile(path, findings).read(*root);
  findings.remarks.push_back(
      fmt::format("{}: clients cannot read this file ({}); remove it", printable(path, 200),
                  root ? "its root element is not clientConfig" : printable(root.error().reason)));
}

}  // namespace fingerpost
