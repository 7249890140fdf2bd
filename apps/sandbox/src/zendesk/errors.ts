/** An answer that is not a success. Zendesk's bodies differ from endpoint to endpoint. */
export class ZendeskError extends Error {
  override readonly name = 'ZendeskError'
  readonly status: number
  readonly body: Record<string, unknown>
  readonly headers: Record<string, string>

  constructor(status: number, body: Record<string, unknown>, headers: Record<string, string> = {}) {
    super(JSON.stringify(body))
    this.status = status
    this.body = body
    this.headers = headers
  }
}

/** 401 for a sign-in that is not known. */
export function notAuthenticated(): ZendeskError {
  return new ZendeskError(401, { error: "Couldn't authenticate you" })
}

/** 403 for what only admins may do. */
export function forbidden(): ZendeskError {
  return new ZendeskError(403, {
    error: 'Forbidden',
    description:
      'You do not have access to this page. Please contact the account owner of this help desk for further help.',
  })
}

/** 404 for a record that is not there. */
export function recordNotFound(): ZendeskError {
  return new ZendeskError(404, { error: 'RecordNotFound', description: 'Not found' })
}

/** 404 for a path that is not there. */
export function invalidEndpoint(): ZendeskError {
  return new ZendeskError(404, { error: 'InvalidEndpoint', description: 'Not found' })
}

/** 400 for a parameter that cannot be understood. */
export function invalidParameter(name: string, message: string): ZendeskError {
  return new ZendeskError(400, {
    error: { title: 'Invalid attribute', message: `${name} ${message}` },
  })
}
