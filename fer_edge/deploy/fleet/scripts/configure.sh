# Puts the configuration that was sent in place; takes it back where the loop or the service is not well with it.
# $3: seconds.
put_config || exit 1
refused=
if ! prove "$3"; then
  refused=$(tail -n 1 "$stage/err")
elif service_runs; then
  quietly systemctl restart fer-edge
  sleep 5
  service_runs || refused="the service does not come up with it"
fi
if [ -n "$refused" ]; then
  take_config_back
  if [ -d /run/systemd/system ]; then quietly systemctl try-restart fer-edge; fi
  printf '%s\n' "$refused" >&2
  rm -rf "$stage"
  exit 4
fi
cat "$stage/out"
rm -rf "$stage" "$own.before"
