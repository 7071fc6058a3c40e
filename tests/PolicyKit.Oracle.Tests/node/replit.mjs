// The vendor's own message for a project file (npm @replit/protocol): reads .replit from standard input, refuses what the message does not know, and writes what it carries over the wire.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { parse } from 'smol-toml'

const { api } = createRequire(import.meta.url)('@replit/protocol')

// Where the file's spelling and the message differ, or a key holds a message.
const inner = new Map([
  [api.DotReplit, { run: api.Exec, onBoot: api.Exec, nix: api.NixConfig, ports: api.DotReplitPort, deployment: api.DeploymentConfig }],
  [api.DeploymentConfig, { run: api.Exec, build: api.Exec, postBuild: api.Exec }]
])

function message (type, value, where) {
  if (type === api.Exec && (typeof value === 'string' || Array.isArray(value))) return { args: typeof value === 'string' ? ['sh', '-c', value] : value }
  if (Array.isArray(value)) return value.map((item, i) => message(type, item, `${where}[${i}]`))
  if (typeof value !== 'object') throw new Error(`${where}: a table is expected`)
  return Object.fromEntries(Object.entries(value).map(([key, item]) => {
    if (type === api.DeploymentConfig && key === 'deploymentTarget') {
      const target = api.DeploymentConfig.Target[String(item).toUpperCase()]
      if (target === undefined) throw new Error(`${where}.${key}: no such target`)
      return ['target', target]
    }
    if (!Object.hasOwn(type.prototype, key) || key === 'toJSON') throw new Error(`${where}.${key}: the message has no such key`)
    const field = inner.get(type)?.[key]
    return [key, field ? message(field, item, `${where}.${key}`) : item]
  }))
}

try {
  const file = message(api.DotReplit, parse(readFileSync(0, 'utf8')), '')
  const wrong = api.DotReplit.verify(file)
  if (wrong) throw new Error(wrong)
  const sent = api.DotReplit.decode(api.DotReplit.encode(api.DotReplit.create(file)).finish())
  process.stdout.write(JSON.stringify(api.DotReplit.toObject(sent, { enums: String })))
} catch (error) {
  process.stdout.write(error.message)
  process.exitCode = 1
}
