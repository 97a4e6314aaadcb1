import { inflateRawSync } from 'node:zlib'

// The layout of PKWARE's APPNOTE 6.3; archives over 4 GiB (Zip64) are not supported.
const endSignature = 0x06054b50
const entrySignature = 0x02014b50

/** The contents of one file of a zip archive. Throws if it has no such file. */
export function unzipped(archive: Buffer, name: string): Buffer {
  for (const entry of entries(archive)) {
    if (entry.name !== name) continue
    const nameLength = archive.readUInt16LE(entry.offset + 26)
    const extraLength = archive.readUInt16LE(entry.offset + 28)
    const start = entry.offset + 30 + nameLength + extraLength
    const data = archive.subarray(start, start + entry.size)
    return entry.method === 0 ? data : inflateRawSync(data)
  }
  throw new Error(`The archive has no ${name}.`)
}

function* entries(archive: Buffer): Generator<{ name: string; method: number; size: number; offset: number }> {
  const end = archive.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]))
  if (end < 0 || archive.readUInt32LE(end) !== endSignature) throw new Error('This is not a zip archive.')
  let at = archive.readUInt32LE(end + 16)
  while (archive.readUInt32LE(at) === entrySignature) {
    const nameLength = archive.readUInt16LE(at + 28)
    yield {
      method: archive.readUInt16LE(at + 10),
      size: archive.readUInt32LE(at + 20),
      offset: archive.readUInt32LE(at + 42),
      name: archive.toString('utf8', at + 46, at + 46 + nameLength),
    }
    at += 46 + nameLength + archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32)
  }
}
