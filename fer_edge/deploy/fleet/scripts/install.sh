# Installs what is unpacked. $3: its folder. $4: "config" where one was sent. $5...: for install.sh.
folder=$3 config=$4
shift 4
echo $$ >"$stage/pid"
if [ "$config" = config ]; then put_config || exit 1; fi
quietly sh "$stage/$folder/install.sh" --prefix "$prefix" "$@"
code=$?
if [ "$code" != 0 ]; then
  tail -n 1 "$stage/err" >&2
  if [ "$config" = config ]; then take_config_back; fi
  rm -rf "$stage"
fi
rm -f "$stage/pid"
exit "$code"
