/** An answer that is not a success: `[{ message, errorCode, fields }]` on the wire. */
export class SalesforceError extends Error {
  override readonly name = 'SalesforceError'
  readonly status: number
  readonly errorCode: string
  readonly fields: readonly string[] | undefined

  constructor(status: number, errorCode: string, message: string, fields?: readonly string[]) {
    super(message)
    this.status = status
    this.errorCode = errorCode
    this.fields = fields
  }

  toBody(): unknown {
    const { message, errorCode, fields } = this
    return [fields === undefined ? { message, errorCode } : { message, errorCode, fields }]
  }

  /** The same failure as one record's result of a collection. */
  toRowError(): RowError {
    return { statusCode: this.errorCode, message: this.message, fields: [...(this.fields ?? [])] }
  }
}

/** One entry of `errors` in the result of one record. */
export interface RowError {
  statusCode: string
  message: string
  fields: string[]
}

/** An answer of the token endpoint that is not a success. */
export class OAuthError extends Error {
  override readonly name = 'OAuthError'
  readonly status: number
  readonly error: string

  constructor(error: string, description: string, status = 400) {
    super(description)
    this.error = error
    this.status = status
  }

  toBody(): unknown {
    return { error: this.error, error_description: this.message }
  }
}

/** 404 for a path or record that is not there. */
export function notFound(message = 'The requested resource does not exist'): SalesforceError {
  return new SalesforceError(404, 'NOT_FOUND', message)
}

/** 400 for a body that cannot be read. */
export function jsonError(message: string): SalesforceError {
  return new SalesforceError(400, 'JSON_PARSER_ERROR', message)
}
