/** How long the tests of faults go on: 1 for a quick look, more in CI (`FAULT_SCALE=5`). */
export const faultScale = Number(process.env['FAULT_SCALE'] ?? 1)
