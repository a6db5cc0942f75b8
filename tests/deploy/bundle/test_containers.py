import json
import threading
import tomllib
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from typer.testing import CliRunner

from fer_edge.cli.app import app
from fer_edge.deploy.bundle.container import health, start
from fer_edge.deploy.bundle.containers import APP, OCI, app_files, oci_files, write_folder
from fer_edge.errors import UsageError
from tests.deploy.bundle.test_make import made, places, settings

__all__ = ("places", "settings")


@pytest.fixture
def image(settings, places):
    return oci_files({name: made(settings, places, target=target) for name, target in OCI.items()})


def test_an_image_has_a_sealed_bundle_for_each_machine(image):
    for machine, target in OCI.items():
        manifest = json.loads(image[f"bundles/{machine}/manifest.json"])
        assert manifest["target"] == str(target)
        assert set(manifest["files"]) < {name.removeprefix(f"bundles/{machine}/") for name in image}
    assert b'version="0.1.0"' in image["Containerfile"] and b"${BASE}" in image["Containerfile"]
    assert tomllib.loads(image["run.toml"].decode())["metrics"]


def test_all_that_a_containerfile_copies_is_there(image, settings, places):
    app_folder = app_files({name: made(settings, places, target=target) for name, target in APP.items()})
    for files, name in ((image, "Containerfile"), (app_folder, "Dockerfile")):
        lines = [line.split() for line in files[name].decode().splitlines()]
        copied = [
            word for line in lines if line and line[0] == "COPY" and "--from" not in line[1] for word in line[1:-1]
        ]
        assert copied
        for word in copied:
            assert word in files or word.startswith("bundles/${")


def test_the_app_has_a_translation_of_every_option(settings, places):
    yaml = pytest.importorskip("yaml")
    files = app_files({name: made(settings, places, target=target) for name, target in APP.items()})
    told = yaml.safe_load(files["config.yaml"])
    assert told["version"] == "0.1.0" and set(told["arch"]) == set(APP)
    assert set(told["options"]) <= set(told["schema"])
    for language in ("en", "de"):
        words = yaml.safe_load(files[f"translations/{language}.yaml"].read_text())
        assert set(words["configuration"]) == set(told["schema"]) and set(words["network"]) == set(told["ports"])


def test_a_folder_with_other_files_is_left_alone(image, tmp_path):
    write_folder(tmp_path / "new", image)
    write_folder(tmp_path / "new", image)
    (tmp_path / "new" / "mine").write_text("kept")
    with pytest.raises(UsageError, match="mine"):
        write_folder(tmp_path / "new", image)


FORM = {
    "source": "rtsp://cam/1",
    "fps": 5,
    "detector": "auto",
    "mqtt": True,
    "topic": "hall",
    "web": True,
    "notice": 'a "b"',
}
MQTT = {"host": "core-mosquitto", "port": 1883, "username": "addons", "password": "secret", "ssl": False}


def test_the_form_becomes_options_that_run_reads(tmp_path):
    text = start.as_toml(start.run_options(FORM, MQTT))
    assert "secret" not in text
    options = tomllib.loads(text)
    assert options["mqtt"] == "mqtt://addons@core-mosquitto:1883/hall" and options["source"] == "rtsp://cam/1"
    (tmp_path / "run.toml").write_text(text)
    done = CliRunner().invoke(app, ["doctor", "--config", str(tmp_path / "run.toml"), "--json", "-"])
    assert done.exit_code == 0, done.exception


def test_a_form_without_a_broker_has_none():
    options = start.run_options({"source": "1", "mqtt": True}, {})
    assert options["camera"] == "1" and "mqtt" not in options and "web" not in options


class Metrics(BaseHTTPRequestHandler):
    """Tells how many frames there were."""

    frames = 7

    def do_GET(self):
        body = json.dumps({"frames": Metrics.frames}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *words):
        """Say nothing."""


@pytest.fixture
def loop(tmp_path):
    """run's options for a loop whose metrics are those above."""
    with HTTPServer(("127.0.0.1", 0), Metrics) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        (tmp_path / "run.toml").write_text(f'metrics = "0.0.0.0:{server.server_port}"\n')
        yield tmp_path / "run.toml"
        server.shutdown()
        thread.join(10)


def test_a_loop_is_well_as_long_as_it_counts_on(loop, tmp_path, monkeypatch):
    assert health.main(loop, tmp_path / "seen") is None
    assert "still 7 frames" in str(health.main(loop, tmp_path / "seen"))
    monkeypatch.setattr(Metrics, "frames", 8)
    assert health.main(loop, tmp_path / "seen") is None


def test_a_loop_that_does_not_answer_is_not_well(tmp_path):
    (tmp_path / "run.toml").write_text('metrics = "127.0.0.1:9"\n')
    assert "no answer" in str(health.main(tmp_path / "run.toml", tmp_path / "seen"))
    assert "no answer" in str(health.main(tmp_path / "lost.toml", tmp_path / "seen"))


def test_without_metrics_nothing_more_is_known(tmp_path):
    (tmp_path / "run.toml").write_text('camera = "0"\n')
    assert health.main(tmp_path / "run.toml", tmp_path / "seen") is None
