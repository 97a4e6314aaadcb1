/**
 * Which of the media types a client likes best (RFC 9110, section 12.5.1). The first one when it names none of them: an answer is
 * of more use than a 406.
 * @param offers in the order in which the service likes them
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

/** The closest range counts. */
function qualityOf(offer: string, ranges: readonly Range[]): number {
  for (const type of [offer, `${offer.split('/', 1)[0]}/*`, '*/*']) {
    const range = ranges.find((one) => one.type === type)
    if (range !== undefined) return range.quality
  }
  return 0
}
