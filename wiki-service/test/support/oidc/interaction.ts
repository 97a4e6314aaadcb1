import type { IncomingMessage, ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import type { InteractionResults, Provider } from 'oidc-provider'

/** Where a person says who they are, and allows the wiki to know it, or refuses. */
export async function interact(provider: Provider, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.method !== 'POST') {
    response.setHeader('content-type', 'text/html; charset=utf-8')
    response.end(form)
    return
  }
  const fields = new URLSearchParams(await text(request))
  await provider.interactionFinished(request, response, await resultOf(provider, request, response, fields))
}

async function resultOf(
  provider: Provider,
  request: IncomingMessage,
  response: ServerResponse,
  fields: URLSearchParams,
): Promise<InteractionResults> {
  if (fields.get('answer') === 'refuse') return { error: 'access_denied', error_description: 'refused by the person' }
  const { params } = await provider.interactionDetails(request, response)
  const accountId = fields.get('login') ?? ''
  const grant = new provider.Grant({ accountId, clientId: String(params['client_id']) })
  grant.addOIDCScope(String(params['scope']))
  return { login: { accountId, remember: false }, consent: { grantId: await grant.save() } }
}

const form = `<!doctype html><html lang="en"><head><title>Provider</title></head><body><h1>Provider</h1>
<form method="post"><label>Login <input name="login" autofocus></label>
<button name="answer" value="allow">Allow</button><button name="answer" value="refuse">Refuse</button></form></body></html>`
