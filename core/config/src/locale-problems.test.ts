import { describe, expect, it } from 'vitest'
import { found } from './testing/found-problems.ts'

describe('zone and currency', () => {
  it('an unknown time zone is told with the one that was meant', () => {
    expect(found('timezone: Europe/Berln\n')).toEqual([
      [1, 11, 'timezone', 'unknown time zone "Europe/Berln"', 'did you mean "Europe/Berlin"?'],
    ])
  })

  it('a city alone is told with its zone', () => {
    expect(found('timezone: Berlin\n')).toMatchObject([
      [1, 11, 'timezone', {}, 'did you mean "Europe/Berlin"?'],
    ])
  })

  it('an offset is no zone: it knows no summer time', () => {
    expect(found('timezone: "+01:00"\n')).toMatchObject([
      [1, 11, 'timezone', 'unknown time zone "+01:00"', 'write an IANA name such as Europe/Berlin'],
    ])
  })

  it('a currency in small letters is told in capitals', () => {
    expect(found('currency: usd\n')).toEqual([
      [1, 11, 'currency', 'must be an ISO 4217 currency code such as "USD"; found "usd"', 'write USD'],
    ])
  })

  it('a currency that no country has is told', () => {
    expect(found('currency: QQQ\n')).toMatchObject([[1, 11, 'currency', 'unknown currency "QQQ"', {}]])
  })
})
