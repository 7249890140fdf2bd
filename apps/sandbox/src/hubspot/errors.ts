import { randomUUID } from 'node:crypto'

/** One entry of the `errors` list of a HubSpot error body. */
export interface ErrorDetail {
  message: string
  code?: string
  context?: Record<string, string[]>
}

/** One entry of the `errors` list of a 207 answer: the shape of the client's `StandardError`. */
export interface RowError {
  status: 'error'
  category: string
  subCategory?: string
  message: string
  errors: ErrorDetail[]
  context: Record<string, string[]>
  links: Record<string, string>
}

/** An answer that is not a success. Thrown by state and handlers, written to the wire by the HTTP layer. */
export class HubspotError extends Error {
  override readonly name = 'HubspotError'
  readonly status: number
  readonly category: string
  readonly subCategory: string | undefined
  readonly errors: ErrorDetail[]
  readonly context: Record<string, string[]>

  constructor(
    status: number,
    category: string,
    message: string,
    more: { subCategory?: string; errors?: ErrorDetail[]; context?: Record<string, string[]> } = {},
  ) {
    super(message)
    this.status = status
    this.category = category
    this.subCategory = more.subCategory
    this.errors = more.errors ?? []
    this.context = more.context ?? {}
  }

  /** The JSON body, with a fresh `correlationId`. */
  toBody(): Record<string, unknown> {
    return {
      status: 'error',
      message: this.message,
      correlationId: randomUUID(),
      category: this.category,
      ...(this.subCategory === undefined ? {} : { subCategory: this.subCategory }),
      ...(this.errors.length === 0 ? {} : { errors: this.errors }),
      ...(Object.keys(this.context).length === 0 ? {} : { context: this.context }),
    }
  }

  /** The same failure as an entry of a 207 answer, about the records `ids`. */
  toRowError(ids: readonly string[]): RowError {
    return rowError(
      this.category,
      this.message,
      { ...this.context, ids: [...ids] },
      this.subCategory,
      this.errors,
    )
  }
}

/** An entry of the `errors` list of a 207 answer. */
export function rowError(
  category: string,
  message: string,
  context: Record<string, string[]>,
  subCategory?: string,
  errors: ErrorDetail[] = [],
): RowError {
  return {
    status: 'error',
    category,
    ...(subCategory === undefined ? {} : { subCategory }),
    message,
    errors,
    context,
    links: {},
  }
}

/** 400, category VALIDATION_ERROR. */
export function invalid(message: string, code?: string, context?: Record<string, string[]>): HubspotError {
  const detail = code === undefined ? [] : [{ message, code, ...(context === undefined ? {} : { context }) }]
  return new HubspotError(400, 'VALIDATION_ERROR', message, { errors: detail })
}

/** 404, category OBJECT_NOT_FOUND. */
export function notFound(message = 'resource not found'): HubspotError {
  return new HubspotError(404, 'OBJECT_NOT_FOUND', message)
}

/** 409, category CONFLICT. */
export function conflict(message: string): HubspotError {
  return new HubspotError(409, 'CONFLICT', message)
}
