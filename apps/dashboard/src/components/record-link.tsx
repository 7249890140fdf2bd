import { message, named } from '../messages/message.ts'

/** Leads to a record, such as `hubspot/contact:7`, where a person opens it in its own system. */
export function RecordLink({
  reference,
  page,
}: {
  readonly reference: string
  readonly page: { readonly system: string; readonly url: string }
}) {
  const [, entity = '', id = ''] = /^[^/]*\/([^:]*):(.*)$/s.exec(reference) ?? []
  return (
    <a href={page.url} className="button" target="_blank" rel="noreferrer">
      {message('customer.openRecord', { entity: named('entity', entity), id, system: page.system })}
    </a>
  )
}
