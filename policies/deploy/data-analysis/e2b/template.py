# Fixed program of PolicyKit, the same for every policy: what a policy says stands in template.json.
import json
import pathlib
import shlex

from e2b import Template

_data = json.loads(pathlib.Path(__file__).with_name("template.json").read_text("utf-8"))

template_name: str = _data["name"]
build_options = {"cpu_count": _data["cpuCount"], "memory_mb": _data["memoryMB"]}

# E2B's build empties the passwords of root and user and lets sshd take empty ones: no su, no sshd, root locked.
_HARDEN = " && ".join(
    [
        "passwd -l root",
        'chmod u-s "$(command -v su)"',
        "mkdir -p /etc/systemd/system",
        'for unit in ssh.service ssh.socket sshd.service; do ln -sf /dev/null "/etc/systemd/system/$unit"; done',
    ]
)
_SUDO = "echo 'agent ALL=(ALL) NOPASSWD: ALL' > /etc/sudoers.d/agent && chmod 0440 /etc/sudoers.d/agent"


def _whole(number: object) -> int:
    if isinstance(number, bool) or not isinstance(number, int) or number < 0:
        raise ValueError("A numeric id was expected.")
    return number


def _build():
    steps = Template().from_image(_data["image"])
    for command in _data["buildCommands"]:
        steps = steps.run_cmd(command, user="root")

    uid, gid = _whole(_data["user"]["uid"]), _whole(_data["user"]["gid"])
    if uid != 0:
        if _data["user"]["name"] != "agent":
            raise ValueError("The account of the workload is agent.")
        steps = steps.run_cmd(f"getent group {gid} > /dev/null || groupadd --gid {gid} agent", user="root")
        steps = steps.run_cmd(f"useradd --non-unique --uid {uid} --gid {gid} --create-home --shell /bin/bash agent", user="root")
        steps = steps.run_cmd(_SUDO if _data["user"]["sudo"] else _HARDEN, user="root")

    directory = shlex.quote(_data["workDirectory"])
    steps = steps.run_cmd(f"mkdir -p -- {directory} && chown {uid}:{gid} -- {directory}", user="root")
    return steps.set_user("root" if uid == 0 else "agent").set_workdir(_data["workDirectory"])


template = _build()
