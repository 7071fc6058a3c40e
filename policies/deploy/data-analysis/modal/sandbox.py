# Fixed program of PolicyKit, the same for every policy: what a policy says stands in the JSON files beside it.
import datetime
import json
import pathlib
import re

import modal

from image import image


def _load(name):
    return json.loads(pathlib.Path(__file__).with_name(name).read_text("utf-8"))


_body, _run = _load("sandbox.create.json"), _load("run.json")


def create(secrets=None, parameters=None):
    """Creates a sandbox under the policy, reads its tags back, and terminates it on a mismatch. The service does not tell its network policy.

    secrets: values by name, for credentials that go into the environment; all must be given.
    parameters: values of the policy's parameters, by name; all must be given.
    """
    today = datetime.datetime.now(datetime.timezone.utc).date().isoformat()
    if "until" in _run and today > _run["until"]:
        raise ValueError(f"An acceptance of this policy ended on {_run['until']}: renew it or narrow the policy, then write the files anew.")

    # Python 1.5.4 has neither key. Modal picks between gVisor and a virtual machine, either of which separates as much as gVisor.
    if _body["runtime"] != "gvisor" or "headerReplacements" in _body:
        raise ValueError("This policy asks for a virtual machine or for brokered credentials, which the Python SDK cannot: use sandbox.ts.")

    values = _checked(dict(parameters or {}))
    environment = _delivered(dict(secrets or {}))
    tags = {name: _filled(value, values) for name, value in _body["tags"].items()}
    app = modal.App.lookup(_run["app"], create_if_missing=True)
    sandbox = modal.Sandbox.create(*_body.get("entrypointArgs", []), app=app, image=image(), tags=tags, **_options(environment, values))
    try:
        told = sandbox.get_tags()
        if any(told.get(name) != value for name, value in tags.items()):
            raise RuntimeError("The sandbox was terminated, because the service does not hold to the policy: tags.")
    except BaseException:
        sandbox.terminate()
        raise
    return sandbox


def _options(environment, values):
    network, resources = _body["networkAccess"], _body["resources"]
    options = {
        "timeout": _body["timeoutSecs"],
        "workdir": _body["workdir"],
        "encrypted_ports": [port["port"] for port in _body["openPorts"]],
        "include_oidc_identity_token": _body["includeOidcIdentityToken"],
        "volumes": {mount["mountPath"]: _volume(mount, values) for mount in _body.get("volumeMounts", [])},
        "env": _body.get("environment", {}),
    }
    if network["networkAccessType"] == "BLOCKED":
        options["block_network"] = True
    elif network["networkAccessType"] == "ALLOWLIST":
        options["outbound_cidr_allowlist"] = network["allowedCidrs"]
        options["outbound_domain_allowlist"] = network["allowedDomains"]
    else:
        raise ValueError("The network is blocked or has an allow list.")
    if environment:
        options["secrets"] = [modal.Secret.from_dict(environment)]
    if "idleTimeoutSecs" in _body:
        options["idle_timeout"] = _body["idleTimeoutSecs"]
    if "milliCpu" in resources:
        options["cpu"] = (_cores(resources["milliCpu"]), _cores(resources["milliCpuMax"])) if "milliCpuMax" in resources else _cores(resources["milliCpu"])
    if "memoryMb" in resources:
        options["memory"] = (resources["memoryMb"], resources["memoryMbMax"]) if "memoryMbMax" in resources else resources["memoryMb"]
    if "gpu" in resources:
        options["gpu"] = resources["gpu"]
    return options


def _cores(thousandths):
    # The SDK cuts off 1000 times this: without the half, 0.285 would become 284 thousandths.
    return (thousandths + 0.5) / 1000


def _volume(mount, values):
    volume = modal.Volume.from_name(_filled(mount["volume"], values))
    path = {"sub_path": _filled(mount["subPath"], values)} if "subPath" in mount else {}
    return volume.with_mount_options(read_only=mount["readOnly"], **path)


def _checked(values):
    declared = {parameter["name"]: parameter["pattern"] for parameter in _run["parameters"]}
    for name in values:
        if name not in declared:
            raise ValueError(f"The policy has no parameter {name!r}.")
    for name, pattern in declared.items():
        if name not in values or re.fullmatch(pattern, values[name]) is None:
            raise ValueError(f"The parameter {name} must be given and match {pattern}.")
    return values


def _delivered(given):
    for name in given:
        if name not in _run["secrets"]:
            raise ValueError(f"The policy has no credential {name!r} that is given here.")
    for name in _run["secrets"]:
        if name not in given:
            raise ValueError(f"The value of the credential {name} must be given.")
    return given


def _filled(text, values):
    return re.sub(r"\{([^{}]*)\}", lambda match: values.get(match.group(1), match.group(0)), text)
