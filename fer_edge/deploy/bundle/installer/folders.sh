# The folders, links and programs of a prefix; a part of install.sh.

# The name of a version that a link leads to; nothing where there is none.
version_of() { if [ -d "$prefix/$1/venv" ]; then basename -- "$(readlink -- "$prefix/$1")"; fi; }

# Every version here, newest first, one a line; nothing else that happens to lie there.
versions() {
  for folder in $(ls -1t -- "$prefix/versions" 2>/dev/null || true); do
    case $folder in
      *[!0-9a-f]* | ?????????????*) ;;
      ????????????) say "$folder" ;;
    esac
  done
}

lock() {
  touch -- "$prefix/.lock" 2>/dev/null || die 1 "cannot write to $prefix: use sudo, or name another --prefix"
  exec 9>"$prefix/.lock"
  python3 -I -c "$LOCK" || # What this shell holds open stays locked until it ends, whatever ends it.
    die 1 "another install.sh is at work in $prefix: wait for it, and try again"
}

# What a killed installation left; nobody is at work but us.
sweep() {
  for folder in "$prefix"/versions/????????????.part; do
    if [ -d "$folder" ]; then rm -rf -- "$folder"; fi
  done
  rm -f -- "$prefix/.current.new" "$prefix/.previous.new"
}

link() {
  rm -f -- "$prefix/.$2.new"
  ln -s -- "versions/$1" "$prefix/.$2.new"
  mv -Tf -- "$prefix/.$2.new" "$prefix/$2"
}

# Folders of ours that are empty, so that a refused or removed installation leaves none.
tidy() {
  rm -f -- "$prefix/.lock"
  for folder in versions bin config data; do rmdir -- "$prefix/$folder" 2>/dev/null || true; done
  rmdir -- "$prefix" 2>/dev/null || true
}

# A shell hands it on to the Python beside it, wherever that is moved to; for Python its first lines are a text.
write_program() {
  cat >"$1" <<'END'
#!/bin/sh
'''exec' "$(dirname -- "$(readlink -f -- "$0")")/python" -I "$0" "$@"
' '''
import sys

from fer_edge.cli.app import main

if __name__ == "__main__":
    sys.exit(main())
END
  chmod 755 "$1"
}

write_wrapper() {
  quoted=$("$python" -I -c 'import shlex, sys; print(shlex.quote(sys.argv[1]))' "$prefix/current")
  printf '#!/bin/sh\n# Made by install.sh: starts the current version, and stays with it when another is installed meanwhile.\nexec "$(readlink -f -- %s)/venv/bin/fer-edge" "$@"\n' "$quoted" >"$prefix/bin/.fer-edge.new"
  chmod 755 "$prefix/bin/.fer-edge.new"
  mv -f -- "$prefix/bin/.fer-edge.new" "$prefix/bin/fer-edge"
  cp -- "$1/install.sh" "$prefix/.install.sh.new"
  mv -f -- "$prefix/.install.sh.new" "$prefix/install.sh"
}
