import { generateKeyPairSync } from 'node:crypto'
import { Provider } from 'oidc-provider'
import type { ProviderOptions } from './people.ts'

/** An OpenID provider with new keys. Others with the same issuer in this process share its sessions, as their store is one. */
export function makeProvider(issuer: string, { redirectUris, clientSecret, people }: ProviderOptions): Provider {
  return new Provider(issuer, {
    clients: [
      {
        client_id: 'wiki',
        client_secret: clientSecret,
        redirect_uris: [...redirectUris],
        grant_types: ['authorization_code'],
        response_types: ['code'],
      },
    ],
    pkce: { required: () => true },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_context, { uid }) => `/interaction/${uid}` },
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'], groups: ['groups'] },
    // Most providers put the claims into the ID token as well; this one can.
    conformIdTokenClaims: false,
    findAccount: (_context, id) => people[id] && { accountId: id, claims: async () => ({ sub: id, ...people[id] }) },
    jwks: { keys: [newKey()] },
    cookies: { keys: ['of the tests'] },
    ttl: { Session: 600, Interaction: 600, Grant: 600, AccessToken: 600, AuthorizationCode: 60, IdToken: 600 },
    renderError: (context, out) => {
      context.type = 'text'
      context.body = `${out.error}: ${out.error_description ?? ''}`
    },
  })
}

let keys = 0

function newKey() {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  keys += 1
  return { ...privateKey.export({ format: 'jwk' }), kid: `key-${keys}`, use: 'sig', alg: 'RS256' }
}
