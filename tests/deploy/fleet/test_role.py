import shutil
import subprocess

import pytest

from fer_edge.deploy.fleet.look import SCRIPTS, script
from fer_edge.deploy.fleet.role import write_role
from fer_edge.errors import FerEdgeError, UsageError
from tests.deploy.fleet.bundles import bundle_id, make_bundle

PLAY = """
- hosts: all
  roles:
    - role: fer_edge
      fer_edge_bundle: "{bundle}"
      fer_edge_prefix: "{prefix}"
"""


def test_the_role_has_the_same_proof(tmp_path):
    role = write_role(tmp_path / "roles")
    assert (role / "files" / "prove.sh").read_text().endswith(script("prove"))
    with pytest.raises(UsageError, match="there already"):
        write_role(tmp_path / "roles")


def test_a_place_that_cannot_be_written_to_is_told(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(FerEdgeError, match="cannot write"):
        write_role(tmp_path / "file")


@pytest.mark.parametrize("name", sorted(path.stem for path in SCRIPTS.glob("*.sh")))
def test_every_script_is_sh_and_short_enough_to_be_read_at_once(name):
    done = subprocess.run(["sh", "-n"], input=script(name).encode(), capture_output=True, timeout=20)
    assert done.returncode == 0 and not done.stderr
    # What has come whole goes on when the line is lost; a shell reads so much of it at once.
    assert len(script(name).encode()) < 8192


@pytest.mark.skipif(
    shutil.which("ansible-playbook") is None, reason="no ansible-playbook here: pip install ansible-core"
)
def test_ansible_installs_with_it_and_changes_nothing_the_second_time(single, board, tmp_path):
    bundle = make_bundle(tmp_path, "0.1.0", size=10)
    write_role(tmp_path / "roles")
    (tmp_path / "hosts").write_text(f"board ansible_ssh_common_args='-F {single.config}'\n")
    (tmp_path / "site.yml").write_text(PLAY.format(bundle=bundle, prefix=board.home / "fer-edge"))
    command = ["ansible-playbook", "-i", "hosts", "site.yml"]
    recaps = []
    for _ in range(2):
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=200)
        assert done.returncode == 0, done.stdout
        recaps.append(done.stdout.rpartition("PLAY RECAP")[2])
    assert "changed=0" not in recaps[0] and "changed=0" in recaps[1]
    assert (board.home / "fer-edge" / "versions" / bundle_id(bundle) / ".well").exists()
