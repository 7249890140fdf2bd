import { loadTexts } from '../messages/message.ts'

// Tests of single modules have no page that would load the texts first.
await loadTexts()
