import type { ConnectorContext } from '@rapport/connector'
import type { ZendeskSettings } from './settings.ts'

export type ZendeskContext = ConnectorContext<ZendeskSettings>
