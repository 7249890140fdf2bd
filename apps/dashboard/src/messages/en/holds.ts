/** Fields that a revert put back, or was to, and that no sync writes until they are released. */
export const holds = {
  'syncs.nav.holds': 'Held back',
  'holds.title': 'Held back',
  'holds.intro':
    'What a revert put back, no sync writes again until it is released: the old values stay as long as they stand here. What it was to put back and the system refused, or what it had not come to when it was interrupted, is held back, too.',
  'holds.table': 'Records with fields that are held back',
  'holds.search': 'Search by name or id',
  'holds.fields': 'Fields',
  'holds.since': 'Since',
  'holds.why': 'Put back by',
  'holds.notPutBack': 'Not put back: refused by the system, or interrupted',
  'holds.none.title': 'Nothing is held back',
  'holds.none.text': 'What is put back by taking a plan back stands here until it is released.',
  'holds.ofPlan': 'What it holds back',
  'holds.release': 'Release',
  'holds.release.one': 'Release {record}',
  'holds.release.all': { one: 'Release {n} field', other: 'Release all {n} fields' },
  'holds.release.everything': 'Release all',
  'holds.release.title.everything': 'Release all of them?',
  'holds.release.title': { one: 'Release {n} field?', other: 'Release {n} fields?' },
  'holds.release.text':
    'Nothing is written now. The next plan may change these fields again; what it would write is shown before, as with every plan.',
  'holds.records': { one: '{n} record', other: '{n} records' },
  'holds.released': { one: 'Released: {n} field of {records}.', other: 'Released: {n} fields of {records}.' },
} as const
