# The packages of Debian 12 or 13 that the project needs, and their installation. The other tools source
# this file.

build_packages=(g++ meson ninja-build pkg-config libboost-dev libcli11-dev libcurl4-openssl-dev
                libexpat1-dev libexpected-dev libfcgi-dev libfmt-dev libidn2-dev libldap-dev
                libldns-dev libmd-dev libpq-dev libpsl-dev libqrencode-dev libseccomp-dev libsoci-dev
                libsqlite3-dev libssl-dev libunistring-dev nlohmann-json3-dev)

# install_packages PACKAGE…: installs the missing packages and names them. It does not start their
# services: policy-rc.d is Debian's way to prevent that.
install_packages() {
    local missing=() package installed policy=/usr/sbin/policy-rc.d
    installed=$(dpkg-query -W -f '${Package} ${db:Status-Status}\n' "$@" 2> /dev/null) || true
    for package in "$@"; do
        [[ $'\n'$installed$'\n' == *$'\n'"$package installed"$'\n'* ]] || missing+=("$package")
    done
    [ ${#missing[@]} -gt 0 ] || return 0
    echo "installing: ${missing[*]}"
    if [ "$(id -u)" -ne 0 ]; then
        echo "only root can install packages; run as root: apt-get install ${missing[*]}" >&2
        return 1
    fi
    (
        if [ ! -e "$policy" ]; then
            trap 'rm -f "$policy"' EXIT
            printf '#!/bin/sh\nexit 101\n' > "$policy"
            chmod 755 "$policy"
        fi
        apt-get -qq update && DEBIAN_FRONTEND=noninteractive \
            apt-get -qq -o APT::Status-Fd=3 install --no-install-recommends "${missing[@]}" \
            3> >(show_progress) > /dev/null
    )
}

# Shows apt's progress in one line of a terminal, and deletes it at the end. apt's lines have the form
# `pmstatus:PACKAGE:PERCENT:WHAT IT DOES`.
show_progress() {
    local kind package percent what
    while IFS=: read -r kind package percent what; do
        [ ! -t 2 ] || printf '\r\033[K%3d %% %s' "${percent%.*}" "$what" >&2
    done
    [ ! -t 2 ] || printf '\r\033[K' >&2
}
