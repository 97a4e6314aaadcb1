import { registerHooks } from 'node:module'

/** For `--import`: the policy allows everything, and everybody may write as anybody. */
registerHooks({
  load(url, context, load) {
    const loaded = load(url, context)
    if (!url.endsWith('/src/identity/policy.ts')) return loaded
    const text = Buffer.from(loaded.source as Uint8Array).toString()
    const source = text.replaceAll(/^(export function (?:mayDo|mayWriteAs)\(.*\): boolean \{)$/gm, '$1\n  return true')
    return { ...loaded, source }
  },
})
