# Fixed program of PolicyKit, the same for every policy. The image, from image.json.
import json
import pathlib
import re

import modal

_data = json.loads(pathlib.Path(__file__).with_name("image.json").read_text("utf-8"))


def image():
    if re.search(r"[^\x21-\x7e]", _data["image"]):
        raise ValueError("The name of the base image holds a character that no image has.")
    lines = [_run("/bin/sh", "-c", command) for command in _data["buildCommands"]]
    lines.append(_run("mkdir", "-p", "--", _data["workDirectory"]))
    if "user" in _data:
        account = f"{int(_data['user']['uid'])}:{int(_data['user']['gid'])}"
        lines += [_run("chown", account, "--", _data["workDirectory"]), f"USER {account}"]
    return modal.Image.from_registry(_data["image"]).dockerfile_commands(lines)


def _run(*argv):
    # Exec form: a JSON array is one line whatever it holds, so no text of the policy becomes an instruction of its own.
    return "RUN " + json.dumps(argv)
