import type { FastifyReply } from 'fastify'
import type { Page, PageRequest } from '../database/page-reader.ts'
import { sendJson } from './errors.ts'

/** Sends a page of a list; while more rows exist it says where they are (RFC 8288, a relative URL). */
export function sendPage(reply: FastifyReply, path: string, { limit }: PageRequest, page: Page): FastifyReply {
  if (page.next !== null) reply.header('link', `<${path}?limit=${limit}&after=${page.next}>; rel="next"`)
  return sendJson(reply, page.body)
}
