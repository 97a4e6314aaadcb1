import type { EditorView } from '@codemirror/view'

export type Format = 'heading' | 'bold' | 'italic' | 'link' | 'list' | 'task' | 'code' | 'table'

/** Adds marks around the selection, or before its lines. */
export function format(view: EditorView, name: Format): boolean {
  switch (name) {
    case 'bold':
      return around(view, '**', '**')
    case 'italic':
      return around(view, '*', '*')
    case 'link':
      return around(view, '[[', ']]')
    case 'code':
      return chosen(view).includes('\n') ? around(view, '```\n', '\n```') : around(view, '`', '`')
    case 'heading':
      return inFront(view, '## ')
    case 'list':
      return inFront(view, '- ')
    case 'task':
      return inFront(view, '- [ ] ')
    case 'table':
      return around(view, '\n| Column | Column |\n| --- | --- |\n| ', ' |  |\n')
    default:
      return name satisfies never
  }
}

function chosen({ state }: EditorView): string {
  const { from, to } = state.selection.main
  return state.sliceDoc(from, to)
}

function around(view: EditorView, before: string, behind: string): boolean {
  const { from, to } = view.state.selection.main
  view.dispatch({
    changes: [
      { from, insert: before },
      { from: to, insert: behind },
    ],
    selection: { anchor: from + before.length, head: to + before.length },
    userEvent: 'input',
  })
  return true
}

function inFront(view: EditorView, mark: string): boolean {
  const { from, to } = view.state.selection.main
  const first = view.state.doc.lineAt(from)
  const last = view.state.doc.lineAt(to)
  const changes = []
  for (let number = first.number; number <= last.number; number += 1)
    changes.push({ from: view.state.doc.line(number).from, insert: mark })
  view.dispatch({ changes, userEvent: 'input' })
  return true
}
