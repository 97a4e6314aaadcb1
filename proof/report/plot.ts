import { plotRun, proofFolder, recordedRun } from './recorded-run.ts'

/** `npm run proof:plot`: the generated part of docs/proof/README.md and its picture, from docs/proof/result.json. */
const result = await recordedRun(proofFolder)
if (result === undefined) throw new Error('docs/proof holds no result.json: npm run proof makes one')
await plotRun(proofFolder, result)
