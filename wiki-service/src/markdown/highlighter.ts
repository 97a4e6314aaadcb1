import highlighting from 'highlight.js/lib/core'
import { attribute, escapeHtml } from './escape-html.ts'
import { languages } from './languages.ts'

for (const [name, language] of Object.entries(languages)) highlighting.registerLanguage(name, language)

/**
 * Highlights the code of one page. Leaves code plain if there is more than anybody reads, or if its language is not in
 * languages.ts.
 */
export class Highlighter {
  /** UTF-16 units that may still be highlighted. */
  #left = 200_000

  /** @param info the text after the fence; its first word is the language */
  block(code: string, info: string): string {
    const [language = ''] = info.trim().split(/\s/, 1)
    const known = highlighting.getLanguage(language) !== undefined && this.#isModest(code)
    const inside = known ? highlighting.highlight(code, { language, ignoreIllegals: true }).value : escapeHtml(code)
    const mark = language === '' ? '' : ` class="language-${attribute(language.slice(0, 50))}"`
    return `<pre tabindex="0"><code${mark}>${inside}</code></pre>\n`
  }

  #isModest(code: string): boolean {
    this.#left -= code.length
    // Grammars look ahead within a line, and again from each of its characters.
    return this.#left >= 0 && !longLine.test(code)
  }
}

const longLine = /[^\n]{1000}/
