// A stand-in for https://exe.dev/exec that takes the documented commands and flags, and a call of the emitted program against it. Reads a request from standard input, writes what came of it to standard output.
import { readFileSync } from 'node:fs'

const asked = JSON.parse(readFileSync(0, 'utf8'))
const sent = []

const name = '[a-z][a-z0-9-]*'
const grammar = [
  new RegExp(`^new --sandbox --no-email --json --name=${name} --image=[a-z0-9./:@-]+ --tag=[a-z0-9-]+( --cpu=[1-9][0-9]*)?( --memory=[1-9][0-9]*GB)?( --disk=[1-9][0-9]*GB)?( --env=[A-Za-z_][A-Za-z0-9_]*=[^ ]*)*$`),
  new RegExp(`^share port ${name} [1-9][0-9]{0,4}$`),
  new RegExp(`^share set-private ${name}$`),
  new RegExp(`^integrations add http-proxy --name=${name} --target=https://[a-z0-9.-]+ (--header=[a-z0-9-]+:|--bearer=)[^ ]+ --attach=vm:${name}$`),
  new RegExp(`^rm ${name}$`)
]

globalThis.fetch = async (url, { method, headers, body, redirect }) => {
  if (url !== 'https://exe.dev/exec' || method !== 'POST' || redirect !== 'error' || headers.authorization !== 'Bearer t') return new Response('', { status: 401 })
  if (!grammar.some(rule => rule.test(body)) || (asked.refuse && body.startsWith(asked.refuse))) return new Response('', { status: 422 })
  const port = body.match(/^share port \S+ (\d+)$/)
  if (port && Number(port[1]) > 65535) return new Response('', { status: 422 })
  sent.push(body)
  return new Response('{}')
}

let made, error
try {
  const { create } = await import('./apply.mjs')
  made = await create(asked.secrets)
} catch (e) {
  error = e.message
}

process.stdout.write(JSON.stringify({ made, sent, error }))
