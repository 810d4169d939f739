// SPDX-License-Identifier: MIT
#pragma once

namespace fingerpost {

/** A unique_ptr deleter for objects that a C library allocated: calls the library's own
    function. */
template <auto function>
struct Free {
  template <class T>
  void operator()(T* object) const noexcept {
    function(object);
  }
};

}  // namespace fingerpost
