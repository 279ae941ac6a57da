"""Other words for fields of any record type, beside their names and labels: English, German, French."""

from __future__ import annotations

FIELD_WORDS = {
    "customer": "client|company|kunde|firma|cliente|societe|organisation|organization|customer name|client name|"
    "customer number|customer no|kundennummer|kunden nr|account|account name",
    "day": "date|order date|invoice date|payment date|datum|rechnungsdatum|zahlungsdatum|date de facture|issued",
    "due": "due date|faellig|fallig|faelligkeit|falligkeit|echeance|deadline",
    "reference": "reference|order number|order no|invoice number|invoice no|rechnungsnummer|rechnungs nr|"
    "auftragsnummer|numero de facture|ref|number|no|nr|document number|belegnummer",
    "quantity": "qty|quantity|menge|anzahl|quantite|units|hours",
    "unit_price": "price|unit price|rate|einzelpreis|preis|prix|prix unitaire|unit cost|item price",
    "tax_rate": "tax|vat|vat rate|tax rate|mwst|ust|tva|tax percent",
    "amount": "amount|betrag|montant|paid|sum|value|total|payment",
    "method": "payment method|zahlungsart|mode de paiement|paid by|type",
    "order": "rechnungsnummer|rechnungs nr|numero de facture|"
    "invoice|invoice number|invoice no|rechnung|facture|order number|order no",
    "serial": "serial|serial no|seriennummer|serien nr|numero de serie|sn",
    "serial_number": "serial|serial no|seriennummer|serien nr|numero de serie|sn",
    "make": "manufacturer|brand|hersteller|marke|fabricant|marque",
    "model": "model no|modell|modele|type",
    "installed_on": "installed|install date|installation date|installiert|einbaudatum|date d installation|fitted",
    "warranty_until": "warranty|warranty end|garantie|garantie bis|guarantee until|warranty expires",
    "title": "subject|job|betreff|titel|titre|summary|work|job title|task|description",
    "site": "location|property|standort|objekt|lieu",
    "asset": "equipment|machine|anlage|geraet|gerat|appareil",
    "scheduled_start": "start|start date|starts|beginn|debut|scheduled|appointment|date|when|termin",
    "scheduled_end": "end|end date|ends|ende|fin|finish",
    "start": "start date|starts|beginn|debut|from", "end": "end date|ends|ende|fin|until",
    "start_date": "start|starts|beginn|debut|from", "end_date": "end|ends|ende|fin|until|expiry",
    "assigned_user": "assigned to|technician|zustaendig|zustandig|mitarbeiter|responsable|owner",
    "contact": "contact person|ansprechpartner|interlocuteur",
    "description": "item|product|service|details|artikel|leistung|designation|memo|notes|beschreibung|bezeichnung",
    "notes": "note|comment|comments|bemerkung|bemerkungen|notizen|remarques|memo|description",
    "first_name": "first|given name|vorname|prenom", "last_name": "last|surname|nachname|name|nom",
    "status": "state|zustand|etat", "priority": "prioritaet|prioritat|urgency|priorite",
    "category": "kategorie|type|kind|categorie", "value": "amount|wert|betrag|valeur|price",
}  # fmt: skip
"""Key of a field to further words for it."""
