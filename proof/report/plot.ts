import { plotRun, proofFolders, recordedRun } from './recorded-run.ts'

/** `npm run proof:plot`: generates parts of the pages in docs/proof, and their pictures, from each result.json. */
for (const folder of Object.values(proofFolders)) {
  const result = await recordedRun(folder)
  if (result !== undefined) await plotRun(folder, result)
}
