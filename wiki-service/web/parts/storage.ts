/** This browser's storage. If storing is forbidden or full, it keeps nothing, and nothing breaks. */
export function read(key: string): unknown {
  try {
    const text = localStorage.getItem(key)
    return text === null ? undefined : (JSON.parse(text) as unknown)
  } catch {
    return undefined
  }
}

/** @returns whether it was stored */
export function write(key: string, value: unknown): boolean {
  try {
    localStorage.setItem(key, JSON.stringify(value))
    return true
  } catch {
    return false
  }
}

export function remove(key: string): void {
  try {
    localStorage.removeItem(key)
  } catch {
    // Then nothing was stored.
  }
}

export function keys(): string[] {
  try {
    return Object.keys(localStorage)
  } catch {
    return []
  }
}
