import type { Random } from '@rapport/stats'

const WORDS = 40

/** A language: how many of twenty reviews are written in it, the syllables its words are made of, words of its unhappy and of its happy. */
interface Language {
  readonly tag: string
  readonly reviews: number
  readonly syllables: readonly string[]
  readonly low: readonly string[]
  readonly high: readonly string[]
  readonly between: string
}

function language(
  tag: string,
  reviews: number,
  syllables: string,
  low: string,
  high: string,
  between = ' ',
): Language {
  return {
    tag,
    reviews,
    syllables: syllables.split(' '),
    low: low.split(' '),
    high: high.split(' '),
    between,
  }
}

const LANGUAGES: readonly Language[] = [
  language(
    'en',
    8,
    'ba co din fer gol ham ing jo kel lim mon ner op pas quin rot ster tu ver win',
    'cold rude slow dirty broken',
    'friendly fresh tasty spotless quick',
  ),
  language(
    'pl',
    3,
    'ła cz że ście ą ryb kow ni prze dło mień wy ska źnie lub',
    'zimne niemiła brudno',
    'pyszne miła czysto',
  ),
  language(
    'de',
    2,
    'ver un schön ge lich ung bar für stra ßen kel mit tag heit zu',
    'kalt unfreundlich langsam',
    'freundlich lecker sauber',
  ),
  language(
    'ru',
    3,
    'по ла ни ров ска жде ный ста вы мо щё ка',
    'холодный грубый грязно',
    'вкусно чисто приветливый',
  ),
  language('pt', 2, 'ção a ma re lha por ca dos quei jo êm vi', 'frio sujo atrasou', 'ótimo limpo rápida'),
  language(
    'fi',
    1,
    'ky lä maa tuo ys tä vä hin nan kuu lli ssa',
    'hidasta kylmää likainen',
    'erinomainen ystävällinen siisti',
  ),
  language(
    'ja',
    1,
    '料理 部屋 店員 対応 駅 朝食 風呂 予約 場所 値段 時間 家族 友人 景色',
    '汚い 遅い 冷たい',
    '美味しい 親切 綺麗',
    '',
  ),
]

/** Words of 1 to 4 syllables, the first ones much more frequent than the later ones (Zipf). */
function anyWord({ syllables }: Language, random: Random): string {
  const rank = Math.floor(30_000 ** random())
  let word = ''
  for (let rest = rank; rest > 0; rest = Math.floor(rest / syllables.length))
    word += syllables[rest % syllables.length]
  return word
}

/** A text of 40 words, one of which tells how happy its author was. */
export function anyText(written: Language, stars: number, random: Random): string {
  const words = Array.from({ length: WORDS }, () => anyWord(written, random))
  const own = stars <= 2 ? written.low : written.high
  if (stars !== 3) words[Math.floor(random() * WORDS)] = own[Math.floor(random() * own.length)] ?? ''
  return words.join(written.between)
}

const TWENTY = LANGUAGES.flatMap((written) => Array.from({ length: written.reviews }, () => written))

/** A language, the frequent ones more often. */
export function anyLanguage(random: Random): Language {
  const written = TWENTY[Math.floor(random() * TWENTY.length)]
  if (written === undefined) throw new RangeError('A random number is not below 1.')
  return written
}
