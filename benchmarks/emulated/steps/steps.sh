#!/bin/sh
# What is proved within an emulated machine, in three starts of it; each check is a line "ok NAME: FOUND" or
# "FAILED NAME: FOUND", each figure "figure NAME NUMBER", and "do cut" asks for the power to be cut.
HERE=/payload/steps
PREFIX=/opt/fer-edge
DATA=$PREFIX/data
LINES=$DATA/faces.jsonl
UNIT=fer-edge.service
STAGE=/var/lib/proof-stage
SAID=/var/tmp/said
export HOME=/root LC_ALL=C.UTF-8 PATH=/usr/sbin:/usr/bin:/sbin:/bin
unset TERM

ok() { printf 'ok %s\n' "$1"; }
failed() { printf 'FAILED %s\n' "$1"; }
figure() { printf 'figure %s %s\n' "$1" "$2"; }
# check NAME FOUND COMMAND...: whether the command succeeds.
check() {
  name=$1 found=$2
  shift 2
  if "$@"; then ok "$name: $found"; else failed "$name: $found"; fi
}
# within SECONDS COMMAND...: whether the command succeeds within so many seconds; they are in $waited.
within() {
  most=$1 waited=0 began=$(seconds)
  shift
  while ! "$@"; do
    waited=$(($(seconds) - began))
    if [ "$waited" -ge "$most" ]; then return 1; fi
    sleep 1
  done
  waited=$(($(seconds) - began))
}
seconds() { cut -d. -f1 /proc/uptime; }
lines() { if [ -f "$LINES" ]; then wc -l <"$LINES"; else echo 0; fi; }
more_lines_than() { [ "$(lines)" -gt "$1" ]; }
told() { journalctl -q --no-pager -o cat -u $UNIT --since "@$1" | grep -q -- "$2"; }
now() { date +%s; }
main_pid() { systemctl show -P MainPID $UNIT; }
next_stage() { echo "$1" >$STAGE && sync; }

. $HERE/installing.sh
. $HERE/running.sh
. $HERE/after.sh

mkdir -p /var/lib
case $(cat $STAGE 2>/dev/null || echo install) in
  install) installing && next_stage run && systemctl reboot ;;
  run) running && next_stage after && sleep 20 && echo "do cut" && sleep 600 ;; # Some lines are on no disk yet.
  after) after_the_cut && systemctl poweroff ;;
esac || { failed "the steps: one of them ended the others" && systemctl poweroff; }
