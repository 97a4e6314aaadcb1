import * as fc from 'fast-check'

/** Every run tries the same cases; FUZZ_SEED selects others. */
export const seed = Number(process.env['FUZZ_SEED'] ?? 20_261_126)

fc.configureGlobal({ seed })

export { fc }
