/**
 * Sites on which many companies have a page, and hosts that put customers under a path or under a name that the Public
 * Suffix List does not have. Such a domain says nothing of whose record it is.
 */
export const sharedSiteDomains: ReadonlySet<string> = new Set(
  `
about.me airbnb.com aliexpress.com alibaba.com amazon.com angel.co apple.com behance.net bigcartel.com bit.ly blogger.com
booking.com business.site calendly.com carrd.co clutch.co crunchbase.com discord.com discord.gg dribbble.com ebay.com
ecwid.com etsy.com eventbrite.com facebook.com fb.com fb.me fiverr.com flickr.com g.co g.page github.com gitlab.com
glassdoor.com godaddysites.com goo.gl google.com groupon.com gumroad.com houzz.com hubspotpagebuilder.com indeed.com
indiamart.com instagram.com issuu.com jimdo.com jimdofree.com jimdosite.com kickstarter.com kununu.com leadpages.co
line.me linkedin.com linktr.ee livejournal.com lnkd.in maps.app.goo.gl meetup.com medium.com messenger.com mystrikingly.com
notion.site notion.so ok.ru opentable.com patreon.com pinterest.com podbean.com provenexpert.com quora.com reddit.com
shopify.com site123.me sites.google.com slack.com snapchat.com soundcloud.com spotify.com squarespace.com squareup.com
strikingly.com substack.com t.co t.me telegram.me threads.net tiktok.com tinyurl.com tripadvisor.com trustpilot.com
tumblr.com twitch.tv twitter.com typeform.com ueniweb.com upwork.com vimeo.com vk.com wa.me webnode.com webs.com weebly.com
weibo.com whatsapp.com wikipedia.org wix.com wordpress.com x.com xing.com yell.com yelp.com youtu.be youtube.com zillow.com
`
    .trim()
    .split(/\s+/),
)
