/** The service cannot start and trying again would not help; the message is one line that names the cause and the way out. */
export class StartFailure extends Error {}
