# What the other scripts begin with. $1: prefix. $2: the user's staging folder.
# Not every one of them calls every function.
# shellcheck shell=sh disable=SC2317
prefix=$1 stage=$2
own=$prefix/config/run.toml
put_config() {
  mkdir -p "$prefix/config" || return 1
  rm -f "$own.before"
  if [ -f "$own" ]; then cp -p "$own" "$own.before" || return 1; fi
  cp "$stage/run.toml" "$own.part" && mv "$own.part" "$own"
}
take_config_back() {
  if [ -f "$own.before" ]; then mv "$own.before" "$own"; else rm -f "$own"; fi
  rmdir "$prefix/config" "$prefix" 2>/dev/null
}
quietly() { # Where the line is lost, what is said has to go somewhere, or the work would end half-way.
  "$@" >"$stage/out" 2>"$stage/err" </dev/null
}
prove() { # $1: seconds. With the board's own configuration, where there is one.
  set -- "$prefix/bin/fer-edge" doctor --loop "$1" --json -
  if [ -f "$own" ]; then set -- "$@" --config "$own"; fi
  quietly "$@"
}
service_runs() { [ -d /run/systemd/system ] && systemctl is-active --quiet fer-edge; }
