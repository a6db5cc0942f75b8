# The first start: a new board, no network, a bundle.

installing() {
  figure boot_seconds "$(seconds)"
  check "the camera's driver is there" "$(cat /sys/class/video4linux/video0/name 2>&1)" test -c /dev/video0
  echo 'pi:x:1000:1000:pi:/home/pi:/bin/sh' >>/etc/passwd
  echo 'pi:x:1000:' >>/etc/group
  sed -i 's/^video:.*/&pi/' /etc/group
  mkdir -p /home/pi /var/tmp/bundle

  began=$(seconds)
  tar xzf /payload/bundle.tar.gz -C /var/tmp/bundle
  figure unpack_seconds $(($(seconds) - began))
  began=$(seconds)
  env SUDO_USER=pi sh /var/tmp/bundle/*/install.sh --no-service >/var/tmp/install.log 2>&1
  code=$?
  figure install_seconds $(($(seconds) - began))
  check "install.sh installs without a network" "$(last_of /var/tmp/install.log)" test $code = 0
  rm -rf /var/tmp/bundle
  figure installed_megabytes "$(du -sm $PREFIX | cut -f1)"

  cp /payload/run.toml $PREFIX/config/run.toml
  $PREFIX/bin/fer-edge doctor >/var/tmp/doctor.log 2>&1
  code=$?
  check "doctor finds the camera" "$(grep ' camera ' /var/tmp/doctor.log | tr -s ' ')" grep -q 'ok *camera' /var/tmp/doctor.log
  check "doctor lets run work" "exit code $code" test $code = 0

  # The emulated machine starts a program ten times as slowly as a board, and systemd knows no such boards.
  mkdir -p /etc/systemd/system/$UNIT.d
  printf '[Service]\nTimeoutStartSec=600\n' >/etc/systemd/system/$UNIT.d/emulated.conf
  mkdir -p $DATA && chown 1000:1000 $DATA
  (cd $DATA && $PREFIX/bin/fer-edge service install --config $PREFIX/config/run.toml --run-as pi) >/var/tmp/service.log 2>&1
  code=$?
  check "fer-edge service install" "$(last_of /var/tmp/service.log)" test $code = 0
  check "the service is active" "$(systemctl is-active $UNIT)" systemctl is-active --quiet $UNIT
}
