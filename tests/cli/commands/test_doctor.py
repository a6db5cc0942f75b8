import json

from typer.testing import CliRunner

from fer_edge.cli.app import app


def test_the_command_ends_well_where_run_works():
    done = CliRunner().invoke(app, ["doctor", "--json", "-"])
    assert done.exit_code == 0
    found = {row["name"]: row["state"] for row in json.loads(done.stdout)}
    assert found["OpenCV"] == found["onnxruntime"] == found["model"] == "ok"
