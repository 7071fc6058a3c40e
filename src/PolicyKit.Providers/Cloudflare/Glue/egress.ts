// Fixed program of PolicyKit, the same for every policy: what a policy says stands in policy.json beside it.
import policyJson from './policy.json'

export interface Requests { methods: string[]; paths: string[] }

export interface Rule { scheme: string; host: string; allow: boolean; requests?: Requests[] }

export interface Credential { name: string; header?: string; scheme?: string; user?: string; hosts: string[] }

export interface Policy {
  policy: string
  hash: string
  until?: string
  rules: Rule[]
  credentials: Credential[]
  instance?: { type?: string; vcpu?: number; memoryMib?: number; diskMb?: number }
  lifetimeSeconds?: number
  idleSeconds?: number
  ports: number[]
  publicPort?: number
  environment: Record<string, string>
  labels: Record<string, string>
  parameters: { name: string; pattern: string }[]
  start: string[]
}

/** Bindings: the Durable Object, and a Secrets Store secret for each credential. */
export interface Env {
  SANDBOX: DurableObjectNamespace<import('./index').Sandbox>
  [credential: string]: unknown
}

export const policy: Policy = policyJson

const NAME = /^([a-z0-9_]([a-z0-9_-]*[a-z0-9_])?\.)*[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?$/u
const NUMBER_AT_END = /(^|\.)([0-9]+|0x[0-9a-f]*)$/u

// Servers differ in what they make of these; where paths are compared, such a request is refused and not compared.
const AMBIGUOUS = /%25|%c0|%c1|%2e|%2f|%5c|%00|%3b|\\|\/\/|;|\/\.{1,2}(\/|$)/iu

/** Whether acceptances of the policy have ended. */
export function ended(): boolean {
  return policy.until !== undefined && new Date().toISOString().slice(0, 10) > policy.until
}

/** Value of a credential in the account's Secrets Store. */
export async function secret(env: Env, name: string): Promise<string> {
  const binding = env[name] as SecretsStoreSecret | undefined
  if (binding === undefined) throw new Error(`The Secrets Store binding ${name} is missing.`)
  return binding.get()
}

/** The one way out of the container: called for every intercepted request. Null when the request may go, else why not. */
export function refused(request: Request): string | null {
  if (ended()) return `an acceptance of the policy ended on ${policy.until ?? ''}`

  const url = new URL(request.url)
  const scheme = url.protocol.slice(0, -1)
  if (scheme !== 'https' && scheme !== 'http') return 'the scheme'
  if (url.port !== '') return 'the port'
  if (url.username !== '' || url.password !== '') return 'user information'

  const host = url.hostname
  if (host.length > 253 || !NAME.test(host) || NUMBER_AT_END.test(host)) return 'the host'
  const claimed = request.headers.get('host')
  if (claimed !== null && claimed.toLowerCase() !== host && claimed.toLowerCase() !== `${host}:${scheme === 'https' ? '443' : '80'}`) return 'the Host header'
  if (request.method === 'TRACE' || request.method === 'CONNECT' || !/^[A-Z0-9_-]+$/u.test(request.method)) return 'the method'

  const rule = policy.rules.findLast((one) => one.scheme === scheme && matches(one.host, host))
  if (rule === undefined || !rule.allow) return 'no rule'
  if (rule.requests === undefined) return null

  // What follows an upgrade is not looked at.
  if (request.headers.has('upgrade')) return 'an upgrade'
  const { pathname } = url
  if (AMBIGUOUS.test(pathname)) return 'an ambiguous path'
  const named = rule.requests.flatMap((one) => one.methods)
  const allowed = rule.requests.some((one) =>
    (one.methods.length === 0 ? !named.includes(request.method) : one.methods.includes(request.method)) && one.paths.some((path) => covers(path, pathname)))
  return allowed ? null : 'no rule for the method and path'
}

/** Answers a request of the container: refuses it, or sends it anew with the credentials of its host. */
export async function enforce(request: Request, env: Env): Promise<Response> {
  const why = refused(request)
  if (why !== null) return new Response(`Denied by the egress policy: ${why}.\n`, { status: 403 })

  const url = new URL(request.url)
  const headers = new Headers(request.headers)
  if (url.protocol === 'https:') {
    for (const credential of policy.credentials) {
      if (credential.header !== undefined && credential.hosts.some((host) => matches(host, url.hostname))) {
        headers.set(credential.header, await value(credential, env))
      }
    }
  }

  // The URL as it was judged. A redirect goes back to the container, where the next request is judged again and without these headers.
  return fetch(new Request(url.href, new Request(request, { headers, redirect: 'manual' })))
}

async function value(credential: Credential, env: Env): Promise<string> {
  const plain = await secret(env, credential.name)
  const text = credential.scheme === 'Basic' ? btoa(String.fromCharCode(...new TextEncoder().encode(`${credential.user ?? ''}:${plain}`))) : plain
  return credential.scheme === undefined ? text : `${credential.scheme} ${text}`
}

function matches(pattern: string, host: string): boolean {
  if (pattern === '*') return true
  return pattern.startsWith('*.') ? host.endsWith(pattern.slice(1)) && host.length > pattern.length - 1 : host === pattern
}

function covers(pattern: string, path: string): boolean {
  return pattern.endsWith('*') ? path.startsWith(pattern.slice(0, -1)) : path === pattern
}
