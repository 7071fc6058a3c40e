// Fixed program of PolicyKit, the same for every policy: what a policy says stands in commands.json beside it.
import { readFileSync } from 'node:fs'

const run = JSON.parse(readFileSync(new URL('commands.json', import.meta.url), 'utf8'))
const endpoint = 'https://exe.dev/exec'

// exe.dev takes a command as one line, and how it reads quotes is not documented: nothing is sent that would need any.
const plain = /^[A-Za-z0-9_./:@=+,%-]+$/

/**
 * Makes the machine of the policy. All commands are put together before the first is sent; when one fails after the machine was made, the machine is removed.
 *
 * @param secrets Values by name; all must be given. They travel in the command line, over TLS, and exe.dev keeps them.
 * @param parameters Must be empty: the machine has a fixed name.
 * @throws Error when the policy's acceptances have ended, a value does not fit, EXE_TOKEN is not set, or exe.dev refuses a command.
 */
export async function create (secrets = {}, parameters = {}) {
  const today = new Date().toISOString().slice(0, 10)
  if (run.until !== undefined && today > run.until) {
    throw new Error(`An acceptance of this policy ended on ${run.until}: renew it or narrow the policy, then write the files anew.`)
  }

  if (Object.keys(parameters).length > 0) throw new Error('This policy has no parameters.')
  const strange = Object.keys(secrets).find(name => !run.secrets.includes(name))
  if (strange !== undefined) throw new Error(`The policy has no secret ${strange}.`)
  const token = process.env.EXE_TOKEN
  if (!token) throw new Error('EXE_TOKEN is not set.')

  const [first, ...others] = run.commands.map(command => line(command, secrets))
  await send(first, token, run.commands[0])
  try {
    for (const [i, text] of others.entries()) await send(text, token, run.commands[i + 1])
  } catch (error) {
    await send(line(['rm', run.name], {}), token, ['rm', run.name])
    throw error
  }

  return run.name
}

function line (command, secrets) {
  return command.map(argument => {
    const filled = argument.replace(/\{\{secret:([A-Z][A-Z0-9_]*)\}\}$/, (_, name) => {
      const value = Object.hasOwn(secrets, name) ? secrets[name] : undefined
      if (typeof value !== 'string' || !plain.test(value)) throw new Error(`The secret ${name} is missing, or holds a character that would need quoting.`)
      return value
    })
    if (!plain.test(filled)) throw new Error(`An argument of ${command.slice(0, 2).join(' ')} holds a character that would need quoting.`)
    return filled
  }).join(' ')
}

async function send (text, token, command) {
  const response = await fetch(endpoint, { method: 'POST', redirect: 'error', headers: { authorization: `Bearer ${token}`, 'content-type': 'text/plain' }, body: text })
  if (!response.ok) throw new Error(`exe.dev refused ${command.slice(0, 3).filter(word => !word.startsWith('-')).join(' ')}: HTTP ${response.status}.`)
  await response.text()
}
