/** Whether a client accepts an encoding by name, unless with the weight 0 (RFC 9110, section 12.5.3). */
export function accepts(coding: keyof typeof patterns, acceptEncoding = ''): boolean {
  return patterns[coding].test(acceptEncoding)
}

const patterns = {
  br: /\bbr\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))/i,
  gzip: /\bgzip\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))/i,
} as const
