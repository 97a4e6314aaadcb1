/**
 * The address of a page of the wiki. @param path canonical, so that it contains only letters, digits, `-`, `_`, `.` and
 * slashes
 */
export function pageHref(path: string): string {
  return `/wiki/${path.split('/').map(encodeURIComponent).join('/')}`
}

/** The address of an action on a page. */
export function actionHref(path: string, action: string): string {
  return `${pageHref(path)}/-/${action}`
}

export function compareHref(path: string, from: number, to: number): string {
  return `${actionHref(path, 'diff')}?from=${from}&to=${to}`
}

/** Only pages below this path. */
export function folderHref(path: string): string {
  return `/wiki/-/pages?under=${encodeURIComponent(path)}`
}

/** The words of a path's segment: the name of a folder without its own page. */
export function segmentTitle(segment: string): string {
  const words = segment.replaceAll(/[-_]+/g, ' ').trim()
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/** The words of a path's last segment: the name of a page that has no title yet. */
export function titleOf(path: string): string {
  return segmentTitle(path.split('/').at(-1) ?? '')
}

/** The folders above a page: `Engineering / On-call`; undefined at the root. */
export function placeOf(path: string): string | undefined {
  const above = path.split('/').slice(0, -1)
  return above.length === 0 ? undefined : above.map(segmentTitle).join(' / ')
}
