# bash completion for fingerpost(1)

_fingerpost() {
    local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]}
    local subcommands='check show dns names probe import'
    local options='--help --config --json' subcommand= word
    for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
        if [[ " $subcommands " == *" $word "* ]]; then
            subcommand=$word
            break
        fi
    done
    COMPREPLY=()

    case $previous in
        -c | --config | --ca) compopt -o filenames; COMPREPLY=($(compgen -f -- "$current")); return ;;
        --as)
            COMPREPLY=($(compgen -W 'autoconfig outlook mobilesync json apple pacc' -- "$current"))
            return
            ;;
        --style) COMPREPLY=($(compgen -W 'cname srv mx' -- "$current")); return ;;
        --target | --connect) COMPREPLY=($(compgen -A hostname -- "$current")); return ;;
        --resolver) return ;;
    esac

    case $subcommand in
        '') options+=" --version $subcommands" ;;
        show) options+=' --as' ;;
        dns) options+=' --style --target' ;;
        names) options+=' --style --target --certbot' ;;
        probe) options+=' --resolver --connect --ca' ;;
        import)
            if [[ $current != -* ]]; then
                compopt -o filenames
                COMPREPLY=($(compgen -f -- "$current"))
                return
            fi
            ;;
    esac
    COMPREPLY=($(compgen -W "$options" -- "$current"))
}

complete -F _fingerpost fingerpost
