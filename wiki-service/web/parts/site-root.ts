/** The root of the wiki, possibly below a path that a proxy strips; ends in a slash. */
export const siteRoot = new URL('.', document.querySelector<HTMLAnchorElement>('a.brand')?.href ?? location.href).href

/** The path of the shown page, or undefined. */
export const pagePath = document.body.dataset['path']

export function pageAddress(path: string): string {
  return `${siteRoot}wiki/${path.split('/').map(encodeURIComponent).join('/')}`
}

/** An address that the server provides for scripts. */
export function assetAddress(name: 'more' | 'palette'): string {
  const script = document.querySelector<HTMLScriptElement>('script[data-palette]')
  return new URL(script?.dataset[name] ?? '', location.href).href
}
