import { assetAddress } from './site-root.ts'

interface PaletteModule {
  open(): void
}

let loading: Promise<PaletteModule> | undefined

/** Loads the quick switcher and its style on first use. */
export async function openPalette(): Promise<void> {
  loading ??= load()
  try {
    ;(await loading).open()
  } catch {
    loading = undefined
    document.querySelector<HTMLInputElement>('#q')?.focus()
  }
}

async function load(): Promise<PaletteModule> {
  const address = assetAddress('palette')
  const [palette] = await Promise.all([import(address) as Promise<PaletteModule>, style(assetAddress('more'))])
  return palette
}

function style(href: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const links = [...document.querySelectorAll<HTMLLinkElement>('link[rel=stylesheet]')]
    if (links.some((link) => link.href === href)) return resolve()
    const link = document.createElement('link')
    link.rel = 'stylesheet'
    link.href = href
    link.addEventListener('load', () => resolve())
    link.addEventListener('error', reject)
    document.head.append(link)
  })
}
