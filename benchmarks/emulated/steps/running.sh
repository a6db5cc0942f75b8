# The second start: the service starts with the machine and stands what happens to cameras and loops.

running() {
  before=$(lines)
  within 400 more_lines_than "$before"
  check "the service starts with the machine" "first line $(seconds) s after the machine, as $(ps_user)" more_lines_than "$before"
  figure first_line_seconds "$(seconds)"
  a_true_camera
  the_camera_goes_and_comes
  a_frozen_loop
  it_is_ended
  systemctl start $UNIT
  before=$(lines)
  within 300 more_lines_than $((before + 5))
  check "it runs before the power is cut" "$(lines) lines" more_lines_than $((before + 5))
}

ps_user() { stat -c %U "/proc/$(main_pid)" 2>/dev/null; }

a_true_camera() {
  before=$(lines) began=$(seconds)
  sleep 30
  figure lines_per_second "$(python3 -c "print(round(($(lines) - $before) / max($(seconds) - $began, 1), 2))")"
  found=$(for descriptor in /proc/"$(main_pid)"/fd/*; do readlink "$descriptor"; done | grep /dev/video)
  check "run reads a V4L2 device" "$found" more_lines_than "$before"
  peak=$(sed -n 's/^VmHWM:[[:space:]]*\([0-9]*\) kB/\1/p' "/proc/$(main_pid)/status")
  figure peak_memory_megabytes $((peak * 1024 / 1000000))
  check "memory under 200 MB" "$((peak * 1024 / 1000000)) MB at the most" test $((peak * 1024)) -lt 200000000
}

the_camera_goes_and_comes() {
  driver=/sys/bus/platform/drivers/vivid since=$(now)
  process=$(main_pid)
  echo vivid.0 >$driver/unbind
  within 120 told "$since" "opening it again"
  check "an unplugged camera is told of" "after $waited s" told "$since" "opening it again"
  figure unplug_told_seconds "$waited"
  sleep 10
  before=$(lines)
  echo vivid.0 >$driver/bind
  within 120 told "$since" "is back after"
  check "it comes back by itself and says so" \
    "$(journalctl -q --no-pager -o cat -u $UNIT --since "@$since" | grep 'is back after' | tail -n 1)" told "$since" "is back after"
  figure recovery_seconds "$waited"
  within 60 more_lines_than "$before"
  check "lines go on after it" "$(lines) lines after $before" more_lines_than "$before"
  check "the process is the same as before" "$(main_pid)" test "$(main_pid)" = "$process"
}

restarted() { [ "$(systemctl show -P NRestarts $UNIT)" -gt 0 ] && systemctl is-active --quiet $UNIT; }

a_frozen_loop() {
  before=$(lines)
  kill -STOP "$(main_pid)"
  within 300 restarted
  check "the watchdog restarts a frozen loop" "after $waited s" restarted
  figure watchdog_seconds "$waited"
  within 200 more_lines_than "$before"
  check "lines go on after that" "$(lines) lines after $before" more_lines_than "$before"
}

it_is_ended() {
  began=$(seconds)
  systemctl stop $UNIT
  figure stop_seconds $(($(seconds) - began))
  result=$(systemctl show -P Result $UNIT)
  check "SIGTERM ends it" "$result, exit code $(systemctl show -P ExecMainStatus $UNIT)" test "$result" = success
  found=$(python3 $HERE/whole.py $DATA 2>&1)
  code=$?
  check "its files are whole then" "$found" test $code = 0
}
