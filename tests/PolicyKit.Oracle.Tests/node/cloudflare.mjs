// Runs the bundle that wrangler made in workerd: ctx.container records what is asked of it, everything that the Worker fetches ends in a pretended Internet, secrets are in the Secrets Store simulator.
import { convertV4MiniflareOptions, Miniflare, Response } from 'miniflare'
import net from 'node:net'
import { readFileSync } from 'node:fs'

const asked = JSON.parse(readFileSync(0, 'utf8'))
const wrangler = JSON.parse(readFileSync('wrangler.jsonc', 'utf8'))
const sent = []
const entrypoint = wrangler.migrations === undefined ? 'Egress' : 'ContainerProxy'

// The container is pretended inside of the runtime, where the interceptors are.
const shell = `
import worker, { Sandbox as Real } from './index.js'
export * from './index.js'
const running = ${JSON.stringify(asked.running ?? null)}
export class Sandbox extends Real {
  constructor(ctx, env) {
    const calls = []
    const interceptors = {}
    let labels = running
    Object.defineProperty(ctx, 'container', { value: {
      get running() { return labels !== null },
      images: { default: 'image' },
      async monitor() {},
      signal(number) { calls.push(['signal', number]); labels = null },
      async interceptAllOutboundHttp(binding) { calls.push(['interceptAllOutboundHttp']); interceptors.http = binding },
      async interceptOutboundHttps(pattern, binding) { calls.push(['interceptOutboundHttps', pattern]); interceptors.https = binding },
      async interceptOutboundHttp(pattern) { calls.push(['interceptOutboundHttp', pattern]) },
      async setInactivityTimeout(ms) { calls.push(['setInactivityTimeout', ms]) },
      start(options) { calls.push(['start', options]); labels = ${asked.forgetful === true} ? {} : options.labels },
      async inspect() { return labels === null ? null : { labels, image: 'image' } },
      async destroy(why) { calls.push(['destroy', why]); labels = null },
      getTcpPort(port) { return { fetch: async () => new Response('port ' + port) } },
    } })
    super(ctx, env)
    this.seen = async () => ({ calls, alarm: await ctx.storage.getAlarm() })
    this.out = (request) => interceptors[request.url.startsWith('https:') ? 'https' : 'http'].fetch(request)
  }
  async over() { return super.alarm() }
  async recorded() { return this.seen() }
  leave(request) { return this.out(request) }
  members() { return Object.getOwnPropertyNames(Real.prototype) }
}
const told = async (action) => { try { return { value: (await action()) ?? null } } catch (error) { return { failed: error.message } } }
export default {
  async fetch(request, env) {
    const { what, argument } = await request.json()
    const sandbox = env.SANDBOX.getByName('one')
    if (what === 'public') return worker.fetch(new Request('https://example.com/'), env)
    if (what === 'create') return Response.json(await told(() => sandbox.create(argument)))
    if (what === 'call') return Response.json(await told(async () => (await sandbox.call(argument, new Request('http://sandbox/'))).text()))
    if (what === 'alarm') return Response.json(await told(() => sandbox.over()))
    if (what === 'invoke') return Response.json(await told(async () => { await sandbox[argument.method](...argument.arguments) }))
    if (what === 'recorded') return Response.json(await sandbox.recorded())
    if (what === 'members') return Response.json(await sandbox.members())
    const { url, method, headers, body } = argument
    return Response.json(await told(async () => {
      const response = await sandbox.leave(new Request(url, { method, headers, body, redirect: 'manual' }))
      return { status: response.status, text: await response.text(), location: response.headers.get('location') }
    }))
  },
}
`

const miniflare = new Miniflare(convertV4MiniflareOptions({
  name: 'sandbox',
  modules: [
    { type: 'ESModule', path: 'shell.js', contents: shell },
    { type: 'ESModule', path: 'index.js', contents: readFileSync('out/index.js', 'utf8') },
  ],
  compatibilityDate: wrangler.compatibility_date,
  compatibilityFlags: wrangler.compatibility_flags ?? [],
  durableObjects: { SANDBOX: { className: 'Sandbox', useSQLite: true } },
  secretsStoreSecrets: Object.fromEntries((wrangler.secrets_store_secrets ?? []).map((s) => [s.binding, { store_id: s.store_id, secret_name: s.secret_name }])),
  unsafeDirectSockets: [{ entrypoint }],
  outboundService: async (request) => {
    sent.push({ url: request.url, method: request.method, headers: Object.fromEntries(request.headers), body: await request.text() })
    return request.url.includes('/redirect') ? new Response('moved', { status: 302, headers: { location: 'https://elsewhere.example/' } }) : new Response('reached')
  },
}))

// As bytes on the wire: nothing between the probe and the runtime repairs them.
async function raw(head) {
  const address = await miniflare.unsafeGetDirectURL('sandbox', entrypoint)
  return new Promise((resolve, reject) => {
    const socket = net.connect(Number(address.port), address.hostname, () => socket.end(`${head}\r\nConnection: close\r\n\r\n`))
    let text = ''
    socket.on('data', (chunk) => { text += chunk })
    socket.on('end', () => resolve({ status: Number(text.split(' ')[1] ?? 0) }))
    socket.on('error', reject)
  })
}

try {
  for (const { binding } of wrangler.secrets_store_secrets ?? []) {
    const api = await miniflare.getSecretsStoreSecretAPI(binding, 'sandbox')
    await api().create(asked.secrets[binding])
  }

  const answers = []
  for (const step of asked.steps) {
    sent.length = 0
    let answer
    if (step.what === 'raw') {
      answer = await raw(step.argument)
    } else {
      const response = await miniflare.dispatchFetch('http://control/', { method: 'POST', body: JSON.stringify(step) })
      answer = step.what === 'public' ? { status: response.status, text: await response.text() } : await response.json()
    }

    answers.push({ answer, sent: [...sent] })
  }

  process.stdout.write(`${JSON.stringify(answers)}\n`)
} finally {
  await miniflare.dispose()
}
