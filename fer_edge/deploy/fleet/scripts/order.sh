# Has the install.sh of what is there roll back, or take all away. $3: the order.
if [ "$3" = --uninstall ]; then rm -rf "$stage"; fi
if [ ! -f "$prefix/install.sh" ]; then
  echo "nothing is installed in $prefix" >&2
  exit 7
fi
said=$(sh "$prefix/install.sh" "$3" --prefix "$prefix" 2>&1 >/dev/null </dev/null)
code=$?
printf '%s\n' "$said" | tail -n 1 >&2
exit "$code"
