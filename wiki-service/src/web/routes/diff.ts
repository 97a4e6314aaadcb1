import type { FastifyReply, FastifyRequest } from 'fastify'
import type { ReadVersion, StampedVersion } from '../../reading/versions.ts'
import { versionOf } from '../page-reader.ts'
import { numberIn, textIn } from '../query.ts'
import { sendPage } from '../send.ts'
import { type ComparedVersion, diffView } from '../views/diff.ts'
import { deadlineOf, type Wiki } from '../wiki.ts'
import { showNoSuchAddress } from './no-such-address.ts'

/** GET /wiki/{path}/-/diff?from=&to= ; default: the changes of the current version. */
export async function showDiff(
  wiki: Wiki,
  page: StampedVersion,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const deadline = deadlineOf(wiki)
  const asked = { from: numberIn(request, 'from'), to: numberIn(request, 'to') || page.version }
  const numbers = [asked.from || Math.max(1, asked.to - 1), asked.to].toSorted((one, other) => one - other)
  const [from, to] = await Promise.all(numbers.map((version) => versionOf(wiki, page, version, deadline)))
  if (from === undefined || to === undefined) return showNoSuchAddress(wiki, request, reply)
  const [diff, tree] = await Promise.all([
    wiki.diff(from.content, to.content, deadline),
    wiki.trees.around(page.path, deadline, page.stamp),
  ])
  const view = diffView({
    path: page.path,
    title: page.title,
    from: comparedVersion(from),
    to: comparedVersion(to),
    hunks: diff.hunks,
    isByLines: diff.granularity === 'lines',
    isTruncated: diff.truncated,
    isSplit: textIn(request, 'view') === 'split',
    version: page.version,
    tree,
    now: new Date(),
  })
  return sendPage(wiki, view, request, reply)
}

function comparedVersion({ version, kind, summary, time, authorId, authorName }: ReadVersion): ComparedVersion {
  return { version, kind, summary, createdTime: time, author: { id: authorId, name: authorName } }
}
