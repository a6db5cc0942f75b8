# The service of systemd that starts the program of this prefix; a part of install.sh.

# Whether systemd has a unit that starts the program of this prefix.
ours() {
  [ -f "$ROOT/etc/systemd/system/$UNIT" ] || return 1
  while read -r line; do
    case $line in "ExecStart=$prefix/bin/fer-edge "*) return 0 ;; esac
  done <"$ROOT/etc/systemd/system/$UNIT"
  return 1
}

check_service() {
  if [ "$service" = auto ] && ! ours; then service=no; fi
  [ "$service" = yes ] || return 0
  [ "$(id -u)" = 0 ] || die 2 "--service needs root: use sudo, or --no-service"
  [ -d "$ROOT/run/systemd/system" ] || die 3 "--service: systemd does not run here; start $prefix/bin/fer-edge another way"
}

# Starts the service with the current version, and waits until it says that its loop turns.
start_service() {
  case $service in
    no) return 0 ;;
    auto) timeout "$PATIENCE" systemctl restart "$UNIT" ;;
    yes)
      mkdir -p -- "$prefix/data"
      chown -- "${SUDO_USER:-root}" "$prefix/data"
      (cd -- "$prefix/data" && timeout "$PATIENCE" "$prefix/bin/fer-edge" service install --config "$config" \
        --run-as "${SUDO_USER:-root}" --unit-dir "$ROOT/etc/systemd/system")
      ;;
  esac && systemctl is-active --quiet "$UNIT"
}

forget_service() {
  ours || return 0
  systemctl disable --now "$UNIT" >/dev/null 2>&1 || true
  rm -f -- "$ROOT/etc/systemd/system/$UNIT"
  systemctl daemon-reload >/dev/null 2>&1 || true
}
