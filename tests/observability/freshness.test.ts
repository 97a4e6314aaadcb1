import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import path from 'node:path'
import { test } from 'node:test'
import { artefacts } from '../../observability/artefacts.ts'
import { committed, root } from './committed.ts'

for (const [file, text] of Object.entries(artefacts)) {
  test(`${file} matches what observability/ generates`, () => {
    assert.equal(committed(file), text, 'stale: npm run observability')
  })
}

test('the generated folders contain nothing else', () => {
  const found = ['wiki-chart/dashboards', 'wiki-chart/rules'].flatMap((folder) =>
    readdirSync(path.join(root, folder)).map((file) => `${folder}/${file}`),
  )
  assert.deepEqual(found.toSorted(), Object.keys(artefacts).toSorted())
})
