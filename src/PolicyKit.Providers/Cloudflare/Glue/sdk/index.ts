// Fixed program of PolicyKit, the same for every policy: what a policy says stands in policy.json beside it.
import { Sandbox as SdkSandbox } from '@cloudflare/sandbox'
import { WorkerEntrypoint } from 'cloudflare:workers'
import { enforce, policy, type Env } from './egress'
import { environment, isOurs, labels } from './sandbox'

const CONTROL_PORT = 3000
const ENDS = 'policykit.ends'

/**
 * Receives every HTTP (80) and HTTPS (443) request of the container; nothing else leaves it. The SDK looks for its proxy among the Worker's exports, under this name:
 * with this one in its place, the lists and handlers that the SDK keeps in the object's storage, and its mounts, decide nothing.
 */
export class ContainerProxy extends WorkerEntrypoint<Env> {
  override fetch(request: Request): Promise<Response> {
    return enforce(request, this.env)
  }
}

/** A sandbox under the policy. Workers with a binding call its methods and those of the SDK, except the ones that would change the policy: they throw. */
export class Sandbox extends SdkSandbox<Env> {
  override enableInternet = false
  override interceptHttps = true

  // Any list makes the SDK intercept every host.
  override allowedHosts: string[] = []
  override sleepAfter: string | number = policy.idleSeconds ?? '10m'
  override entrypoint = policy.start.length === 0 ? undefined : ['/sandbox', ...policy.start]

  #creating = false

  constructor(ctx: DurableObjectState<{}>, env: Env) {
    super(ctx, env)
    void ctx.blockConcurrencyWhile(async () => {
      // After the SDK's own start-up, which takes values from storage.
      this.sleepAfter = policy.idleSeconds ?? '10m'
      this.envVars = { ...(await environment(env)), SANDBOX_INTERCEPT_HTTPS: '1' }
      const { container } = ctx
      if (container?.running === true && (this.#overdue() || !(await isOurs(container)))) await container.destroy('it was not started under this policy')
    })
  }

  /**
   * Starts the sandbox unless it runs, and reads back what runs. The SDK's other methods need it first.
   *
   * @param parameters Values of the policy's parameters, by name; all must be given.
   * @throws Error when an acceptance has ended, a parameter does not fit, or what runs was not started under this policy.
   */
  async create(parameters: Record<string, string> = {}): Promise<void> {
    const told = labels(parameters)
    const { container } = this.ctx
    if (container === undefined) throw new Error('No container is attached to this Durable Object class.')
    if (!container.running) {
      if (policy.lifetimeSeconds !== undefined) {
        this.ctx.storage.kv.put(ENDS, Date.now() + policy.lifetimeSeconds * 1000)
        await this.schedule(policy.lifetimeSeconds, 'expire')
      }

      this.labels = told
      this.#creating = true
      try {
        await super.startAndWaitForPorts(CONTROL_PORT)
      } finally {
        this.#creating = false
      }
    }

    if (await isOurs(container)) return
    await container.destroy('it was not started under this policy')
    throw new Error('The sandbox was destroyed, because it was not started under this policy.')
  }

  /** Sends a request to a port that the policy exposes. */
  async call(port: number, request: Request): Promise<Response> {
    if (!policy.ports.includes(port)) throw new Error(`The policy exposes no port ${port}.`)
    if (this.ctx.container?.running !== true) return new Response('The sandbox does not run.\n', { status: 503 })
    return this.containerFetch(request, port)
  }

  /** Ends the sandbox. */
  async end(): Promise<void> {
    await this.destroy()
  }

  /** Ends the sandbox when its time is over; the schedule calls it. */
  async expire(): Promise<void> {
    if (this.#overdue()) await this.ctx.container?.destroy('its lifetime has ended')
  }

  // The SDK wakes the object at least every three minutes while the container runs: a schedule that somebody deleted ends nothing later than that.
  override async alarm(invocation?: AlarmInvocationInfo): Promise<void> {
    await this.expire()
    await super.alarm(invocation)
  }

  override async onActivityExpired(): Promise<void> {
    if (policy.idleSeconds !== undefined) await this.ctx.container?.destroy('it was idle')
  }

  // The SDK starts a container on the first command; its options could turn the direct internet on.
  override async start(): Promise<void> {
    this.#started()
    await super.start()
  }

  override async startAndWaitForPorts(): Promise<void> {
    this.#started()
    await super.startAndWaitForPorts(CONTROL_PORT)
  }

  override async containerFetch(requestOrUrl: Request | string | URL, portOrInit?: number | RequestInit, portParam?: number): Promise<Response> {
    const port = typeof portOrInit === 'number' ? portOrInit : (portParam ?? CONTROL_PORT)
    if (port !== CONTROL_PORT && !policy.ports.includes(port)) throw new Error(`The policy exposes no port ${port}.`)
    this.#started()
    return super.containerFetch(requestOrUrl, portOrInit, portParam)
  }

  override async configure(configuration: Parameters<SdkSandbox<Env>['configure']>[0]): Promise<void> {
    const { sleepAfter, keepAlive, labels: own, ...rest } = configuration
    if (sleepAfter !== undefined || keepAlive !== undefined || own !== undefined) fixed()
    await super.configure(rest)
  }

  override async setSleepAfter(): Promise<void> { fixed() }
  override async setKeepAlive(): Promise<void> { fixed() }
  override async setLabels(): Promise<void> { fixed() }
  override async setAllowedHosts(): Promise<void> { fixed() }
  override async setDeniedHosts(): Promise<void> { fixed() }
  override async allowHost(): Promise<void> { fixed() }
  override async denyHost(): Promise<void> { fixed() }
  override async removeAllowedHost(): Promise<void> { fixed() }
  override async removeDeniedHost(): Promise<void> { fixed() }
  override async setOutboundHandler(): Promise<void> { fixed() }
  override async setOutboundByHost(): Promise<void> { fixed() }
  override async setOutboundByHosts(): Promise<void> { fixed() }
  override async removeOutboundByHost(): Promise<void> { fixed() }
  override async mountBucket(): Promise<void> { fixed() }
  override async callTunnels(): Promise<unknown> { return fixed() }
  override async exposePort(): Promise<never> { return fixed() }

  #started(): void {
    if (!this.#creating && this.ctx.container?.running !== true) throw new Error('The sandbox does not run; create() starts it.')
  }

  #overdue(): boolean {
    if (policy.lifetimeSeconds === undefined) return false
    const ends = this.ctx.storage.kv.get<number>(ENDS)
    return ends === undefined || Date.now() >= ends
  }
}

function fixed(): never {
  throw new Error('The policy is fixed at deployment.')
}

export default {
  // Answers only where the policy exposes a port to everybody; without one the Worker has no public address either.
  async fetch(request: Request, env: Env): Promise<Response> {
    if (policy.publicPort === undefined) return new Response('Not found\n', { status: 404 })
    return env.SANDBOX.getByName(policy.policy).call(policy.publicPort, request)
  },
} satisfies ExportedHandler<Env>
