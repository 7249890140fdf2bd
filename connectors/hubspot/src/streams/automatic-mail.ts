import { z } from 'zod'

/** Header fields by lower-case name. */
type Fields = ReadonlyMap<string, string>

/**
 * Whether a machine wrote the mail, by its header: `Auto-Submitted` other than `no` (RFC 3834), `X-Autoreply` and the like, or
 * `Precedence: auto_reply` or `bulk`. HubSpot keeps header fields as JSON, where it keeps them at all; lines are understood too.
 */
export function isAutomaticMail(header: string | null): boolean {
  if (header === null) return false
  const fields = fieldsOf(header)
  const submitted = fields.get('auto-submitted')?.toLowerCase().split(';')[0]?.trim()
  if (submitted !== undefined && submitted !== '' && submitted !== 'no') return true
  if (
    ['x-autoreply', 'x-autorespond', 'x-auto-response-suppress-reply'].some((name) =>
      isSaid(fields.get(name)),
    )
  ) {
    return true
  }
  return ['auto_reply', 'bulk'].includes(fields.get('precedence')?.toLowerCase().trim() ?? '')
}

function isSaid(value: string | undefined): boolean {
  return value !== undefined && !['', 'no', 'false'].includes(value.toLowerCase().trim())
}

const json = z.record(z.string(), z.unknown())
const named = z.array(z.object({ name: z.string(), value: z.string() }))

/** An object of fields, such an object or a list of names and values in `headers`, or lines. */
function fieldsOf(header: string): Fields {
  const content = json.safeParse(parse(header))
  if (!content.success) return fieldsOfLines(header)
  const inner = content.data.headers
  const list = named.safeParse(inner)
  const pairs = list.success
    ? list.data.map(({ name, value }): [string, unknown] => [name, value])
    : Object.entries({ ...content.data, ...json.catch({}).parse(inner) })
  return new Map(
    pairs.flatMap(([name, value]) => (typeof value === 'string' ? [[name.toLowerCase(), value]] : [])),
  )
}

function fieldsOfLines(header: string): Fields {
  return new Map(
    header.split(/\r?\n/).flatMap((line) => {
      const match = /^([!-9;-~]+):\s*(.*)$/.exec(line)
      return match === null ? [] : [[(match[1] ?? '').toLowerCase(), match[2] ?? '']]
    }),
  )
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
