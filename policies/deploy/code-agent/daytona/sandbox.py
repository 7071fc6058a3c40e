# Fixed program of PolicyKit, the same for every policy: what a policy says stands in the files beside it.
# For Daytona's platform v0 (SDK 0.x).
import datetime
import json
import pathlib
import re
import shlex
import uuid

import daytona


def _path(name):
    return pathlib.Path(__file__).with_name(name)


def _load(name):
    return json.loads(_path(name).read_text("utf-8"))


_body, _run = _load("sandbox.create.json"), _load("run.json")
_told = {
    "public": "public", "user": "user", "cpu": "cpu", "memory": "memory", "disk": "disk", "networkBlockAll": "network_block_all",
    "autoStopInterval": "auto_stop_interval", "autoDeleteInterval": "auto_delete_interval",
}


def create(secrets=None, parameters=None):
    """Creates a sandbox under the policy, reads back what the service made of it, and deletes it on a mismatch.

    secrets: values by name, for credentials that go into the environment; all must be given. Brokered ones are put into the organisation's store beforehand, by sandbox.ts or by hand.
    parameters: values of the policy's parameters, by name; all must be given.
    """
    today = datetime.datetime.now(datetime.timezone.utc).date().isoformat()
    if "until" in _run and today > _run["until"]:
        raise ValueError(f"An acceptance of this policy ended on {_run['until']}: renew it or narrow the policy, then write the files anew.")

    # Nothing blocked and nothing listed means an open network, and so does a list with nothing in it.
    if [bool(_body["networkBlockAll"]), bool(_body.get("networkAllowList")), bool(_body.get("domainAllowList"))].count(True) != 1:
        raise ValueError("The network is blocked, or has one list.")

    # The Python SDK of this platform could not be read: what it may lack is refused, not left out.
    if "gpu" in _body:
        raise ValueError("This policy asks for a GPU: use sandbox.ts.")

    values = _checked(dict(parameters or {}))
    environment = _delivered(dict(secrets or {}))
    client = daytona.Daytona()
    for secret in _run["secrets"]:
        if "store" in secret:
            _stored(client, secret)
    labels = {name: _filled(value, values) for name, value in _body["labels"].items()} | {"policykit.run": str(uuid.uuid4())}
    options = {name: _body[key] for key, name in {"networkAllowList": "network_allow_list", "domainAllowList": "domain_allow_list"}.items() if key in _body}
    if "secrets" in _body:
        options["secrets"] = {name: store for one in _body["secrets"] for name, store in one.items()}
    if "volumes" in _body:
        options["volumes"] = [_volume(client, volume, values) for volume in _body["volumes"]]
    params = daytona.CreateSandboxFromImageParams(
        image=daytona.Image.from_dockerfile(str(_path("Dockerfile"))),
        resources=daytona.Resources(cpu=_body["cpu"], memory=_body["memory"], disk=_body["disk"]),
        user=_body["user"],
        labels=labels,
        public=_body["public"],
        network_block_all=_body["networkBlockAll"],
        auto_stop_interval=_body["autoStopInterval"],
        auto_delete_interval=_body["autoDeleteInterval"],
        ttl_minutes=_body["ttlMinutes"],
        env_vars=_body.get("env", {}) | environment,
        **options,
    )
    sandbox = client.create(params, timeout=900)
    try:
        sandbox.refresh_data()
        mismatch = _differences(sandbox, labels)
        if mismatch:
            raise RuntimeError(f"The sandbox was deleted, because the service does not hold to the policy: {'; '.join(mismatch)}.")
        if _run["start"]:
            sandbox.process.create_session("policykit")
            command = f"cd {shlex.quote(_run['workDirectory'])} && exec {shlex.join(_run['start'])}"
            sandbox.process.execute_session_command("policykit", daytona.SessionExecuteRequest(command=command, run_async=True))
    except BaseException:
        sandbox.delete()
        raise
    return sandbox


def _differences(told, labels):
    found = [key for key, name in _told.items() if getattr(told, name) != _body[key]]
    for key, name in {"networkAllowList": "network_allow_list", "domainAllowList": "domain_allow_list"}.items():
        if _entries(getattr(told, name)) != _entries(_body.get(key)):
            found.append(key)
    found += [name for name in ("outbound_proxy_url", "otel_endpoint_override", "linked_sandbox_id") if getattr(told, name, None)]
    if any(told.labels.get(name) != value for name, value in labels.items()):
        found.append("labels")
    return found


def _entries(text):
    return {entry.strip() for entry in text.split(",")} if text else set()


def _stored(client, secret):
    # The query is a search, not an equality.
    found = [one for one in client.secret.list(name=secret["store"]).items if one.name == secret["store"]]
    if not found or not secret["hosts"] or set(found[0].hosts) != set(secret["hosts"]):
        raise ValueError(f"The organisation's store has no {secret['store']} for exactly the hosts that the policy says.")


def _volume(client, volume, values):
    path = {"subpath": _filled(volume["subpath"], values)} if "subpath" in volume else {}
    return daytona.VolumeMount(volume_id=client.volume.get(_filled(volume["volume"], values)).id, mount_path=volume["mountPath"], **path)


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
    wanted = [secret["name"] for secret in _run["secrets"] if "store" not in secret]
    for name in given:
        if name not in wanted:
            raise ValueError(f"The policy has no credential {name!r} that is given here.")
    for name in wanted:
        if name not in given:
            raise ValueError(f"The value of the credential {name} must be given.")
    return given


def _filled(text, values):
    return re.sub(r"\{([^{}]*)\}", lambda match: values.get(match.group(1), match.group(0)), text)
