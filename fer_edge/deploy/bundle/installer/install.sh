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

# Checks in Python. In a bundle these are the texts of whole.py, fits.py, right.py and lock.py.
WHOLE=''
FITS=''
RIGHT=''
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
  action=install prefix='' keep=2 service=auto built=''
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
  if [ "$prefix" != / ]; then prefix=${prefix%/}; fi
  if [ -e "$prefix/current" ] && [ ! -L "$prefix/current" ]; then
    usage "$prefix/current is not ours: expected a link; name another --prefix"
  fi
  if [ "$here" = "$prefix" ] && [ "$action" = install ]; then usage "there is no bundle here: start its own install.sh"; fi
  config=$prefix/config/run.toml
}

any_python() { command -v python3 >/dev/null 2>&1 || die 3 "there is no python3: apt install python3"; }

# folders.sh

undo() {
  code=$?
  trap - EXIT INT TERM HUP
  if [ -n "$part" ]; then rm -rf -- "$part"; fi
  if [ "$code" -gt 0 ] && [ "$code" -lt 128 ] && [ -z "$told" ]; then
    code=1
    printf 'install.sh: a step failed, see above: nothing is changed; is the disk full?\n' >&2
  fi
  if [ ! -L "$prefix/current" ]; then
    rm -f -- "$prefix/bin/fer-edge" "$prefix/install.sh"
    if [ -n "$fresh" ]; then rm -f -- "$config"; fi
    tidy
  fi
  exit "$code"
}

choose_python() {
  python=python3
  if command -v "python$b_python" >/dev/null 2>&1; then python=python$b_python; fi
  "$python" -I -c "$FITS" "$b_machine" "$b_python" "$b_glibc" "$b_installed_bytes" "$prefix"
  "$python" -I -c 'import venv' 2>/dev/null || die 3 "$python has no venv: apt install python3-venv"
}

build() {
  say "installing fer-edge $b_fer_edge ($b_id) in $prefix"
  site=''
  # Picamera2 comes with the system alone.
  if "$python" -I -c 'import importlib.util, sys; sys.exit(importlib.util.find_spec("picamera2") is None)'; then
    site=--system-site-packages
  fi
  "$python" -I -m venv --without-pip ${site:+"$site"} -- "$part/venv" >/dev/null 2>&1 ||
    die 1 "$python -m venv fails: nothing is changed; is the disk full?"
  set --
  for wheel in "$here"/wheels/*.whl; do
    case ${wheel##*/} in pip-*) pip=$wheel/pip ;; *) set -- "$@" "$wheel" ;; esac
  done
  mkdir -- "$part/tmp"
  TMPDIR=$part/tmp PIP_CONFIG_FILE=/dev/null "$part/venv/bin/python" -I "$pip" --isolated install --quiet --no-index --no-deps \
    --ignore-installed --no-cache-dir --disable-pip-version-check --no-warn-script-location \
    --root-user-action ignore -- "$@" >"$part/tmp/said" 2>&1 ||
    die 1 "pip cannot install the wheels ($(tail -n 1 -- "$part/tmp/said")): nothing is changed; is the disk full?"
  rm -rf -- "$part/tmp"
  for script in "$part"/venv/bin/*; do # They would start the Python of a folder that is renamed below.
    case ${script##*/} in python*) ;; *) rm -f -- "$script" ;; esac
  done
  write_program "$part/venv/bin/fer-edge"
  for name in models detectors licences run.toml manifest.json sbom.cdx.json install.sh; do
    if [ -e "$here/$name" ]; then cp -R -- "$here/$name" "$part/$name" 2>/dev/null || die 1 "cannot copy $name: nothing is changed; is the disk full?"; fi
  done
  chmod -R u=rwX,go=rX -- "$part"
  chmod 755 "$part/install.sh"
}

# Whether a version finds all it needs, its model answers as at its export, and the loop finds a face.
prove() {
  say "trying it out"
  options=$1/run.toml
  if [ -e "$config" ]; then options=$config; fi
  rm -f -- "$1/doctor.json"
  (cd -- "$1" && exec venv/bin/python -I -m fer_edge doctor --loop "$TRIAL" --config "$options" --json doctor.json) \
    >"$1/doctor.txt" 2>&1 || refused "$1" "$(tail -n 1 -- "$1/doctor.txt")"
  wrong=$("$1/venv/bin/python" -I -c "$RIGHT" "$1/doctor.json" 2>&1) || refused "$1" "$wrong"
}

refused() {
  now=$(version_of current)
  die 4 "version $b_id does not run here (${2:-nothing said}): expected a doctor without a fault; ${now:+version $now still runs, }nothing is changed"
}

# service.sh

# Makes a version the current one; with a service that does not come up, the one before is it again.
switch() {
  old=$(version_of current) older=$(version_of previous)
  sync -f -- "$prefix" 2>/dev/null || sync # What is switched to outlives a power cut.
  if [ -n "$old" ] && [ "$old" != "$1" ]; then link "$old" previous; fi
  link "$1" current
  start_service && return 0
  if [ -z "$old" ]; then
    forget_service
    rm -f -- "$prefix/current"
    rm -rf -- "$prefix/versions/$1"
    die 4 "the service does not come up within $PATIENCE s: nothing is left of it; see journalctl -eu $UNIT"
  fi
  link "$old" current
  if [ -n "$older" ]; then link "$older" previous; else rm -f -- "$prefix/previous"; fi
  if ours; then timeout "$PATIENCE" systemctl restart "$UNIT" || true; fi
  if [ -n "$built" ]; then rm -rf -- "$prefix/versions/$1"; fi
  die 4 "the service does not come up within $PATIENCE s: version $old runs again; see journalctl -eu $UNIT"
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
  part='' fresh=''
  trap undo EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM
  trap 'exit 129' HUP
  sweep
  if [ "$(version_of current)" = "$b_id" ] && [ -x "$prefix/bin/fer-edge" ]; then
    say "version $b_id is installed already"
    return 0
  fi
  if [ -d "$prefix/versions/$b_id" ]; then # It was here before, and was whole.
    prove "$prefix/versions/$b_id"
  else
    part=$prefix/versions/$b_id.part
    mkdir -- "$part"
    build
    prove "$part"
    mv -T -- "$part" "$prefix/versions/$b_id"
    part='' built=yes
  fi
  touch -- "$prefix/versions/$b_id"
  if [ ! -e "$config" ]; then
    fresh=yes
    cp -- "$here/run.toml" "$config.new" && chmod 644 "$config.new" && mv -f -- "$config.new" "$config"
  fi
  write_wrapper "$prefix/versions/$b_id"
  switch "$b_id"
  prune
  say "version $b_id is installed: $prefix/bin/fer-edge run --config $config"
}

installed() {
  [ -n "$(version_of current)" ] || [ -n "$(versions)" ] || die 3 "nothing is installed in $prefix: name its --prefix"
}

rollback() {
  installed
  lock
  before=$(version_of previous)
  if [ -z "$before" ] || [ "$before" = "$(version_of current)" ]; then
    die 3 "there is no version before this one in $prefix: install another bundle"
  fi
  if [ "$service" = auto ] && ! ours; then service=no; fi
  switch "$before"
  say "version $before is the current one again"
}

uninstall() {
  installed
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
    say "version: $folder $(python3 -I -c 'import json, sys; about = json.load(open(sys.argv[1])); print(about["fer_edge"], about["target"], about["model"], about["detector"])' "$prefix/versions/$folder/manifest.json")"
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
