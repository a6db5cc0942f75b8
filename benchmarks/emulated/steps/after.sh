# The third start: the power was cut while the service ran.

after_the_cut() {
  figure boot_after_cut_seconds "$(seconds)"
  found=$(python3 $HERE/whole.py $DATA 2>&1)
  code=$?
  check "files are whole after the power was cut" "$found" test $code = 0
  before=$(lines)
  within 400 more_lines_than "$before"
  check "the service runs again and goes on in its files" "$(lines) lines after $before" more_lines_than "$before"
  found=$(python3 $HERE/whole.py $DATA 2>&1)
  code=$?
  check "and they are whole with what came since" "$found" test $code = 0
  STATE_DIRECTORY=/var/lib/fer-edge $PREFIX/bin/fer-edge explain >/var/tmp/explain.log 2>&1
  check "fer-edge explain tells of the cut" "$(grep -m 1 'went down' /var/tmp/explain.log)" grep -q 'went down' /var/tmp/explain.log
}
