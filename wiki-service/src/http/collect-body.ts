import type { IncomingMessage, ServerResponse } from 'node:http'
import { brokenBy } from './broken-requests.ts'
import { Refused } from './errors.ts'
import { Room } from './room.ts'
import { memoryTidier } from './tidy-memory.ts'

const maxBodyBytes = 4 * 1024 * 1024

/** Smaller bodies are bounded by the number of connections; of larger ones no more than these come at once, and are worked on at once. */
const largeBodyBytes = 64 * 1024
const receivedBytes = 8 * 1024 * 1024
/** Read, stored and answered, a body is in memory some six times. */
const workedOnBytes = maxBodyBytes
/** An answer repeats what was sent; its room is there before anything is stored, however slowly others read theirs. */
const answeredBytes = 16 * 1024 * 1024

const longestWaitMs = 10_000

/** How long the rest of a refused body is waited for. Then it is answered all the same, and Node discards what still comes. */
const longestDiscardMs = 1_000

/**
 * Makes a reader of bodies that keeps their memory bounded, however many come at once: what does not fit yet waits in its connection.
 * It throws Refused for a body that is too large and Unavailable when there was no room for long.
 */
export function bodyCollector(): (payload: IncomingMessage, response: ServerResponse) => Promise<Buffer> {
  const received = new Room(receivedBytes)
  const workedOn = new Room(workedOnBytes)
  const answered = new Room(answeredBytes)
  const tidy = memoryTidier(workedOnBytes)

  return async (payload, response) => {
    let reservedBytes = 0
    let isOver = false
    try {
      const body = await collect(payload, async (bytes) => {
        await received.take(bytes, longestWaitMs)
        // Its client may have left meanwhile.
        if (isOver) received.give(bytes)
        else reservedBytes = bytes
      })
      if (reservedBytes > 0) {
        await answered.take(body.length, longestWaitMs)
        whenClosed(response, () => answered.give(body.length))
        await workedOn.take(body.length, longestWaitMs)
        whenAnswered(response, () => {
          workedOn.give(body.length)
          tidy(body.length)
        })
      }
      return body
    } catch (refusal) {
      if (brokenBy(payload) === undefined) await discarded(payload)
      throw refusal
    } finally {
      isOver = true
      received.give(reservedBytes)
    }
  }
}

/** @param reserve is asked, once, before more than a little is read; all of it, so that bodies half read cannot block each other */
function collect(payload: IncomingMessage, reserve: (bytes: number) => Promise<void>): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const refusal = brokenBy(payload)
    if (refusal) return reject(refusal)
    const announcedBytes = Number(payload.headers['content-length'] ?? maxBodyBytes)
    if (announcedBytes > maxBodyBytes) return reject(tooLarge())
    const chunks: Buffer[] = []
    let size = 0

    function take(chunk: Buffer): void {
      const wasSmall = size <= largeBodyBytes
      size += chunk.length
      chunks.push(chunk)
      if (size > maxBodyBytes) return settle(() => reject(tooLarge()))
      if (!wasSmall || size <= largeBodyBytes) return
      payload.pause()
      reserve(announcedBytes).then(
        () => payload.resume(),
        (refusal: unknown) => settle(() => reject(refusal)),
      )
    }

    const end = (): void => settle(() => resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)))
    // Nobody is left to read why.
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

/** Once: when the answer has been made, or its client is gone. */
function whenAnswered(response: ServerResponse, act: () => void): void {
  const once = (): void => {
    response.off('prefinish', once).off('close', once)
    act()
  }
  if (response.closed) act()
  else response.on('prefinish', once).on('close', once)
}

function whenClosed(response: ServerResponse, act: () => void): void {
  if (response.closed) act()
  else response.on('close', act)
}

/** A client that still sends when its connection is closed does not see the answer. */
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
