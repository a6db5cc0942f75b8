# Runs the loop of what was installed; goes back to what was there before where it is not well.
# $3: the bundle's id. $4: seconds. $5: "config" where one was sent.
mkdir -p "$stage" || exit 1
if prove "$4"; then
  : >"$prefix/versions/$3/.well"
  cat "$stage/out"
  rm -rf "$stage" "$own.before"
  exit 0
fi
tail -n 1 "$stage/err" >&2
before=$(basename "$(readlink "$prefix/previous" 2>/dev/null)")
order=--uninstall
if [ -n "$before" ] && [ "$before" != "$3" ]; then order=--rollback; fi
if [ "$5" = config ]; then take_config_back; fi
code=4
quietly sh "$prefix/install.sh" "$order" --prefix "$prefix" || code=5
if [ "$code" = 4 ] && [ "$order" = --rollback ]; then # Nobody should go back to it.
  rm -rf "$prefix/previous" "$prefix/versions/$3"
fi
rm -rf "$stage"
exit "$code"
