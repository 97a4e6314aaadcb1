/** Duration of the fault tests: 1 for a quick run, more in CI (`FAULT_SCALE=5`). */
export const faultScale = Number(process.env['FAULT_SCALE'] ?? 1)
