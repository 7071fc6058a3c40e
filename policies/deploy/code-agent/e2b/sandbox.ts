// Fixed program of PolicyKit, the same for every policy: what a policy says stands in the JSON files beside it.
import { Sandbox, Secret, type SandboxInfo, type SandboxOpts } from 'e2b'
import bodyJson from './sandbox.create.json' with { type: 'json' }
import runJson from './run.json' with { type: 'json' }
import templateJson from './template.json' with { type: 'json' }

interface Rule { transform: { headers: Record<string, string> } }

interface Body {
  templateID: string
  metadata: Record<string, string>
  timeout: number
  allow_internet_access?: boolean
  network: { allowOut?: string[]; denyOut: string[]; rules?: Record<string, Rule[]>; allowPublicTraffic: boolean }
  envVars?: Record<string, string>
  autoPause: boolean
  autoPauseMemory?: boolean
  autoResume?: { enabled: boolean }
  volumeMounts?: { name: string; path: string }[]
}

interface Run {
  until?: string
  secrets: { name: string; store?: string; basicUser?: string }[]
  parameters: { name: string; pattern: string }[]
  start: string[]
}

interface Template { cpuCount: number; memoryMB: number; workDirectory: string; user: { name: string } }

const body: Body = bodyJson
const run: Run = runJson
const template: Template = templateJson

/**
 * Creates a sandbox under the policy, reads back what the service made of it, and destroys it on a mismatch.
 *
 * @param secrets Values by name. A brokered one is put into E2B's secret store; left out, the stored one is used. Others go into the environment and must be given.
 * @param parameters Values of the policy's parameters, by name; all must be given.
 * @throws Error when the policy's acceptances have ended, a value does not fit, or the service does not say what the policy says.
 */
export async function create(secrets: Record<string, string> = {}, parameters: Record<string, string> = {}): Promise<Sandbox> {
  const today = new Date().toISOString().slice(0, 10)
  if (run.until !== undefined && today > run.until) {
    throw new Error(`An acceptance of this policy ended on ${run.until}: renew it or narrow the policy, then write the files anew.`)
  }

  const values = checked(parameters)
  const options = optionsFor(await delivered(secrets), values)
  const sandbox = await Sandbox.create(body.templateID, options)
  try {
    const mismatch = differences(await sandbox.getInfo(), options)
    if (mismatch.length > 0) {
      throw new Error(`The sandbox was destroyed, because the service does not hold to the policy: ${mismatch.join('; ')}.`)
    }

    if (run.start.length > 0) {
      await sandbox.commands.run(run.start.map(quoted).join(' '), { background: true, user: template.user.name, cwd: template.workDirectory, timeoutMs: 0 })
    }
  } catch (error) {
    await Sandbox.kill(sandbox.sandboxId)
    throw error
  }

  return sandbox
}

function optionsFor(secretEnvs: Record<string, string>, values: Map<string, string>): SandboxOpts {
  const { network } = body
  return {
    timeoutMs: body.timeout * 1000,
    lifecycle: body.autoPause
      ? { onTimeout: { action: 'pause', keepMemory: body.autoPauseMemory ?? false }, autoResume: false }
      : { onTimeout: 'kill' },
    ...(body.allow_internet_access === undefined ? {} : { allowInternetAccess: body.allow_internet_access }),
    network: {
      ...(network.allowOut === undefined ? {} : { allowOut: network.allowOut }),
      denyOut: network.denyOut,
      ...(network.rules === undefined ? {} : { rules: network.rules }),
      allowPublicTraffic: network.allowPublicTraffic,
    },
    metadata: Object.fromEntries(Object.entries(body.metadata).map(([name, value]) => [name, filled(value, values)])),
    envs: { ...body.envVars, ...secretEnvs },
    ...(body.volumeMounts === undefined
      ? {}
      : { volumeMounts: Object.fromEntries(body.volumeMounts.map((mount) => [mount.path, filled(mount.name, values)])) }),
  }
}

function checked(parameters: Record<string, string>): Map<string, string> {
  const values = new Map(Object.entries(parameters))
  for (const name of values.keys()) {
    if (!run.parameters.some((parameter) => parameter.name === name)) {
      throw new Error(`The policy has no parameter ${JSON.stringify(name)}.`)
    }
  }

  for (const { name, pattern } of run.parameters) {
    const value = values.get(name)
    if (value === undefined || !new RegExp(`^(?:${pattern})$`, 'u').test(value)) {
      throw new Error(`The parameter ${name} must be given and match ${pattern}.`)
    }
  }

  return values
}

function filled(text: string, values: Map<string, string>): string {
  return text.replace(/\{([^{}]*)\}/gu, (whole, name: string) => values.get(name) ?? whole)
}

async function delivered(secrets: Record<string, string>): Promise<Record<string, string>> {
  const given = new Map(Object.entries(secrets))
  for (const name of given.keys()) {
    if (!run.secrets.some((secret) => secret.name === name)) {
      throw new Error(`The policy has no credential ${JSON.stringify(name)}.`)
    }
  }

  const envs: Record<string, string> = {}
  for (const { name, store, basicUser } of run.secrets) {
    const value = given.get(name)
    if (store === undefined) {
      if (value === undefined) throw new Error(`The value of the credential ${name} must be given.`)
      envs[name] = value
    } else if (value !== undefined) {
      const stored = basicUser === undefined ? value : base64(`${basicUser}:${value}`)
      await ((await Secret.exists(store)) ? Secret.update(store, stored) : Secret.create(store, stored))
    } else if (!(await Secret.exists(store))) {
      throw new Error(`E2B's secret store has no ${store}: give the value of ${name} once, or create it there.`)
    }
  }

  return envs
}

function differences(info: SandboxInfo, options: SandboxOpts): string[] {
  const found: string[] = []
  const expect = (what: string, holds: boolean): void => {
    if (!holds) found.push(what)
  }

  expect('metadata', Object.entries(options.metadata ?? {}).every(([name, value]) => info.metadata[name] === value))
  expect('CPU or memory of the template', info.cpuCount === template.cpuCount && info.memoryMB === template.memoryMB)
  expect('timeout', info.endAt.getTime() - info.startedAt.getTime() <= body.timeout * 1000 + 60_000)
  expect('lifecycle', info.lifecycle === undefined || (info.lifecycle.onTimeout === (body.autoPause ? 'pause' : 'kill') && !info.lifecycle.autoResume))
  expect('internet access', body.allow_internet_access !== false || info.allowInternetAccess !== true)
  expect('volumes', same(
    (info.volumeMounts ?? []).map((mount) => `${mount.path} ${mount.name}`),
    Object.entries(options.volumeMounts ?? {}).map(([path, name]) => `${path} ${String(name)}`),
  ))

  const { network } = info
  if (network === undefined) {
    return [...found, 'network rules are not told']
  }

  const allowed = body.network.allowOut ?? []

  // The service adds its resolver to any list that names a host.
  const byName = allowed.some((entry) => !entry.includes('/'))
  const told = (network.allowOut ?? []).map(normal).filter((entry) => allowed.includes(entry) || !(byName && entry === '8.8.8.8/32'))
  expect('allowOut', same(told, allowed))
  expect('denyOut', same((network.denyOut ?? []).map(normal), body.network.denyOut))
  expect('allowPublicTraffic', (network.allowPublicTraffic ?? true) === body.network.allowPublicTraffic)
  expect('egressProxy', network.egressProxy === undefined)
  expect('header rules', network.rules === undefined || same(headers(network.rules), headers(body.network.rules ?? {})))
  return found
}

function headers(rules: Record<string, { transform?: { headers?: Record<string, string> } }[]>): string[] {
  return Object.entries(rules).flatMap(([host, list]) =>
    list.flatMap((rule) => Object.entries(rule.transform?.headers ?? {}).map(([name, value]) => `${host} ${name.toLowerCase()}: ${value}`)))
}

function normal(entry: string): string {
  return /^\d+\.\d+\.\d+\.\d+$/u.test(entry) ? `${entry}/32` : entry.toLowerCase()
}

function same(left: string[], right: string[]): boolean {
  return JSON.stringify([...new Set(left)].sort()) === JSON.stringify([...new Set(right)].sort())
}

function quoted(argument: string): string {
  return `'${argument.replaceAll("'", "'\\''")}'`
}

function base64(text: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)))
}
