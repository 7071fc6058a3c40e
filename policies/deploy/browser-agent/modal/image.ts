// Fixed program of PolicyKit, the same for every policy. The image, from image.json.
import { type Image, type ModalClient } from 'modal'
import json from './image.json' with { type: 'json' }

interface ImageData { image: string; buildCommands: string[]; workDirectory: string; user?: { uid: number; gid: number } }

const data: ImageData = json

export function image(modal: ModalClient): Image {
  if (/[^\x21-\x7e]/.test(data.image)) throw new Error('The name of the base image holds a character that no image has.')
  const lines = data.buildCommands.map((command) => run('/bin/sh', '-c', command))
  lines.push(run('mkdir', '-p', '--', data.workDirectory))
  if (data.user !== undefined) {
    const account = `${whole(data.user.uid)}:${whole(data.user.gid)}`
    lines.push(run('chown', account, '--', data.workDirectory), `USER ${account}`)
  }

  return modal.images.fromRegistry(data.image).dockerfileCommands(lines)
}

// Exec form: a JSON array is one line whatever it holds, so no text of the policy becomes an instruction of its own.
function run(...argv: string[]): string {
  return `RUN ${JSON.stringify(argv)}`
}

function whole(id: number): number {
  if (!Number.isSafeInteger(id) || id < 0) throw new Error('A numeric id was expected.')
  return id
}
