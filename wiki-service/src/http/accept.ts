/**
 * Returns the media type that the client prefers (RFC 9110, section 12.5.1), or the first when it accepts none of them:
 * any answer is more useful than a 406.
 * @param offers in the service's order of preference
 */
export function preferred<Offer extends string>(
  accept: string | undefined,
  offers: readonly [Offer, ...Offer[]],
): Offer {
  if (accept === undefined) return offers[0]
  const ranges = accept.split(',').map(readRange)
  let best = offers[0]
  let bestQuality = 0
  for (const offer of offers) {
    const quality = qualityOf(offer, ranges)
    if (quality > bestQuality) [best, bestQuality] = [offer, quality]
  }
  return best
}

interface Range {
  readonly type: string
  readonly quality: number
}

function readRange(text: string): Range {
  const [type = '', ...parameters] = text.split(';').map((part) => part.trim().toLowerCase())
  const quality = parameters.find((parameter) => parameter.startsWith('q='))
  return { type, quality: quality === undefined ? 1 : Number(quality.slice(2)) || 0 }
}

/** The most specific range decides. */
function qualityOf(offer: string, ranges: readonly Range[]): number {
  for (const type of [offer, `${offer.split('/', 1)[0]}/*`, '*/*']) {
    const range = ranges.find((one) => one.type === type)
    if (range !== undefined) return range.quality
  }
  return 0
}
