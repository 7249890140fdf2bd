import { z } from 'zod'

/** Behaviour that can be changed while the server runs. */
export const behaviour = z.strictObject({
  /** Added to every answer, in milliseconds. */
  latencyMs: z.number().nonnegative(),
  /** 600 calls a minute. */
  limits: z.enum(['on', 'off']),
  /** How a wrong key is refused: as no permission, or as an argument that is not valid. */
  wrongKey: z.union([z.literal(400), z.literal(403)]),
  /** How an unknown place is refused. */
  unknownPlace: z.union([z.literal(400), z.literal(404)]),
  /** Whether the project of the key has Places API (New). */
  api: z.enum(['enabled', 'disabled']),
})
export type Behaviour = z.output<typeof behaviour>

export const USUAL_BEHAVIOUR: Behaviour = {
  latencyMs: 0,
  limits: 'on',
  wrongKey: 403,
  unknownPlace: 404,
  api: 'enabled',
}
