#!/bin/bash
# checks.sh NAME [ARGUMENT…]: one check of test/run.py that is easier to write in shell. The exit
# status says whether it passed. Runs in the top folder; build-gcc holds the programs.
set -uo pipefail
cd "$(dirname "$0")/.."

# build FOLDER OPTION…: configures FOLDER and builds the targets in $targets, or everything.
build() {
    local folder=$1
    shift
    if [ -e "$folder/build.ninja" ]; then meson setup --reconfigure "$folder" "$@"; else
        meson setup "$folder" --werror "$@"
    fi > /dev/null && meson compile -C "$folder" ${targets-}
}

formatted() {
    git ls-files -z '*.cpp' '*.hpp' | xargs -0 clang-format --dry-run -Werror
}

# Leaves out other people's files and misspelt words in tests, and everything that is not English.
spelled() {
    {
        git ls-files -z ':!test/fuzz/corpus' ':!test/golden' ':!test/import' ':!*.svg' ':!*.png' \
            ':!src/page/words' ':!test/*/package-lock.json'
        printf '%s\0' src/page/words/en.toml
    } | xargs -0 codespell --ignore-words-list bu,discreet,nd,provder,shwo
}

# Ignores what mandoc says about other manuals, because that depends on which ones are installed.
manuals() (
    cd doc || return 1
    mandoc -T lint -W warning fingerpost.1 fingerpost.conf.5 fingerpost-mapd.8 fingerpostd.8 ||
        return 1
    ! mandoc -T lint ./*.[158] 2> /dev/null | grep -v 'referenced manual not found'
)

# Prints the sources that differ from main. On main itself these are the ones that changed last.
changed_sources() {
    local base
    base=$(git merge-base HEAD origin/main 2> /dev/null || git merge-base HEAD main) || return 1
    {
        git status --porcelain -- 'src/*.cpp' | cut -c 4-
        if [ "$base" = "$(git rev-parse HEAD)" ]; then
            git log --format= --name-only -n 50 -- 'src/*.cpp' | awk '!seen[$0]++ && ++count <= 10'
        else
            git diff --name-only "$base" -- 'src/*.cpp'
        fi
    } | sort -u | while read -r file; do [ ! -e "$file" ] || echo "$file"; done
}

# each_alone [--all]: compiles the changed sources, or all of them, one by one. The other builds take
# several at a time, and then a source can do without an #include that another one has.
each_alone() {
    local files folder=build-alone
    if [ "${1-}" = --all ]; then files=$(git ls-files 'src/*.cpp'); else files=$(changed_sources); fi ||
        return 1
    [ -n "$files" ] || return 0
    [ -e $folder/build.ninja ] || meson setup $folder --werror -Ddebug=false \
        -Dmaps=enabled -Dseccomp=enabled > /dev/null || return 1
    # The object of src/base/text.cpp is src/libbase.a.p/base_text.cpp.o.
    ninja -C $folder -t targets all | sed -n 's/: cpp_COMPILER$//p' |
        grep -F -f <(sed 's,^src/,,; s,/,_,g; s,.*,/&.o,' <<< "$files") | xargs -r ninja -C $folder
}

# Checks all sources the way the address sanitizer's build compiles them, a folder at a time, because that
# takes an eighth of the time.
tidied() {
    printf '%s\n' build-asan/src/*.p/*-unity*.cpp |
        xargs -n 1 -P "$(nproc)" clang-tidy --quiet -p build-asan --extra-arg=-Wno-unknown-warning-option
}

# Builds without optimization and debug information, which lintian does not look at.
packages() {
    rm -rf build-deb && mkdir -p build-deb/fingerpost &&
        git ls-files -z | xargs -0 cp --parents -t build-deb/fingerpost || return 1
    (
        cd build-deb/fingerpost &&
            [[ $(dpkg-parsechangelog -S Version) == "$(../../build-gcc/src/fingerpostd --version |
                cut -d ' ' -f 2)"-* ]] &&
            DEB_CXXFLAGS_STRIP=-g DEB_BUILD_OPTIONS='nocheck noautodbgsym noopt' \
                dpkg-buildpackage -us -uc -b 2>&1 &&
            ../../test/hardening.py debian/fingerpost/usr/{sbin/fingerpostd,lib/*/fingerpost/*.so} \
                debian/fingerpost-tools/usr/bin/fingerpost \
                debian/fingerpost-maps/usr/sbin/fingerpost-mapd &&
            only_maps_needs_databases &&
            lintian --allow-root --fail-on error,warning --no-tag-display-limit ../*.changes
    )
}

# Only administrators who keep their domains in a database need SOCI and libldap.
only_maps_needs_databases() {
    local package depends
    for package in fingerpost fingerpost-tools fingerpost-maps; do
        depends=$(dpkg-deb -f ../"${package}"_*.deb Depends) || return 1
        case $package in
            fingerpost-maps) grep -q libsoci <<< "$depends" && grep -q libldap <<< "$depends" ;;
            *) ! grep -qE 'libsoci|libldap' <<< "$depends" ;;
        esac || { echo "$package depends on $depends" && return 1; }
    done
}

# Tests the container image of the packages that `packages` built.
image() {
    test/image/run.py build-gcc/src/fingerpostd . build-deb/fingerpost{,-maps}_*.deb
}

# Everything where it belongs, and an administrator's configuration left alone.
installs() {
    local root
    root=$(mktemp -d) || return 1
    local result=0
    DESTDIR=$root meson install -C build-gcc --quiet &&
        echo changed > "$root/etc/fingerpost/fingerpost.conf" &&
        DESTDIR=$root meson install -C build-gcc --quiet &&
        diff <(echo changed) "$root/etc/fingerpost/fingerpost.conf" &&
        diff - <(cd "$root" && find . -type f | sort) <<END || result=1
./etc/fingerpost/fingerpost.conf
./usr/local/bin/fingerpost
./usr/local/lib/systemd/system/fingerpost-mapd.service
./usr/local/lib/systemd/system/fingerpost-mapd.socket
./usr/local/lib/systemd/system/fingerpost.service
./usr/local/lib/systemd/system/fingerpost.socket
./usr/local/lib/sysusers.d/fingerpost-maps.conf
./usr/local/lib/$(g++ -print-multiarch)/fingerpost/fingerpost-cms.so
./usr/local/sbin/fingerpost-mapd
./usr/local/sbin/fingerpostd
./usr/local/share/bash-completion/completions/fingerpost
./usr/local/share/fingerpost/apache/example-site.conf
./usr/local/share/fingerpost/apache/fingerpost-metrics.conf
./usr/local/share/fingerpost/apache/fingerpost-page.conf
./usr/local/share/fingerpost/apache/fingerpost-pass.conf
./usr/local/share/fingerpost/apache/fingerpost.conf
./usr/local/share/fingerpost/example-site.caddy
./usr/local/share/fingerpost/example-site.haproxy
./usr/local/share/fingerpost/example-site.lighttpd
./usr/local/share/fingerpost/fingerpost.conf
./usr/local/share/fingerpost/nginx/example-site.conf
./usr/local/share/fingerpost/nginx/fingerpost-metrics.conf
./usr/local/share/fingerpost/nginx/fingerpost-page.conf
./usr/local/share/fingerpost/nginx/fingerpost-pass.conf
./usr/local/share/fingerpost/nginx/fingerpost-upstream.conf
./usr/local/share/fingerpost/nginx/fingerpost.conf
./usr/local/share/fingerpost/prometheus/alerts.yml
./usr/local/share/fingerpost/prometheus/dashboard.json
./usr/local/share/fish/vendor_completions.d/fingerpost.fish
./usr/local/share/man/man1/fingerpost.1
./usr/local/share/man/man5/fingerpost.conf.5
./usr/local/share/man/man8/fingerpost-mapd.8
./usr/local/share/man/man8/fingerpostd.8
./usr/local/share/zsh/site-functions/_fingerpost
END
    rm -rf "$root"
    return $result
}

units_are_valid() {
    local root name result=0
    root=$(mktemp -d) || return 1
    for name in fingerpost fingerpost-mapd; do
        cp "build-gcc/conf/$name.service" "$root"
        # systemd-analyze wants the program to be there.
        sed -i -E "s#=[^ ]*/(fingerpostd|fingerpost-mapd) #=$PWD/build-gcc/src/\1 #" \
            "$root/$name.service"
    done
    cp build-gcc/conf/fingerpost.socket conf/fingerpost-mapd.socket "$root"
    systemd-analyze verify --man=no "$root"/*.service "$root"/*.socket || result=1
    for name in fingerpost fingerpost-mapd; do
        systemd-analyze security --offline=true --no-pager --threshold=15 \
            "$root/$name.service" | tail -n 1
        [ "${PIPESTATUS[0]}" = 0 ] || result=1
    done
    rm -rf "$root"
    return $result
}

# Without the optional libraries, the programs name what a configuration needs.
without_openssl() {
    build build-small --unity=on --unity-size=1000 -Doptimization=0 -Dmaps=disabled -Dseccomp=disabled \
        -Dsign=disabled -Dtests=disabled -Dtool=disabled || return 1
    [ ! -e build-small/src/fingerpost-mapd ] || return 1
    local file
    file=$(mktemp) || return 1
    { cat conf/fingerpost.conf; echo 'sign { certificate c.pem  key k.pem }'; } > "$file"
    local output line
    line=$(wc -l < "$file")
    output=$(build-small/src/fingerpostd --check -c "$file" 2>&1)
    rm -f "$file"
    [[ $output == "$file:$line: sign: cannot load the signing module: fingerpost-cms.so: "* ]]
}

# tools/release names everything that prevents a release, with file and line. Otherwise it makes one.
releases() (
    clone=$(mktemp -d) || return 1
    trap 'rm -rf "$clone"' EXIT
    git clone -q . "$clone" && cd "$clone" || return 1
    git config user.name test && git config user.email test@localhost || return 1
    touch forgotten
    sed -i 's#^Homepage:.*#Homepage: https://fingerpost.example/#' debian/control
    sed -i '0,/^## .*/s//## 0.0.9 (2026-01-01)/' NEWS.md
    refusal=$(tools/release --source-only 9.8.7 archive) && return 1
    echo "$refusal"
    for line in 'forgotten: not committed' 'debian/control:[0-9]+: replace the placeholder: Homepage' \
        'NEWS.md:[0-9]+: the first heading is "## 0.0.9'; do
        grep -qE "^$line" <<< "$refusal" || return 1
    done
    [ ! -e archive ] || return 1
    rm forgotten
    grep -rl 'fingerpost\.example' debian | xargs sed -i 's/fingerpost\.example/fingerpost.test/'
    sed -i '0,/^## .*/s//## Unreleased/' NEWS.md
    git commit -qam 'nothing is in the way' && head=$(git rev-parse HEAD) || return 1
    tools/release --dry-run --source-only 9.8.7 dry && [ "$(git rev-parse HEAD)" = "$head" ] &&
        [ -z "$(git tag)" ] && rm -r dry || return 1
    tools/release --source-only 9.8.7 archive &&
        (cd archive && sha256sum --check --quiet SHA256SUMS) &&
        [ "$(tar -tf archive/*.tar.xz | grep -c -x fingerpost-9.8.7/meson.build)" = 1 ] &&
        [ "$(git show -s --format=%s v9.8.7^{commit})" = 'release: 9.8.7' ] &&
        [[ $(dpkg-parsechangelog -S Version) == 9.8.7-* ]] &&
        grep -q "^## 9\.8\.7 (" NEWS.md && grep -q "version: '9\.8\.7'" meson.build
)

demo_port() {
    python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

# demo [OPTION…]: prints both answers.
demo() {
    local output
    output=$(tools/demo --once --build build-gcc --port "$(demo_port)" "$@") || return 1
    grep -q '^< *<hostname>mail.example.com</hostname>' <<< "$output" &&
        grep -q '^< *<LoginName>ann@example.com</LoginName>' <<< "$output"
}

# demo_serves [OPTION…]: while it serves, the addresses and the commands that it prints work as they
# are, in any folder.
demo_serves() {
    local output pid result=0
    output=$(mktemp) || return 1
    tools/demo --build build-gcc --port "$(demo_port)" "$@" > "$output" &
    pid=$!
    until grep -q 'Ctrl-C ends it' "$output" || ! kill -0 $pid 2> /dev/null; do sleep 0.1; done
    printed_works "$output" || { result=1 && cat "$output"; }
    kill $pid
    wait $pid || result=1
    rm -f "$output"
    return $result
}

printed_works() {
    local url urls=0
    for url in $(sed -n 's/^  http/http/p' "$1"); do
        curl --silent --show-error --fail --output /dev/null "$url" || return 1
        urls=$((urls + 1))
    done
    # Each line with an indent of four spaces is a command.
    local answers
    answers=$(cd / && sed -n 's/^    //p' "$1" | sed 's/^curl /&--fail --silent --show-error /' |
        bash -e) || return 1
    [ $urls -eq 4 ] && local word && for word in '<hostname>mail.example.com</hostname>' \
        '"Protocol":"Autodiscover' '<LoginName>ann@example.com</LoginName>' \
        'IMAP  mail.example.com' ': valid' '_imaps._tcp' 'certbot certonly'; do
        grep -qF "$word" <<< "$answers" || { echo "not printed: $word" && return 1; }
    done
}

"$@"
