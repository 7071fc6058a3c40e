// Fixed program of PolicyKit, the same for every policy: what a policy says stands in the files beside it.
// Written for npm @daytona/sdk 0.216.0 (Daytona's platform v0).
import { Daytona, DaytonaNotFoundError, Image, type CreateSandboxFromImageParams, type Sandbox } from '@daytona/sdk'
import bodyJson from './sandbox.create.json' with { type: 'json' }
import runJson from './run.json' with { type: 'json' }

type Resources = NonNullable<CreateSandboxFromImageParams['resources']>
type Values = Map<string, string>

interface Body {
  user: string
  labels: Record<string, string>
  public: boolean
  networkBlockAll: boolean
  networkAllowList?: string
  domainAllowList?: string
  cpu: number
  memory: number
  disk: number
  gpu?: number
  gpuType?: string[]
  autoStopInterval: number
  autoPauseInterval: number
  autoDeleteInterval: number
  ttlMinutes: number
  volumes?: { volume: string; mountPath: string; subpath?: string }[]
  env?: Record<string, string>
  secrets?: Record<string, string>[]
}

interface Run {
  until?: string
  secrets: { name: string; store?: string; hosts?: string[]; basicUser?: string }[]
  parameters: { name: string; pattern: string }[]
  workDirectory: string
  start: string[]
}

const body: Body = bodyJson as Omit<typeof bodyJson, 'secrets'> & { secrets?: Record<string, string>[] }
const run: Run = runJson

/**
 * Creates a sandbox under the policy, reads back what the service made of it, and deletes it on a mismatch.
 *
 * @param secrets Values by name. A brokered one is put into the organisation's store with its hosts; left out, the stored one is used. Others go into the environment and must be given.
 * @param parameters Values of the policy's parameters, by name; all must be given.
 * @throws Error when the policy's acceptances have ended, a value does not fit, or the service does not say what the policy says.
 */
export async function create(secrets: Record<string, string> = {}, parameters: Record<string, string> = {}): Promise<Sandbox> {
  const today = new Date().toISOString().slice(0, 10)
  if (run.until !== undefined && today > run.until) {
    throw new Error(`An acceptance of this policy ended on ${run.until}: renew it or narrow the policy, then write the files anew.`)
  }

  // Nothing blocked and nothing listed means an open network, and so does a list with nothing in it.
  if ([body.networkBlockAll, Boolean(body.networkAllowList), Boolean(body.domainAllowList)].filter(Boolean).length !== 1) {
    throw new Error('The network is blocked, or has one list.')
  }

  const values = checked(parameters)
  const daytona = new Daytona()
  const environment = await delivered(daytona, secrets)
  const params = await paramsFor(daytona, environment, values)
  try {
    const { id } = await daytona.create(params, { timeout: 900 })
    const sandbox = await daytona.get(id)
    const mismatch = differences(sandbox, params)
    if (mismatch.length > 0) {
      throw new Error(`The sandbox was deleted, because the service does not hold to the policy: ${mismatch.join('; ')}.`)
    }

    if (run.start.length > 0) {
      await sandbox.process.createSession('policykit')
      await sandbox.process.executeSessionCommand('policykit', { command: `cd ${quoted(run.workDirectory)} && exec ${run.start.map(quoted).join(' ')}`, runAsync: true })
    }

    return sandbox
  } catch (error) {
    // Also what was created and did not start, of which the SDK tells no id.
    for await (const sandbox of daytona.list({ labels: { 'policykit.run': params.labels?.['policykit.run'] ?? '' } })) {
      await sandbox.delete()
    }

    throw error
  }
}

async function paramsFor(daytona: Daytona, environment: Record<string, string>, values: Values): Promise<CreateSandboxFromImageParams> {
  const volumes = []
  for (const { volume, mountPath, subpath } of body.volumes ?? []) {
    const { id } = await daytona.volume.get(filled(volume, values))
    volumes.push({ volumeId: id, mountPath, ...(subpath === undefined ? {} : { subpath: filled(subpath, values) }) })
  }

  const { cpu, memory, disk, gpu, gpuType } = body
  return {
    image: image(),
    resources: { cpu, memory, disk, ...(gpu === undefined ? {} : { gpu, gpuType: gpuType as NonNullable<Resources['gpuType']> }) },
    user: body.user,
    labels: {
      ...Object.fromEntries(Object.entries(body.labels).map(([name, value]) => [name, filled(value, values)])),
      'policykit.run': crypto.randomUUID(),
    },
    public: body.public,
    networkBlockAll: body.networkBlockAll,
    ...(body.networkAllowList === undefined ? {} : { networkAllowList: body.networkAllowList }),
    ...(body.domainAllowList === undefined ? {} : { domainAllowList: body.domainAllowList }),
    autoStopInterval: body.autoStopInterval,
    autoPauseInterval: body.autoPauseInterval,
    autoDeleteInterval: body.autoDeleteInterval,
    ttlMinutes: body.ttlMinutes,
    envVars: { ...body.env, ...environment },
    ...(body.volumes === undefined ? {} : { volumes }),
    ...(body.secrets === undefined ? {} : { secrets: Object.assign({}, ...body.secrets) as Record<string, string> }),
  }
}

// Beside this program, or above the directory into which it was compiled.
function image(): Image {
  for (const place of ['Dockerfile', '../Dockerfile']) {
    const path = decodeURIComponent(new URL(place, import.meta.url).pathname).replace(/^\/(?=[A-Za-z]:)/u, '')
    try {
      return Image.fromDockerfile(path, { strictContext: true })
    } catch (error) {
      if (!(error instanceof DaytonaNotFoundError)) throw error
    }
  }

  throw new Error('The Dockerfile is missing.')
}

function differences(told: Sandbox, asked: CreateSandboxFromImageParams): string[] {
  const found: string[] = []
  const expect = (what: string, holds: boolean): void => {
    if (!holds) found.push(what)
  }

  const lived = Date.parse(told.autoDestroyAt ?? '') - Date.parse(told.createdAt ?? '')
  const mounted = (volumes: { volumeId: string; mountPath: string; subpath?: string }[] = []): string[] =>
    volumes.map(({ volumeId, mountPath, subpath }) => JSON.stringify([mountPath, volumeId, subpath ?? '']))
  expect('labels', Object.entries(asked.labels ?? {}).every(([name, value]) => told.labels[name] === value))
  expect('network block', told.networkBlockAll === body.networkBlockAll)
  expect('network list', same(entries(told.networkAllowList), entries(body.networkAllowList)))
  expect('domain list', same(entries(told.domainAllowList), entries(body.domainAllowList)))
  expect('outbound proxy', !told.outboundProxyUrl)
  expect('telemetry', !told.otelEndpointOverride)
  expect('linked sandbox', !told.linkedSandboxId)
  expect('public', told.public === body.public)
  expect('user', told.user === body.user)
  expect('CPU, memory, disk or GPU', told.cpu === body.cpu && told.memory === body.memory && told.disk === body.disk && (told.gpu ?? 0) === (body.gpu ?? 0))
  expect('idle stop', told.autoStopInterval === body.autoStopInterval)
  expect('pause', (told.autoPauseInterval ?? 0) === 0)
  expect('deletion', told.autoDeleteInterval === body.autoDeleteInterval)
  expect('lifetime', body.ttlMinutes === 0 || lived <= body.ttlMinutes * 60_000 + 60_000)
  expect('volumes', same(mounted(told.volumes), mounted(asked.volumes)))
  return found
}

function checked(parameters: Record<string, string>): Values {
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

async function delivered(daytona: Daytona, secrets: Record<string, string>): Promise<Record<string, string>> {
  const given = new Map(Object.entries(secrets))
  for (const name of given.keys()) {
    if (!run.secrets.some((secret) => secret.name === name)) {
      throw new Error(`The policy has no credential ${JSON.stringify(name)}.`)
    }
  }

  const environment: Record<string, string> = {}
  for (const { name, store, hosts = [], basicUser } of run.secrets) {
    const value = given.get(name)
    if (store === undefined) {
      if (value === undefined) throw new Error(`The value of the credential ${name} must be given.`)
      environment[name] = value
      continue
    }

    // The query is a search, not an equality.
    let stored = (await daytona.secret.list({ name: store })).items.find((secret) => secret.name === store)
    if (value !== undefined) {
      const params = { value: basicUser === undefined ? value : base64(`${basicUser}:${value}`), hosts }
      stored = stored === undefined ? await daytona.secret.create({ name: store, ...params }) : await daytona.secret.update(stored.id, params)
    }

    if (stored === undefined) {
      throw new Error(`The organisation's store has no ${store}: give the value of ${name} once, or create it there.`)
    }

    // A stored secret without hosts goes to any host.
    if (hosts.length === 0 || !same(stored.hosts, hosts)) {
      throw new Error(`The secret ${store} is stored for other hosts than the policy says.`)
    }
  }

  return environment
}

function filled(text: string, values: Values): string {
  return text.replace(/\{([^{}]*)\}/gu, (whole, name: string) => values.get(name) ?? whole)
}

function entries(list: string | undefined): string[] {
  return list === undefined || list === '' ? [] : list.split(',').map((entry) => entry.trim())
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
