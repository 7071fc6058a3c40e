// Fixed program of PolicyKit, the same for every policy: what a policy says stands in policy.json beside it.
import { DurableObject, WorkerEntrypoint } from 'cloudflare:workers'
import { enforce, policy, type Env } from './egress'
import { environment, isOurs, labels } from './sandbox'

/** Receives every HTTP (80) and HTTPS (443) request of the container; nothing else leaves it. */
export class Egress extends WorkerEntrypoint<Env> {
  override fetch(request: Request): Promise<Response> {
    return enforce(request, this.env)
  }
}

/** A sandbox under the policy. Workers with a binding call its methods; there is none that changes the policy. */
export class Sandbox extends DurableObject<Env> {
  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env)

    // Interceptors live in the object's memory, and a container outlives it.
    if (ctx.container?.running === true) {
      void ctx.blockConcurrencyWhile(() => this.resume(ctx.container!))
    }
  }

  /**
   * Starts the sandbox unless it runs, and reads back what runs.
   *
   * @param parameters Values of the policy's parameters, by name; all must be given.
   * @throws Error when an acceptance has ended, a parameter does not fit, or what runs was not started under this policy.
   */
  async create(parameters: Record<string, string> = {}): Promise<void> {
    const told = labels(parameters)
    const container = this.attached()
    if (container.running) {
      await this.verify(container)
      return
    }

    const image = container.images['default']
    if (image === undefined) throw new Error('The image "default" is not configured.')

    // First of all the limits: not one instruction runs without them.
    await this.limit(container)
    if (policy.lifetimeSeconds !== undefined) await this.ctx.storage.setAlarm(Date.now() + policy.lifetimeSeconds * 1000)
    container.start({
      image,
      instance: instance(),
      enableInternet: false,
      env: await environment(this.env),
      labels: told,
      ...(policy.start.length === 0 ? {} : { entrypoint: policy.start }),
    })
    if (policy.idleSeconds !== undefined) await container.setInactivityTimeout(policy.idleSeconds * 1000)
    await this.verify(container)
  }

  /** Sends a request to a port that the policy exposes. */
  async call(port: number, request: Request): Promise<Response> {
    if (!policy.ports.includes(port)) throw new Error(`The policy exposes no port ${port}.`)
    const container = this.attached()
    if (!container.running) return new Response('The sandbox does not run.\n', { status: 503 })
    return container.getTcpPort(port).fetch(request)
  }

  /** Ends the sandbox. */
  async end(): Promise<void> {
    await this.ctx.storage.deleteAlarm()
    if (this.ctx.container?.running === true) await this.ctx.container.destroy('ended by its owner')
  }

  override async alarm(): Promise<void> {
    if (this.ctx.container?.running === true) await this.ctx.container.destroy('its lifetime has ended')
  }

  private attached(): Container {
    const { container } = this.ctx
    if (container === undefined) throw new Error('No container is attached to this Durable Object class.')
    return container
  }

  private async limit(container: Container): Promise<void> {
    const egress = (this.ctx.exports as unknown as { Egress(options: { props: object }): Fetcher }).Egress({ props: {} })
    await container.interceptAllOutboundHttp(egress)
    await container.interceptOutboundHttps('*', egress)
    if (container.running && policy.idleSeconds !== undefined) await container.setInactivityTimeout(policy.idleSeconds * 1000)
  }

  // The alarm is the end of the lifetime: a container that has lost it would live on.
  private async resume(container: Container): Promise<void> {
    await this.limit(container)
    const endless = policy.lifetimeSeconds !== undefined && (await this.ctx.storage.getAlarm()) === null
    if (endless || !(await isOurs(container))) await container.destroy('it was not started under this policy')
  }

  private async verify(container: Container): Promise<void> {
    if (await isOurs(container)) return
    await container.destroy('it was not started under this policy')
    throw new Error('The sandbox was destroyed, because it was not started under this policy.')
  }
}

function instance(): ContainerStartupOptions['instance'] {
  const { type, vcpu, memoryMib, diskMb } = policy.instance ?? {}
  if (type !== undefined) return type as 'lite'
  if (vcpu === undefined || memoryMib === undefined || diskMb === undefined) throw new Error('policy.json names no size.')
  return { vcpu, memoryMib, diskMb }
}

export default {
  // Answers only where the policy exposes a port to everybody; without one the Worker has no public address either.
  async fetch(request: Request, env: Env): Promise<Response> {
    if (policy.publicPort === undefined) return new Response('Not found\n', { status: 404 })
    return env.SANDBOX.getByName(policy.policy).call(policy.publicPort, request)
  },
} satisfies ExportedHandler<Env>
