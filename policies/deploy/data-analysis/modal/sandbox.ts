// Fixed program of PolicyKit, the same for every policy: what a policy says stands in the JSON files beside it.
// Written for npm modal 0.11.1; the tag "latest" of that name is another package.
import { ExperimentalOutboundPolicy, ModalClient, type ModalClientParams, type Sandbox, type SandboxCreateParams } from 'modal'
import { image } from './image.js'
import bodyJson from './sandbox.create.json' with { type: 'json' }
import runJson from './run.json' with { type: 'json' }

interface Body {
  tags: Record<string, string>
  entrypointArgs?: string[]
  timeoutSecs: number
  idleTimeoutSecs?: number
  workdir: string
  runtime: string
  resources: { milliCpu?: number; milliCpuMax?: number; memoryMb?: number; memoryMbMax?: number; gpu?: string }
  networkAccess: { networkAccessType: string; allowedCidrs: string[]; allowedDomains: string[] }
  headerReplacements?: { domain: string; secret: string; headers: Record<string, string> }[]
  openPorts: { port: number; unencrypted: boolean }[]
  i6pnEnabled: boolean
  includeOidcIdentityToken: boolean
  enableSnapshot: boolean
  volumeMounts?: { mountPath: string; volume: string; subPath?: string; readOnly: boolean }[]
  environment?: Record<string, string>
}

interface Run { until?: string; app: string; secrets: string[]; parameters: { name: string; pattern: string }[] }

type Values = Map<string, string>
type Middleware = NonNullable<ModalClientParams['grpcMiddleware']>[number]

const body: Body = bodyJson
const run: Run = runJson
const networkTypes: Record<string, number> = { BLOCKED: 2, ALLOWLIST: 3 }

/**
 * Creates a sandbox under the policy. The definition is compared with the policy as it leaves this machine; what the service tells of the sandbox is read back, and the sandbox is
 * terminated on a mismatch. The service does not tell its network policy.
 *
 * @param secrets Values by name, for credentials that go into the environment; all must be given. Brokered ones are named secrets of the workspace, made beforehand.
 * @param parameters Values of the policy's parameters, by name; all must be given.
 * @throws Error when the policy's acceptances have ended, a value does not fit, or the SDK or the service do not say what the policy says.
 */
export async function create(secrets: Record<string, string> = {}, parameters: Record<string, string> = {}): Promise<Sandbox> {
  const today = new Date().toISOString().slice(0, 10)
  if (run.until !== undefined && today > run.until) {
    throw new Error(`An acceptance of this policy ended on ${run.until}: renew it or narrow the policy, then write the files anew.`)
  }

  const values = checked(parameters)
  const environment = delivered(secrets)
  const tags = { ...filledAll(body.tags, values), 'policykit.run': crypto.randomUUID() }
  const modal = new ModalClient({ grpcMiddleware: [compared(values, tags)] })
  const app = await modal.apps.fromName(run.app, { createIfMissing: true })
  const sandbox = await modal.sandboxes.create(app, image(modal), await paramsFor(modal, environment, values, tags))
  try {
    const mismatch = [
      ...unless('tags', contains(await sandbox.getTags(), tags)),
      ...(await toldDifferences(modal, app.appId, sandbox.sandboxId, tags)),
    ]
    if (mismatch.length > 0) {
      throw new Error(`The sandbox was terminated, because the service does not hold to the policy: ${mismatch.join('; ')}.`)
    }
  } catch (error) {
    await sandbox.terminate()
    throw error
  }

  return sandbox
}

async function paramsFor(modal: ModalClient, environment: Record<string, string>, values: Values, tags: Record<string, string>): Promise<SandboxCreateParams> {
  const { resources, networkAccess } = body
  const volumes: NonNullable<SandboxCreateParams['volumes']> = {}
  for (const mount of body.volumeMounts ?? []) {
    const volume = await modal.volumes.fromName(filled(mount.volume, values))
    volumes[mount.mountPath] = volume.withMountOptions({ readOnly: mount.readOnly, ...(mount.subPath === undefined ? {} : { subPath: filled(mount.subPath, values) }) })
  }

  let outbound = new ExperimentalOutboundPolicy()
  for (const { domain, secret, headers } of body.headerReplacements ?? []) {
    outbound = outbound.withHeaderReplacement({ domain, headers, secret: await modal.secrets.fromName(secret) })
  }

  return {
    tags,
    volumes,
    timeoutMs: body.timeoutSecs * 1000,
    workdir: body.workdir,
    runtime: runtime(),
    encryptedPorts: body.openPorts.map((open) => open.port),
    i6pn: body.i6pnEnabled,
    includeOidcIdentityToken: body.includeOidcIdentityToken,
    experimentalEnableSnapshot: body.enableSnapshot,
    ...(body.entrypointArgs === undefined ? {} : { command: body.entrypointArgs }),
    ...(body.idleTimeoutSecs === undefined ? {} : { idleTimeoutMs: body.idleTimeoutSecs * 1000 }),
    ...(resources.milliCpu === undefined ? {} : { cpu: cores(resources.milliCpu) }),
    ...(resources.milliCpuMax === undefined ? {} : { cpuLimit: cores(resources.milliCpuMax) }),
    ...(resources.memoryMb === undefined ? {} : { memoryMiB: resources.memoryMb }),
    ...(resources.memoryMbMax === undefined ? {} : { memoryLimitMiB: resources.memoryMbMax }),
    ...(resources.gpu === undefined ? {} : { gpu: resources.gpu }),
    ...(networkAccess.networkAccessType === 'BLOCKED'
      ? { blockNetwork: true }
      : {
          outboundCidrAllowlist: networkAccess.allowedCidrs,
          // Header replacement and a list of domains exclude each other, be the list empty.
          ...(body.headerReplacements === undefined ? { outboundDomainAllowlist: networkAccess.allowedDomains } : {}),
        }),
    ...(body.headerReplacements === undefined ? {} : { experimentalOutboundPolicy: outbound }),
    ...(body.environment === undefined ? {} : { env: body.environment }),
    ...(run.secrets.length === 0 ? {} : { secrets: [await modal.secrets.fromObject(environment)] }),
  }
}

// The SDK cuts off 1000 times this: without the half, 0.285 would become 284 thousandths.
function cores(thousandths: number): number {
  return (thousandths + 0.5) / 1000
}

function runtime(): 'gvisor' | 'vm' {
  if (body.runtime !== 'gvisor' && body.runtime !== 'vm') throw new Error('The runtime is gvisor or vm.')
  return body.runtime
}

// A name that the SDK does not know is dropped without a word, and the network stays open: so the definition itself is compared, on its way out.
function compared(values: Values, tags: Record<string, string>): Middleware {
  return async function* (call, options) {
    if (/\/SandboxCreate(V2)?$/.test(call.method.path)) {
      const mismatch = sentDifferences(call.request as unknown as Sent, values, tags)
      if (mismatch.length > 0) {
        throw new Error(`No sandbox was created, because the SDK does not send what the policy says: ${mismatch.join('; ')}.`)
      }
    }

    return yield* call.next(call.request as never, options)
  }
}

interface Sent {
  definition?: Record<string, unknown> & {
    networkAccess?: { networkAccessType: number; allowedCidrs: string[]; allowedDomains: string[] }
    resources?: { milliCpu: number; milliCpuMax: number; memoryMb: number; memoryMbMax: number; gpuConfig?: { count: number; gpuType: string }; [other: string]: unknown }
    openPorts?: { ports: { port: number; unencrypted: boolean; tunnelType?: number }[] }
    volumeMounts?: { mountPath: string; readOnly: boolean; subPath?: string }[]
    experimentalOutboundPolicy?: { headerReplacements: { domain: string; headers: Record<string, string> }[] }
  }
  tags?: { tagName: string; tagValue: string }[]
}

function sentDifferences(sent: Sent, values: Values, tags: Record<string, string>): string[] {
  const { definition = {} } = sent
  const { networkAccess, resources } = definition
  const [gpuType, gpuCount] = (body.resources.gpu ?? '').split(':')
  const wanted: Record<string, [unknown, unknown]> = {
    networkAccess: [
      [networkAccess?.networkAccessType, networkAccess?.allowedCidrs, networkAccess?.allowedDomains],
      [networkTypes[body.networkAccess.networkAccessType], body.networkAccess.allowedCidrs, body.networkAccess.allowedDomains],
    ],
    experimentalOutboundPolicy: [
      definition.experimentalOutboundPolicy?.headerReplacements.map((replacement) => [replacement.domain, replacement.headers]),
      body.headerReplacements?.map((replacement) => [replacement.domain, replacement.headers]),
    ],
    resources: [
      [resources?.milliCpu, resources?.milliCpuMax, resources?.memoryMb, resources?.memoryMbMax, resources?.gpuConfig?.gpuType ?? '', resources?.gpuConfig?.count ?? 0],
      [
        body.resources.milliCpu ?? 0, body.resources.milliCpuMax ?? 0, body.resources.memoryMb ?? 0, body.resources.memoryMbMax ?? 0,
        gpuType?.toUpperCase(), body.resources.gpu === undefined ? 0 : Number(gpuCount ?? 1),
      ],
    ],
    openPorts: [
      (definition.openPorts?.ports ?? []).map((open) => [open.port, open.unencrypted, open.tunnelType ?? 0]),
      body.openPorts.map((open) => [open.port, open.unencrypted, 0]),
    ],
    volumeMounts: [
      (definition.volumeMounts ?? []).map((mount) => [mount.mountPath, mount.readOnly, mount.subPath ?? null]),
      (body.volumeMounts ?? []).map((mount) => [mount.mountPath, mount.readOnly, mount.subPath === undefined ? null : filled(mount.subPath, values)]),
    ],
    entrypointArgs: [definition['entrypointArgs'], body.entrypointArgs ?? []],
    timeoutSecs: [definition['timeoutSecs'], body.timeoutSecs],
    idleTimeoutSecs: [definition['idleTimeoutSecs'], body.idleTimeoutSecs],
    workdir: [definition['workdir'], body.workdir],
    runtime: [definition['runtime'], body.runtime],
  }
  const rest = new Set(['imageId', 'secretIds', ...Object.keys(wanted)])
  return [
    ...Object.entries(wanted).flatMap(([name, [is, should]]) => unless(name, JSON.stringify(is) === JSON.stringify(should))),
    ...Object.entries(definition).flatMap(([name, value]) => unless(name, rest.has(name) || nothing(value))),
    ...unless('tags', contains(Object.fromEntries((sent.tags ?? []).map((tag) => [tag.tagName, tag.tagValue])), tags)),
  ]
}

// What the SDK sends besides must say nothing: false, zero, an empty text, list or map.
function nothing(value: unknown): boolean {
  return value === undefined || value === null || value === false || value === 0 || value === '' || (typeof value === 'object' && Object.keys(value).length === 0)
}

async function toldDifferences(modal: ModalClient, appId: string, sandboxId: string, tags: Record<string, string>): Promise<string[]> {
  for (let attempt = 0; attempt < 20; attempt++) {
    const { sandboxes } = await modal.cpClient.sandboxListV2({
      appId,
      includeFinished: true,
      tags: Object.entries(tags).map(([tagName, tagValue]) => ({ tagName, tagValue })),
    })
    const info = sandboxes.find((one) => one.id === sandboxId)
    if (info !== undefined) {
      const told = info.resourceInfo
      const ports = new Set(body.openPorts.map((open) => open.port))
      return [
        ...unless('lifetime', info.timeoutSecs === body.timeoutSecs),
        ...unless('idle time', (info.idleTimeoutSecs ?? 0) === (body.idleTimeoutSecs ?? 0)),
        ...unless('CPU', told === undefined || told.milliCpuMax === (body.resources.milliCpuMax ?? 0)),
        ...unless('memory', told === undefined || told.memoryMbMax === (body.resources.memoryMbMax ?? 0)),
        ...unless('GPU', told === undefined || told.gpuType === '' || body.resources.gpu !== undefined),
        ...unless('ports', info.tunnels.every((tunnel) => ports.has(tunnel.containerPort))),
      ]
    }

    await new Promise((resolve) => setTimeout(resolve, 500))
  }

  return ['it does not list the sandbox']
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

function delivered(secrets: Record<string, string>): Record<string, string> {
  const given = new Map(Object.entries(secrets))
  for (const name of given.keys()) {
    if (!run.secrets.includes(name)) {
      throw new Error(`The policy has no credential ${JSON.stringify(name)} that is given here.`)
    }
  }

  return Object.fromEntries(run.secrets.map((name) => {
    const value = given.get(name)
    if (value === undefined) throw new Error(`The value of the credential ${name} must be given.`)
    return [name, value]
  }))
}

function filled(text: string, values: Values): string {
  return text.replace(/\{([^{}]*)\}/gu, (whole, name: string) => values.get(name) ?? whole)
}

function filledAll(texts: Record<string, string>, values: Values): Record<string, string> {
  return Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, filled(text, values)]))
}

function contains(told: Record<string, string>, wanted: Record<string, string>): boolean {
  return Object.entries(wanted).every(([name, value]) => told[name] === value)
}

function unless(what: string, holds: boolean): string[] {
  return holds ? [] : [what]
}
