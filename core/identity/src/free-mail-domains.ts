/** Domains whose addresses anybody can have: a company "at" one of them shares nothing with the next one there. */
export const freeMailDomains: ReadonlySet<string> = new Set(
  `
gmail.com googlemail.com
outlook.com outlook.at outlook.be outlook.cl outlook.co.id outlook.co.il outlook.co.th outlook.com.ar outlook.com.au
outlook.com.br outlook.com.gr outlook.com.tr outlook.com.vn outlook.cz outlook.de outlook.dk outlook.es outlook.fr outlook.hu
outlook.ie outlook.in outlook.it outlook.jp outlook.kr outlook.lv outlook.my outlook.ph outlook.pt outlook.sa outlook.sg
outlook.sk hotmail.com hotmail.at hotmail.be hotmail.ca hotmail.ch hotmail.cl hotmail.co.il hotmail.co.jp hotmail.co.kr
hotmail.co.nz hotmail.co.th hotmail.co.uk hotmail.co.za hotmail.com.ar hotmail.com.au hotmail.com.br hotmail.com.hk
hotmail.com.mx hotmail.com.tr hotmail.com.tw hotmail.com.vn hotmail.cz hotmail.de hotmail.dk hotmail.es hotmail.fi hotmail.fr
hotmail.gr hotmail.hu hotmail.it hotmail.nl hotmail.no hotmail.ph hotmail.pl hotmail.pt hotmail.rs hotmail.ru hotmail.se
hotmail.sg live.com live.at live.be live.ca live.cl live.cn live.co.kr live.co.uk live.co.za live.com.ar live.com.au
live.com.mx live.com.my live.com.ph live.com.pt live.com.sg live.de live.dk live.fi live.fr live.hk live.ie live.in live.it
live.jp live.nl live.no live.ru live.se msn.com passport.com windowslive.com
yahoo.com yahoo.at yahoo.be yahoo.ca yahoo.ch yahoo.cl yahoo.cn yahoo.co.id yahoo.co.il yahoo.co.in yahoo.co.jp yahoo.co.kr
yahoo.co.nz yahoo.co.th yahoo.co.uk yahoo.co.za yahoo.com.ar yahoo.com.au yahoo.com.br yahoo.com.cn yahoo.com.co yahoo.com.hk
yahoo.com.mx yahoo.com.my yahoo.com.pe yahoo.com.ph yahoo.com.sg yahoo.com.tr yahoo.com.tw yahoo.com.ve yahoo.com.vn yahoo.cz
yahoo.de yahoo.dk yahoo.es yahoo.fi yahoo.fr yahoo.gr yahoo.hu yahoo.ie yahoo.in yahoo.it yahoo.nl yahoo.no yahoo.pl yahoo.pt
yahoo.ro yahoo.ru yahoo.se ymail.com rocketmail.com myyahoo.com aol.com aol.co.uk aol.de aol.fr aol.it aim.com love.com
icloud.com me.com mac.com
proton.me protonmail.com protonmail.ch pm.me tutanota.com tutanota.de tutamail.com tuta.io tuta.com keemail.me hushmail.com
hush.com fastmail.com fastmail.fm startmail.com mailfence.com posteo.de posteo.net disroot.org riseup.net runbox.com
zoho.com zohomail.com zohomail.eu hey.com duck.com simplelogin.com mozmail.com skiff.com
mail.com email.com usa.com post.com europe.com asia.com consultant.com engineer.com cheerful.com dr.com myself.com
writeme.com techie.com iname.com gmx.com gmx.at gmx.ch gmx.de gmx.es gmx.eu gmx.fr gmx.net gmx.us gmx.co.uk web.de
t-online.de freenet.de arcor.de online.de 1und1.de kabelmail.de unitybox.de vodafone.de email.de mailbox.org lycos.com
lycos.de lycos.co.uk aon.at chello.at bluewin.ch hispeed.ch sunrise.ch
orange.fr wanadoo.fr free.fr laposte.net sfr.fr neuf.fr bbox.fr club-internet.fr numericable.fr aliceadsl.fr voila.fr
libero.it virgilio.it alice.it tin.it tiscali.it tiscali.co.uk tiscalinet.it inwind.it iol.it email.it fastwebnet.it
poste.it teletu.it telefonica.net terra.es ya.com ono.com sapo.pt netcabo.pt clix.pt iol.pt mail.pt
btinternet.com btopenworld.com blueyonder.co.uk virginmedia.com virgin.net ntlworld.com sky.com talktalk.net talk21.com
plusnet.co.uk plusnet.com o2.co.uk eircom.net ziggo.nl kpnmail.nl planet.nl home.nl hetnet.nl xs4all.nl casema.nl chello.nl
upcmail.nl quicknet.nl telenet.be skynet.be proximus.be scarlet.be pandora.be telia.com comhem.se bredband.net spray.se
online.no broadpark.no jubii.dk mail.dk sol.dk ofir.dk luukku.com suomi24.fi kolumbus.fi elisanet.fi
seznam.cz centrum.cz centrum.sk atlas.cz email.cz volny.cz post.cz azet.sk zoznam.sk post.sk wp.pl o2.pl onet.pl onet.eu
op.pl poczta.onet.pl poczta.fm interia.pl interia.eu gazeta.pl tlen.pl vp.pl freemail.hu citromail.hu indamail.hu
t-online.hu vipmail.hu abv.bg mail.bg dir.bg net.hr inet.hr siol.net email.si otenet.gr in.gr freemail.gr forthnet.gr
inbox.lv inbox.lt one.lt mail.ee hot.ee
mail.ru bk.ru inbox.ru list.ru internet.ru yandex.ru yandex.com yandex.by yandex.kz yandex.ua ya.ru rambler.ru lenta.ru
ro.ru autorambler.ru myrambler.ru ukr.net i.ua meta.ua bigmir.net tut.by mynet.com walla.com walla.co.il netvision.net.il
comcast.net verizon.net att.net sbcglobal.net bellsouth.net ameritech.net pacbell.net swbell.net flash.net prodigy.net
cox.net charter.net earthlink.net mindspring.com juno.com netzero.net netzero.com optonline.net optimum.net frontier.com
frontiernet.net windstream.net roadrunner.com rr.com twc.com embarqmail.com centurylink.net centurytel.net q.com excite.com
netscape.net netscape.com bellatlantic.net suddenlink.net cableone.net wowway.com
rogers.com shaw.ca sympatico.ca bell.net telus.net videotron.ca cogeco.ca eastlink.ca
bigpond.com bigpond.net.au optusnet.com.au iinet.net.au internode.on.net tpg.com.au dodo.com.au westnet.com.au ozemail.com.au
xtra.co.nz slingshot.co.nz orcon.net.nz mweb.co.za telkomsa.net webmail.co.za vodamail.co.za
uol.com.br bol.com.br terra.com.br ig.com.br globo.com globomail.com r7.com oi.com.br zipmail.com.br
prodigy.net.mx infinitum.com.mx fibertel.com.ar ciudad.com.ar arnet.com.ar speedy.com.ar
qq.com foxmail.com 163.com 126.com yeah.net 188.com vip.163.com vip.qq.com sina.com sina.cn sohu.com tom.com 21cn.com
139.com 189.cn wo.cn aliyun.com netvigator.com hinet.net pchome.com.tw seed.net.tw
naver.com hanmail.net daum.net nate.com hanmir.com korea.com docomo.ne.jp ezweb.ne.jp softbank.ne.jp i.softbank.jp
nifty.com ocn.ne.jp biglobe.ne.jp so-net.ne.jp plala.or.jp excite.co.jp infoseek.jp au.com
rediffmail.com rediff.com indiatimes.com sify.com vsnl.com vsnl.net in.com singnet.com.sg starhub.net.sg pacific.net.sg
maktoob.com emirates.net.ae
`
    .trim()
    .split(/\s+/),
)
