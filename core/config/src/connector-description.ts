import type { z } from 'zod'

/** What checking a configuration needs to know of a connector. Every connector fits it. */
export interface ConnectorDescription {
  readonly id: string
  readonly title: string
  readonly settings: z.ZodType
  readonly authentication: readonly { readonly type: string; readonly schema: z.ZodType }[]
  readonly streams: readonly {
    readonly entity: string
    readonly mappable?: Readonly<Record<string, string | null>>
  }[]
  readonly targets: readonly { readonly entity: string }[]
}
