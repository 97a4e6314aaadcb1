import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Provider } from 'oidc-provider'
import { interact } from './interaction.ts'
import type { Change, ProviderOptions } from './people.ts'
import { makeProvider } from './provider.ts'

/** An OpenID provider as a process of its own: its options are the first argument, changes come as messages. */
let options = JSON.parse(process.argv[2] ?? '{}') as ProviderOptions
let issuer = ''
let provider: Provider
let isHidden = false
const realNow = Date.now
const server = createServer((request, response) => {
  if (isHidden && request.url === '/jwks') {
    response.setHeader('content-type', 'application/json')
    response.end('{"keys":[]}')
    return
  }
  if (request.url?.startsWith('/interaction/'))
    void interact(provider, request, response).catch((error: unknown) => response.writeHead(400).end(String(error)))
  else void provider.callback()(request, response)
})

server.listen(0, '127.0.0.1', () => {
  issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  provider = makeProvider(issuer, options)
  process.send?.({ issuer })
})

process.on('message', (change: Change) => {
  if (change.kind === 'set clock') Date.now = () => realNow() + change.aheadMs
  if (change.kind === 'set secret') options = { ...options, clientSecret: change.clientSecret }
  if (change.kind === 'hide keys') isHidden = change.isHidden
  if (change.kind !== 'set clock' && change.kind !== 'hide keys') provider = makeProvider(issuer, options)
  process.send?.({ done: change.kind })
})
process.on('disconnect', () => process.exit())
