import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { folded } from '../../src/search/analysis/fold.ts'
import { languageOf } from '../../src/search/analysis/language.ts'
import { tokensOf, wordsOf } from '../../src/search/analysis/words.ts'

suite('folding', () => {
  for (const [text, expected] of [
    ['Überprüfung', 'uberprufung'],
    ['ＡＰＩ', 'api'],
    ['déploiement', 'deploiement'],
    ['Straße', 'strasse'],
    ['Øresund Łódź', 'oresund lodz'],
    ['новый', 'новый'],
    ['が', 'が'],
    ['ｶﾞ', 'ガ'],
    ['㈠⑴⒈🄂½ŀﱞ', '一11112lٌّ'],
  ] as const) {
    test(`${text} becomes ${expected}`, () => assert.equal(folded(text), expected))
  }
})

suite('the words of a token', () => {
  const cases: Readonly<Record<string, { words: string; others?: string }>> = {
    createServer: { words: 'createserver', others: 'create server' },
    HTTP_PROXY: { words: 'httpproxy', others: 'http proxy' },
    'v1.34.4': { words: 'v1 34 4', others: 'v1344' },
    'kube-system/my-pod': { words: 'kube system my pod', others: 'kubesystem mypod kubesystemmypod' },
    'l’hôpital': { words: 'l hopital', others: 'lhopital' },
    Größe: { words: 'grosse', others: 'groesse' },
    'C++': { words: 'cplusplus' },
    ['__proto__']: { words: 'proto' },
    PostgreSQLの設定: { words: 'postgresql の設 設定', others: 'postgre sql の 設 定' },
    東京都庁: { words: '東京 京都 都庁', others: '東 京 都 庁' },
    กำหนด: { words: 'กํา ําห าหน หนด' },
    서버를: { words: '서버 버를', others: '서 버 를' },
  }
  for (const [token, expected] of Object.entries(cases)) {
    test(token, () => {
      assert.deepEqual([...tokensOf(token)], [token])
      const { words, parts, joined, umlauts, characters } = wordsOf(token)
      assert.equal(words.join(' '), expected.words)
      assert.equal([...parts, ...joined, ...umlauts, ...characters].join(' '), expected.others ?? '')
    })
  }

  test('finds no words without letters or digits', () => {
    assert.deepEqual([...tokensOf('-- *** ... 👩‍🚀')], [])
    assert.deepEqual(wordsOf('___').words, [])
  })
})

suite('the language of a text', () => {
  for (const [language, text] of [
    ['english', 'how to drain a node and what to do when it does not come back'],
    ['german', 'wie man einen knoten leert und was zu tun ist wenn er nicht zuruckkommt'],
    ['french', 'comment vider un noeud et que faire quand il ne revient pas dans le cluster'],
    ['spanish', 'como vaciar un nodo y que hacer cuando no vuelve al cluster con los pods'],
    [undefined, 'kubectl drain node'],
  ] as const) {
    test(`${language}`, () => assert.equal(languageOf(text.split(' ')), language))
  }
})
