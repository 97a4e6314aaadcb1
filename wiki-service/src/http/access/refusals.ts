import { Refused } from '../errors.ts'

/** Not signed in, or no longer. */
export class NotSignedIn extends Refused {
  constructor() {
    super(401, 'Not authenticated', { 'www-authenticate': 'Bearer' })
  }
}

/** The caller is not permitted to do this. */
export class NotAllowed extends Refused {
  constructor() {
    super(403, 'Not allowed')
  }
}
