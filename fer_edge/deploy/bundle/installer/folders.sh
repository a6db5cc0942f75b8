# The folders and links of a prefix; a part of install.sh.

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
  python3 -I -c 'import fcntl; fcntl.flock(9, fcntl.LOCK_EX | fcntl.LOCK_NB)' 2>/dev/null ||
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
