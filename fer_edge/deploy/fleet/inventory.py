"""Which boards there are: a TOML file of ours, or an inventory of Ansible."""

import configparser
import json
import re
import shlex
import shutil
import subprocess
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from fer_edge.deploy.fleet.hosts import Host, check_host
from fer_edge.errors import MissingError, UsageError
from fer_edge.system.untrusted import build, read_file

PATIENCE = 60
"""Seconds for ansible-inventory, which may ask others."""

VARIABLES = {"host": "ansible_host", "user": "ansible_user", "port": "ansible_port", "prefix": "fer_edge_prefix"}
VARIABLES |= {"config": "fer_edge_config"}


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A host of an inventory; what it leaves out is ssh's, or the inventory's [defaults]."""

    host: str = ""
    user: str = ""
    port: int = 0
    prefix: str = ""
    config: str = ""


@dataclass(frozen=True, kw_only=True)
class Inventory:
    """Hosts by their names, and groups of these names."""

    hosts: dict[str, Host]
    groups: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def choose(self, words: Iterable[str], path: Path) -> list[Host]:
        """The hosts that are named, by themselves or by a group, each once; all when none is.

        Raises UsageError for a name that is not there.
        """
        names: dict[str, None] = {}
        for word in words:
            if word not in self.hosts and word not in self.groups:
                known = ", ".join([*self.groups, *self.hosts][:20])
                raise UsageError(f"{path} has no host or group {word}: expected some of {known}")
            names |= dict.fromkeys(self.groups.get(word, (word,)))
        return [self.hosts[name] for name in names or self.hosts]


def read_inventory(path: Path) -> Inventory:
    """Read .toml as ours, and the rest as Ansible does, where ansible-inventory is here; without it, simple INI.

    Raises MissingError when it cannot be read, UsageError when something in it is wrong or it has no host.
    """
    try:
        text = read_file(path).decode("utf-8")
        found = _read(path, text)
    except OSError as error:
        raise MissingError(f"cannot read the inventory {path}: {error.strerror}; name another file") from error
    except (ValueError, RecursionError) as error:
        raise UsageError(f"{path} is no inventory: {error}") from error
    if not found.hosts:
        raise UsageError(f"{path} has no host: expected [hosts.NAME] in TOML, or a line a host below [group]")
    return found


def _read(path: Path, text: str) -> Inventory:
    if path.suffix == ".toml":
        return _of_toml(path, tomllib.loads(text))
    program = shutil.which("ansible-inventory")
    if program:
        return _of_ansible(path, program)
    if path.suffix in (".yml", ".yaml", ".json"):
        raise MissingError(f"{path}: only Ansible reads this kind: pip install ansible-core, or write INI or TOML")
    return _of_ini(path, text)


def _of_toml(path: Path, content: dict[str, Any]) -> Inventory:
    """[hosts.NAME] with host, user, port, prefix, config; [defaults] of the same; [groups] NAME = ["host", …]."""
    odd = set(content) - {"hosts", "defaults", "groups"}
    if odd:
        raise ValueError(f"there is no table {min(odd)}: expected [defaults], [hosts.NAME] and [groups]")
    defaults, hosts, groups = (content.get(name, {}) for name in ("defaults", "hosts", "groups"))
    if not all(isinstance(table, dict) for table in (defaults, hosts, groups)):
        raise ValueError("expected tables: [defaults], [hosts.NAME], [groups]")
    known = {name: _host(path, name, defaults | _table(name, own)) for name, own in hosts.items()}
    for name, members in groups.items():
        if not isinstance(members, list) or not set(map(str, members)) <= set(known):
            raise ValueError(f"the group {name} should be a list of hosts that are there")
    return Inventory(hosts=known, groups={name: tuple(members) for name, members in groups.items()})


def _of_ansible(path: Path, program: str) -> Inventory:
    """What ansible-inventory makes of it, with its groups and variables."""
    command = [program, "-i", str(path.absolute()), "--list"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, errors="replace")
        content = json.loads(done.stdout) if done.returncode == 0 else None
    except (subprocess.TimeoutExpired, json.JSONDecodeError) as error:
        raise ValueError(f"ansible-inventory gives no answer ({error})") from error
    if not isinstance(content, dict):
        said = done.stderr.strip().splitlines() or ["it says nothing"]
        raise ValueError(f"ansible-inventory: {said[-1]}")
    members = {name: _members(content, name, frozenset()) for name in content if name != "_meta"}
    variables = content.get("_meta", {}).get("hostvars", {})
    names = dict.fromkeys(name for group in members.values() for name in group)
    return Inventory(
        hosts={name: _host(path, name, _from_variables(variables.get(name, {}))) for name in names}, groups=members
    )


def _members(content: dict[str, Any], group: str, above: frozenset[str]) -> tuple[str, ...]:
    own = content.get(group, {})
    below = [_members(content, child, above | {group}) for child in own.get("children", ()) if child not in above]
    return tuple(dict.fromkeys([*own.get("hosts", ()), *(name for names in below for name in names)]))


def _of_ini(path: Path, text: str) -> Inventory:
    """Lines of hosts with variables below [group], and [group:vars]; the rest is Ansible's own."""
    parser = configparser.ConfigParser(
        allow_no_value=True, delimiters=("\0",), interpolation=None, strict=False, default_section="\0"
    )
    parser.optionxform = str  # type: ignore[assignment, method-assign]
    try:
        parser.read_string(f"[ungrouped]\n{text}", str(path))
    except configparser.Error as error:
        raise ValueError(error.message.splitlines()[0]) from error
    groups: dict[str, tuple[str, ...]] = {}
    own: dict[str, dict[str, str]] = {}
    for section in parser.sections():
        if section.endswith(":children"):
            raise ValueError(f"[{section}] is for ansible-inventory, which is not here: pip install ansible-core")
        if section.endswith(":vars"):
            continue
        lines = [shlex.split(line, comments=True) for line in parser[section]]
        groups[section] = tuple(words[0] for words in lines if words)
        for words in lines:
            own.setdefault(words[0], {}).update(_pairs(words[1:]))
    shared = {s.removesuffix(":vars"): _pairs(parser[s]) for s in parser.sections() if s.endswith(":vars")}
    for name, variables in own.items():
        wider = [shared.get(group, {}) for group in ("all", *(g for g in groups if name in groups[g]))]
        own[name] = {key: value for one in (*wider, variables) for key, value in one.items()}
    hosts = {name: _host(path, name, _from_variables(variables)) for name, variables in own.items()}
    return Inventory(hosts=hosts, groups={name: members for name, members in groups.items() if members})


def _pairs(words: Iterable[str]) -> dict[str, str]:
    pairs = (word.partition("=") for word in words)
    return {key.strip(): value.strip() for key, equals, value in pairs if equals}


def _from_variables(variables: dict[str, Any]) -> dict[str, Any]:
    """The variables that say how a host is reached; a password among them is left alone: ssh asks, or has a key."""
    entry = {key: variables[name] for key, name in VARIABLES.items() if name in variables}
    if isinstance(entry.get("port"), str) and entry["port"].isdecimal():
        entry["port"] = int(entry["port"])
    return entry


def _table(name: str, own: Any) -> dict[str, Any]:
    if not isinstance(own, dict):
        raise ValueError(f"hosts.{name} should be a table, [hosts.{name}]")
    return own


def _host(path: Path, name: str, values: dict[str, Any]) -> Host:
    if re.search(r"\[\d*[a-z]?:\d*[a-z]?", name):
        raise ValueError(f"{name} is a range, for ansible-inventory, which is not here: pip install ansible-core")
    entry: Entry = build(Entry, values, name)
    host = Host(name=name, address=entry.host or name, user=entry.user, port=entry.port, prefix=entry.prefix)
    # A relative configuration lies beside the inventory.
    config = path.parent / entry.config if entry.config else None
    return check_host(replace(host, config=config), f"{path}: {name}")
