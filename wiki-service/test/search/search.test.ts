import assert from 'node:assert/strict'
import { after, before, suite, test } from 'node:test'
import { ifMatch, type PagesApi, startPagesApi } from '../support/pages-api.ts'

suite('GET /search', () => {
  let wiki: PagesApi
  before(async () => {
    wiki = await startPagesApi()
  })
  after(() => wiki[Symbol.asyncDispose]())

  async function write(
    title: string,
    content: string,
    more: { path?: string; tags?: string[]; user_id?: number } = {},
  ) {
    const { data } = await wiki.client.POST('/pages', { body: { user_id: 1, title, content, ...more } })
    assert.ok(data)
    return data
  }

  async function search(q: string, more: Record<string, string | number> = {}) {
    const { data, response } = await wiki.client.GET('/search', { params: { query: { q, ...more } } })
    assert.ok(data, `${q}: ${response.status}`)
    return { pages: data, titles: data.map(({ title }) => title), link: response.headers.get('link') }
  }

  test('finds a page as soon as its save is answered, in every version', async () => {
    const page = await write('Zebra crossing', 'Look left for quaggas.')
    assert.deepEqual((await search('quagga')).titles, ['Zebra crossing'])
    await wiki.client.PUT('/pages/{id}', {
      params: { path: { id: page.id }, header: ifMatch(1) },
      body: { user_id: 2, title: 'Zebra crossing', content: 'Look right for okapis.' },
    })
    assert.deepEqual((await search('"quaggas"')).titles, [])
    const { pages } = await search('okapi')
    assert.equal(pages[0]?.version, 2)
    assert.deepEqual(pages[0]?.excerpt, [
      { text: 'Look right for ', match: false },
      { text: 'okapis', match: true },
      { text: '.', match: false },
    ])
  })

  test('filters by path, user and tag', async () => {
    await write('Fern one', 'fern', { path: 'wood/fern', tags: ['green'] })
    await write('Fern two', 'fern', { path: 'wood/fern/two', user_id: 2 })
    await write('Fern three', 'fern', { path: 'woodland' })
    const titlesOf = async (more: Record<string, string | number>) => (await search('fern', more)).titles.toSorted()
    assert.deepEqual(await titlesOf({}), ['Fern one', 'Fern three', 'Fern two'])
    assert.deepEqual(await titlesOf({ under: 'wood' }), ['Fern one', 'Fern two'])
    assert.deepEqual(await titlesOf({ under: 'Wood/Fern', by: 2 }), ['Fern two'])
    assert.deepEqual(await titlesOf({ tag: 'green' }), ['Fern one'])
    assert.deepEqual(await titlesOf({ tag: 'green', in: 'titles' }), ['Fern one'])
    assert.deepEqual(await titlesOf({ tag: `'; drop table posts; --` }), [])
  })

  test('follows a page to another path, to the trash and back', async () => {
    const page = await write('Tapir', 'tapirs', { path: 'animals/tapir', tags: ['odd'] })
    await write('Tapir food', 'tapirs eat', { path: 'animals/tapir/food' })
    const params = { path: { id: page.id } }
    await wiki.client.POST('/pages/{id}/move', { params, body: { user_id: 2, path: 'zoo/tapir', with_children: true } })
    const pathsOf = async (more: Record<string, string | number>) =>
      (await search('tapir', more)).pages.map(({ path }) => path).toSorted()
    assert.deepEqual(await pathsOf({ under: 'animals' }), [])
    assert.deepEqual(await pathsOf({ under: 'zoo' }), ['zoo/tapir', 'zoo/tapir/food'])
    assert.deepEqual(await pathsOf({ by: 2, in: 'titles' }), ['zoo/tapir', 'zoo/tapir/food'])
    await wiki.client.DELETE('/pages/{id}', { params, body: { user_id: 1 } })
    assert.deepEqual(await pathsOf({}), ['zoo/tapir/food'])
    assert.deepEqual(await pathsOf({ in: 'titles' }), ['zoo/tapir/food'])
    await wiki.client.POST('/pages/{id}/restore', { params, body: { user_id: 1 } })
    assert.deepEqual(await pathsOf({ tag: 'odd' }), ['zoo/tapir'])
  })

  test('ranks a page with incoming links above a similar one', async () => {
    for (const place of ['one', 'two', 'three'])
      await write(`Ibis ${place}`, 'The ibis wades.', { path: `ibis/${place}` })
    for (const by of [1, 2, 3]) await write(`Marsh ${by}`, 'See [[ibis/two]].')
    assert.equal((await search('wades')).titles[0], 'Ibis two')
  })

  test('does not find plain posts', async () => {
    await wiki.api.post('/posts', { user_id: 1, content: 'a wombat' })
    assert.deepEqual((await search('wombat')).titles, [])
  })

  test('links to further results, and shows each once', async () => {
    for (let number = 1; number <= 7; number += 1) await write(`Lemming ${number}`, 'lemmings')
    const seen: string[] = []
    let url: string | undefined = '/search?q=lemming&limit=3'
    while (url !== undefined) {
      const { json, headers } = await wiki.api.get(url)
      seen.push(...(json as { title: string }[]).map(({ title }) => title))
      url = /<([^>]+)>; rel="next"/.exec(headers.get('link') ?? '')?.[1]
    }
    assert.deepEqual(
      seen.toSorted(),
      [1, 2, 3, 4, 5, 6, 7].map((number) => `Lemming ${number}`),
    )
  })

  test('suggests known words for misspelled ones, and shows their results', async () => {
    await write('Hippopotamus', 'A large animal.')
    const { titles, link } = await search('hipopotamus')
    assert.deepEqual(titles, ['Hippopotamus'])
    assert.equal(link, `</search?q=hippopotamus&limit=20>; rel="related"; title*=UTF-8''hippopotamus`)
  })

  test('suggests no word that only a page in the trash contains', async () => {
    const page = await write('Ocelots', 'ocelot')
    await write('Wild cats', 'somewhere')
    await wiki.client.DELETE('/pages/{id}', { params: { path: { id: page.id } }, body: { user_id: 1 } })
    const { titles, link } = await search('ocleots somewhere')
    assert.deepEqual(titles, ['Wild cats'])
    assert.equal(link, null)
  })

  test('searches titles by their beginning, a part or the path', async () => {
    await write('Aardvark care', '', { path: 'animals/aardvark' })
    await write('Caring for an aardwolf', '')
    await write('動物の世話', '', { path: 'animals/jp' })
    for (const [typed, expected] of [
      ['aard', ['Aardvark care', 'Caring for an aardwolf']],
      ['Aardvark C', ['Aardvark care']],
      ['wolf', ['Caring for an aardwolf']],
      ['animals/aa', ['Aardvark care']],
      ['世話', ['動物の世話']],
      ['aradvark', ['Aardvark care']],
    ] as const) {
      assert.deepEqual((await search(typed, { in: 'titles' })).titles, expected, typed)
    }
  })

  test('never returns HTML from a page', async () => {
    await write('<b>Narwhal</b>', '<img src=x onerror=alert(1)> narwhal \u0002\u0003 <mark>')
    const [page] = (await search('narwhal')).pages
    assert.deepEqual(page?.title_parts, [
      { text: '<b>', match: false },
      { text: 'Narwhal', match: true },
      { text: '</b>', match: false },
    ])
    assert.ok(page.excerpt.some(({ text, match }) => match && text === 'narwhal'))
  })

  for (const [what, query, member] of [
    ['no query', '', 'q'],
    ['a long query', `q=${'x'.repeat(401)}`, 'q'],
    ['a limit of 0', 'q=x&limit=0', 'limit'],
    ['a huge limit', 'q=x&limit=9223372036854775808', 'limit'],
    ['a limit that is none', "q=x&limit=1'%20OR%201", 'limit'],
    ['an empty limit', 'q=x&limit=', 'limit'],
    ['the last of two limits', 'q=x&limit=1&limit=1000', 'limit'],
    ['a negative place', 'q=x&after=-1', 'after'],
    ['a user that is none', 'q=x&by=NaN', 'by'],
    ['a path that is none', 'q=x&under=../etc', 'under'],
    ['another scope', 'q=x&in=posts', 'in'],
  ] as const) {
    test(`refuses ${what} by name`, async () => {
      const { status, text, headers } = await wiki.api.get(`/search?${query}`)
      assert.equal(status, 422)
      assert.equal(headers.get('content-type'), 'application/problem+json; charset=utf-8')
      assert.equal((JSON.parse(text) as { errors: { member: string }[] }).errors[0]?.member, member)
    })
  }
})
