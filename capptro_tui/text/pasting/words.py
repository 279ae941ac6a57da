"""Words by which the parts of a signature or an address block are recognised; sets as `fold` leaves words."""

from __future__ import annotations

from typing import Final


def _texts(text: str) -> frozenset[str]:
    """Return the texts between the signs `|`."""
    return frozenset(text.split("|"))


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_LABELS: Final = {
    "phone": "tel|fon|telephone|phone|telefon|telefoon|t|p|ph|o|d|dd"
    "|ddi|office|direct|direct line|direct dial|work|main"
    "|landline|switchboard|reception|hotline|toll free|toll-free|tollfree|freephone|call us|tél|téléphone|fixe|standard"
    "|teléfono|telefono|festnetz|zentrale|durchwahl|rufnummer|טלפון|هاتف|تلفون",
    "mobile": "mobile|mob|m|c|cell|cellphone|cell phone|mobil|mobiel|mobiltelefon|handy|natel|portable|port|gsm|móvil"
    "|cellulare|whatsapp|whats app|נייד|جوال",
    "fax": "fax|f|telefax|télécopie|facsimile|fax no",
    "email": "email|e-mail|e|mail|email address|e-mail-adresse|courriel|correo|mél",
    "website": "web|website|w|www|url|internet|homepage|site web|site internet|webseite|web site",
    "company": "company|company name|firm|firma|business|business name|organisation|organization|société|entreprise"
    "|raison sociale|unternehmen",
    "person": "name|contact|contact name|contact person|kontakt|attn|attention|fao|your contact|ansprechpartner"
    "|ansprechpartnerin|owner|proprietor|managing director|geschäftsführer|geschäftsführerin|geschäftsführung|inhaber"
    "|inhaberin|vertreten durch|gérant|gérante|responsable|from|von|de|z. hd|z.hd|zhd",
    "street": "address|street|strasse|straße|adresse|anschrift|postal address|postanschrift|office address"
    "|siège social",
}
FIELD_OF: Final = {word: field for field, words in _LABELS.items() for word in words.split("|")}
"""Label before a colon or a number to the field that it names."""

PHONES: Final = ("phone", "mobile", "fax")
"""The fields of numbers that are dialled."""

_HEADINGS = _texts(
    "contact us|contacts|contact details|contact information|contact info|get in touch|find us|visit us|our office"
    "|our offices|head office|our address|about us|home|menu|follow us|directions|share|save|kontaktdaten"
    "|impressum|so erreichen sie uns|folgen sie uns|contactez nous|nous contacter|coordonnees|nos coordonnees"
    "|mentions legales"
    "|angaben gemass 5 tmg|angaben gemass 5 ddg|angaben gemass 5 ecg|angaben gemass 25 mediengesetz"
)
_ADDRESSES = _texts(
    "bill to|ship to|deliver to|invoice to|billing address|shipping address|delivery address|rechnungsadresse"
    "|rechnungsanschrift|lieferadresse|lieferanschrift|adresse de livraison|adresse de facturation|depot|branch"
)
_CLOSINGS = _texts(
    "best|all the best|thanks|many thanks|cheers|thank you|thx|lg|vg|mfg|viele grusse|liebe grusse|beste grusse"
    "|schone grusse|freundliche grusse|mit freundlichen grussen|mit besten grussen|herzliche grusse|gruss|grusse"
    "|cordialement|bien cordialement|bien a vous|salutations|salutations distinguees|saludos|cordiali saluti"
    "|yours sincerely|yours faithfully|sincerely|yours|take care|speak soon"
)
_COLUMNS = _texts(
    "first name|last name|surname|customer|customer name|phone number|telephone number|mobile number|e mail address"
    "|street address|post code|postcode|postal code|zip|zip code|plz|ort|stadt|city|town|county|state|country|land"
    "|vorname|nachname|notes|address line 1|address line 2|nom|prenom|code postal|ville|pays"
)
HEADINGS: Final = _HEADINGS | _ADDRESSES | _CLOSINGS | _COLUMNS | {word for word in FIELD_OF if len(word) > 2}
"""Texts that say something of the lines around them: headings, names of columns, labels alone; closings of letters."""

COMPANY_WORDS: Final = _words(
    "sons brothers bros group services service solutions partners associates heating plumbing plumbers electrical "
    "electric builders building construction cleaning cleaners holdings industries supplies supply shop store "
    "restaurant hotel school college university hospital clinic club church council agency studio studios garage "
    "centre center roofing bakery cafe motors landscaping joinery surgery dental estates lettings properties inn pub "
    "bar salon academy nursery pharmacy trust foundation enterprises consulting consultants logistics systems "
    "technologies realty insurance flooring painting decorators windows "
    "sohne sohn tochter gebruder sanitar haustechnik elektro maler malerbetrieb installationen autohaus "
    "werkstatt praxis "
    "apotheke kanzlei hausverwaltung gartenbau metallbau holzbau verein stiftung gasthof gasthaus "
    "fils freres plomberie menuiserie boulangerie chauffage electricite imprimerie cabinet etablissements ets atelier "
    "ateliers mairie lycee immobilier immobilien syndic copropriete"
)
"""Words of company names."""

COMPANY_ENDINGS: Final = ("technik", "bau", "erei", "handel", "betriebe", "werke", "verwaltung", "zentrum")
"""Endings of German words of company names."""

COUNTRIES: Final = _texts(
    "uk|united kingdom|great britain|england|scotland|wales|northern ireland|ireland|usa|united states"
    "|united states of america|us|canada|germany|deutschland|allemagne|france|frankreich|austria|osterreich|autriche"
    "|switzerland|schweiz|suisse|svizzera|netherlands|the netherlands|nederland|belgium|belgique|belgie"
    "|luxembourg|spain"
    "|espana|italy|italia|portugal|denmark|danmark|sweden|sverige|norway|norge|finland|suomi|australia|new zealand"
    "|poland|polska|czech republic|liechtenstein"
)
"""Names of countries."""

COUNTIES: Final = _texts(
    "bedfordshire|berkshire|buckinghamshire|bucks|cambridgeshire|cambs|cheshire|cornwall|cumbria|derbyshire"
    "|devon|dorset"
    "|county durham|co durham|east sussex|west sussex|sussex|essex|gloucestershire|hampshire|hants|herefordshire"
    "|hertfordshire|herts|kent|lancashire|lancs|leicestershire|lincolnshire|lincs|merseyside|middlesex|norfolk"
    "|northamptonshire|northants|northumberland|north yorkshire|south yorkshire|west yorkshire|yorkshire"
    "|nottinghamshire"
    "|notts|oxfordshire|oxon|rutland|shropshire|somerset|staffordshire|staffs|suffolk|surrey|tyne and wear|warwickshire"
    "|west midlands|wiltshire|wilts|worcestershire|greater manchester|greater london|isle of wight|gwent|gwynedd|clwyd"
    "|dyfed|powys|fife|county antrim|co antrim|county down|co down|county armagh"
)
"""Counties, which stand between town and postcode in British addresses."""

HOUSE_WORDS: Final = _words(
    "house cottage farm barn mill lodge court building buildings works park estate chambers yard hall forge "
    "residence batiment immeuble"
)
"""Last words of the line above a street that names the house, or first ones: `Résidence Les Tilleuls`."""

STREETS: Final = _words(
    "chemin impasse quai cours allee route faubourg passage sentier via viale corso gasse ring weg damm ufer markt "
    "graben steig zeile hof rd st ave blvd ln dr pike trail trl loop row hill mews walk wharf"
)
"""Words of streets besides those of `legal_forms`."""

PARTICLES: Final = _words(
    "van von vom zu zum zur der den de del della di da do dos du des la le les el al bin ibn ben ter ten af y e und"
)
"""Words of people's names that may begin with a small letter."""

SALUTATIONS: Final = _words(
    "mr mrs ms miss mx dr prof professor sir rev herr frau hr fr m mme mlle madame monsieur mag ing dipl "
    "dipl-ing di dkfm "
    "sig sr sra"
)
"""Titles before a person's name, without their full stops."""
