import assert from 'node:assert/strict'
import { Writable } from 'node:stream'
import { test } from 'node:test'
import pino from 'pino'
import { requestLog } from '../../src/telemetry/request-log.ts'

const line = { requestId: 'a-1', method: 'GET', route: '/posts/:id', status: 200, ms: 1.23456, client: '"], 127.0.0.1' }

test('the line of a request equals one that the logger itself would write', async () => {
  const lines: string[] = []
  const destination = new Writable({
    decodeStrings: false,
    write(text: string, _encoding, done) {
      lines.push(text)
      done()
    },
  })
  const options = {
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (level: string) => ({ level }) },
  }
  const logger = pino({ ...options, level: 'info' }, destination)
  logger.info({ ...line, ms: 1.23 }, 'request')
  requestLog(logger, 'info')(line)
  requestLog(logger, 'debug')(line)
  // Lines of one turn are written together, at its end.
  await new Promise(setImmediate)
  const [expected, written, ...more] = lines.map((text) => text.replace(/"time":"[^"]{24}"/, '"time":""'))
  assert.equal(written, expected)
  assert.deepEqual(more, [])
})
