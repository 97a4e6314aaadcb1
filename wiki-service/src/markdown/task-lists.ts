import type { MarkdownIt } from 'markdown-it'
import type { Token } from 'markdown-it'

/** Adds GFM's task lists to the parser: `- [x] done`. The rest of the item's first paragraph becomes the label. */
export function markTasks(parser: MarkdownIt): void {
  parser.core.ruler.push('tasks', ({ tokens, Token }) => {
    const lists: Token[] = []
    let tasks = 0
    for (const [index, token] of tokens.entries()) {
      if (token.type.endsWith('_list_open')) lists.push(token)
      if (token.type.endsWith('_list_close')) lists.pop()
      const isFirst = tokens[index - 1]?.type === 'paragraph_open' && tokens[index - 2]?.type === 'list_item_open'
      const [text] = token.children ?? []
      const box = isFirst && text?.type === 'text' ? taskBox.exec(text.content) : null
      if (box === null || text === undefined) continue
      text.content = text.content.slice(box[0].length)
      const open = new Token('task_open', 'label', 1)
      open.meta = { number: ++tasks, checked: box[1] !== ' ' }
      token.children = [open, ...(token.children ?? []), new Token('task_close', 'label', -1)]
      const list = lists.at(-1)
      if (list) list.meta = { hasTasks: true }
    }
  })
}

/** Requires text after the box. */
const taskBox = /^\[([ xX])\][ \t]+(?=\S|$)/
