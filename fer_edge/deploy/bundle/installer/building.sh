# How a version is built, and tried out, before anything leads to it; a part of install.sh.

# fits BYTES: whether this machine is the right one, and has room for so many.
fits() {
  told=yes # By the check itself.
  "$python" -I -c "$FITS" "$b_machine" "$b_python" "$b_glibc" "$1" "$prefix"
  told=''
}

choose_python() {
  python=python3
  if command -v "python$b_python" >/dev/null 2>&1; then python=python$b_python; fi
  fits 0
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

# Whether a version finds all it needs, a file of its model answers as at its export, and the loop finds a face; else
# the reason is in `why`.
works() {
  say "trying it out"
  options=$1/run.toml
  if [ -e "$config" ]; then options=$config; fi
  rm -f -- "$1/doctor.json"
  if ! (cd -- "$1" && exec venv/bin/python -I -m fer_edge doctor --loop "$TRIAL" --config "$options" --json doctor.json) \
    >"$1/doctor.txt" 2>&1; then
    why=$(tail -n 1 -- "$1/doctor.txt")
    return 1
  fi
  notes=$("$1/venv/bin/python" -I -c "$NOTES" "$1/doctor.json" 2>&1) || {
    why="the doctor's findings cannot be read"
    return 1
  }
  if [ -n "$notes" ]; then printf '%s\n' "$notes" | sed 's/^/note: /'; fi
}

# Builds a version beside the others; it has its own name once it works, and is on the disk.
build_whole() {
  if [ -d "$prefix/versions/$b_id" ]; then say "version $b_id is here but does not run (${why:-nothing said}): it is built again"; fi
  fits "$b_installed_bytes"
  part=$prefix/versions/$b_id.part
  mkdir -- "$part"
  build
  works "$part" || refused
  settle
  if [ -d "$prefix/versions/$b_id" ]; then mv -T -- "$prefix/versions/$b_id" "$prefix/versions/$b_id.old"; fi
  mv -T -- "$part" "$prefix/versions/$b_id"
  part='' built=yes
  rm -rf -- "$prefix/versions/$b_id.old"
}

refused() {
  now=$(version_of current)
  die 4 "version $b_id does not run here (${why:-nothing said}): expected a doctor without a fault; ${now:+version $now still runs, }nothing is changed"
}
