"""Words that do not tell one name or street from another: legal forms, articles, the usual words of an address.

All are written as `fold` leaves them (no accents, no dots). A legal form of several words stands without spaces,
because people write them with and without ("S.A. de C.V.", "SA de CV"): it is looked up as its words joined.
"""

# ruff: noqa: RUF001 — other alphabets are meant.
from __future__ import annotations

LINKS = frozenset({"the", "and", "und", "et", "och"})
"""Words dropped anywhere in a name. `fold` has turned `&` and `+` into *and* before."""

UNSPACED_FORMS = (
    "株式会社", "有限会社", "合同会社", "合資会社", "合名会社",
    "股份有限公司", "有限责任公司", "有限責任公司", "有限公司",
    "주식회사", "유한회사",
)  # fmt: skip
"""Legal forms written without a space at either end of a name. A longer form stands before one that it ends in."""

# English; German; French, Spanish, Portuguese, Italian; Dutch and Belgian; Nordic and Baltic; Central and Eastern
# European, Turkish, Greek; Asian and Middle Eastern.
_TRAILING = """
ltd limited inc incorporated llc llp lllp lp plc corp corporation co company pllc pc cic clg dac uc pty pte pvt
proprietary privatelimited limitedliabilitycompany limitedliabilitypartnership limitedpartnership
publiclimitedcompany professionalcorporation ltee limitee

gmbh mbh ggmbh gesmbh ag kg kgaa ohg ug haftungsbeschrankt gbr ek ev eg partg partgmbb se keg
gesellschaftmitbeschrankterhaftung aktiengesellschaft kommanditgesellschaft

sa sas sasu sarl eurl snc scs sci scop scp cie sl slu sll slp sau sc sacv sadecv sabdecv sapidecv srldecv sderldecv
sderl cv ltda lda eireli eirl saa sac srl srls spa sapa societeanonyme sociedadanonima sociedadlimitada limitada
sociedadderesponsabilidadlimitada societaperazioni societaaresponsabilitalimitata

bv bvba nv vof cvba sprl asbl vzw beslotenvennootschap naamlozevennootschap

ab hb kb publ aktiebolag as asa ans ba aps ivs ks aktieselskab anpartsselskab oy oyj osakeyhtio ehf hf uab ou sia

sro spolsro vos spzoo spolkazoo spolkazograniczonaodpowiedzialnoscia spolkaakcyjna spk spj kft bt zrt nyrt kht doo
jdoo dd ood eood sti anonimsirketi limitedsirketi ooo oao zao pao jsc ojsc cjsc pjsc
ооо оао зао пао ао ип тов ад оод еоод доо αε επε οε εε ικε

sdn bhd berhad sendirianberhad tbk kk gk wll fze fzco fzllc bsc sae saoc saog psc ذمم شمم בעמ 株 有 주 유
"""
_LEADING = "uab ooo oao zao pao oy ооо оао зао пао ао ип тов чп شركة 株 有 주 유"

TRAILING_FORMS = frozenset(_TRAILING.split()).union(UNSPACED_FORMS)
"""Legal forms at the end of a name, the words of each joined."""

LEADING_FORMS = frozenset(_LEADING.split()).union(UNSPACED_FORMS)
"""Legal forms at the start of a name, of one word each."""

STREET_WORDS = {
    "street": "st", "saint": "st", "road": "rd", "avenue": "ave", "av": "ave", "boulevard": "blvd", "bld": "blvd",
    "drive": "dr", "lane": "ln", "court": "ct", "crescent": "cres", "cr": "cres", "circuit": "cct", "circle": "cir",
    "place": "pl", "square": "sq", "terrace": "tce", "ter": "tce", "highway": "hwy", "freeway": "fwy", "parade": "pde",
    "close": "cl", "parkway": "pkwy", "pky": "pkwy", "grove": "gr", "gardens": "gdns", "mount": "mt", "way": "wy",
    "apartment": "apt", "apartments": "apt", "flat": "apt", "unit": "apt", "suite": "ste", "floor": "fl",
    "building": "bldg", "north": "n", "south": "s", "east": "e", "west": "w", "northeast": "ne", "northwest": "nw",
    "southeast": "se", "southwest": "sw", "strasse": "str", "straat": "str", "platz": "pl", "plaza": "pl",
    "calle": "c", "avenida": "ave", "avda": "ave", "carrer": "c", "rua": "r", "rue": "r", "piazza": "pza",
    "number": "", "no": "", "nr": "", "num": "",
}  # fmt: skip
"""The usual words of an address, each with its shortest common spelling; "" drops the word."""

STREET_ENDINGS = (("strasse", "str"), ("straat", "str"))
"""Endings of words, each with its abbreviation."""

NOT_A_VALUE = frozenset({"", "na", "none", "null", "nil", "nan", "tba", "tbc", "unknown"})
"""Words typed into a mandatory number field to get past it. They are not compared."""
