// Fixed program of PolicyKit, the same for every policy: what a policy says stands in policy.json beside it.
import { ended, policy, secret, type Env } from './egress'

const AUTHORITY = '/etc/cloudflare/certs/cloudflare-containers-ca.crt'
const PLACEHOLDER = 'policykit-placeholder'

/**
 * Labels of a sandbox that is created now.
 *
 * @throws Error when an acceptance of the policy has ended, or a parameter is missing, unknown or does not fit.
 */
export function labels(parameters: Record<string, string>): Record<string, string> {
  if (ended()) throw new Error(`An acceptance of this policy ended on ${policy.until ?? ''}: renew it or narrow the policy, then write the files anew.`)
  const values = new Map(Object.entries(parameters))
  for (const name of values.keys()) {
    if (!policy.parameters.some((parameter) => parameter.name === name)) throw new Error(`The policy has no parameter ${JSON.stringify(name)}.`)
  }

  for (const { name, pattern } of policy.parameters) {
    const given = values.get(name)
    if (given === undefined || !new RegExp(`^(?:${pattern})$`, 'u').test(given)) throw new Error(`The parameter ${name} must be given and match ${pattern}.`)
  }

  return {
    ...Object.fromEntries(Object.entries(policy.labels).map(([name, text]) => [name, text.replace(/\{([^{}]*)\}/gu, (whole, key: string) => values.get(key) ?? whole)])),
    'policykit.policy': policy.policy,
    'policykit.hash': policy.hash,
  }
}

/** Whether a container was started under this policy. One of an earlier deployment goes on running under the image, size and environment of that deployment. */
export async function isOurs(container: Container): Promise<boolean> {
  const told = (await container.inspect())?.labels ?? {}
  return told['policykit.policy'] === policy.policy && told['policykit.hash'] === policy.hash
}

/** Environment of the container. The real value of a credential with a header is set on the wire, outside of it. */
export async function environment(env: Env): Promise<Record<string, string>> {
  const readable: Record<string, string> = {}
  for (const { name, header } of policy.credentials) {
    readable[name] = header === undefined ? await secret(env, name) : PLACEHOLDER
  }

  const trust = Object.fromEntries(['SSL_CERT_FILE', 'CURL_CA_BUNDLE', 'REQUESTS_CA_BUNDLE', 'GIT_SSL_CAINFO', 'NODE_EXTRA_CA_CERTS'].map((name) => [name, AUTHORITY]))
  return { ...trust, ...policy.environment, ...readable }
}
