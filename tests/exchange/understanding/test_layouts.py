"""Further layouts of the same kinds: other programs, other languages, lists by hand, cells that are damaged."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest

from capptro_tui.exchange.understanding.plan import Plan, understand
from capptro_tui.exchange.understanding.record import SourceRecord
from capptro_tui.models.records.customer import Customer
from capptro_tui.models.shipped import SHIPPED

from .accounting import table_of, unaccounted


@dataclass(frozen=True)
class Layout:
    """A file and the records that it becomes: of each the values and parts that are named."""

    text: str
    records: list[dict[str, Any]]
    delimiter: str = ","
    region: str = "GB"
    skipped: int = 0
    left_out: list[str] = field(default_factory=list)


LAYOUTS = {
    "outlook in German": Layout(
        "Anrede;Vorname;Weitere Vornamen;Nachname;Firma;Abteilung;Position;Straße geschäftlich;Ort geschäftlich;"
        "Postleitzahl geschäftlich;Land/Region geschäftlich;Fax geschäftlich;Telefon geschäftlich;"
        "Telefon geschäftlich 2;Telefon privat;Mobiltelefon;E-Mail-Adresse;E-Mail-Typ;E-Mail 2: Adresse;Webseite;"
        "Notizen;Kategorien;Geburtstag\n"
        "Frau;Anna;;Schmitz;Schmitz GmbH;Einkauf;Leiterin;Hauptstr. 1;Köln;01067;Deutschland;0221 1239;0221 1230;;"
        "0221 555000;0171 1234567;anna@schmitz.example;SMTP;a2@schmitz.example;www.schmitz.example;klingeln;VIP;"
        "0.0.00\n",
        [
            {
                "name": "Schmitz GmbH", "phone": "0221 1230", "alt_phone": "0171 1234567", "fax": "0221 1239",
                "email": "anna@schmitz.example", "website": "www.schmitz.example", "billing_street": "Hauptstr. 1",
                "billing_city": "Köln", "billing_postcode": "01067", "billing_country": "Deutschland",
                "description": "klingeln\nAbteilung: Einkauf\nKategorien: VIP\nTelefon privat: 0221 555000\n"
                "E-Mail 2: Adresse: a2@schmitz.example",
                "contact": [{"title": "Frau", "first_name": "Anna", "last_name": "Schmitz", "role": "Leiterin"}],
            }
        ],
        delimiter=";", region="DE", left_out=["E-Mail-Typ"],
    ),
    "outlook in French": Layout(
        "Titre,Prénom,Nom,Société,Service,Titre (fonction),Rue (bureau),Rue (bureau) 2,Ville (bureau),"
        "Code postal (bureau),Pays/Région (bureau),Rue (domicile),Ville (domicile),Code postal (domicile),"
        "Télécopie (bureau),Téléphone (bureau),Téléphone (domicile),Tél. mobile,Adresse de messagerie,Notes\n"
        "M.,Luc,Petit,Petit & Fils,Achats,Gérant,3 rue X,Bât B,Lyon,01990,France,,,,01 99 00 00 09,01 99 00 00 01,,"
        "06 39 98 00 02,luc@petit.example,RAS\n"
        "Mme,Zoé,Blanc,,,,,,,,,9 rue Y,Brest,29200,,,02 99 00 00 01,,zoe@example.fr,\n",
        [
            {
                "name": "Petit & Fils", "phone": "01 99 00 00 01", "alt_phone": "06 39 98 00 02",
                "fax": "01 99 00 00 09", "billing_street": "3 rue X, Bât B", "billing_city": "Lyon",
                "billing_postcode": "01990", "billing_country": "France",
                "contact": [{"title": "M.", "first_name": "Luc", "last_name": "Petit", "role": "Gérant"}],
            },
            {
                "name": "Zoé Blanc", "phone": "02 99 00 00 01", "billing_street": "9 rue Y", "billing_city": "Brest",
                "billing_postcode": "29200", "description": "Title: Mme", "contact": [],
            },
        ],
        region="FR",
    ),
    "a German accounting program": Layout(
        "Kunden-Nr.;Firma;Anrede;Vorname;Nachname;Strasse;Hausnummer;PLZ;Ort;Tel. 1;Tel. 2;Handy;Telefax;Mail;"
        "Homepage;Zahlungsbedingung;Lieferstraße;Lieferort;Liefer-PLZ;Bemerkungen\n"
        "00017;Probst KG;Herr;Jens;Probst;Gasse;7a;01234;Dresden;0351 111;0351 22222;0171 33333;;j@probst.example;;"
        "14 Tage netto;Lager 3;Pirna;01796;\n",
        [
            {
                "name": "Probst KG", "account": "00017", "payment_term": "14 Tage netto", "phone": "0351 111",
                "alt_phone": "0351 22222", "billing_street": "Gasse 7a", "billing_postcode": "01234",
                "shipping_street": "Lager 3", "shipping_city": "Pirna", "shipping_postcode": "01796",
                "description": "Handy: 0171 33333",
            }
        ],
        delimiter=";", region="DE",
    ),
    "a list by hand with a contact person": Layout(
        "Customer Name,Contact Person,Address Line 1,Address Line 2,Town/City,County,Post Code,Tel No,Mob,E-mail,"
        "Notes,Last Service\n"
        "Heron Ltd,Jo Bloggs,1 High St,Flat 2,Bath,Avon,ZZ1 1AA,01632 960002,07700 900001,jo@heron.example,dog,"
        "25/12/2025\n"
        "Ann Solo,,2 High St,,Bath,Avon,ZZ1 1AB,,07700 900002,,,01/02/2026\n",
        [
            {
                "name": "Heron Ltd", "contact_name": "Jo Bloggs", "billing_street": "1 High St, Flat 2",
                "billing_city": "Bath", "billing_state": "Avon", "phone": "01632 960002",
                "alt_phone": "07700 900001", "description": "dog\nLast Service: 2025-12-25",
                "contact": [{"first_name": "Jo", "last_name": "Bloggs"}],
            },
            {"name": "Ann Solo", "phone": "07700 900002", "description": "Last Service: 2026-02-01"},
        ],
    ),
    "contacts with their own phone and e-mail": Layout(
        "Customer,Phone,Email,Contact 1 First Name,Contact 1 Last Name,Contact 1 Email,Contact 2 First Name,"
        "Contact 2 Last Name,Contact 2 Phone\n"
        "Heron Ltd,01632 960001,office@heron.example,Jo,Bloggs,jo@heron.example,Sam,Poe,07700 900001\n",
        [
            {
                "name": "Heron Ltd", "phone": "01632 960001", "email": "office@heron.example",
                "contact": [
                    {"first_name": "Jo", "last_name": "Bloggs", "email": "jo@heron.example"},
                    {"first_name": "Sam", "last_name": "Poe", "phone": "07700 900001"},
                ],
            }
        ],
    ),
    "Spanish": Layout(
        "Nombre;Apellidos;Empresa;Teléfono;Móvil;Correo electrónico;Dirección;Ciudad;Provincia;Código postal;País\n"
        "Ana;García;Talleres García SL;910 000 001;600 000 001;ana@t.example;Calle Mayor 1;Madrid;Madrid;08001;"
        "España\n",
        [
            {
                "name": "Talleres García SL", "phone": "910 000 001", "alt_phone": "600 000 001",
                "billing_street": "Calle Mayor 1", "billing_postcode": "08001", "billing_country": "España",
                "contact": [{"first_name": "Ana", "last_name": "García"}],
            }
        ],
        delimiter=";", region="ES",
    ),
    "Dutch": Layout(
        "Klantnummer;Bedrijfsnaam;Voornaam;Achternaam;Straat;Huisnummer;Postcode;Plaats;Telefoon;Mobiel;Opmerkingen\n"
        "0012;Jansen BV;Piet;Jansen;Dorpsstraat;12;1234 AB;Utrecht;030 000001;06 00000001;bel eerst\n",
        [{"name": "Jansen BV", "account": "0012", "billing_street": "Dorpsstraat 12", "description": "bel eerst"}],
        delimiter=";", region="NL",
    ),
    "no header": Layout(
        "Heron Ltd,01632 960101,h@example.com\nEgret Ltd,01632 960102,e@example.com\n",
        [
            {"name": "Heron Ltd", "phone": "01632 960101", "email": "h@example.com"},
            {"name": "Egret Ltd", "phone": "01632 960102", "email": "e@example.com"},
        ],
    ),
    "a printed report": Layout(
        "ACME Services,,,\nCustomer List,,,\nPrinted 03/02/2026,,,\n,,,\nNo,Customer,Phone,Balance\n"
        "1,Heron Ltd,01632 960101,10.00\n2,Total Tyres,01632 960102,20.00\nSubtotal,,,30.00\n"
        "No,Customer,Phone,Balance\n3,Stork Ltd,01632 960103,5.00\n,,,\nGrand Total,3,,35.00\nPage 1 of 1,,,\n",
        [
            {"name": "Heron Ltd", "phone": "01632 960101", "account": ""},
            {"name": "Total Tyres", "phone": "01632 960102"},
            {"name": "Stork Ltd", "phone": "01632 960103"},
        ],
        skipped=5, left_out=["No", "Balance"],
    ),
    "a shop": Layout(
        "customer_id,first_name,last_name,company,address_1,address_2,city,state,postcode,country,email,phone,"
        "shipping_address_1,shipping_city,total_spent\n"
        "7,Ann,Lee,Lee Ltd,1 St,Apt 4,Austin,TX,78701,US,ann@lee.example,512-555-0100,2 St,Austin,55.10\n",
        [
            {
                "name": "Lee Ltd", "external_id": "7", "billing_street": "1 St, Apt 4", "billing_state": "TX",
                "shipping_street": "2 St", "shipping_city": "Austin",
            }
        ],
    ),
    "a report of accounts with a copyright": Layout(
        "Account Name,Billing Address Line 1,Billing City,Billing State/Province,Billing Zip/Postal Code,Phone,"
        "Account Owner,Account Number,Last Activity\n"
        "Heron Inc,1 A St,Boise,ID,83799,208-555-0100,Kim,A-01,1/31/2026\n"
        '"Copyright (c) 2026 example.com, inc.",,,,,,,,\n',
        [
            {
                "name": "Heron Inc", "account": "A-01", "billing_state": "ID", "billing_postcode": "83799",
                "description": "Account Owner: Kim\nLast Activity: 2026-01-31",
            }
        ],
        skipped=1,
    ),
    "numbered lines of an address": Layout(
        "A/C,Name,Address 1,Address 2,Address 3,Address 4,Contact Name,Telephone 1,Telephone 2,E-mail\n"
        "HER001,Heron Ltd,1 High St,Bath,Avon,ZZ1 1AA,Jo Bloggs,01632 960001,01632 960002,jo@heron.example\n",
        [
            {
                "name": "Heron Ltd", "account": "HER001", "billing_street": "1 High St", "billing_city": "Bath",
                "billing_state": "Avon", "billing_postcode": "ZZ1 1AA", "contact_name": "Jo Bloggs",
            }
        ],
    ),
    "a row for each site": Layout(
        "Customer,Site Name,Site Address,Site City,Site Postcode,Phone,Email,Terms\n"
        "Heron Ltd,North,1 N St,Bath,ZZ1 1AA,01632 960001,a@heron.example,Net 30\n"
        "Egret,,5 E St,Hull,ZZ1 1AE,01632 960005,,\n"
        "Heron Ltd,South,2 S St,Bath,ZZ1 1AB,01632 960001,b@heron.example,Net 14\n",
        [
            {
                "name": "Heron Ltd", "phone": "01632 960001", "alt_phone": "", "email": "a@heron.example",
                "payment_term": "Net 30", "description": "Terms: Net 14\nEmail: b@heron.example",
                "site": [{"name": "North", "street": "1 N St"}, {"name": "South", "street": "2 S St"}],
            },
            {"name": "Egret", "site": [{"name": "5 E St", "street": "5 E St", "city": "Hull"}]},
        ],
    ),
    "a row for each person of a company": Layout(
        "Company,First Name,Last Name,Email,Phone\n"
        "Heron Ltd,Jo,Bloggs,jo@heron.example,01632 960001\n"
        "Egret Ltd,Al,Egg,al@egret.example,01632 960002\n"
        "HERON LTD,Sam,Poe,sam@heron.example,01632 960003\n",
        [
            {
                "name": "Heron Ltd", "phone": "01632 960001", "description": "",
                "contact": [
                    {"first_name": "Jo", "last_name": "Bloggs"},
                    {"first_name": "Sam", "phone": "01632 960003", "email": "sam@heron.example"},
                ],
            },
            {"name": "Egret Ltd", "contact": [{"first_name": "Al"}]},
        ],
    ),
    "a word where there is no company": Layout(
        "First Name,Last Name,Company,Phone\nJo,Bloggs,Private,01632 960001\nSam,Poe,private,01632 960002\n",
        [
            {"name": "Jo Bloggs", "phone": "01632 960001", "description": "Company: Private", "contact": []},
            {"name": "Sam Poe", "phone": "01632 960002"},
        ],
    ),
    "children before their parent, by its name": Layout(
        "External ID,Name,Company Type,Related Company,Street,City,Zip,Phone,Mobile,Email,Job Position,Notes\n"
        "b,Jo Bloggs,Person,Heron Ltd,,,,,07700 900001,jo@heron.example,Boss,\n"
        "a,Heron Ltd,Company,,1 St,Bath,ZZ1 1AA,01632 960001,,o@heron.example,,<p>x<br>y</p>\n"
        "c,Lost Child,Person,Nobody Ltd,,,,,07700 900002,,,\n",
        [
            {
                "name": "Heron Ltd", "external_id": "a", "phone": "01632 960001", "description": "x\ny",
                "contact": [{"first_name": "Jo", "role": "Boss", "phone": "07700 900001"}],
            },
            {"name": "Lost Child", "description": "Parent: Nobody Ltd"},
        ],
    ),
    "jobs before their customer": Layout(
        "Customer,Phone,Street Address,City,State,Zip,Open Balance\n"
        "Heron:Shed,,2 B St,Salem,OR,97399,1.00\nHeron,503-555-0001,1 A St,Salem,OR,97398,0.00\n"
        "Memo: call first,503-555-0002,,,,,0.00\n",
        [
            {"name": "Heron", "billing_street": "1 A St", "site": [{"name": "Shed", "street": "2 B St"}]},
            {"name": "Memo: call first", "phone": "503-555-0002"},
        ],
    ),
    "organisations and persons": Layout(
        "Person - Name,Person - Email - Work,Person - Phone - Mobile,Organization - Name,Organization - Address\n"
        'Jo Bloggs,jo@heron.example,07700 900001,Heron Ltd,"1 High St, Bath, ZZ1 1AA, UK"\n',
        [
            {
                "name": "Heron Ltd", "phone": "07700 900001", "email": "jo@heron.example",
                "billing_street": "1 High St", "billing_city": "Bath", "billing_postcode": "ZZ1 1AA",
                "billing_country": "UK", "contact": [{"first_name": "Jo", "last_name": "Bloggs"}],
            }
        ],
    ),
    "several values in a cell": Layout(
        "Name\tPhones\tE-mails\tAddress\n"
        "Heron\tTel: 01632 960001; Mob: 07700 900001 / Fax: 01632 960009\ta@x.example; b@x.example\t"
        "1 High St, Bath ZZ1 1AA\n"
        "Adler\t0351 111111 / 0171 2222222\tAdler <a@adler.example>\tHauptstr. 5, 01067 Dresden\n"
        "Petit\task Luc\tnone\t1234 Main Street\n",
        [
            {
                "name": "Heron", "phone": "01632 960001", "alt_phone": "07700 900001", "fax": "01632 960009",
                "email": "a@x.example", "billing_street": "1 High St", "billing_city": "Bath",
                "description": "E-mails: b@x.example",
            },
            {
                "name": "Adler", "phone": "0351 111111", "alt_phone": "0171 2222222", "email": "a@adler.example",
                "billing_street": "Hauptstr. 5", "billing_postcode": "01067", "billing_city": "Dresden",
            },
            {
                "name": "Petit", "phone": "", "billing_street": "1234 Main Street", "billing_postcode": "",
                "description": "Phones: ask Luc\nE-mails: none",
            },
        ],
        delimiter="\t",
    ),
    "labels beside numbers, suppliers among them": Layout(
        "Client,Active?,Is Supplier,Phone 1,Phone 1 Type,Phone 2,Phone 2 Type\n"
        "Heron,Yes,No,07700 900001,Mobile,01632 960001,Work\n"
        "Stork,No,No,01632 960002,Fax,07700 900002,Home\n",
        [
            {"name": "Heron", "phone": "01632 960001", "alt_phone": "07700 900001", "status": ""},
            {"name": "Stork", "phone": "07700 900002", "fax": "01632 960002", "status": "deactivated"},
        ],
    ),
    "numbers that were made numbers": Layout(
        "Kunde,Telefon,Mobil,PLZ,Ort\n"
        "Probst,3512345678.0,\"=\"\"01711234567\"\"\",1234.0,Dresden\n"
        "Adler,'0351 99000,\"1,7E+10\",01067,Dresden\nStork,Tel: 6.09E+09,,,\n",
        [
            {"name": "Probst", "phone": "3512345678", "alt_phone": "01711234567", "billing_postcode": "1234"},
            {"name": "Adler", "phone": "0351 99000", "alt_phone": "", "description": "Mobil: 1,7E+10"},
            {"name": "Stork", "phone": "", "description": "Tel: 6.09E+09"},
        ],
        region="DE",
    ),
    "an address for bills beside a plain one": Layout(
        "Client Name,Address,Billing Address,Contact First,Contact Last,Email,Mobile\n"
        'Heron Ltd,"1 High St, Perth WA 6000","PO Box 9, Perth WA 6001",Jo,Bloggs,jo@heron.example,0491 570 110\n',
        [
            {
                "name": "Heron Ltd", "billing_street": "PO Box 9", "billing_postcode": "6001",
                "shipping_street": "1 High St", "shipping_postcode": "6000",
            }
        ],
        region="AU",
    ),
    "city, state and ZIP in one column": Layout(
        'Customer,Address,"City, State Zip",Phone\nHeron Inc,1 A St,"Salem, OR 97399",503-555-0001\n',
        [{"billing_street": "1 A St", "billing_city": "Salem", "billing_state": "OR", "billing_postcode": "97399"}],
        region="US",
    ),
    "a German list by hand": Layout(
        "Lfd. Nr.;Name;Ansprechpartner;Straße, Nr.;PLZ Ort;Telefon/Handy;Wartung am\n"
        "1;Probst KG;Fr. Adler;Gasse 7;01234 Dresden;0351 111111 / 0171 2222222;03.02.2026\n"
        "2;Hans Blatt;;Weg 1;01235 Dresden;;\n",
        [
            {
                "name": "Probst KG", "contact_name": "Fr. Adler", "billing_street": "Gasse 7",
                "billing_postcode": "01234", "billing_city": "Dresden", "phone": "0351 111111",
                "alt_phone": "0171 2222222", "description": "Wartung am: 2026-02-03",
                "contact": [{"title": "Fr.", "last_name": "Adler"}],
            },
            {"name": "Hans Blatt", "billing_postcode": "01235"},
        ],
        delimiter=";", region="DE", left_out=["Lfd. Nr."],
    ),
    "billing is marked among numbered addresses": Layout(
        "ID,First Name,Last Name,Mobile Number,Address_1 Street Line 1,Address_1 City,Address_1 Billing?,"
        "Address_2 Street Line 1,Address_2 City,Address_2 Billing?\n"
        "1,Jo,Bloggs,503-555-0001,1 A St,Salem,TRUE,2 B St,Salem,FALSE\n",
        [{"name": "Jo Bloggs", "billing_street": "1 A St", "site": [{"name": "2 B St", "city": "Salem"}]}],
    ),
}  # fmt: skip


def read(layout: Layout) -> tuple[Plan, list[SourceRecord]]:
    """Return plan and records of a layout."""
    table = table_of(layout.text, layout.delimiter)
    plan = understand(SHIPPED, Customer, table, region=layout.region)
    return plan, list(plan.records(table))


@pytest.mark.parametrize("name", LAYOUTS)
def test_records(name: str) -> None:
    layout = LAYOUTS[name]
    plan, records = read(layout)
    assert len(records) == len(layout.records)
    for record, expected in zip(records, layout.records, strict=True):
        assert record.refused == ""
        for field_name, value in expected.items():
            if isinstance(value, list):
                found = record.parts.get(field_name, [])
                assert len(found) == len(value), field_name
                assert [
                    {key: part.get(key) for key in wanted} for part, wanted in zip(found, value, strict=True)
                ] == value
            else:
                assert record.values.get(field_name, "") == value, field_name
    assert sum(one.count for one in plan.skipped.values()) == layout.skipped
    assert [column.header for column in plan.ignored] == layout.left_out


@pytest.mark.parametrize("name", LAYOUTS)
def test_nothing_is_lost(name: str) -> None:
    layout = LAYOUTS[name]
    table = table_of(layout.text, layout.delimiter)
    assert unaccounted(table, understand(SHIPPED, Customer, table, region=layout.region)) == []


def test_a_value_that_is_lost_is_found() -> None:
    table = table_of("Name,Colour\nHeron,green\n")
    plan = understand(SHIPPED, Customer, table)
    assert unaccounted(table, plan) == []
    plan.columns[1].target, plan.columns[1].filled = "ignored", 0
    assert unaccounted(table, plan) == ["2 Colour: green"]
