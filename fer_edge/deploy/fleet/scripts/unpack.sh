# Checks what was copied and unpacks it. $1: the bundle's sha256. $2: the folder in it.
cd "$HOME/.fer-edge-deploy" || exit 1
part=$1.part whole=$1.tar.gz
if [ ! -f "$whole" ]; then
  if [ "$(sha256sum <"$part" | cut -d ' ' -f 1)" != "$1" ]; then
    rm -f "$part"
    exit 9
  fi
  mv "$part" "$whole" || exit 1
fi
rm -rf "$2"
if ! tar -xzf "$whole"; then
  rm -rf "$2"
  exit 1
fi
