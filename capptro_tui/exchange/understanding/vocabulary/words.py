"""Words of headers in English, German, French, and the commonest of Spanish, Italian and Dutch.

A word stands as `header_words` leaves it: small letters without accents, `ß` as `ss`. A phrase has its words joined by
`+`. A word may stand for two concepts ("baddr": an address, of bills): then it is in both lists.
"""

from __future__ import annotations

_BETWEEN = "|"


def _words(text: str) -> frozenset[str]:
    return frozenset(word.replace("+", " ") for word in text.split())


CONCEPTS = {
    # parts of an address
    "street": "road road+name street strasse str rue calle straat ulica rua gade vej gata katu utca "
    "streetaddress gateadresse gate+adresse gatenavn gate+navn "
    "streetname address+street street+address logradouro street+road",
    "address": "address addresses adresse adressen anschrift addr direccion indirizzo adres endereco domicilio baddr "
    "saddr addres adress morada osoite adresa adres cim",
    "line": "line zeile ligne linea regel",
    "housenumber": "house house+name housename house+name+number hausname building+no building+number bldg+no "
    "street+no street+number strassennummer numero+rue numero+voie huisnaam huisnr huis+nr housenumber hausnummer "
    "hausnr house+number house+no huisnummer haus+nr numero+civico "
    "toevoeging huisnummertoevoeging hausnummerzusatz house+number+addition",
    "extended": "care flat bldg room floor block flat+no flat+number apartment+no apartment+number apt+no "
    "unit+no "
    "unit+number suite+no room+no piso puerta piso+puerta escalera etage etg stockwerk wohnung verdieping scala "
    "interno "
    "extended+address address+extension adresszusatz adress+zusatz apartment apt suite unit appartement "
    "complement complement+adresse rechnungsadresse+zusatz lieferadresse+zusatz extended building gebaude batiment "
    "bairro complemento district neighborhood "
    "neighbourhood quartier colonia",
    "pobox": "pobox po+box postfach boite+postale apartado postbus post+office+box",
    "city": "municipio city town ort stadt wohnort ville commune localite ciudad citta plaats locality poblacion "
    "woonplaats "
    "suburb village municipality gemeinde comune cidade localidade miasto miejscowosc mesto poststed postort "
    "postitoimipaikka kaupunki sehir varos ciutat",
    "state": "state province region county bundesland kanton canton departement dep provincia estado prefecture "
    "provinz regione republic uf wojewodztwo lan fylke prov province+state state+province state+region dep+region "
    "county+state bundesland+kanton",
    "postcode": "pin+code pincode postcode zip zipcode plz postleitzahl codepostal postal+code post+code zip+code "
    "code+postal "
    "postal+zip zip+postal codigo+postal codice+postale cap pcode postnummer postnr cp postalcode zip+postcode "
    "postcodezip cep kod+pocztowy psc postinumero posta+kodu iranyitoszam",
    "country": "country land pays pais paese country+region land+region pays+region country+code code+pays "
    "country+name landkreis+land kraj zeme maa ulke",
    "lat": "lat latitude breitengrad breite latitud latitudine",
    "lng": "lng lon long longitude langengrad lange longitud longitudine",
    # places
    "billing": "rechnungsadresse+zusatz billing rechnungs rechnung rechnungsadresse facturation facturacion "
    "fatturazione factuur invoice "
    "bill bill+to baddr po postal mailing post",
    "business": "gesch dienstl business work office geschaftlich geschaeftlich buro buero dienstlich bureau "
    "professionnel "
    "professionnelle pro oficina trabajo ufficio lavoro werk zakelijk arbeit beruflich geschafts",
    "home": "priv house+phone house+tel house+telephone home privat private prive privee domicile maison personal "
    "personnel personnelle casa thuis privado",
    "shipping": "lieferadresse+zusatz shipping ship delivery liefer lieferung lieferadresse livraison envio entrega "
    "spedizione consegna "
    "levering versand ship+to saddr sa deliver+to deliver bezorg",
    "site": "service property site job+site objekt einsatzort leistungsort chantier intervention location premises "
    "objektadresse werkadres job+address+name",
    "other": "general other andere anderer anderes weitere weiterer sonstige autre otro altro overig",
    "main": "main primary default haupt principal principale hauptnummer zentrale standard hoofd headoffice head",
    "alt": "alt alternate alternative secondary second zweite zweites zweiter 2nd additional zusatzliche deuxieme "
    "secondaire alternativ further extra segundo",
    # ways to reach somebody
    "phone": "house+phone house+tel house+telephone phone phones telephone telephones telefon tel telefono telefoon "
    "telefone rufnummer fon fono ph "
    "telefonnummer telefonnummern landline festnetz fixe teléfono tlf telnr fijo vast puhelin telefonszam",
    "mobile": "mobiele sms mobile mobil handy cell cellphone cellular portable gsm movil cellulare mobiel mob "
    "mobilfunk natel "
    "mobiltelefon handynummer mobilnummer celular smartphone telemovel komorka komorkowy matkapuhelin "
    "mobilni cep+telefonu",
    "fax": "fax telefax telecopie telecopieur facsimile faxnum faxe",
    "rarephone": "pager telex isdn callback radio car tty+tdd direct durchwahl direkt ddi did toll+free tollfree "
    "freephone whatsapp direktwahl ligne+directe autotelefon ruckruf",
    "email": "e+mailadres email emails e+mail e+mails mail mails courriel mel messagerie correo correo+electronico "
    "posta+elettronica electronic+mail adresse+messagerie emailadresse mailadresse emailid e+post epost sahkoposti "
    "e+posta eposta",
    "website": "website web url homepage internet webseite www web+page web+site site+web page+web sitio+web "
    "internetseite sito websites domain domain+name webadresse page+internet website+link hjemmeside hemsida "
    "strona+www",
    # names
    "company": "denominazione denominacion company companies organization organisation organisations firma "
    "firmenname firmen societe entreprise "
    "empresa azienda bedrijf unternehmen unternehmens employer razon+social raison+sociale razao+social "
    "ragione+sociale betrieb "
    "business+name nom+entreprise account+name companyname orgname org trading+as trading+name "
    "bedrijfsnaam foretag foretagsnamn bedrift virksomhed yritys sirket ceg spolecnost nome+fantasia organizacion "
    "organizzazione organisatie organizacao nazwa+firmy",
    "customer": "relatie relaties party+name customer customers client clients kunde kunden cust cliente clienti "
    "klant klanten kd "
    "tiers debitor "
    "debitoren auftraggeber debiteur kund klient klienci asiakas musteri zakaznik",
    "name": "name names nom noms nombre naam nome namen bezeichnung intitule navn namn nimi nazwa nazev nev isim",
    "display": "display anzeige affichage displayname anzeigename nom+affiche",
    "full": "full complet voller vollstandiger completo fullname",
    "first": "zusatz+vorname first given vorname vornamen prenom forename firstname givenname fname voornaam "
    "first+name given+name "
    "fornavn fornamn imie jmeno etunimi",
    "last": "last family surname nachname familienname lastname lname achternaam cognome apellidos apellido "
    "last+name family+name nom+famille zuname efternavn efternamn etternavn nazwisko prijmeni sukunimi soyad sobrenome",
    "middle": "middle middlename middle+name additional+name mi weitere+vornamen zweiter+vorname deuxieme+prenom "
    "midinit middle+initial 2nd+forename autres+prenoms second+prenom",
    "companyorlast": "firma+nachname company+surname co+last+name company+last+name company+or+last+name",
    "infix": "tussenvoegsel tussenvoegsels namensvorsatz vorsatzwort",
    "salutation": "salutation anrede civilite mr ms mrs herr frau prefix name+prefix honorific titre aanhef "
    "tratamiento titel madame monsieur m mme",
    "title": "title titulo titolo",
    "role": "role position funktion fonction function job+title jobtitle stelle designation cargo puesto funzione "
    "functie titre+fonction berufsbezeichnung stellung poste job",
    "contact": "persona persona+contacto persona+riferimento att att+person contact kontakt ansprechpartner "
    "ansprechperson contactperson kontaktperson "
    "interlocuteur contacto "
    "referente contactpersoon person cont attention attn contatto",
    # identifiers
    "id": "id uid guid uuid identifier euid refnum recordid identifiant jid j+id",
    "account": "account acct acc konto compte cuenta conto kontonummer kundenkonto",
    "number": "number num no nr nummer numero numbers nos nummern n",
    "code": "code kode codice codigo",
    "reference": "ref reference referenz referencia riferimento kurzel referentie kennung zeichen aktenzeichen",
    "external": "external extern externe foreign",
    "record": "record object card",
    # classes
    "category": "party+group category kategorie group gruppe groupe categoria segment kundengruppe class klasse "
    "categorie ctype",
    "type": "soort type typ art kind tipo sorte lifecycle+stage kundentyp",
    "industry": "industry industry+type branche industrie gewerbe secteur+activite activite",
    "sector": "sector sektor secteur",
    "source": "source quelle origine lead+source herkunft referral+source how+did+you+hear origin",
    "area": "area territory gebiet territoire bezirk zona",
    "zone": "zone service+zone",
    "employees": "employees number+employees employee+count mitarbeiter mitarbeiterzahl effectif effectifs staff "
    "no+employees numberofemployees company+size anzahl+mitarbeiter",
    "terms": "betaaltermijn betalingstermijn betalingsbetingelser betalingsvillkor terms payment+terms payment+term "
    "zahlungsbedingungen "
    "zahlungsziel conditions+paiement zahlungsziel+tage "
    "zahlungsbedingung  due+date+sales+day due+date+sales+term credit+terms delai+paiement",
    "currency": "currency currencies wahrung waehrung devise moneda valuta monnaie currency+code default+currency",
    "status": "situacao lead+status prospect+status status state+active active aktiv actif zustand statut "
    "active+status etat estado+cliente",
    "inactive": "inactif inactivo inattivo archived disabled hidden inactive inaktiv archiviert gesperrt deaktiviert "
    "desactive archive blocked "
    "deactivated",
    "deleted": "deleted isdeleted geloscht supprime in+trash",
    "iscompany": "company+type is+company is+a+company is+person is+organization person+or+company",
    "supplier": "supplier vendor is+supplier issupplier is+vendor lieferant fournisseur proveedor ist+lieferant",
    "iscustomer": "is+customer iscustomer is+client ist+kunde",
    "parent": "parent parent+id related+company parent+company parent+account parent+name master",
    # text
    "notes": "notes note comments comment bemerkung bemerkungen notiz notizen remarque remarques commentaire "
    "commentaires memo description beschreibung anmerkung anmerkungen observaciones observacoes observation "
    "observations observacao obs uwagi poznamka "
    "poznamky anteckningar notater huomautukset opmerking opmerkingen notepad "
    "delivery+instructions instructions remark remarks hinweis hinweise notas nota info note+publique public+note "
    "additional+information zusatzinfo appunti",
    "tags": "tags tag labels categories kategorien groups group+membership etiquettes schlagworte schlagworter "
    "etiquetas mots+cles keywords category+id stichworte",
    # marks of pairs and fields without a value of their own
    "label": "label labels+type art+bezeichnung",
    "value": "value wert valeur",
    "formatted": "full+combined combined formatted unstructured whole complete",
    "to": "to an a",
    "filler": "the of de du des la le les der die das des and und et s d l with fur pour for your ihre del dos do da "
    "di "
    "della el los las og och van voor o physical physique registered visiting visit besuchs bezoek besoks",
}
"""Concept to the words and phrases for it."""

HEADER_WORDS = _words(
    "balance bal saldo solde total totals spent owes owed owing lifetime spend outstanding revenue umsatz credit limit "
    "modified updated changed sync synced timestamp attachments attachment photo photos picture image avatar "
    "bild subscription optin optout confirm ip gmtoff dstoff timezone leid rating prodid rev receives reminders "
    "notifications enabled yomi phonetic priority sensitivity private directory skype facebook twitter "
    "linkedin instagram delcount taxable masterrecordid ownerid transaction count orders sms "
    "invoices bank lastmodified lastupdate erstellt geandert changedate createdate modifieddate createddate "
    "include"
)  # fmt: skip
"""Words that headers have, for which there is no field: a row with them may be the header."""

WITHOUT_FIELD = frozenset(
    (
        "dn|objectclass|sl no|s no|sr no|lfd nr|laufende nummer|row|row number|line no|zeile|"
        "e mail typ|e mail # typ|e mail angezeigter name|e mail # angezeigter name|"
        "type messagerie|"
        "e mail type|e mail # type|e mail display name|e mail # display name|email type|email display name|"
        "instant profile|creation source|first visit|total orders|cc|created time|created at|create date|"
        "date created|region code|last changed|associated company|last activity date|internet free busy|"
        "tax item|sales tax code|sales tax item|start date|projected end|end date|primary contact id|contact name id|"
        "owner id|master record id|parent id raw|customer is contractor|sales account|purchases account|"
        "branding theme|default tax bills|default tax sales|price level|price list|discount|kind|version|gender|"
        "tax code"
    ).split(_BETWEEN)
)
"""Headers for which there is no field, though words of theirs may stand for one: as words with `#` for a number."""

WHOLE_HEADERS = {"by": "city", "business": "business name", "c o": "care", "care of": "care"}
"""Header to another one with its meaning, for words that mean something else beside others: `By` is a Danish town,
`Business` a company."""

LOCAL_STREETS = {
    "gate": _words("postnr postnummer poststed navn fornavn etternavn epost kundenr kundenummer kundenavn hjemmeside"),
    "via": _words("cap citta provincia comune nome cognome cliente telefono cellulare ragione partita"),
}
"""Header of a street that is another word in English, to words of its language, which stand in other headers."""

NOTE_HEADERS = frozenset(("last visit", "next visit", "last service", "last contact"))
"""Headers, as words, of notes. Their words stand for something else in other headers."""

TOTALS = _words(
    "total totals grand+total subtotal sub+total sum summe summen gesamt gesamtsumme zwischensumme insgesamt totaux "
    "sous+total somme totale suma totaal total+general total+customers total+clients anzahl count"
)
"""The first words of rows with totals."""

FOOTERS = _words(
    "page seite printed gedruckt generated exported created erstellt report stand as seit imprime genere exporte "
    "accrual cash confidential copyright source quelle end ende filter records rows datensatze pagina"
)
"""The first words of rows below the records that are none."""

SALUTATIONS = _words(
    "mr mrs ms miss mx dr prof professor sir madam lady lord rev herr frau fraulein dipl ing mag m mme mlle monsieur "
    "madame mademoiselle sr sra srta sig sigra dott dhr mevr herrn eheleute familie firma me maitre hr fr"
)

YES = _words(
    "yes y true 1 ja j wahr oui o vrai si sim tak vero verdadero x on t active aktiv actif enabled checked ✓ ✔ ☑ ✅"
)
NO = _words(
    "no n false 0 nein nee nej nie falsch non faux nao falso off f inactive inaktiv inactif disabled unchecked ✗ ✘ ☐ ❌"
)
ACTIVE_WORDS = _words(
    "active aktiv actif ativo ativa activo activa attivo active+customer active+client "
    "enabled open current yes true 1 ja oui y"
)
INACTIVE_WORDS = _words(
    "inactive inaktiv inactif inativo inativa inactivo inactiva inattivo "
    "not+active notactive disabled archived closed deactivated deaktiviert gesperrt no false "
    "0 nein non n archiviert blocked former"
)
LIFECYCLE_WORDS = _words(
    "lead leads prospect prospects new qualified unqualified+lead contacted not+contacted attempted+to+contact "
    "interested potential potential+customer customer client kunde kundin interessent neukunde "
    "bestandskunde stammkunde new+customer existing existing+customer vip trial on+hold pending opportunity "
    "marketing+qualified+lead "
    "sales+qualified+lead pre+qualified contact+in+future in+progress connected client+actif nouveau+client "
    "prospecto cliente klant"
)
"""Statuses of customers who are in business, or may be; the word itself is kept."""

FORMER_WORDS = _words(
    "former former+customer former+client ex ex+customer ex+client past past+customer past+client lost lost+lead "
    "lost+customer lost+client churned dormant ceased deceased do+not+use do+not+contact dont+use inactive+customer "
    "junk+lead ehemalig ehemals ehemaliger+kunde altkunde verloren gekundigt verstorben ancien ancien+client "
    "ancienne+cliente perdu client+perdu client+inactif resilie decede antiguo+cliente ex+cliente "
    "voormalig verloren+klant deleted removed geloscht supprime eliminado verwijderd"
)
"""Statuses of customers who are none any more; the word itself is kept."""

UNCLEAR_STATES = _words(
    "open current closed lost past enabled disabled blocked gesperrt archived archiviert "
    "yes true 1 ja oui y no false 0 nein non n"
)
"""Statuses that decide nothing beside words of another process: a closed sale is no former customer."""

CUSTOMER_WORDS = _words(
    "customer customers client clients kunde kunden buyer debitor both klant klanten cliente clientes clienti"
)
SUPPLIER_WORDS = _words(
    "vendor vendors supplier suppliers lieferant lieferanten fournisseur fournisseurs kreditor creditor proveedor "
    "leverancier fornitore"
)
COMPANY_WORDS = _words("company organization organisation business firma firmen societe entreprise")

NO_COMPANY = _words(
    "private privat prive privatkunde privatperson residential individual personal particulier self self-employed "
    "self+employed none n/a na - -- . unknown unbekannt home keine no+company consumer person"
)
"""Texts that stand under a company where there is none."""

PHONE_KINDS = {
    "main": "main primary haupt principal zentrale phone telephone telefon tel landline festnetz hauptnummer",
    "work": "work business office geschaftlich buro bureau company dienstlich arbeit professionnel workphone",
    "mobile": "mobile cell mobil handy portable iphone gsm cellular cellphone mobiltelefon natel movil",
    "home": "home privat private domicile prive maison",
    "fax": "fax telefax telecopie workfax homefax",
    "other": "other pager custom car radio telex andere autre",
}
"""Kind of a number to the words of its label."""

COUNTRIES = {
    "GB": "uk|gb|u.k.|united kingdom|great britain|england|scotland|wales|northern ireland|grossbritannien|"
    "vereinigtes konigreich|royaume uni",
    "US": "us|usa|u.s.|u.s.a.|united states|united states of america|vereinigte staaten|etats unis",
    "CA": "ca|canada|kanada", "DE": "de|germany|deutschland|allemagne", "AT": "at|austria|osterreich|autriche",
    "CH": "ch|switzerland|schweiz|suisse|svizzera", "FR": "fr|france|frankreich", "BE": "be|belgium|belgien|belgique",
    "NL": "nl|netherlands|nederland|niederlande|pays bas|the netherlands", "LU": "lu|luxembourg|luxemburg",
    "ES": "es|spain|espana|spanien|espagne", "IT": "it|italy|italia|italien|italie", "PT": "pt|portugal",
    "IE": "ie|ireland|irland|irlande", "AU": "au|australia|australien", "NZ": "nz|new zealand|neuseeland",
    "DK": "dk|denmark|danmark|danemark", "SE": "se|sweden|sverige|schweden|suede", "NO": "no|norway|norge|norwegen",
    "FI": "fi|finland|suomi|finnland", "PL": "pl|poland|polska|polen|pologne", "CZ": "cz|czech republic|czechia",
    "MX": "mx|mexico", "BR": "br|brazil|brasil", "ZA": "za|south africa", "IN": "in|india",
}  # fmt: skip
"""Region to its names, as they stand in addresses."""

UK_COUNTIES = _words(
    "avon bedfordshire berkshire buckinghamshire cambridgeshire cheshire cleveland cornwall cumbria derbyshire devon "
    "dorset durham county+durham east+sussex west+sussex sussex essex gloucestershire hampshire herefordshire "
    "hertfordshire kent lancashire leicestershire lincolnshire merseyside middlesex norfolk northamptonshire "
    "northumberland north+yorkshire south+yorkshire west+yorkshire east+yorkshire yorkshire nottinghamshire "
    "oxfordshire rutland shropshire somerset staffordshire suffolk surrey tyne+and+wear warwickshire west+midlands "
    "wiltshire worcestershire greater+manchester greater+london isle+of+wight gwent gwynedd clwyd dyfed powys fife "
    "lothian strathclyde tayside county+antrim county+down county+armagh"
)
"""Counties, which stand between town and postcode in British addresses."""

US_STATES = _words(
    "AL AK AZ AR CA CO CT DE FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK OR PA "
    "RI SC SD TN TX UT VT VA WA WV WI WY DC PR VI GU AS MP"
)
OTHER_STATES = _words("AB BC MB NB NL NS NT NU ON PE QC SK YT NSW VIC QLD WA SA TAS ACT NT")
"""Abbreviations of Canada's provinces and Australia's states."""

POSTCODE_LENGTHS = {"US": 5, "DE": 5, "FR": 5, "ES": 5, "IT": 5, "MX": 5, "AU": 4, "PL": 5}
"""Digits of a postcode where it may begin with a zero."""

ZERO_REGIONS = _words("GB DE FR AT CH BE NL IE AU NZ SE FI ZA JP IN")
"""Regions whose national numbers are written with a leading zero."""

NO_VALUES = frozenset(
    (
        "0/0/00", "00/00/00", "0.0.00", "0.0.0000", "00.00.00", "00/00/0000", "00.00.0000", "0000-00-00",
        "0000-00-00 00:00:00", "1899-12-30", "30.12.1899", "12/30/1899", "#N/A", "#REF!", "#VALUE!", "NULL", "(null)",
        "nan", "NaN",
    )
)  # fmt: skip
"""Texts that programs write where there is no value."""

SYSTEM_LABELS = frozenset(("* mycontacts", "* starred", "mycontacts", "* friends", "* family", "* coworkers"))
"""Labels that Google gives every contact."""

LDAP_NAMES = {
    "cn": "display name", "sn": "last name", "givenname": "first name", "l": "city", "localityname": "city",
    "st": "state", "c": "country", "co": "country", "o": "company", "company": "company", "ou": "department",
    "mail": "email", "mozillasecondemail": "second email", "mozillahomestreet": "home street",
    "mozillahomelocalityname": "home city", "mozillahomestate": "home state", "mozillahomepostalcode": "home postcode",
    "mozillahomecountryname": "home country", "mozillahomeurl": "website", "mozillaworkurl": "website",
    "workurl": "website", "homeurl": "website", "physicaldeliveryofficename": "office", "uid": "id",
}  # fmt: skip
"""Attribute of a directory, in small letters, to a header in words. (RFC 4519, and what Mozilla adds)"""

LDAP_SIGNS = frozenset(("cn", "sn", "givenname"))
"""Attributes that every table of a directory has."""
