import { readFile, writeFile } from 'node:fs/promises'
import { page, pageWith, picture } from './report/page.ts'
import { plot } from './report/plot.ts'
import { newestResult, resultsFolder } from './report/results-folder.ts'

/** `npm run bench:plot`: updates the tables and the picture of docs/performance.md from the newest result. */
const result = await newestResult(resultsFolder)
if (result === undefined) throw new Error('bench/results contains no result: create one with npm run bench')
await writeFile(page, pageWith(await readFile(page, 'utf8'), result))
await writeFile(picture, plot(result))
