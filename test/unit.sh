#!/bin/bash
# unit [OPTION…]: runs the unit tests of all folders in src with doctest's options, for example
# -tc='a URL*'. The last line is `unit: N passed, N failed`.
set -o pipefail

run() {
    local program status=0
    for program in "$0"_*; do
        [ ! -f "$program" ] || "$program" "$@" || status=1
    done
    return $status
}

run "$@" | awk '
    { print }
    / test cases: / { passed += $6; failed += $9 }
    END { printf "unit: %d passed, %d failed\n", passed, failed; exit passed == 0 }'
