// A local stand-in for Modal's API, and a call of an emitted program against it. Reads a request from standard input, writes what came of it to standard output.
// Field numbers are those that the SDK's own encoder writes (npm modal 0.11.1, index.js).
import { readFileSync } from 'node:fs'
import grpc from '@grpc/grpc-js'
import protobuf from 'protobufjs'

const { root } = protobuf.parse(`
  syntax = "proto3";
  message Empty {}
  message Token { string token = 1; }
  message App { string app_id = 1; }
  message Named { string deployment_name = 1; map<string, string> env_dict = 5; }
  message Secret { string secret_id = 1; }
  message Volume { string volume_id = 1; int32 version = 2; }
  message ImageRequest { Image image = 2; string app_id = 4; string existing_image_id = 5; string builder_version = 9; }
  message Image { repeated string dockerfile_commands = 6; repeated BaseImage base_images = 5; }
  message BaseImage { string image_id = 1; string docker_tag = 2; }
  message ImageAnswer { string image_id = 1; Result result = 2; }
  message Result { int32 status = 1; }
  message Texts { map<string, string> contents = 1; }
  message Source { string secret_id = 1; Texts env = 2; }
  message Tag { string tag_name = 1; string tag_value = 2; }
  message Create { string app_id = 1; bytes definition = 2; repeated Tag tags = 4; repeated Source secret_sources = 6; }
  message Created { string sandbox_id = 1; string task_id = 3; }
  message Definition {
    repeated string entrypoint_args = 1; string image_id = 3; repeated string secret_ids = 4; Resources resources = 5; uint32 timeout_secs = 7; string workdir = 8;
    repeated Mount volume_mounts = 13; Ports open_ports = 20; bool i6pn_enabled = 21; Network network_access = 22; string runtime = 28; uint32 idle_timeout_secs = 33; Outbound outbound = 42;
  }
  message Resources { uint32 memory_mb = 2; uint32 milli_cpu = 3; Gpu gpu_config = 4; uint32 memory_mb_max = 5; uint32 milli_cpu_max = 7; }
  message Gpu { uint32 count = 2; string gpu_type = 4; }
  message Mount { string volume_id = 1; string mount_path = 2; bool read_only = 4; optional string sub_path = 5; }
  message Ports { repeated Port ports = 1; }
  message Port { uint32 port = 1; bool unencrypted = 2; uint32 tunnel_type = 3; }
  message Network { uint32 network_access_type = 1; repeated string allowed_cidrs = 2; repeated string allowed_domains = 3; }
  message Outbound { repeated Replacement header_replacements = 1; }
  message Replacement { string domain = 1; string secret_id = 4; map<string, string> headers = 5; }
  message Tags { repeated Tag tags = 1; }
  message Info {
    string id = 1; repeated Tag tags = 6; ResourceInfo resource_info = 9; uint32 timeout_secs = 11; optional uint32 idle_timeout_secs = 12; repeated Tunnel tunnels = 15;
  }
  message ResourceInfo { string gpu_type = 3; uint32 memory_mb_max = 4; uint32 milli_cpu_max = 6; }
  message Tunnel { string host = 1; uint32 port = 2; uint32 container_port = 5; }
  message List { repeated Info sandboxes = 1; }
`)

const request = JSON.parse(readFileSync(0, 'utf8'))
const calls = []
const seen = { secrets: {}, images: [] }
const plain = { longs: Number, defaults: true, arrays: true, objects: true }
const object = (type, message) => root.lookupType(type).toObject(message, plain)

function created(message, id) {
  const definition = Buffer.from(message.definition)
  seen.fields = []
  for (const reader = protobuf.Reader.create(definition); reader.pos < reader.len;) {
    const tag = reader.uint32()
    seen.fields.push(tag >>> 3)
    reader.skipType(tag & 7)
  }

  seen.definition = object('Definition', root.lookupType('Definition').decode(definition))
  seen.tags = object('Tags', { tags: message.tags }).tags
  seen.environment = Object.assign({}, ...(message.secretSources ?? []).map((source) => object('Source', source).env?.contents ?? {}))
  return { sandboxId: id, taskId: 'ta-1' }
}

function told() {
  const { definition, tags } = seen
  const info = {
    id: seen.id,
    tags,
    timeoutSecs: definition.timeoutSecs,
    ...(definition.idleTimeoutSecs ? { idleTimeoutSecs: definition.idleTimeoutSecs } : {}),
    resourceInfo: { gpuType: definition.resources.gpuConfig?.gpuType ?? '', memoryMbMax: definition.resources.memoryMbMax, milliCpuMax: definition.resources.milliCpuMax },
    tunnels: (definition.openPorts?.ports ?? []).map((open) => ({ host: 'h', port: 443, containerPort: open.port })),
  }
  for (const [path, value] of Object.entries(request.tell ?? {})) {
    const keys = path.split('.')
    const last = keys.pop()
    keys.reduce((at, key) => at[key], info)[last] = value
  }

  return info
}

const handlers = {
  AuthTokenGet: ['Empty', 'Token', () => ({ token: `h.${Buffer.from('{"exp":9999999999}').toString('base64url')}.s` })],
  AppGetOrCreate: ['Named', 'App', () => ({ appId: 'ap-1' })],
  VolumeGetOrCreate: ['Named', 'Volume', (named) => ({ volumeId: `vo-${named.deploymentName}`, version: 2 })],
  SecretGetOrCreate: ['Named', 'Secret', (named) => {
    const id = named.deploymentName === '' ? 'st-given' : `st-${named.deploymentName}`
    seen.secrets[id] = object('Named', named).envDict
    return { secretId: id }
  }],
  ImageGetOrCreate: ['ImageRequest', 'ImageAnswer', (image) => {
    seen.images.push(...image.image.dockerfileCommands)
    return { imageId: `im-${seen.images.length}`, result: { status: 1 } }
  }],
  SandboxCreate: ['Create', 'Created', (message) => created(message, (seen.id = 'sb-aaaaaaaaaaaaaaaaaaaaaa'))],
  SandboxCreateV2: ['Create', 'Created', (message) => created(message, (seen.id = 'sb-01HZZZZZZZZZZZZZZZZZZZZZZZ'))],
  SandboxGetTaskId: ['Empty', 'Token', () => ({ token: 'ta-1' })],
  SandboxTagsGet: ['Empty', 'Tags', () => ({ tags: request.tags ?? seen.tags })],
  SandboxTagsGetV2: ['Empty', 'Tags', () => ({ tags: request.tags ?? seen.tags })],
  SandboxListV2: ['Empty', 'List', () => ({ sandboxes: request.tell === null ? [] : [told()] })],
  SandboxTerminate: ['Empty', 'Empty', () => ({})],
  SandboxTerminateV2: ['Empty', 'Empty', () => ({})],
}

const server = new grpc.Server()
server.addService(
  Object.fromEntries(Object.entries(handlers).map(([name, [input, output]]) => [name, {
    path: `/modal.client.ModalClient/${name}`,
    requestStream: false,
    responseStream: false,
    requestDeserialize: (bytes) => root.lookupType(input).decode(bytes),
    responseSerialize: (value) => Buffer.from(root.lookupType(output).encode(root.lookupType(output).fromObject(value)).finish()),
  }])),
  Object.fromEntries(Object.entries(handlers).map(([name, [, , answer]]) => [name, (call, done) => {
    calls.push(name)
    done(null, answer(call.request))
  }])),
)
const port = await new Promise((resolve, reject) => server.bindAsync('127.0.0.1:0', grpc.ServerCredentials.createInsecure(), (error, bound) => (error ? reject(error) : resolve(bound))))
process.env.MODAL_SERVER_URL = `http://127.0.0.1:${port}`
process.env.MODAL_TOKEN_ID = 'ak-test'
process.env.MODAL_TOKEN_SECRET = 'as-test'
process.env.MODAL_IMAGE_BUILDER_VERSION = '2025.06'

let failed = null
try {
  const { create } = await import(new URL(request.program, `file://${process.cwd()}/`).href)
  await create(request.secrets, request.parameters)
} catch (error) {
  failed = String(error?.message ?? error)
}

process.stdout.write(JSON.stringify({ failed, calls, ...seen }), () => process.exit(0))
