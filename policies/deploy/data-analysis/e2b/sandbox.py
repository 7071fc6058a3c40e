# Fixed program of PolicyKit, the same for every policy: what a policy says stands in the JSON files beside it.
import base64
import datetime
import json
import pathlib
import re
import shlex

from e2b import Sandbox, Secret


def _load(name):
    return json.loads(pathlib.Path(__file__).with_name(name).read_text("utf-8"))


_body, _run, _template = _load("sandbox.create.json"), _load("run.json"), _load("template.json")


def create(secrets=None, parameters=None):
    """Creates a sandbox under the policy, reads back what the service made of it, and destroys it on a mismatch.

    secrets: values by name. A brokered one is put into E2B's secret store; left out, the stored one is used.
    Others go into the environment and must be given.
    parameters: values of the policy's parameters, by name; all must be given.
    """
    today = datetime.datetime.now(datetime.timezone.utc).date().isoformat()
    if "until" in _run and today > _run["until"]:
        raise ValueError(f"An acceptance of this policy ended on {_run['until']}: renew it or narrow the policy, then write the files anew.")

    values = _checked(dict(parameters or {}))
    options = _options(_delivered(dict(secrets or {})), values)
    sandbox = Sandbox.create(template=_body["templateID"], **options)
    try:
        mismatch = _differences(sandbox.get_info(), options)
        if mismatch:
            raise RuntimeError("The sandbox was destroyed, because the service does not hold to the policy: " + "; ".join(mismatch) + ".")
        if _run["start"]:
            line = " ".join(shlex.quote(argument) for argument in _run["start"])
            sandbox.commands.run(line, background=True, user=_template["user"]["name"], cwd=_template["workDirectory"], timeout=0)
    except BaseException:
        sandbox.kill()
        raise
    return sandbox


def _options(secret_envs, values):
    network = _body["network"]
    options = {
        "timeout": _body["timeout"],
        "lifecycle": {"on_timeout": {"action": "pause", "keep_memory": _body["autoPauseMemory"]}, "auto_resume": False} if _body["autoPause"] else {"on_timeout": "kill"},
        "network": {"deny_out": network["denyOut"], "allow_public_traffic": network["allowPublicTraffic"]},
        "metadata": {name: _filled(value, values) for name, value in _body["metadata"].items()},
        "envs": {**_body.get("envVars", {}), **secret_envs},
    }
    if "allowOut" in network:
        options["network"]["allow_out"] = network["allowOut"]
    if "rules" in network:
        options["network"]["rules"] = network["rules"]
    if "allow_internet_access" in _body:
        options["allow_internet_access"] = _body["allow_internet_access"]
    if "volumeMounts" in _body:
        options["volume_mounts"] = {mount["path"]: _filled(mount["name"], values) for mount in _body["volumeMounts"]}
    return options


def _checked(values):
    declared = {parameter["name"]: parameter["pattern"] for parameter in _run["parameters"]}
    for name in values:
        if name not in declared:
            raise ValueError(f"The policy has no parameter {name!r}.")
    for name, pattern in declared.items():
        if name not in values or re.fullmatch(pattern, values[name]) is None:
            raise ValueError(f"The parameter {name} must be given and match {pattern}.")
    return values


def _filled(text, values):
    return re.sub(r"\{([^{}]*)\}", lambda match: values.get(match.group(1), match.group(0)), text)


def _delivered(given):
    for name in given:
        if not any(secret["name"] == name for secret in _run["secrets"]):
            raise ValueError(f"The policy has no credential {name!r}.")

    envs = {}
    for secret in _run["secrets"]:
        name, store = secret["name"], secret.get("store")
        if store is None:
            if name not in given:
                raise ValueError(f"The value of the credential {name} must be given.")
            envs[name] = given[name]
        elif name in given:
            user = secret.get("basicUser")
            value = given[name] if user is None else base64.b64encode(f"{user}:{given[name]}".encode("utf-8")).decode("ascii")
            (Secret.update if Secret.exists(store) else Secret.create)(store, value)
        elif not Secret.exists(store):
            raise ValueError(f"E2B's secret store has no {store}: give the value of {name} once, or create it there.")
    return envs


def _differences(info, options):
    found = []

    def expect(what, holds):
        if not holds:
            found.append(what)

    expect("metadata", all(info.metadata.get(name) == value for name, value in options["metadata"].items()))
    expect("CPU or memory of the template", info.cpu_count == _template["cpuCount"] and info.memory_mb == _template["memoryMB"])
    expect("timeout", (info.end_at - info.started_at).total_seconds() <= _body["timeout"] + 60)
    lifecycle = getattr(info, "lifecycle", None)
    expect("lifecycle", not lifecycle or (lifecycle["on_timeout"] == ("pause" if _body["autoPause"] else "kill") and not lifecycle["auto_resume"]))
    expect("internet access", _body.get("allow_internet_access") is not False or getattr(info, "allow_internet_access", None) is not True)
    mounts = [(mount["path"], mount["name"]) for mount in (getattr(info, "volume_mounts", None) or [])]
    expect("volumes", set(mounts) == set(options.get("volume_mounts", {}).items()))

    network = getattr(info, "network", None)
    if network is None:
        return found + ["network rules are not told"]

    wanted = _body["network"]
    allowed = wanted.get("allowOut", [])

    # The service adds its resolver to any list that names a host.
    by_name = any("/" not in entry for entry in allowed)
    told = {_normal(entry) for entry in network.get("allow_out") or []}
    if by_name and "8.8.8.8/32" not in allowed:
        told.discard("8.8.8.8/32")
    expect("allowOut", told == set(allowed))
    expect("denyOut", {_normal(entry) for entry in network.get("deny_out") or []} == set(wanted["denyOut"]))
    expect("allowPublicTraffic", network.get("allow_public_traffic", True) == wanted["allowPublicTraffic"])
    expect("egressProxy", network.get("egress_proxy") is None)
    expect("header rules", network.get("rules") is None or _headers(network["rules"]) == _headers(wanted.get("rules", {})))
    return found


def _headers(rules):
    return {
        (host, name.lower(), value)
        for host, entries in rules.items()
        for rule in entries
        for name, value in ((rule.get("transform") or {}).get("headers") or {}).items()
    }


def _normal(entry):
    return entry + "/32" if re.fullmatch(r"\d+\.\d+\.\d+\.\d+", entry) else entry.lower()
