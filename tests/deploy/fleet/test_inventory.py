import json
import os

import pytest

from fer_edge.deploy.fleet.inventory import read_inventory
from fer_edge.errors import MissingError, UsageError

TOML = """
[defaults]
user = "pi"
prefix = "/srv/fer-edge"
[hosts.kitchen]
host = "10.0.0.2"
port = 2222
config = "kitchen.toml"
[hosts.hall]
user = "root"
[groups]
inside = ["kitchen"]
"""

INI = """
lonely.local
[pis]
kitchen ansible_host=10.0.0.2 ansible_user=pi ansible_port=2222   # by the window
hall fer_edge_config=hall.toml
; nobody
[pis:vars]
ansible_user=admin
ansible_password=hunter2
[cams]
hall
"""

LISTED = {
    "_meta": {"hostvars": {"kitchen": {"ansible_host": "10.0.0.2", "ansible_port": 2222, "ansible_user": "pi"}}},
    "all": {"children": ["ungrouped", "pis"]},
    "pis": {"hosts": ["kitchen", "hall"], "children": ["all"]},
}


@pytest.fixture(autouse=True)
def no_ansible(monkeypatch):
    """As where Ansible is not installed."""
    monkeypatch.setenv("PATH", "/nowhere")


def write(tmp_path, name, text):
    path = tmp_path / name
    path.write_text(text)
    return path


def told(host):
    return host.name, host.address, host.user, host.port


def test_ours(tmp_path):
    found = read_inventory(write(tmp_path, "boards.toml", TOML))
    kitchen, hall = found.hosts.values()
    assert told(kitchen) == ("kitchen", "10.0.0.2", "pi", 2222) and told(hall) == ("hall", "hall", "root", 0)
    assert kitchen.config == tmp_path / "kitchen.toml" and hall.prefix == "/srv/fer-edge"
    assert found.groups == {"inside": ("kitchen",)}


def test_ansibles_ini(tmp_path):
    found = read_inventory(write(tmp_path, "hosts", INI))
    assert [told(host) for host in found.hosts.values()] == [
        ("lonely.local", "lonely.local", "", 0),
        ("kitchen", "10.0.0.2", "pi", 2222),
        ("hall", "hall", "admin", 0),
    ]
    assert found.hosts["hall"].config == tmp_path / "hall.toml"
    assert found.groups == {"ungrouped": ("lonely.local",), "pis": ("kitchen", "hall"), "cams": ("hall",)}


def test_ansible_itself_is_asked_where_it_is(tmp_path, monkeypatch):
    program = write(tmp_path, "ansible-inventory", f"#!/bin/sh\nprintf '%s' '{json.dumps(LISTED)}'\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}/bin")
    found = read_inventory(write(tmp_path, "hosts.yml", "pis:\n"))
    assert [told(host) for host in found.hosts.values()] == [
        ("kitchen", "10.0.0.2", "pi", 2222),
        ("hall", "hall", "", 0),
    ]
    assert found.groups["all"] == ("kitchen", "hall")
    program.write_text("#!/bin/sh\necho 'what is this?' >&2\nexit 1\n")
    with pytest.raises(UsageError, match="what is this"):
        read_inventory(tmp_path / "hosts.yml")


def test_hosts_and_groups_are_chosen_each_once(tmp_path):
    path = write(tmp_path, "hosts", INI)
    found = read_inventory(path)
    assert [host.name for host in found.choose(["hall", "pis"], path)] == ["hall", "kitchen"]
    assert [host.name for host in found.choose([], path)] == ["lonely.local", "kitchen", "hall"]
    with pytest.raises(UsageError, match="no host or group attic"):
        found.choose(["attic"], path)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("b.toml", ""),
        ("b.toml", "hosts = 3"),
        ("b.toml", "[hosts]\na = 1"),
        ("b.toml", "[host.a]"),
        ("b.toml", "[hosts.a]\nport = '22'"),
        ("b.toml", "[hosts.a]\npassword = 'x'"),
        ("b.toml", "[hosts.a]\nhost = '-oProxyCommand=x'"),
        ("b.toml", "[hosts.a]\n[groups]\ng = ['b']"),
        ("hosts", ""),
        ("hosts", "[pis]\npi[01:20].local"),
        ("hosts", "[pis]\na\n[all:children]\npis"),
        ("hosts", "[pis]\na ansible_port=ssh"),
        ("hosts", "[pis\na"),
        ("hosts", "[pis]\na 'b"),
        ("hosts", "[pis]\n-oProxyCommand=x"),
    ],
)
def test_what_is_wrong_in_it_is_one_line(tmp_path, name, text):
    path = write(tmp_path, name, text)
    with pytest.raises(UsageError) as refused:
        read_inventory(path)
    assert str(path) in str(refused.value) and "\n" not in str(refused.value)


def test_what_only_ansible_reads_is_told(tmp_path):
    with pytest.raises(MissingError, match="ansible-core"):
        read_inventory(write(tmp_path, "hosts.yml", "pis:\n"))
    with pytest.raises(MissingError, match="cannot read the inventory"):
        read_inventory(tmp_path / "nothing.toml")
