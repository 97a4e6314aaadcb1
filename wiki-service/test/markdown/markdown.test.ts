import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Markdown } from '../../src/markdown/markdown.ts'

const later = () => performance.now() + 30_000

test('pages are rendered, linked, outlined, searched for headings, merged and compared in threads', async () => {
  await using markdown = new Markdown()
  const page = await markdown.render('[[a]]', '', later())
  assert(page.kind === 'rendered')
  assert.deepEqual(page.targets, ['a'])
  assert.equal(await markdown.render('[[a]]', '', later()), page, 'the second time it comes from the cache')
  const links = await markdown.links('a [[b]]', '', later())
  assert(links.kind === 'linked')
  assert.deepEqual(links.targets, ['b'])
  const outline = await markdown.outline('a [[b]]', later())
  assert(outline.kind === 'outlined')
  assert.equal(outline.text, 'a b')
  assert.deepEqual(await markdown.section('# *a*\n\n# b', 'a', later()), { kind: 'found', end: 6, isOpen: false })
  const merge = await markdown.merge('a\n\nb', 'A\n\nb', 'a\n\nB', later())
  assert(merge.kind === 'merged')
  assert.equal(merge.content, 'A\n\nB')
  const diff = await markdown.diff('a', 'b', later())
  assert(diff.kind === 'compared')
  assert.equal(diff.hunks.length, 1)
})

test('a page that takes too long is abandoned, and others are rendered', async () => {
  await using markdown = new Markdown()
  const hostile = '!['.repeat(500_000)
  const [slow, quick] = await Promise.all([
    markdown.render(hostile, '', later()),
    markdown.render('quick', '', later()),
  ])
  assert.equal(slow.kind, 'too_slow')
  assert.equal(quick.kind, 'rendered')
  assert.equal((await markdown.render('after', '', later())).kind, 'rendered')
  assert.equal((await markdown.render(hostile, '', later())).kind, 'too_slow')
})

test('a page that takes too long has no headings', async () => {
  const counted: string[] = []
  await using markdown = new Markdown({ markdownJobEnded: (job, outcome) => counted.push(`${job} ${outcome}`) })
  const hostile = `# a\n\n# ${'!['.repeat(500_000)}`
  assert.deepEqual(await markdown.section(hostile, 'a', later()), { kind: 'missing' })
  assert.deepEqual(counted, ['section too_slow'])
})

test('a job fails as busy if too many wait, or it cannot wait', async () => {
  await using markdown = new Markdown()
  assert.equal((await markdown.render('late', '', performance.now() - 1)).kind, 'busy')
  const crowd = await Promise.all(Array.from({ length: 300 }, (_, index) => markdown.outline(`${index}`, later())))
  assert(crowd.some(({ kind }) => kind === 'busy'))
  assert(crowd.filter(({ kind }) => kind === 'outlined').length >= 256)
})

test('a page without a bracket has no links, and needs no thread', async () => {
  const counted: string[] = []
  await using markdown = new Markdown({ markdownJobEnded: (job, outcome) => counted.push(`${job} ${outcome}`) })
  assert.deepEqual(await markdown.links('a <http://b.c>', '', later()), { kind: 'linked', targets: [] })
  assert.deepEqual(counted, [])
  assert.deepEqual(await markdown.links('[a](b)', '', later()), { kind: 'linked', targets: ['b'] })
  assert.deepEqual(counted, ['links done'])
})

test('each job is counted by its outcome', async () => {
  const counted: string[] = []
  await using markdown = new Markdown({ markdownJobEnded: (job, outcome) => counted.push(`${job} ${outcome}`) })
  await markdown.render('a', '', later())
  await markdown.render('a', '', later())
  await markdown.outline('![['.repeat(300_000), later())
  await markdown.diff('a', 'b', performance.now() - 1)
  assert.deepEqual(counted, ['render done', 'outline too_slow', 'diff busy'])
})
