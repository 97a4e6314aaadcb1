/** Pages of about 3 kB in folders of 50, the same on every run. */
export interface Page {
  readonly path: string
  readonly title: string
  readonly content: string
}

/** Stand in so many pages of every wiki, if it has them. */
export const searchedWords = { gateway: 400, zugzwang: 3 } as const

/**
 * @param number from 0
 * @param size number of pages in the wiki, which the page links to
 * @param version changes the first sentence
 */
export function pageAt(number: number, size: number, version: number): Page {
  const next = numbersFrom(number * 2_654_435_761)
  const pick = <Item>(items: readonly Item[]): Item | undefined => items[next() % items.length]
  const sentence = () => `${Array.from({ length: 8 + (next() % 10) }, () => pick(words)).join(' ')}.`
  const link = () => `[[${pathAt(next() % size)}]]`
  const sections = Array.from({ length: 6 }, () => [
    `## ${pick(words)} ${pick(words)}`,
    `${sentence()} See ${link()}. ${sentence()} **${pick(words)}** ${sentence()}`,
    `- ${sentence()}\n- \`${pick(words)}_${next() % 100}\` ${sentence()}`,
  ])
  const special = Object.entries(searchedWords).flatMap(([word, pages]) =>
    number < pages ? [`The ${word} is ours.`] : [],
  )
  return {
    path: pathAt(number),
    title: `${pick(words)} ${pick(words)} ${number}`,
    content: [
      `Version ${version}. ${sentence()}`,
      ...special,
      ...sections.flat(),
      `| ${pick(words)} | ${pick(words)} |\n| --- | ---: |\n| ${pick(words)} | ${next() % 1_000} |`,
      `\`\`\`sql\nselect ${pick(words)}, count(*) from ${pick(words)} group by 1;\n\`\`\``,
    ].join('\n\n'),
  }
}

export function pathAt(number: number): string {
  return `area-${Math.floor(number / 50)}/topic-${number}`
}

/** xorshift32: Marsaglia, “Xorshift RNGs”, 2003. */
function numbersFrom(seed: number): () => number {
  let state = seed >>> 0 || 1
  return () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>>= 0)
  }
}

export const words =
  `account answer audit badge branch budget build calendar candidate client close commit contract customer deadline decision
deploy draft editor error event field first folder heading hotel incident invoice label laptop limit list meeting merge message minutes
month name network note office order owner paragraph person picture plan policy proposal question queue record region release reminder
report request result review risk route schedule schema server service signal storage supplier table team ticket token train travel
update user value vendor version visit warranty week weekly worker year`.split(/\s+/)
