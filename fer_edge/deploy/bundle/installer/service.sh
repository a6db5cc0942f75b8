# The service of systemd that starts the program of this prefix; a part of install.sh.

# Whether systemd has a unit that starts the program of this prefix.
ours() {
  [ -f "$ROOT/etc/systemd/system/$UNIT" ] || return 1
  while read -r line; do
    case $line in "ExecStart=$prefix/bin/fer-edge "*) return 0 ;; esac
  done <"$ROOT/etc/systemd/system/$UNIT"
  return 1
}

# Whether there is a service here that is to run the new version as well; not one that somebody stopped for good.
is_wanted() {
  ours && [ -d "$ROOT/run/systemd/system" ] && { systemctl is-active --quiet "$UNIT" || systemctl is-enabled --quiet "$UNIT"; }
}

check_service() {
  if [ "$service" = auto ] && ! is_wanted; then service=no; fi
  [ "$service" != no ] || return 0
  [ "$(id -u)" = 0 ] || die 2 "the service needs root: use sudo, or --no-service"
  [ -d "$ROOT/run/systemd/system" ] || die 3 "--service: systemd does not run here; start $prefix/bin/fer-edge another way"
  case $prefix in
    *[!A-Za-z0-9/._+@:,=~-]*) die 2 "$prefix has a character that a unit cannot hold: name another --prefix for --service" ;;
  esac
}

# Whether one was asked for, and does not run yet.
lacks_service() { [ "$service" = yes ] && ! { ours && systemctl is-active --quiet "$UNIT"; }; }

# What there was before --service writes its unit, of whichever program.
remember_service() {
  ran=''
  rm -f -- "$prefix/.unit.old"
  [ "$service" != no ] && [ -f "$ROOT/etc/systemd/system/$UNIT" ] || return 0
  cp -p -- "$ROOT/etc/systemd/system/$UNIT" "$prefix/.unit.old"
  if systemctl is-active --quiet "$UNIT"; then ran=yes; fi
}

restore_service() {
  [ "$service" != no ] || return 0
  if [ ! -e "$prefix/.unit.old" ]; then
    forget_service
    return 0
  fi
  mv -f -- "$prefix/.unit.old" "$ROOT/etc/systemd/system/$UNIT"
  systemctl daemon-reload >/dev/null 2>&1 || true
  if [ -n "$ran" ]; then order=restart; else order=stop; fi
  timeout --foreground "$PATIENCE" systemctl "$order" "$UNIT" >/dev/null 2>&1 || true
}

# Starts the service with the current version, and waits until it says that its loop turns; else `why` has a reason.
start_service() {
  case $service in
    no) return 0 ;;
    auto) why=$(timeout --foreground "$PATIENCE" systemctl restart "$UNIT" 2>&1) ;;
    yes)
      mkdir -p -- "$prefix/data"
      chown -- "${SUDO_USER:-root}" "$prefix/data"
      why=$(cd -- "$prefix/data" && timeout --foreground "$PATIENCE" "$prefix/bin/fer-edge" service install \
        --config "$config" --run-as "${SUDO_USER:-root}" --unit-dir "$ROOT/etc/systemd/system" 2>&1)
      ;;
  esac && systemctl is-active --quiet "$UNIT"
}

forget_service() {
  ours || return 0
  systemctl disable --now "$UNIT" >/dev/null 2>&1 || true
  rm -f -- "$ROOT/etc/systemd/system/$UNIT"
  systemctl daemon-reload >/dev/null 2>&1 || true
}
