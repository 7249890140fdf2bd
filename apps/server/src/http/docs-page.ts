import { z } from 'zod'
import { accessKey } from './api-route.ts'

const operation = z.looseObject({
  summary: z.string().default(''),
  tags: z.array(z.string()).default([]),
  [accessKey]: z.string().default('public'),
  parameters: z
    .array(
      z.looseObject({
        name: z.string(),
        in: z.string(),
        required: z.boolean().default(false),
        schema: z.unknown().optional(),
        description: z.string().optional(),
      }),
    )
    .default([]),
  requestBody: z.unknown().optional(),
  responses: z.record(z.string(), z.looseObject({ description: z.string().default('') })),
})

const documentShape = z.looseObject({
  info: z.looseObject({ title: z.string(), description: z.string().default('') }),
  paths: z.record(z.string(), z.record(z.string(), z.unknown())),
  components: z
    .looseObject({ schemas: z.record(z.string(), z.unknown()).default({}) })
    .default({ schemas: {} }),
})

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}
const text = (value: string): string => value.replace(/[&<>"']/g, (sign) => escapes[sign] ?? sign)
const pretty = (value: unknown): string => `<pre>${text(JSON.stringify(value, null, 2) ?? '')}</pre>`

/** The description of the API as a page for people: no script, and nothing from another host. */
export function docsPage(description: unknown): string {
  const { info, paths, components } = documentShape.parse(description)
  const byTag = Map.groupBy(
    Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods).flatMap(([method, given]) => {
        const { data } = operation.safeParse(given)
        return data === undefined ? [] : [{ path, method, ...data }]
      }),
    ),
    ({ tags }) => tags[0] ?? 'Other',
  )
  const sections = [...byTag].map(
    ([tag, operations]) => `<h2>${text(tag)}</h2>${operations.map(operationText).join('')}`,
  )
  const schemas = Object.entries(components.schemas).map(
    ([name, schema]) =>
      `<details id="${text(name)}"><summary><code>${text(name)}</code></summary>${pretty(schema)}</details>`,
  )
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${text(info.title)} API</title><link rel="stylesheet" href="/api/docs/style.css"></head><body><main>
<h1>${text(info.title)} API</h1><p>${text(info.description)}</p><p><a href="/api/openapi.json">OpenAPI document</a></p>
${sections.join('\n')}<h2>Schemas</h2>${schemas.join('\n')}</main></body></html>`
}

function operationText(
  one: z.output<typeof operation> & { readonly path: string; readonly method: string },
): string {
  const parameters = one.parameters.map(
    ({ name, in: place, required, schema, description }) =>
      `<tr><td><code>${text(name)}</code></td><td>${text(place)}${required ? ', required' : ''}</td><td>${text(description ?? '')}</td><td><code>${text(JSON.stringify(schema) ?? '')}</code></td></tr>`,
  )
  const responses = Object.entries(one.responses).map(
    ([status, { description, content }]) =>
      `<li><code>${text(status)}</code> ${text(description)}${content === undefined ? '' : pretty(content)}</li>`,
  )
  return `<details><summary><code>${text(one.method.toUpperCase())} ${text(one.path)}</code> ${text(one.summary)}</summary>
<p>Who may: <code>${text(String(one[accessKey]))}</code></p>
${parameters.length === 0 ? '' : `<table><thead><tr><th>Name</th><th>Where</th><th>What</th><th>Schema</th></tr></thead><tbody>${parameters.join('')}</tbody></table>`}
${one.requestBody === undefined ? '' : `<h3>Body</h3>${pretty(one.requestBody)}`}<h3>Answers</h3><ul>${responses.join('')}</ul></details>`
}

export const docsStyle = `:root{color-scheme:light dark;font:16px/1.5 system-ui,sans-serif}main{max-width:64rem;margin:0 auto;padding:1rem}
pre{overflow:auto;padding:.5rem;border:1px solid color-mix(in srgb,currentColor 25%,transparent)}summary{padding:.25rem 0;cursor:pointer}
table{border-collapse:collapse;width:100%}td,th{text-align:left;vertical-align:top;padding:.25rem .5rem .25rem 0;overflow-wrap:anywhere}h3{font-size:1rem}`
