import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

/** Paths of a certificate and its key, in PEM. */
export interface Certificate {
  readonly certificate: string
  readonly key: string
}

const run = promisify(execFile)
const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes']

/** An authority, or a server without one. @param name for example `IP:127.0.0.1` */
export async function selfSigned(directory: string, file: string, name = 'DNS:none'): Promise<Certificate> {
  const made = paths(directory, file)
  const subject = ['-subj', `/CN=${file}`, '-addext', `subjectAltName=${name}`]
  await run('openssl', ['req', '-x509', ...newKey, ...subject, '-days', '2', ...output(made)])
  return made
}

/** @param days 0 for a certificate that has already expired */
export async function signedBy(
  authority: Certificate,
  directory: string,
  file: string,
  { name = 'DNS:none', subject = file, days = 2 },
): Promise<Certificate> {
  const made = paths(directory, file)
  const request = join(directory, `${file}.csr`)
  const extensions = join(directory, `${file}.ext`)
  await writeFile(extensions, `subjectAltName=${name}\n`)
  await run('openssl', ['req', '-new', ...newKey, '-subj', `/CN=${subject}`, '-keyout', made.key, '-out', request])
  const signing = ['-CA', authority.certificate, '-CAkey', authority.key, '-CAcreateserial', '-extfile', extensions]
  await run('openssl', ['x509', '-req', '-in', request, ...signing, '-days', String(days), '-out', made.certificate])
  return made
}

function paths(directory: string, file: string): Certificate {
  return { certificate: join(directory, `${file}.crt`), key: join(directory, `${file}.key`) }
}

function output({ certificate, key }: Certificate): string[] {
  return ['-keyout', key, '-out', certificate]
}
