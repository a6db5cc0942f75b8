#!/bin/sh
# Installs fer-edge from the bundle this file lies in. Needs coreutils and python3 and no network.
#
#   install.sh [--prefix DIR] [--service|--no-service] [--keep N]
#   install.sh --rollback|--uninstall|--status [--prefix DIR]
#
# Exit codes: 0 installed, or there already; 2 wrong usage; 3 this machine does not fit, or something is missing;
# 4 a file is damaged, or the new version does not run: the one before still does; 1 anything else, nothing changed.
# Some texts are programs for others, and what a trap calls looks unreachable.
# shellcheck disable=SC2016,SC2317
set -eu
umask 022
LC_ALL=C
export LC_ALL
unset CDPATH PYTHONPATH PYTHONHOME FER_EDGE_YUNET

UNIT=fer-edge.service
ROOT=${FER_EDGE_ROOT:-} # Where run/ and etc/ of systemd are found, for tests.
PATIENCE=60             # Seconds for a service to come up.
TRIAL=2                 # Seconds for which the loop is tried.

USAGE='usage: install.sh [--prefix DIR] [--service|--no-service] [--keep N], or --rollback, --uninstall or --status'

# Checks in Python. In a bundle these are the texts of whole.py, fits.py, notes.py and lock.py.
WHOLE=''
FITS=''
NOTES=''
LOCK=''

told=''
say() { printf '%s\n' "$*"; }

die() {
  code=$1 told=yes
  shift
  printf 'install.sh: %s\n' "$*" >&2
  exit "$code"
}

usage() { die 2 "$1; $USAGE"; }

read_words() {
  action=install prefix='' keep=2 service=auto
  while [ $# -gt 0 ]; do
    case $1 in
      --prefix | --keep)
        if [ $# -lt 2 ] || [ -z "$2" ]; then usage "$1 needs a value"; fi
        if [ "$1" = --prefix ]; then prefix=$2; else keep=$2; fi
        shift
        ;;
      --prefix=?*) prefix=${1#*=} ;;
      --keep=?*) keep=${1#*=} ;;
      --service) service=yes ;;
      --no-service) service=no ;;
      --rollback | --uninstall | --status) action=${1#--} ;;
      --help | -h)
        say "$USAGE"
        exit 0
        ;;
      *) usage "there is no $1" ;;
    esac
    shift
  done
  case $keep in '' | *[!0-9]* | 0*) usage "--keep $keep: expected a number from 1" ;; esac
}

find_places() {
  here=$(cd -- "$(dirname -- "$0")" && pwd -P)
  if [ -z "$prefix" ] && [ -L "$here/current" ] && [ ! -e "$here/SHA256SUMS" ]; then prefix=$here; fi
  if [ -z "$prefix" ] && [ "$(id -u)" = 0 ]; then prefix=/opt/fer-edge; fi
  if [ -z "$prefix" ]; then prefix=${HOME:?"install.sh: no home folder: name a place with --prefix"}/.local/share/fer-edge; fi
  case $prefix in
    *[[:cntrl:]]*) usage "--prefix has a control character" ;;
    /*) ;;
    *) prefix=$(pwd -P)/$prefix ;;
  esac
  prefix=$(readlink -m -- "$prefix") # As the program and its unit call it, which follow links.
  if [ -e "$prefix/current" ] && [ ! -L "$prefix/current" ]; then
    usage "$prefix/current is not ours: expected a link; name another --prefix"
  fi
  if [ "$here" = "$prefix" ] && [ "$action" = install ]; then usage "there is no bundle here: start its own install.sh"; fi
  config=$prefix/config/run.toml
}

any_python() { command -v python3 >/dev/null 2>&1 || die 3 "there is no python3: apt install python3"; }

# folders.sh

# Takes back what is begun, whatever ends it, where this shell can still do so.
guard() {
  part='' fresh='' built='' switching='' why=''
  trap undo EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM
  trap 'exit 129' HUP
}

undo() {
  code=$?
  trap - EXIT INT TERM HUP
  if [ -n "$switching" ]; then take_back; fi
  if [ -n "$part" ]; then rm -rf -- "$part"; fi
  if [ -n "$built" ] && [ "$(version_of current)" != "$b_id" ]; then rm -rf -- "$prefix/versions/$b_id"; fi
  if [ "$code" -gt 0 ] && [ "$code" -lt 128 ] && [ -z "$told" ]; then
    code=1
    printf 'install.sh: a step failed, see above: nothing is changed; is the disk full?\n' >&2
  fi
  if [ ! -L "$prefix/current" ] && [ -z "$(versions)" ]; then
    rm -f -- "$prefix/bin/fer-edge" "$prefix/install.sh"
    if [ -n "$fresh" ]; then rm -f -- "$config"; fi
    tidy
  fi
  exit "$code"
}

# building.sh

# service.sh

# Makes a version the current one; with a service that does not come up, the one before is it again.
switch() {
  old=$(version_of current) older=$(version_of previous)
  settle
  remember_service
  switching=yes
  if [ -n "$old" ] && [ "$old" != "$1" ]; then link "$old" previous; fi
  link "$1" current
  if start_service; then
    switching=''
    rm -f -- "$prefix/.unit.old"
    return 0
  fi
  take_back
  reason="the service does not come up within $PATIENCE s${why:+ ($(printf '%s\n' "$why" | tail -n 1))}"
  case $old in
    '') kept="nothing is left of it" ;;
    "$1") kept="version $old stays without it" ;;
    *) kept="version $old runs again" ;;
  esac
  die 4 "$reason: $kept; see journalctl -eu $UNIT"
}

take_back() {
  switching=''
  if [ -n "$old" ]; then link "$old" current; else rm -f -- "$prefix/current"; fi
  if [ -n "$older" ]; then link "$older" previous; else rm -f -- "$prefix/previous"; fi
  restore_service
}

prune() {
  number=0
  for folder in $(versions); do
    number=$((number + 1))
    if [ "$number" -le "$keep" ] || [ "$folder" = "$(version_of current)" ] || [ "$folder" = "$(version_of previous)" ]; then continue; fi
    rm -rf -- "$prefix/versions/$folder"
  done
}

install() {
  [ -e "$here/SHA256SUMS" ] || die 4 "SHA256SUMS is missing beside $0; copy the bundle again, and unpack it again"
  facts=$(python3 -I -c "$WHOLE" "$here") || exit 4
  b_fer_edge='' b_id='' b_machine='' b_python='' b_glibc='' b_installed_bytes=''
  eval "$facts"
  choose_python
  check_service
  mkdir -p -- "$prefix/versions" "$prefix/bin" "$prefix/config" 2>/dev/null ||
    die 1 "cannot write to $prefix: use sudo, or name another --prefix"
  lock
  guard
  sweep
  if [ ! -d "$prefix/versions/$b_id" ] || ! works "$prefix/versions/$b_id"; then build_whole; fi
  touch -- "$prefix/versions/$b_id"
  if [ ! -e "$config" ]; then
    fresh=yes
    cp -- "$here/run.toml" "$config.new" && chmod 644 "$config.new" && mv -f -- "$config.new" "$config"
  fi
  write_wrapper "$prefix/versions/$b_id"
  if [ "$(version_of current)" = "$b_id" ] && [ -z "$built" ] && ! lacks_service; then
    say "version $b_id is installed already"
    return 0
  fi
  switch "$b_id"
  prune
  say "version $b_id is installed: $prefix/bin/fer-edge run --config $config"
}

installed() {
  [ -n "$(version_of current)" ] || [ -n "$(versions)" ] || die 3 "nothing is installed in $prefix: name its --prefix"
}

rollback() {
  installed
  check_service
  lock
  guard
  before=$(version_before)
  [ -n "$before" ] || die 3 "there is no version before this one in $prefix: install another bundle"
  switch "$before"
  say "version $before is the current one again"
}

uninstall() {
  installed
  if ours && [ "$(id -u)" != 0 ]; then die 2 "its service needs root: use sudo"; fi
  lock
  forget_service
  sweep
  rm -f -- "$prefix/bin/fer-edge" "$config" "$prefix/previous"
  for folder in $(versions); do rm -rf -- "$prefix/versions/$folder"; done
  rm -f -- "$prefix/current" "$prefix/install.sh"
  tidy
  if [ -d "$prefix" ]; then say "removed; what is left in $prefix is not ours"; else say "removed"; fi
}

status() {
  installed
  say "current: $(version_of current)"
  say "previous: $(version_of previous)"
  for folder in $(versions); do
    say "version: $folder $(python3 -I -c 'import json, sys; about = json.load(open(sys.argv[1])); print(about["fer_edge"], about["target"], about["model"], about["detector"])' "$prefix/versions/$folder/manifest.json" 2>/dev/null || say damaged)"
  done
  say "program: $prefix/bin/fer-edge"
  if ours; then say "service: $(systemctl is-active "$UNIT" || true)"; fi
}

main() {
  read_words "$@"
  find_places
  any_python
  case $action in
    install) install ;;
    rollback) rollback ;;
    uninstall) uninstall ;;
    status) status ;;
  esac
}

main "$@"; exit # Nothing behind this line is read, also where this file is removed meanwhile.
