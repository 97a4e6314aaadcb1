import { createPrivateKey, X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { ConnectionOptions } from 'node:tls'
import { CertificateFileError } from './failures.ts'
import type { Parameters } from './target.ts'

/** TLS with the meaning of libpq's `sslmode`: https://www.postgresql.org/docs/18/libpq-ssl.html */
export interface Encryption {
  readonly mode: (typeof sslModes)[number]
  /** Files; if the first is absent, the system's authorities apply. */
  readonly authorities: string | undefined
  readonly certificate: string | undefined
  readonly key: string | undefined
}

export const sslModes = ['disable', 'allow', 'prefer', 'require', 'verify-ca', 'verify-full'] as const

type TlsOptions = ConnectionOptions & { readonly cert?: Buffer; readonly key?: Buffer }

/** @throws Error for what libpq would refuse, and for unusable files */
export function encryptionOf(parameters: Parameters): Encryption {
  const { sslmode: given, sslrootcert: authorities, sslcert: certificate, sslkey: key } = parameters
  // libpq's default for this value.
  const mode = given ?? (authorities === 'system' ? 'verify-full' : 'prefer')
  if (!isMode(mode)) throw new Error(`sslmode must be one of ${sslModes.join(', ')}, not ${JSON.stringify(mode)}`)
  if (authorities === 'system' && mode !== 'verify-full')
    throw new Error(`sslmode=${mode} is too weak for sslrootcert=system: use verify-full`)
  if (given === undefined && authorities !== undefined && authorities !== 'system')
    throw new Error('sslrootcert requires sslmode, for example verify-full; without it, nothing is verified')
  if (mode === 'verify-ca' && authorities === undefined)
    throw new Error('sslmode=verify-ca requires sslrootcert: anybody can get a certificate from a public authority')
  if ((certificate === undefined) !== (key === undefined)) throw new Error('sslcert and sslkey require each other')
  const encryption = { mode, authorities: authorities === 'system' ? undefined : authorities, certificate, key }
  if (mode !== 'disable') {
    const { cert, key } = tlsOptions(encryption)
    if (cert && key && !new X509Certificate(cert).checkPrivateKey(createPrivateKey(key)))
      throw new Error('sslkey is not the key of sslcert')
  }
  return encryption
}

/**
 * How to encrypt a connection. Reads the files each time, because certificates are renewed while the service runs.
 * @throws CertificateFileError
 */
export function tlsOptions({ mode, authorities, certificate, key }: Encryption): TlsOptions {
  // With a file of authorities, `require` means `verify-ca`, which libpq keeps for compatibility with early versions.
  const verified = mode.startsWith('verify-') || (mode === 'require' && authorities !== undefined)
  return {
    rejectUnauthorized: verified,
    ...(verified && mode !== 'verify-full' && { checkServerIdentity: () => undefined }),
    ...(verified &&
      authorities !== undefined && { ca: read(authorities, 'sslrootcert', (pem) => new X509Certificate(pem)) }),
    ...(certificate !== undefined && { cert: read(certificate, 'sslcert', (pem) => new X509Certificate(pem)) }),
    ...(key !== undefined && { key: read(key, 'sslkey', (pem) => createPrivateKey(pem)) }),
  }
}

function read(file: string, parameter: string, check: (pem: Buffer) => unknown): Buffer {
  let pem: Buffer
  try {
    pem = readFileSync(file)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    throw new CertificateFileError(`${parameter} names a file that cannot be read (${code}): ${file}`, { cause: error })
  }
  try {
    check(pem)
  } catch (error) {
    throw new CertificateFileError(`${parameter} names a file without such an item in PEM format: ${file}`, {
      cause: error,
    })
  }
  return pem
}

function isMode(text: string): text is Encryption['mode'] {
  return sslModes.some((mode) => mode === text)
}
