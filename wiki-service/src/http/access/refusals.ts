import { Refused } from '../errors.ts'

/** Nobody is signed in, or by something that is not valid any more. */
export class NotSignedIn extends Refused {
  constructor() {
    super(401, 'Not authenticated', { 'www-authenticate': 'Bearer' })
  }
}

/** Whoever it is may not do this. */
export class NotAllowed extends Refused {
  constructor() {
    super(403, 'Not allowed')
  }
}
