import { autocompletion, completionKeymap } from '@codemirror/autocomplete'
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands'
import { defineLanguageFacet, HighlightStyle, Language, syntaxHighlighting } from '@codemirror/language'
import { EditorState } from '@codemirror/state'
import { drawSelection, EditorView, keymap } from '@codemirror/view'
import { tags } from '@lezer/highlight'
import { GFM, parser } from '@lezer/markdown'
import { completePages } from './complete-pages.ts'
import { format, type Format } from './formats.ts'

/** CodeMirror instead of a text field, which it keeps up to date, so that the form is sent as without it. */
export class CodeField {
  readonly #view: EditorView
  readonly #listeners: (() => void)[] = []

  constructor(area: HTMLTextAreaElement, tools: HTMLElement | null, nonce: string, save: () => void) {
    const view = new EditorView({
      parent: area.parentElement ?? undefined,
      state: EditorState.create({ doc: area.value, extensions: [this.#extensions(area, nonce, save)] }),
    } as ConstructorParameters<typeof EditorView>[0])
    this.#view = view
    area.hidden = true
    // The title of a new page, or a notice of failure, gets the focus before the text.
    if (document.querySelector('[autofocus]') === null) view.focus()
    document.querySelector('#write label')?.addEventListener('click', () => view.focus())
    if (!tools) return
    tools.hidden = false
    tools.addEventListener('click', ({ target }) => {
      const name = (target as Element).closest<HTMLElement>('[data-format]')?.dataset['format']
      if (name === undefined) return
      format(view, name as Format)
      view.focus()
    })
  }

  get text(): string {
    return this.#view.state.doc.toString()
  }

  set text(text: string) {
    this.#view.dispatch({ changes: { from: 0, to: this.#view.state.doc.length, insert: text } })
  }

  onChange(listener: () => void): void {
    this.#listeners.push(listener)
  }

  #extensions(area: HTMLTextAreaElement, nonce: string, save: () => void) {
    return [
      EditorView.cspNonce.of(nonce),
      history(),
      drawSelection(),
      EditorView.lineWrapping,
      new Language(defineLanguageFacet(), parser.configure(GFM), [], 'markdown'),
      syntaxHighlighting(colours),
      look,
      autocompletion({ override: [completePages], icons: false }),
      EditorView.domEventHandlers({ beforeinput: typeOver }),
      keymap.of([
        { key: 'Mod-s', preventDefault: true, run: () => (save(), true) },
        { key: 'Mod-b', preventDefault: true, run: (view: EditorView) => format(view, 'bold') },
        { key: 'Mod-i', preventDefault: true, run: (view: EditorView) => format(view, 'italic') },
        { key: 'Mod-l', preventDefault: true, run: (view: EditorView) => format(view, 'link') },
        ...completionKeymap,
        // Tab moves through the page, as everywhere; Escape leaves the text.
        { key: 'Escape', run: (view) => (view.contentDOM.blur(), true) },
        ...historyKeymap,
        ...defaultKeymap,
      ]),
      EditorView.contentAttributes.of({ 'aria-label': 'Markdown', spellcheck: 'true', lang: '' }),
      EditorView.updateListener.of(({ docChanged, state }) => {
        if (!docChanged) return
        area.value = state.doc.toString()
        for (const listener of this.#listeners) listener()
      }),
    ]
  }
}

/**
 * When typing over highlighted text, the browser would keep its look in a style attribute, which the policy forbids.
 */
function typeOver({ inputType, data, isComposing }: InputEvent, view: EditorView): boolean {
  if (inputType !== 'insertText' || data === null || isComposing || view.state.selection.main.empty) return false
  view.dispatch(view.state.replaceSelection(data), { userEvent: 'input.type', scrollIntoView: true })
  return true
}

const colours = HighlightStyle.define([
  { tag: tags.heading, fontWeight: '600' },
  { tag: tags.strong, fontWeight: '600' },
  { tag: tags.emphasis, fontStyle: 'italic' },
  { tag: tags.strikethrough, textDecoration: 'line-through' },
  { tag: [tags.link, tags.url], color: 'var(--accent)' },
  { tag: [tags.processingInstruction, tags.quote, tags.contentSeparator], color: 'var(--quiet)' },
  { tag: tags.monospace, color: 'var(--good)' },
])

const look = EditorView.theme({
  '&': { flex: '1', minHeight: '28rem', fontSize: '0.875rem', backgroundColor: 'var(--paper)', color: 'var(--text)' },
  '&.cm-focused': { outline: '2px solid var(--accent)', outlineOffset: '-2px' },
  '.cm-scroller': { fontFamily: 'var(--mono)', lineHeight: '1.65' },
  '.cm-content': { padding: '1rem', caretColor: 'var(--text)' },
  '.cm-line': { padding: '0' },
  '.cm-cursor': { borderLeftColor: 'var(--text)' },
  '&.cm-focused .cm-selectionBackground, .cm-selectionBackground': { backgroundColor: 'var(--tint) !important' },
  '.cm-tooltip': { border: '1px solid var(--line)', backgroundColor: 'var(--paper)', color: 'var(--text)' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]': {
    backgroundColor: 'var(--tint)',
    color: 'var(--accent)',
  },
})
