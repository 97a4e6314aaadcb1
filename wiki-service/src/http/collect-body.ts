import type { IncomingMessage, ServerResponse } from 'node:http'
import { Unavailable } from '../database/unavailable.ts'
import type { Hold } from './account/hold.ts'
import { brokenBy } from './broken-requests.ts'
import { Refused } from './errors.ts'
import { IncomingBody, maxBodyBytes } from './incoming-body.ts'
import { Room } from './room.ts'
import { memoryTidier } from './tidy-memory.ts'

const longestWaitMs = 10_000

/** How long to wait for the rest of a refused body. The answer then goes out anyway, and Node discards the rest. */
const longestDiscardMs = 1_000

/**
 * Reads the body of a request and counts its bytes as they arrive. For a large body it waits for room for the whole
 * body before it reads beyond the beginning, so that half-read bodies cannot block each other.
 * @throws Refused for a body that is too large or incomplete, Unavailable when there is no room in time
 */
export type BodyCollector = (payload: IncomingMessage, response: ServerResponse, hold: Hold) => Promise<Buffer>

/**
 * @param workedOnBytes of large bodies being read, stored or answered at once; each occupies about six times its size
 * in memory
 */
export function bodyCollector(workedOnBytes: number): BodyCollector {
  const workedOn = new Room(Math.max(workedOnBytes, maxBodyBytes))
  const tidy = memoryTidier(maxBodyBytes)

  return async (payload, response, hold) => {
    try {
      const body = await collected(payload, hold)
      hold.enter('working')
      if (IncomingBody.isLarge(body.length)) {
        await workedOn.take(body.length, longestWaitMs)
        whenAnswered(response, () => {
          workedOn.give(body.length)
          tidy(body.length)
        })
      }
      return body
    } catch (refusal) {
      hold.shrink(0)
      if (brokenBy(payload) === undefined) await discarded(payload)
      throw refusal
    }
  }
}

function collected(payload: IncomingMessage, hold: Hold): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const refusal = brokenBy(payload)
    if (refusal) return reject(refusal)
    const length = payload.headers['content-length']
    const body = new IncomingBody(length === undefined ? undefined : Number(length))
    if (body.isTooLarge) return reject(tooLarge())

    function take(chunk: Buffer): void {
      const added = body.take(chunk)
      if (body.isTooLarge) return settle(() => reject(tooLarge()))
      if (!hold.add(added)) return settle(() => reject(new Unavailable('memory')))
      if (!body.wantsRoom) return
      payload.pause()
      hold.reserve(body.missingRoom, longestWaitMs).then(goOn, (refusal: unknown) => settle(() => reject(refusal)))
    }

    function goOn(): void {
      body.giveRoom()
      payload.resume()
    }

    const end = (): void => settle(() => resolve(body.whole()))
    // There is no client left to read the reason.
    const cut = (): void => settle(() => reject(new Refused(400, 'Bad Request')))
    const breakOff = (refusal: Refused): void => settle(() => reject(refusal))

    function settle(report: () => void): void {
      payload.off('data', take).off('end', end).off('close', cut).off('broken', breakOff)
      report()
    }

    payload
      .on('data', take)
      .on('end', end)
      .on('close', cut)
      .on('broken', breakOff)
      .on('error', () => {})
  })
}

/** Runs once, when the answer is complete or the client has left. */
function whenAnswered(response: ServerResponse, act: () => void): void {
  const once = (): void => {
    response.off('prefinish', once).off('close', once)
    act()
  }
  if (response.closed) act()
  else response.on('prefinish', once).on('close', once)
}

/** A client that is still sending when its connection closes does not see the answer. */
function discarded(payload: IncomingMessage): Promise<void> {
  return new Promise((resolve) => {
    if (payload.destroyed || payload.readableEnded) return resolve()
    const enough = setTimeout(resolve, longestDiscardMs)
    const over = (): void => {
      clearTimeout(enough)
      resolve()
    }
    payload.once('end', over).once('close', over).resume()
  })
}

function tooLarge(): Refused {
  return new Refused(413, 'Request body is too large')
}
