# Tells what a board is and has, one key=value a line.
# $1: where fer-edge is, "" for the usual place.
under_way() { # Whether the installation that a lost line has left behind is still at work.
  pid=$(cat "$1/pid" 2>/dev/null) && tr '\000' ' ' 2>/dev/null <"/proc/$pid/cmdline" | grep -q fer-edge-deploy
}
stage=$HOME/.fer-edge-deploy
echo "stage=$stage"
case $1 in # The tilde is the one in the word that was given.
  "") if [ "$(id -u)" = 0 ]; then prefix=/opt/fer-edge; else prefix=$HOME/.local/share/fer-edge; fi ;;
  '~'/*) prefix=$HOME/${1#??} ;;
  *) prefix=$1 ;;
esac
current=$(basename "$(readlink "$prefix/current" 2>/dev/null)")
previous=$(basename "$(readlink "$prefix/previous" 2>/dev/null)")
place=$prefix
while [ ! -d "$place" ]; do place=$(dirname "$place"); done
for tool in sha256sum tar gzip python3; do command -v "$tool" >/dev/null 2>&1 || echo "lacks=$tool"; done
echo "machine=$(uname -m)"
echo "system=$(uname -s)"
echo "model=$(tr -d '\000' 2>/dev/null </proc/device-tree/model)"
echo "glibc=$(getconf GNU_LIBC_VERSION 2>/dev/null | sed 's/^glibc //')"
python3 -c 'import struct, sys
print("python=%d.%d" % sys.version_info[:2])
print("bits=%d" % (8 * struct.calcsize("P")))' 2>/dev/null || echo "bits=$(getconf LONG_BIT 2>/dev/null)"
for version in 3.11 3.12 3.13; do command -v "python$version" >/dev/null 2>&1 && echo "pythons=$version"; done
echo "memory_kb=$(sed -n 's/^MemTotal: *\([0-9]*\) kB/\1/p' /proc/meminfo 2>/dev/null)"
echo "free_kb=$(df -Pk "$place" 2>/dev/null | sed -n '2s/^.* \([0-9][0-9]*\)  *[0-9][0-9]*% .*$/\1/p')"
if [ -d /run/systemd/system ]; then
  echo systemd=yes
  echo "service=$(systemctl is-active fer-edge 2>/dev/null)"
fi
echo "prefix=$prefix"
echo "current=$current"
echo "previous=$previous"
echo "version=$(sed -n 's/.*"fer_edge": *"\([^"]*\)".*/\1/p' "$prefix/current/manifest.json" 2>/dev/null | head -n 1)"
if [ -n "$current" ] && [ -f "$prefix/versions/$current/.well" ]; then echo well=yes; fi
if [ -f "$prefix/config/run.toml" ]; then
  echo "config=$(sha256sum <"$prefix/config/run.toml" 2>/dev/null | cut -d ' ' -f 1)"
fi
under_way "$stage" && echo busy=yes
for file in "$stage"/*.part "$stage"/*.tar.gz; do
  if [ -f "$file" ]; then echo "staged=$(basename "$file") $(wc -c <"$file")"; fi
done
