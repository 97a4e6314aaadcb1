import type { FastifyReply, FastifyRequest } from 'fastify'
import type { MergePart } from '../../markdown/merge.ts'
import { type Form, readForm } from '../form.ts'
import { html } from '../html.ts'
import { oneTimeKey } from '../keys.ts'
import type { Notice } from '../parts/notice.ts'
import type { EditFields } from '../views/edit.ts'
import { deadlineOf, type Wiki } from '../wiki.ts'
import { hasTitleConflict, partsOf, sendConflict, type Sides, unknownBase } from './conflict.ts'
import { type EditedPage, fieldsOf, sendEditor } from './editor.ts'
import { saveFields } from './save.ts'

/** POST with the choices: assembles the text, and saves it as a change of the conflicting version. */
export async function saveMerge(
  wiki: Wiki,
  page: EditedPage,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const form = readForm(request)
  const fields = fieldsOf(form)
  const deadline = deadlineOf(wiki)
  const [base, current] = await Promise.all([
    wiki.pages.at(page.id, fields.base, deadline),
    wiki.pages.at(page.id, form.number('theirs'), deadline),
  ])
  if (base === undefined || current === undefined)
    return sendEditor(wiki, page, { ...fields, key: oneTimeKey() }, request, reply, {
      status: 409,
      notices: [unknownBase],
    })
  const sides = { base: base.page, current: current.page }
  const parts = await partsOf(wiki, fields, sides)
  const chosen = chosenFields(form, fields, sides, parts)
  if (chosen === undefined) return sendConflict(wiki, fields, sides, [openChoice], request, reply)
  return saveFields(wiki, page, { ...chosen, base: sides.current.version }, form, request, reply)
}

/** Undefined if a choice is missing. */
function chosenFields(
  form: Form,
  fields: EditFields,
  { base, current }: Sides,
  parts: readonly MergePart[],
): EditFields | undefined {
  let number = 0
  const choose = (yours: string, theirs: string, both: string): string | undefined => {
    number += 1
    switch (form.text(`c${number}`)) {
      case 'mine':
        return yours
      case 'theirs':
        return theirs
      case 'both':
        return both
      case 'hand':
        return form.lines(`hand${number}`)
      default:
        return undefined
    }
  }
  const currentTitle = current.title ?? ''
  const title = hasTitleConflict(fields, { base, current })
    ? choose(fields.title, currentTitle, `${fields.title} / ${currentTitle}`)
    : merged(base.title ?? '', fields.title, currentTitle)
  const path = merged(base.path ?? '', fields.path, current.path ?? '')
  const texts = parts.map((part) =>
    part.kind === 'merged'
      ? part.text
      : choose(part.yours, part.current, [part.yours, part.current].filter((text) => text !== '').join('\n')),
  )
  if (title === undefined || texts.includes(undefined)) return undefined
  const kept = texts.filter((text, index) => text !== '' || parts[index]?.kind === 'merged')
  return { ...fields, title: title.replaceAll('\n', ' '), path, text: endedAs(current.content, kept.join('\n')) }
}

function merged(base: string, yours: string, current: string): string {
  return yours === base ? current : yours
}

/** Parts are joined by line breaks; the end of the last line stays as it was. */
function endedAs(current: string, text: string): string {
  return current.endsWith('\n') && !text.endsWith('\n') ? `${text}\n` : text
}

const openChoice: Notice = {
  kind: 'bad',
  text: html`This was not saved; your text is kept. A choice is open: take one side, or write it yourself.`,
}
