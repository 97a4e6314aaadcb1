import * as fc from 'fast-check'

/** Every run tries the same cases; FUZZ_SEED selects others. */
fc.configureGlobal({ seed: Number(process.env['FUZZ_SEED'] ?? 20_261_126) })

export { fc }
