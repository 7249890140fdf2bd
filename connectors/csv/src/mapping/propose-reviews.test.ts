import { describe, expect, test } from 'vitest'
import { proposeReviews, type TableSample } from './propose-reviews.ts'

const sampleOf = (header: string, ...rows: string[]): TableSample => ({
  header: header.split('|'),
  rows: rows.map((row) => row.split('|')),
  name: 'g2-export',
  timezone: 'Europe/Berlin',
})

const columnsOf = (sample: TableSample, chosen = {}) =>
  Object.fromEntries(
    Object.entries(proposeReviews(sample, chosen).columns).map(([field, choice]) => [field, choice?.column]),
  )

const long = 'Support answers within minutes, and the reports show what we need every single week.'

describe('columns are found', () => {
  test('by their names in an export of a review site', () => {
    const sample = sampleOf(
      'Review ID|Product|Overall Rating|Review Date|Review Title|Review|Reviewer Name|Vendor Response|Response Date',
      `r1|CRM|4.5|2026-03-31|Solid|${long}|Ann|Thank you|2026-04-01`,
      `r2|CRM|2|2026-04-30|Meh|${long}|Ben||`,
    )
    expect(columnsOf(sample)).toEqual({
      ...{
        id: 'Review ID',
        place: 'Product',
        rating: 'Overall Rating',
        createdAt: 'Review Date',
        title: 'Review Title',
      },
      ...{ text: 'Review', author: 'Reviewer Name', reply: 'Vendor Response', repliedAt: 'Response Date' },
    })
  })

  test.each([
    ['German', 'Standort|Bewertung|Datum|Kommentar|Verfasser|Antwort|Antwortdatum'],
    ['French', 'Établissement|Note|Date de publication|Commentaire|Auteur|Réponse|Date de réponse'],
    ['Spanish', 'Establecimiento|Puntuación|Fecha|Comentario|Usuario|Respuesta|Fecha de respuesta'],
    ['Italian', 'Sede|Valutazione|Data|Recensione|Utente|Risposta|Data risposta'],
  ])('by names in %s', (_, header) => {
    const [place, rating, createdAt, text, author, reply, repliedAt] = header.split('|')
    const sample = sampleOf(header, `Mitte|4|2026-03-31|${long}|Ann|Danke|2026-04-01`)
    expect(columnsOf(sample)).toEqual({ place, rating, createdAt, text, author, reply, repliedAt })
  })

  test('by what they hold, where their names say nothing', () => {
    const sample = sampleOf(
      'A|B|C|D',
      `2026-03-31|5|${long}|ann@acme.example`,
      `2026-04-30|1|${long}|ben@acme.example`,
    )
    expect(columnsOf(sample)).toEqual({ createdAt: 'A', rating: 'B', text: 'C' })
    expect(proposeReviews(sample).columns.rating?.because).toBe('its content')
  })

  test('addresses only by a name that says whose they are, else by a person', () => {
    const sample = (name: string) =>
      sampleOf(`date|stars|text|${name}`, `2026-03-31|4|${long}|ann@acme.example`)
    expect(columnsOf(sample('reviewer_email'))).toMatchObject({ authorEmail: 'reviewer_email' })
    for (const name of ['email', 'Mail', 'D']) {
      expect(columnsOf(sample(name))).not.toHaveProperty('authorEmail')
      expect(proposeReviews(sample(name)).doubts.join()).toContain(`the addresses in "${name}" are left out`)
      expect(columnsOf(sample(name), { authorEmail: name })).toMatchObject({ authorEmail: name })
    }
  })

  test('not by a name that their content contradicts', () => {
    const sample = sampleOf('date|rating|stars|text', `soon|good|4|${long}`, `later|bad|5|${long}`)
    expect(columnsOf(sample)).toMatchObject({ rating: 'stars' })
    expect(columnsOf(sample)).not.toHaveProperty('createdAt')
  })

  test('and a person has the last word: a column, or none', () => {
    const sample = sampleOf('date|stars|score|text', `2026-03-31|4|5|${long}`)
    expect(columnsOf(sample)).toMatchObject({ rating: 'stars' })
    expect(columnsOf(sample, { rating: 'score', text: null })).toEqual({ createdAt: 'date', rating: 'score' })
  })
})

describe('what no column says is taken from what they hold', () => {
  const settingsOf = (ratings: readonly string[], dates: readonly string[] = ['2026-03-31Z']) =>
    proposeReviews(
      sampleOf('date|stars', ...ratings.map((rating, index) => `${dates[index] ?? dates[0]}|${rating}`)),
    ).settings

  test.each([
    [['1', '5'], 1, 5],
    [['0', '4.5'], 0, 5],
    [['7', '9'], 1, 10],
    [['0', '10'], 0, 10],
    [['55', '90'], 0, 100],
    [['4/10', '3/10'], 1, 10],
    [['★★★★☆', '★☆☆☆☆'], 1, 5],
  ])('the scale of %j', (ratings, scaleMin, scaleMax) => {
    expect(settingsOf(ratings)).toMatchObject({ scaleMin, scaleMax })
  })

  test('what words stand for', () => {
    expect(settingsOf(['FIVE', 'ONE'])).toMatchObject({ scaleMax: 5, words: { FIVE: 5, ONE: 1 } })
    expect(settingsOf(['recommends', 'Doesn’t recommend'])).toMatchObject({
      ...{ scaleMin: 0, scaleMax: 1 },
      words: { recommends: 1, 'Doesn’t recommend': 0 },
    })
  })

  test('in which order dates are, and in which zone', () => {
    expect(settingsOf(['1', '2'], ['31.03.2026', '01.04.2026'])).toMatchObject({
      dates: 'day-first',
      timezone: 'Europe/Berlin',
    })
    expect(settingsOf(['1'], ['3/31/2026'])).toMatchObject({ dates: 'month-first' })
    expect(settingsOf(['1'], ['2026-03-31T10:00:00Z'])).not.toHaveProperty('timezone')
  })

  test('and what they leave open is told', () => {
    const { settings, doubts } = proposeReviews(sampleOf('date|stars', '03/04/2026|4'))
    expect(settings).toMatchObject({ place: 'g2-export', dates: 'day-first' })
    expect(doubts).toEqual([
      expect.stringContaining(
        'such as 03/04/2026, leave open whether the day or the month comes first: day-first is taken',
      ),
      expect.stringContaining('all are taken to be about "g2-export"'),
      expect.stringContaining('they are known by their author and moment'),
    ])
  })
})
