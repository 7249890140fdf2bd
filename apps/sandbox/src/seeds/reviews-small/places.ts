import type { PlaceCharacter } from './write-reviews.ts'

/** A coffee bar as its sites know it. */
export interface SeededPlace {
  readonly title: string
  /** By which Google Maps knows it. */
  readonly placeId: string
  readonly addressLines: string[]
  readonly locality: string
  readonly regionCode: string
  readonly character: PlaceCharacter
}

const steady = [4, 4, 8, 24, 60]

/** Five coffee bars of one brand. Lisbon gets worse; Helsinki is loved; Warsaw has queues; Tokyo is not answered. */
export const PLACES: readonly SeededPlace[] = [
  {
    title: 'Northlight Coffee Soho',
    placeId: 'ChIJ-northlight-soho',
    addressLines: ['12 Marlow Street'],
    locality: 'London',
    regionCode: 'GB',
    character: {
      reviews: 80,
      languages: { en: 16, pl: 1, he: 2, ja: 1 },
      stars: [steady, [6, 6, 10, 28, 50]],
      answered: [0.7, 20],
      wordless: 0.15,
    },
  },
  {
    title: 'Northlight Coffee Praga',
    placeId: 'ChIJ-northlight-praga',
    addressLines: ['ul. Ząbkowska 8'],
    locality: 'Warszawa',
    regionCode: 'PL',
    character: {
      reviews: 70,
      languages: { pl: 12, en: 2, ru: 4 },
      stars: [
        [14, 12, 14, 22, 38],
        [18, 14, 14, 20, 34],
      ],
      answered: [0.8, 9],
      wordless: 0.2,
    },
  },
  {
    title: 'Northlight Coffee Kallio',
    placeId: 'ChIJ-northlight-kallio',
    addressLines: ['Fleminginkatu 3'],
    locality: 'Helsinki',
    regionCode: 'FI',
    character: {
      reviews: 60,
      languages: { fi: 12, en: 2, ru: 2 },
      stars: [
        [2, 2, 6, 25, 65],
        [1, 2, 5, 22, 70],
      ],
      answered: [0.9, 6],
      wordless: 0.15,
    },
  },
  {
    title: 'Northlight Coffee Graça',
    placeId: 'ChIJ-northlight-graca',
    addressLines: ['Rua da Graça 41'],
    locality: 'Lisboa',
    regionCode: 'PT',
    character: {
      reviews: 60,
      languages: { pt: 12, en: 4 },
      stars: [
        [2, 3, 7, 26, 62],
        [48, 24, 12, 8, 8],
      ],
      answered: [0.4, 60],
      wordless: 0.1,
    },
  },
  {
    title: 'Northlight Coffee 谷中',
    placeId: 'ChIJ-northlight-yanaka',
    addressLines: ['谷中3-5'],
    locality: '東京',
    regionCode: 'JP',
    character: {
      reviews: 50,
      languages: { ja: 12, en: 2 },
      stars: [
        [3, 5, 18, 40, 34],
        [3, 5, 16, 40, 36],
      ],
      answered: [0.06, 100],
      wordless: 0.25,
    },
  },
]
