// SPDX-License-Identifier: MIT
#pragma once

// Without C's header before it, ldns makes `bool` a macro.
#include <stdbool.h>

#include <ldns/ldns.h>
