// SPDX-License-Identifier: MIT
#pragma once

namespace fingerpost {

/** The deleter of a unique_ptr to what a C library gave away: calls the library's own function. */
template <auto function>
struct Free {
  template <class T>
  void operator()(T* object) const noexcept {
    function(object);
  }
};

}  // namespace fingerpost
