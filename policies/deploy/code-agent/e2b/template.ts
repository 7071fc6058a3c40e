// Fixed program of PolicyKit, the same for every policy: what a policy says stands in template.json.
import { Template } from 'e2b'
import json from './template.json' with { type: 'json' }

interface TemplateData {
  name: string
  image: string
  user: { name: string; uid: number; gid: number; sudo: boolean }
  workDirectory: string
  buildCommands: string[]
  cpuCount: number
  memoryMB: number
  minFreeDiskMb: number
}

const data: TemplateData = json

export const templateName = data.name

export const buildOptions = {
  cpuCount: data.cpuCount,
  memoryMB: data.memoryMB,
  ...(data.minFreeDiskMb > 0 ? { minFreeDiskMb: data.minFreeDiskMb } : {}),
}

// E2B's build empties the passwords of root and user and lets sshd take empty ones: no su, no sshd, root locked.
const harden = [
  'passwd -l root',
  'chmod u-s "$(command -v su)"',
  'mkdir -p /etc/systemd/system',
  'for unit in ssh.service ssh.socket sshd.service; do ln -sf /dev/null "/etc/systemd/system/$unit"; done',
].join(' && ')

export const template = build()

function build() {
  const asRoot = { user: 'root' }
  let steps = Template().fromImage(data.image)
  for (const command of data.buildCommands) {
    steps = steps.runCmd(command, asRoot)
  }

  const { name, sudo } = data.user
  const [uid, gid] = [whole(data.user.uid), whole(data.user.gid)]
  if (uid !== 0) {
    if (name !== 'agent') throw new Error('The account of the workload is agent.')
    steps = steps
      .runCmd(`getent group ${gid} > /dev/null || groupadd --gid ${gid} agent`, asRoot)
      .runCmd(`useradd --non-unique --uid ${uid} --gid ${gid} --create-home --shell /bin/bash agent`, asRoot)
      .runCmd(sudo ? "echo 'agent ALL=(ALL) NOPASSWD: ALL' > /etc/sudoers.d/agent && chmod 0440 /etc/sudoers.d/agent" : harden, asRoot)
  }

  const directory = quoted(data.workDirectory)
  return steps
    .runCmd(`mkdir -p -- ${directory} && chown ${uid}:${gid} -- ${directory}`, asRoot)
    .setUser(uid === 0 ? 'root' : 'agent')
    .setWorkdir(data.workDirectory)
}

function whole(id: number): number {
  if (!Number.isSafeInteger(id) || id < 0) throw new Error('A numeric id was expected.')
  return id
}

function quoted(argument: string): string {
  return `'${argument.replaceAll("'", "'\\''")}'`
}
