#!/bin/bash
# claws.sh ADDRESS: goes through the wizard of Claws Mail with the keyboard, presses Auto-configure, and
# saves. Prints the account that the wizard wrote.
set -u

mkdir -p "$HOME/.claws-mail"
# An administrator's template for the wizard, with the values that a user would type.
cat > "$HOME/.claws-mail/accountrc.tmpl" <<END
[AccountTemplate]
domain=${1#*@}
name=Ann
email=$1
recvtype=1
END

exec 3> "$HOME/display"
Xvfb -displayfd 3 -screen 0 800x700x24 -nolisten tcp 2> "$HOME/xvfb.log" &
x=$!
trap 'kill $x && wait $x' EXIT
for _ in {1..100}; do
    [ -s "$HOME/display" ] && break
    sleep 0.1
done
DISPLAY=:$(< "$HOME/display")
export DISPLAY GDK_BACKEND=x11 NO_AT_BRIDGE=1
dbus-run-session -- claws-mail > "$HOME/claws.log" 2>&1 &

keys() {
    xdotool key --clearmodifiers "$@"
    sleep 0.5
}

window=$(xdotool search --sync --onlyvisible --name 'Claws Mail Setup Wizard') || exit 1
xdotool windowfocus --sync "$window"
sleep 1
# Next, on the pages with the welcome and the name.
keys space
keys space
# Auto-configure.
keys Tab Tab Tab space
sleep 4
# The button has lost the focus. Next, on the pages of the servers, until only Save is left.
keys shift+Tab shift+Tab space
keys space
keys space
keys shift+Tab shift+Tab space
for _ in {1..50}; do
    grep -q '^receive_server' "$HOME/.claws-mail/accountrc" 2> /dev/null && break
    sleep 0.1
done
cat "$HOME/.claws-mail/accountrc"
