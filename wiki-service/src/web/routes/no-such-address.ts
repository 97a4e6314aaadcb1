import type { FastifyReply, FastifyRequest } from 'fastify'
import { html } from '../html.ts'
import { sendPage } from '../send.ts'
import { messageView } from '../views/message.ts'
import type { Wiki } from '../wiki.ts'

export function showNoSuchAddress(wiki: Wiki, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const view = messageView({
    title: 'There is no such address',
    text: html`The address of a page has letters, digits, hyphens and dots, with a slash between levels.`,
    actions: html`<a class="btn" href="/">Home</a><a class="btn" href="/wiki/-/pages">All pages</a>`,
  })
  return sendPage(wiki, view, request, reply, { status: 404 })
}
