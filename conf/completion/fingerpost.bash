# bash completion for fingerpost

_fingerpost_files() {
    compopt -o filenames
    mapfile -t COMPREPLY < <(compgen -f -- "$1")
}

_fingerpost() {
    local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]}
    local subcommands='check show dns names probe import'
    local options='--help --config --json' subcommand= i
    for ((i = 1; i < COMP_CWORD; i++)); do
        case ${COMP_WORDS[i]} in
            -c | --config) ((++i)) ;;
            -*) ;;
            *) subcommand=${COMP_WORDS[i]}; break ;;
        esac
    done
    COMPREPLY=()

    case $previous in
        -c | --config | --ca) _fingerpost_files "$current"; return ;;
        --as) options='autoconfig outlook mobilesync json apple pacc' subcommand=none ;;
        --style) options='cname srv mx' subcommand=none ;;
        --target | --connect)
            mapfile -t COMPREPLY < <(compgen -A hostname -- "$current")
            return
            ;;
        --resolver | --domain) return ;;
    esac

    case $subcommand in
        '') options+=" --version $subcommands" ;;
        check) options+=' --strict' ;;
        show) options+=' --as' ;;
        dns) options+=' --style --target' ;;
        names) options+=' --style --target --certbot' ;;
        probe) options+=' --quiet --resolver --connect --ca' ;;
        import)
            options+=' --domain'
            if [[ $current != -* ]]; then
                _fingerpost_files "$current"
                return
            fi
            ;;
    esac
    mapfile -t COMPREPLY < <(compgen -W "$options" -- "$current")
}

complete -F _fingerpost fingerpost
