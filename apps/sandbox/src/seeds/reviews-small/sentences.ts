/** What people write in one language. */
export interface Sentences {
  /** BCP 47. */
  readonly language: string
  readonly names: readonly string[]
  readonly good: readonly string[]
  readonly bad: readonly string[]
  readonly middling: readonly string[]
  /** What the shop answers: to praise, and to a complaint. */
  readonly thanks: readonly string[]
  readonly sorry: readonly string[]
}

/** Sentences of customers of a small chain of coffee bars with a web shop. Written for this sandbox. */
export const SENTENCES = {
  en: {
    language: 'en',
    names: ['Hannah W.', 'Tom Ashby', 'Priya N', 'Callum R.', 'Grace Okoye', 'J. Whitfield', 'Marta & Leo'],
    good: [
      'Best flat white I have had on this side of the river.',
      'The staff remembered my order on my second visit.',
      'Friendly staff and a quiet corner to read in ☕️',
      'The cardamom bun was still warm, fresh from the oven.',
      'Beans arrived the next day and smelled wonderful.',
      'Lovely light in the morning, and the music is never too loud.',
      'They fixed a wrong order at once and added a free cookie.',
      'Great oat milk cappuccino, fair price.',
      'Fast, friendly, and the card machine just works.',
      'My new favourite place to work for an hour or two 🙌',
    ],
    bad: [
      'We waited twenty-five minutes in the queue for two espressos.',
      'The coffee was cold when it finally came.',
      'Rude answer when I asked for a refund.',
      'Tables were sticky and the toilet was dirty.',
      'My parcel took two weeks and nobody answered my e-mail.',
      'Far too expensive for a tiny cup.',
      'The queue is endless at lunch and only one till is open.',
      'They forgot half of our order and did not apologise 😡',
      'The bag was torn and beans were all over the box.',
    ],
    middling: [
      'Decent coffee, but the queue was long.',
      'Nice place, a bit noisy in the afternoon.',
      'The cake is good, the coffee is average.',
      'Fine for a quick stop, nothing special.',
    ],
    thanks: [
      'Thank you for the kind words, see you soon!',
      'You made our barista’s day. Thank you!',
      'So glad you liked it. The buns come out of the oven at eight 😊',
    ],
    sorry: [
      'We are sorry about the wait. We have opened a second till at lunch since.',
      'That is not how it should be, and we are sorry. Please write to us so that we can make it right.',
      'Sorry about your parcel. A new one is on its way to you.',
    ],
  },
  pl: {
    language: 'pl',
    names: ['Kasia M.', 'Tomasz Wrona', 'Agnieszka', 'Paweł Z.', 'Ola Krawiec', 'Michał', 'Zuzanna Lis'],
    good: [
      'Najlepsza kawa w okolicy, wracam tu co tydzień.',
      'Bardzo miła obsługa, zawsze z uśmiechem 😊',
      'Drożdżówka z kardamonem jeszcze ciepła, pyszna!',
      'Cicho, jasno i przytulnie, idealne miejsce do pracy.',
      'Paczka z kawą przyszła następnego dnia.',
      'Obsługa od razu naprawiła pomyłkę w zamówieniu.',
      'Świetne ciasto i uczciwe ceny.',
      'Szybka obsługa nawet przy pełnej sali.',
      'Przemiły barista, który zna się na kawie ☕️',
    ],
    bad: [
      'Czekaliśmy pół godziny w kolejce po dwie kawy.',
      'Kawa była zimna i wodnista.',
      'Obsługa niemiła, żadnych przeprosin.',
      'Brudne stoliki i przepełniony kosz.',
      'Za drogo jak na taką małą filiżankę.',
      'Paczka szła dwa tygodnie, a na maila nikt nie odpisał.',
      'Kolejka aż do drzwi, a kasa tylko jedna 😡',
      'Zapomnieli o połowie zamówienia.',
    ],
    middling: [
      'Kawa dobra, ale kolejka długa.',
      'Ładne wnętrze, trochę za głośno.',
      'Ciasto smaczne, kawa przeciętna.',
    ],
    thanks: ['Dziękujemy i do zobaczenia!', 'Bardzo nam miło, dziękujemy za dobre słowo 😊'],
    sorry: [
      'Przepraszamy za kolejkę. W południe otwieramy teraz drugą kasę.',
      'Przykro nam. Prosimy o wiadomość, żebyśmy mogli to naprawić.',
    ],
  },
  fi: {
    language: 'fi',
    names: ['Aino K.', 'Mikko Lehto', 'Sanna', 'Jari P.', 'Veera Salo', 'Otto', 'Leena M.'],
    good: [
      'Kaupungin paras korvapuusti, vielä lämmin uunista.',
      'Ystävällinen palvelu ja rauhallinen tunnelma.',
      'Kahvi on aina tuoretta ja hinta kohdallaan ☕️',
      'Ihana valoisa paikka lukea kirjaa.',
      'Paketti tuli jo seuraavana päivänä.',
      'Henkilökunta muisti tilaukseni toisella kerralla.',
      'Nopea palvelu ruuhkassakin.',
      'Loistava kaurakahvi, tulen uudestaan 😊',
    ],
    bad: [
      'Jonotimme puoli tuntia kahta kahvia.',
      'Kahvi oli kylmää ja laihaa.',
      'Palvelu oli töykeää eikä kukaan pyytänyt anteeksi.',
      'Pöydät olivat likaisia.',
      'Aivan liian kallis pieneen kuppiin nähden.',
      'Paketti kesti kaksi viikkoa eikä sähköpostiin vastattu.',
      'Jono ulos asti ja vain yksi kassa auki.',
    ],
    middling: [
      'Hyvä pulla, kahvi keskinkertaista.',
      'Kiva paikka mutta vähän meluisa.',
      'Ihan hyvä, jono oli pitkä.',
    ],
    thanks: ['Kiitos kauniista sanoista, tervetuloa uudestaan!', 'Kiitos, ihana kuulla 😊'],
    sorry: [
      'Pahoittelut jonosta. Avaamme nyt toisen kassan lounasaikaan.',
      'Olemme pahoillamme. Kirjoitathan meille, niin korjaamme asian.',
    ],
  },
  ru: {
    language: 'ru',
    names: ['Алина Ш.', 'Дмитрий К.', 'Ольга', 'Сергей Лужин', 'Вера П.', 'Илья'],
    good: [
      'Лучший кофе в районе, захожу каждое утро ☕️',
      'Очень приветливый персонал, всё быстро.',
      'Булочки с кардамоном ещё тёплые, очень вкусно!',
      'Тихо и уютно, удобно работать.',
      'Посылка пришла на следующий день.',
      'Ошибку в заказе исправили сразу и извинились.',
      'Приятная музыка и честные цены 👍',
    ],
    bad: [
      'Ждали полчаса в очереди за двумя чашками.',
      'Кофе принесли холодным.',
      'Персонал грубит, извинений не дождались.',
      'Столы грязные, мусор не убран.',
      'Слишком дорого за такую маленькую чашку.',
      'Посылка шла две недели, на письма не отвечают 😡',
      'Очередь до дверей, а касса одна.',
    ],
    middling: ['Кофе хороший, но очередь длинная.', 'Вкусный торт, кофе средний.', 'Неплохо, но шумно.'],
    thanks: ['Спасибо за тёплые слова, ждём вас снова!', 'Большое спасибо, нам очень приятно 😊'],
    sorry: [
      'Извините за очередь. Теперь в обед работает вторая касса.',
      'Нам очень жаль. Напишите нам, и мы всё исправим.',
    ],
  },
  pt: {
    language: 'pt',
    names: ['Inês Faria', 'João M.', 'Beatriz', 'Rui Tavares', 'Carla S.', 'Duarte'],
    good: [
      'O melhor café da zona, volto todas as semanas.',
      'Atendimento simpático e rápido 😊',
      'O pão de cardamomo ainda vinha quente, delicioso!',
      'Espaço luminoso e sossegado para trabalhar.',
      'A encomenda chegou logo no dia seguinte.',
      'Corrigiram o pedido na hora e pediram desculpa.',
      'Ótimo bolo e preço justo.',
      'Adorei a esplanada ao fim da tarde ☀️',
    ],
    bad: [
      'Esperámos meia hora na fila por dois cafés.',
      'O café veio frio e aguado.',
      'Atendimento antipático, ninguém pediu desculpa.',
      'Mesas sujas e a casa de banho pior ainda.',
      'Muito caro para uma chávena tão pequena.',
      'A encomenda demorou duas semanas e ninguém respondeu aos e-mails.',
      'Fila até à porta e só uma caixa aberta 😡',
    ],
    middling: [
      'Café bom, mas a fila é longa.',
      'Sítio bonito, um pouco barulhento.',
      'Bolo bom, café normal.',
    ],
    thanks: ['Obrigado pelas palavras simpáticas, até breve!', 'Ficámos muito contentes, obrigado 😊'],
    sorry: [
      'Pedimos desculpa pela espera. Ao almoço abrimos agora uma segunda caixa.',
      'Lamentamos muito. Escreva-nos, por favor, para podermos resolver.',
    ],
  },
  ja: {
    language: 'ja',
    names: ['みさき', '佐藤 健', 'はる', '中村 由美', 'K.T', 'たけし'],
    good: [
      'このあたりで一番おいしいコーヒーです☕️',
      'スタッフの対応がとても親切でした。',
      'カルダモンロールが焼きたてで温かかったです。',
      '静かで明るく、読書にぴったりの店です。',
      '注文した豆は翌日に届きました。',
      '値段も手頃で、また来たいと思います😊',
      '二回目の来店で注文を覚えていてくれました。',
    ],
    bad: [
      'コーヒー二杯に三十分も待たされました。',
      'コーヒーが冷めていて、とても残念でした。',
      '店員の態度が悪く、謝罪もありませんでした。',
      'テーブルが汚れていました。',
      '小さなカップなのに値段が高すぎます。',
      '荷物が届くまで二週間かかり、メールの返事もありません。',
      '行列が長いのにレジは一つだけでした。',
    ],
    middling: [
      '味は良いが、待ち時間が長い。',
      '雰囲気は良いけれど少しうるさい。',
      'ケーキは良い、コーヒーは普通。',
    ],
    thanks: [
      '温かいお言葉をありがとうございます。またお待ちしております。',
      'ありがとうございます。励みになります😊',
    ],
    sorry: [
      'お待たせして申し訳ございません。昼の時間帯はレジを増やしました。',
      'ご不便をおかけし申し訳ございません。ぜひご連絡ください。',
    ],
  },
  he: {
    language: 'he',
    names: ['נועה', 'יואב כ.'],
    good: ['הקפה הכי טוב בשכונה, שירות אדיב 😊', 'מאפה ההל היה חם וטעים מאוד.', 'מקום שקט ונעים לעבודה.'],
    bad: ['חיכינו חצי שעה בתור לשני קפה.', 'הקפה הגיע קר.', 'יקר מדי לכוס כזאת קטנה.'],
    middling: ['קפה טוב, אבל התור ארוך.'],
    thanks: ['תודה רבה, נשמח לראות אתכם שוב!'],
    sorry: ['אנחנו מצטערים על ההמתנה.'],
  },
} as const satisfies Readonly<Record<string, Sentences>>

export type SentenceLanguage = keyof typeof SENTENCES
