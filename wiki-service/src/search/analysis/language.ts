/**
 * Guesses the language of a text from its most common words, so that each page is stemmed in its own language.
 * @param words folded, in the order of the text
 * @returns the name of a text search configuration that every supported PostgreSQL has; undefined if the language is
 * unclear
 */
export function languageOf(words: Iterable<string>): string | undefined {
  const hits = new Map<string, number>()
  let looked = 0
  for (const word of words) {
    for (const language of languagesByWord.get(word) ?? []) hits.set(language, (hits.get(language) ?? 0) + 1)
    looked += 1
    if (looked === enough) break
  }
  const [first, second] = [...hits].toSorted(([, a], [, b]) => b - a)
  return first !== undefined && first[1] >= 2 && first[1] > (second?.[1] ?? 0) ? first[0] : undefined
}

/** Words to look at, from the beginning. */
const enough = 1000

// The most common function words of each language, folded.
const functionWords = {
  english: 'the of and to is for with that this are be from you when not it how by on can if or an as at your we',
  german:
    'der die und das nicht ist den dem des mit von auf fur ein eine einen einer wird werden sich zu im zum zur bei als auch wir nach oder wenn sie',
  french:
    'le la les des une un est dans pour que qui sur pas avec du au aux par vous nous ce cette sont et en il ou se',
  spanish: 'el la los las una un es para por con que se del como en al y no lo este esta son su mas cuando o',
  italian: 'il lo la gli di che e per una un con non della del dei delle sono nel alla da si come questo',
  portuguese: 'o os as uma um para com nao que em do da dos das por sao no na e se ao mais como esta',
  dutch: 'de het een van en is niet dat met voor op zijn wordt te in die aan ook bij als worden',
  swedish: 'och att det som en ett ar for med av inte den till pa kan om har vi ska fran',
  danish: 'og at det der en et er til af pa for med ikke den kan om har vi skal fra som',
  norwegian: 'og at det som en et er til av pa for med ikke den kan om har vi skal fra',
  finnish: 'ja on ei etta se ovat kun tai mutta joka myos sen voi ole jos kuin',
  russian: 'и в не на что с по для это как из к от или при если его за о',
} as const

const languagesByWord = new Map<string, string[]>()
for (const [language, words] of Object.entries(functionWords)) {
  for (const word of words.split(' ')) languagesByWord.set(word, [...(languagesByWord.get(word) ?? []), language])
}
