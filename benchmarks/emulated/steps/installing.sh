# The first start: a new board, no network, a bundle, and what docs/raspberry-pi.md says to type.

installing() {
  figure boot_seconds "$(seconds)"
  check "the camera's driver is there" "$(cat /sys/class/video4linux/video0/name 2>&1)" test -c /dev/video0
  cp /payload/fer-edge-*.tar.gz /home/pi/
  # The emulated machine starts a program ten times as slowly as a board, and systemd knows no such boards.
  mkdir -p /etc/systemd/system/$UNIT.d
  printf '[Service]\nTimeoutStartSec=600\n' >/etc/systemd/system/$UNIT.d/emulated.conf

  for block in /payload/page/*.sh; do typed "$block"; done
  figure installed_megabytes "$(du -sm $PREFIX | cut -f1)"
  check "doctor finds the camera" "$(said_of ' camera ')" grep -q 'ok *camera' $SAID
  check "run gives three frames of it" "$(grep -c '"frame"' $SAID) lines" test "$(grep -c '"frame"' $SAID)" = 3
  check "the service is active" "$(systemctl is-active $UNIT)" systemctl is-active --quiet $UNIT
}

# typed FILE: a block of the page, as a person types it.
typed() {
  began=$(seconds)
  setpriv --reuid=pi --regid=pi --init-groups env -i HOME=/home/pi USER=pi PATH="$PATH" sh -eu "$1" >/var/tmp/typed 2>&1
  code=$?
  cat /var/tmp/typed >>$SAID
  if grep -q install.sh "$1"; then figure install_seconds $(($(seconds) - began)); fi
  check "typed $(paste -sd ';' "$1" | cut -c1-100)" "$(tail -n 1 /var/tmp/typed | cut -c1-160)" test $code = 0
}

said_of() { grep -m 1 -- "$1" $SAID | tr -s ' '; }
