// SPDX-License-Identifier: MIT
#include "http/path.hpp"

#include <doctest/doctest.h>

using namespace fingerpost;

TEST_CASE("paths as nginx and Apache match them") {
  struct Row {
    const char* path;
    const char* normal;
  };
  for (const auto& [path, normal] : {
           Row{"", ""},
           {"/", "/"},
           {"//", "/"},
           {"/a/b", "/a/b"},
           {"/a/b/", "/a/b/"},
           {"///a//b", "/a/b"},
           {"/a/b//", "/a/b/"},
           {"/./a/./b", "/a/b"},
           {"/a/.", "/a/"},
           {"/a/..", "/"},
           {"/a/b/..", "/a/"},
           {"/x/../a//../b/c", "/b/c"},
           {"/../../a", "/a"},
           {"/..", "/"},
           {"/.well-known/..a/b..", "/.well-known/..a/b.."},
           {"a/b", "/a/b"},
           {"*", "/*"},
       })
    CHECK(normal_path(path) == normal);
}

TEST_CASE("request targets") {
  struct Row {
    const char* target;
    const char* host;
    const char* path;
  };
  for (const auto& [target, host, path] : {
           Row{"", "", ""},
           {"/a?b", "", "/a"},
           {"/a?http://x/y", "", "/a"},
           {"/http://x/y", "", "/http://x/y"},
           {"https://a.example/b/c?d", "a.example", "/b/c"},
           {"HTTP://a.example:80//b", "a.example:80", "//b"},
           {"https://[::1]:443/b", "[::1]:443", "/b"},
           {"https://a.example", "a.example", "/"},
           {"https://a.example?b", "a.example", "/"},
           {"https://u:p@a.example/b@c", "a.example", "/b@c"},
           {"://", "", "/"},
           {"*", "", "*"},
           {"a.example:443", "", "a.example:443"},
       }) {
    const Target split = split_target(target);
    CHECK(split.host == host);
    CHECK(split.path == path);
  }
}
