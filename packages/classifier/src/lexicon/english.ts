import { phrases, words, type Entries } from './entry.ts'

/** English words and phrases, written for this project. */
export const english: Entries[] = [
  {
    category: 'slur',
    lines: words(`
      nigger* nigga niggas niggaz niggah* niglet* nignog* negroid* negress* sandnigger* dindu dindus jigaboo* shitskin* mudshark*
      faggot* faggy fag fags fagot fagots tranny trannies shemale* poofter* lesbo lesbos bulldyke* sodomite* troons
      kike kikes heeb heebs yid yids hymie* chink chinks chinky gook gooks chingchong* zipperhead* wetback* beaner*
      spic spics spick spicks raghead* towelhead* mudslime* muzzie muzzies muzrat* kaffir* goatfucker* paki pakis
      pikey pikeys gypo gypos darkie darkies coon coons honkey honkeys redskins cameljockey* subhuman* untermensch*
      retard retards retarded fucktard* libtard* republitard* conservatard* leftard* mongoloid mongoloids holohoax
      1488 groyper* mudblood
    `),
  },
  {
    category: 'slur',
    lines: phrases(`
      ching chong
      porch monkey*
      jungle bunn(y|ies)
      sand (nigger*|monkey*)
      camel (jockey*|fucker*)
      carpet muncher*
      fudge packer*
      christ killer*
      race traitor*
      white trash
      moon cricket*
      (heil|hail) hitler
      sieg heil
      gas the (jews|kikes|gays|muslims)
      (jews|muslims|gays|blacks|immigrants|women|arabs) are (vermin|rats|parasites|animals|subhuman*|scum|filth|dogs|pigs)
      hitler (was right|did nothing wrong|should have finished)
    `),
  },
  {
    category: 'threat',
    lines: phrases(`
      (i|we|ill|gonna|going to) ~ (kill|murder|stab|shoot|strangle|behead|rape|butcher|slaughter|lynch|hang) (you|u|your|yall|them all)
      (kill|hang|shoot|shot|off|drown) (yourself|yourselves|urself|ur self|your self)
      (kill|shoot|hang|gas|deport and kill|execute|exterminate|burn|nuke|lynch|behead) (them all|em all|all of them|all of you|all of these)
      (go|please) (die|kys)
      kys
      (go|and|just) die in a (fire|hole|ditch)
      drop dead
      (rot|burn) in hell
      (hope|hoping|wish|pray) ~ (you|he|she|they|u|ur) ~ (die|dies|died|suffer|suffers|bleed|get cancer|gets cancer|get raped|gets raped|get shot|gets shot|burn)
      (i|we) know where (you|u) live
      (watch|better watch) your back
      (we|i|i will|we will|ill|well) (find|come for|hunt) (you|u) (down|and kill|and)
      you (will|gonna|are gonna|are going to) (die|pay for this with)
      youre (dead|a dead man|going to die|gonna die)
      (should|must|needs to|need to|ought to|deserve to|deserves to) (be|get) (shot|hanged|hung|killed|raped|lynched|executed|gassed|stoned|beheaded|put down|burned|burnt|exterminated|put to death|strung up)
      (slit|cut|slash) (your|his|her|their|ur) (throat|throats|wrists)
      (smash|bash|kick|cave|break|punch|stomp) (your|ur|his|her|their) (face|head|skull|teeth|neck|legs|jaw|brains) (in|out|)
      put a bullet (in|through|into)
      bullet (in|through) (the|your|his|her|their) (head|heads|brain|skull)
      beat the (shit|crap|hell) out of (you|u|him|her|them)
      string (them|em|him|her|you) up
      (somebody|someone) (should|needs to|please) (shoot|kill|murder|assassinate|hang) (him|her|them|you)
    `),
  },
  {
    category: 'directed',
    lines: phrases(`
      (fuck|screw) (you|u|yourself|ya|yall|ur mom|your mother|your mom)
      fuck off
      fuckoff
      shut (the fuck|the hell) up
      shut your (face|mouth|trap|hole)
      stfu
      (go|can go|get) (to hell|fuck yourself|fuck urself|screw yourself|fuck your mother|fuck themselves|fuck himself)
      (kiss|lick|bite|suck) my (ass|arse|dick|balls|cock|butt)
      (suck|eat) (a dick|a bag of dicks|shit|dick)
      eat shit
      (piss|sod|bugger|fuck right) off
      (nobody|no one) (asked you|cares what you think|likes you|loves you)
      your (mother|mom|mum|momma) (is|was|should) a (whore|slut|bitch|cow|pig)
    `),
  },
  {
    category: 'insult',
    lines: words(`
      idiot idiots idiotic idiocy moron morons moronic imbecile* cretin cretins dumbass* dumbfuck* dumbshit* jackass*
      asshole* arsehole* ashole* asshat* asswipe* assclown* dickhead* dickwad* dickweed* dipshit* shithead* shitbag*
      shitstain* shitface* shitbird* fuckwit* fuckhead* fuckface* fucker* fuckers motherfuck* muthafuck* mothafuck*
      cunt* twat twats twatty twathead* wanker* tosser* bitch bitches bitchass whore whores whoring whorish slut sluts slutty skank*
      scumbag* scum dirtbag* douchebag* douche douches douchey sleazebag* slimeball* shitlord* cocksucker* dicksucker*
      prick pricks dimwit* dumdum nitwit* halfwit* numbskull* numskull* bonehead* lowlife* braindead cumdumpster* cuck
      cucks cuckold* feminazi* bootlicker* shitbrain* peabrain* buttface* fatass* fatso* lardass* fugly skanky
    `),
  },
  {
    category: 'insult',
    lines: phrases(`
      (piece|pieces|pile|sack|bag|load) of (shit|crap|garbage|trash|filth|human garbage)
      (waste|wastes) of (space|oxygen|air|skin|life|sperm)
      son of a (bitch|whore)
      sons of bitches
      (human|absolute|utter|total) (garbage|scum|filth|trash|vermin)
      mental (case|midget|defective*)
      (brain|dumb) dead
      pea brain*
      (dumb|stupid|pathetic|filthy|dirty|disgusting|ugly|sick|vile|nasty|crazy|lying) (fuck|fucks|ass|bastard*|cow|cows|pig|pigs|animal|animals|hag|hoe)
      (village|bloody|fucking|complete|utter) (fool|fools|clown|clowns|liar|liars)
      (sexual|child) (deviant*|molester*)
      inbred (hick*|redneck*|trash|fuck*|white*)
      tiny brain*
    `),
  },
  {
    category: 'mild',
    lines: words(`
      stupid stupidity dumb dumber dumbest loser losers fool fools clown clowns nutjob* psycho psychos lunatic
      lunatics crybaby crybabies hypocrite hypocrites brainwashed sheeple pathetic ignoramus* buffoon* chump chumps whiner whiners troll trolls coward
      cowards liar liars creep creeps vermin traitor traitors crackhead* snowflakes redneck rednecks hick hicks
      dipstick* dork* jerk jerks thug thugs bigot bigots ignorant delusional deluded simpleton* filth nazi nazis
      bastard bastards bitchy mofo mofos hoe hoes thot thots scummy pussies incel incels neckbeard* degenerate
      degenerates pedo pedos paedo paedos
    `),
  },
  {
    category: 'epithet',
    lines: words(`
      disgusting ugly brainless worthless garbage trash filthy pig pigs rat rats maggot maggots slime animal animals
      disgrace parasite parasites snake monkey ape apes freak freaks sicko hag terrorist terrorists fascist fascists
      racist sheep donkey useless clueless nasty cow
    `),
  },
  {
    category: 'profanity',
    lines: words(`
      fuck fucks fucked fuckin fucking fuckery fuckup fuckups fukin fuk fck fcking fkn fuckd wtf effing shit shits
      shitty shitting shitted shite shitshow bullshit* horseshit* batshit* apeshit crap crappy ass asses arse damn
      damned dammit goddamn* piss pissed pissing pisser dick dicks cock cocks pussy tits titties boobs cum cumming
      cumshot* jizz* wank wanking blowjob* handjob* dildo* porn porno hentai milf* boner bollocks bugger* bloody hell
      clusterfuck* mindfuck* turd turds arsed dumbfuckery bitching bitchin
    `),
  },
  {
    category: 'promo',
    lines: phrases(`
      casino(s|) (bonus*|online|site*|no deposit|free|real money)
      (online|crypto|bitcoin|best) casino(s|)
      (free|bonus) spin(s|)
      (no deposit|welcome|sign up|signup) bonus*
      (binary|forex) (option*|trad*|signal*|broker*)
      (crypto|bitcoin|btc|forex|trading|investment|binary) (signal*|expert*|trader*|platform*|recovery|manager*|opportunit*|mentor*|coach*)
      (earn|earning|make|making|made|earned) ~ (per|a|every|each|in a|in just one) (day|week|month|hour)
      (earn|make|making|earning) (money|cash|income|extra|big money|real money) (online|fast|from home|easily|quickly|now|at home)
      (work|job|jobs|working|income) (from|at) home
      (passive|guaranteed|residual|extra|daily) (income|profit*|returns)
      (guaranteed|100) (profit*|return*|approval|win*)
      double your (bitcoin|btc|money|crypto|investment|eth|income)
      (bitcoin|crypto|token|eth|btc|free) (giveaway*|airdrop*)
      (airdrop*|presale|pre sale|100x) (live|now|gem|alpha|token*|coin*|listing|launch*)
      (buy|order|get|cheap|generic) (viagra|cialis|followers|likes|backlink*|traffic|adderall|oxycodone|weed online|steroids)
      (weight loss|male enhancement|penis enlargement|keto) (pill*|supplement*|product*|formula|gummies)
      (payday|instant|quick|fast|personal|urgent|bad credit) loan(s|)
      (seo|link building|web design|backlink) (service*|expert*|compan*|agenc*|package*)
      (guest post*|link insertion*|rank your site|rank your website)
      (escort|call girl|adult dating|webcam girl)(s|) (service*|in|agency|near|available|whatsapp)
      (hot|sexy|single|lonely) (girls|women|ladies|milfs|singles) (near|in your|waiting|online|for you|want)
      (click|visit|check|check out) (this link|the link below|my site|my profile|my channel|my page|my blog|my website|my bio|my link|my video|my videos|my music|my covers|my remix)
      click here
      (link|links) in (my |)(bio|profile|description)
      (subscribe|sub|subscribing) (to my|to our|me|to me)
      (sub|subscribe) (for sub|4 sub|back)
      (dm|inbox|message|text|contact|write|whatsapp|telegram|email) (me|him|her|us|mr|mrs|now) (now|on|at|via|for|through|today)
      (contact|reach|message) ~ (on|via|through|at) (whatsapp|telegram|instagram|email|signal)
      (whatsapp|telegram) (number|group|channel|me|us|only|link)
      (join|joined) (my|our|the|this) (telegram|whatsapp|channel|discord|group)
      (spell|love) (caster*|spell*)
      (recover|recovered|recovery of) (my|your|lost|stolen) (funds|money|bitcoin|crypto|account)
      (hack|hacked|hacking) (service*|expert|into any|into your|into his)
      (replica|fake|counterfeit) (watch*|rolex|bag*|passport*|document*|money|id)
      (limited time|special|exclusive|act) (offer|now|discount*)
      (promo|coupon|discount|referral) code*
      free (gift card*|iphone*|robux|v bucks|giveaway|money|download|trial|followers|nitro)
      you (have|ve) (won|been selected|been chosen)
      (congratulations|congrats) you (won|have won|are the winner)
      (claim|collect) your (prize|reward|bonus|gift|free|airdrop|tokens)
      (changed|change) my life financially
      (big|special) thanks to ~ (trader|trading|coach|expert|mrs|mr)
    `),
  },
  {
    category: 'goods',
    lines: phrases(`
      casino(s|)
      (viagra|cialis|levitra|xanax|tramadol|phentermine|ambien|kamagra)
      (escort|call girl|adult dating|hookup|sex chat|sexcam|webcam girl)(s|)
      (forex|airdrop*|crypto|bitcoin|bitcoins|usdt|dogecoin|memecoin*)
      (followers|backlink*|giveaway*|jackpot*)
      (millionaire|financial freedom|financial advisor)
      (subscribe|subscribers)
      check out (my|this|our)
      (my|our) (channel|playlist|mixtape|remix|soundcloud|video|videos|covers)
    `),
  },
  {
    category: 'innocent',
    lines: phrases(`
      chink(s|) in (the|his|her|their|your|its|my|our|that|this)
      maine coon(s|)
      (washington|the) redskins
      (fire|flame) retard*
      retard(ed|s) (growth|spark|ignition|timing)
      spic(k|) and span
      pussy (cat*|willow*|riot)
      bloody (mary|sunday)
      (moby|private) dick
      dick (clark|cheney|tracy|van dyke|butkus|durbin|wolf|grayson)
      (make|made|makes|making) (you|u|me|him|her|us|them|yourself|myself) (look|feel|seem|sound|) (stupid|dumb|pathetic)
      (not|nor|never|arent|isnt|wasnt) (a|an|that|so|) (stupid|dumb|idiot*|moron*|asshole*|bitch|retarded)
      (i|im|i am|ive|me) ~ (an|a|such a|so|too|) (idiot|moron|dumbass|stupid|dumb|asshole|bitch|loser|pathetic|fool|jackass|retarded|bastard)
      (my|this|that|the) (dumb|stupid|idiot) (ass|self|brain|phone|dog|cat|game|question)
      nazi(s|) (germany|party|regime|soldier*|officer*|war|camp*|propaganda|era|occupation|invasion|in|were|was|did)
    `),
  },
]
