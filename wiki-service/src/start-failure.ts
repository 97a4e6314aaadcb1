/** The service cannot start, and a retry would not help. The message is one line: the cause and the fix. */
export class StartFailure extends Error {}
