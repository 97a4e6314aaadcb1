import type { ProblemRequest } from '../http/problem-routes.ts'
import { seesTrash } from '../identity/policy.ts'
import type { PageStore } from './store.ts'

/** Whether a page is in the trash, which hides its history from this caller. */
export async function isHidden(
  pages: Pick<PageStore, 'current'>,
  id: number,
  { caller, deadline }: ProblemRequest,
): Promise<boolean> {
  return !seesTrash(caller.identity) && (await pages.current(id, deadline))?.isInTrash === true
}
