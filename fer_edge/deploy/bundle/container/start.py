"""How the Home Assistant app begins: from the form's options to run's, then to the loop, as a user without rights."""

import glob
import json
import os
import sys
import urllib.request
from pathlib import Path
from typing import Any

OPTIONS, OWN, MADE = Path("/data/options.json"), Path("/config/run.toml"), Path("/data/run.toml")
PROGRAM = "/opt/fer-edge/bin/fer-edge"
BROKER = "http://supervisor/services/mqtt"
USER, PATIENCE = 10001, 30


def broker() -> dict[str, Any]:
    """The MQTT broker that Home Assistant has; empty where there is none."""
    request = urllib.request.Request(BROKER)
    request.add_header("Authorization", f"Bearer {os.environ.get('SUPERVISOR_TOKEN', '')}")
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
            return dict(json.load(answer)["data"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        print(f"no MQTT broker is known to Home Assistant ({error}): install the Mosquitto app", file=sys.stderr)
        return {}


def run_options(form: dict[str, Any], mqtt: dict[str, Any]) -> dict[str, Any]:
    """run's options. form: what was filled in. mqtt: what the supervisor tells of its broker."""
    source = str(form.get("source") or "0")
    kind = "source" if "://" in source else "camera"
    options = {kind: source, "fps": float(form.get("fps") or 0), "detector": form.get("detector") or "auto"}
    options["metrics"] = "127.0.0.1:9464"
    if form.get("mqtt") and mqtt:
        scheme = "mqtts" if mqtt.get("ssl") else "mqtt"
        user = f"{mqtt['username']}@" if mqtt.get("username") else ""
        options["mqtt"] = f"{scheme}://{user}{mqtt['host']}:{mqtt['port']}/{form.get('topic') or 'fer-edge'}"
    if form.get("web"):
        options["web"] = "0.0.0.0:8080"
    if form.get("notice"):
        options["notice"] = form["notice"]
    return options


def as_toml(options: dict[str, Any]) -> str:
    """TOML reads texts and numbers as JSON writes them, but for letters written as pairs of numbers."""
    return "".join(f"{key} = {json.dumps(value, ensure_ascii=False)}\n" for key, value in options.items())


def give_up_root(made: Path) -> None:
    """Become a user who may open the cameras, and write below the folder of `made`, but nothing else."""
    groups = {os.stat(device).st_gid for device in glob.glob("/dev/video*")}
    for path in (made, made.parent):
        os.chown(path, USER, USER)
    os.setgroups(sorted(groups))
    os.setgid(USER)
    os.setuid(USER)


def main() -> None:
    """Write run's options, give up root, become the loop."""
    form = json.loads(OPTIONS.read_text(encoding="utf-8"))
    mqtt = broker() if form.get("mqtt") else {}
    text = OWN.read_text(encoding="utf-8") if OWN.is_file() else as_toml(run_options(form, mqtt))
    MADE.unlink(missing_ok=True)  # Its folder is the loop's, which might have left a link there.
    MADE.write_text(text, encoding="utf-8")
    for name, value in (("MQTT_PASSWORD", mqtt.get("password")), ("TOKEN", form.get("token"))):
        if value:
            os.environ[f"FER_EDGE_{name}"] = str(value)
    os.environ |= {"HOME": str(MADE.parent), "XDG_STATE_HOME": str(MADE.parent)}
    os.environ.pop("SUPERVISOR_TOKEN", None)
    give_up_root(MADE)
    os.execv(PROGRAM, [PROGRAM, "run", "--headless", "--config", str(MADE)])


if __name__ == "__main__":
    main()
