"""Other words for fields of any record type, beside their names and labels: English, German, French."""

from __future__ import annotations

FIELD_WORDS = {
    "customer": "customer name|client name|billing name|party name|contact name|bill to|billed to|sold to|kundenname|"
    "nom client|client|"
    "company|kunde|firma|cliente|societe|organisation|organization|klant|kund|asiakas|"
    "customer number|customer no|kundennummer|kunden nr|account|account name",
    "day": "issued date|issue date|date issued|bill date|transaction date|txn date|paid on|date paid|belegdatum|"
    "auftragsdatum|created date|created|date created|created at|fecha|data|datum factuur|date|order date|"
    "invoice date|payment date|datum|rechnungsdatum|zahlungsdatum|date de facture|issued",
    "due": "due date|falligkeitsdatum|faelligkeitsdatum|zahlbar bis|due on|payment due|date echeance|faellig|fallig|"
    "faelligkeit|falligkeit|echeance|deadline",
    "reference": "invoice id|order id|bill no|rechnung nr|reference no|cheque no|check no|transaction id|"
    "payment no|verwendungszweck|reference|order number|order no|invoice number|invoice no|rechnungsnummer|"
    "rechnungs nr|"
    "auftragsnummer|numero de facture|ref|number|no|nr|document number|belegnummer",
    "external_id": "job number|job no|job nr|job id|job ref|job reference|work order number|work order no|"
    "work order id|wo number|wo no|ticket number|ticket no|ticket id|auftragsnummer|auftrags nr|einsatznummer",
    "quantity": "item quantity|lineitem quantity|qty ordered|stuck|cantidad|quantita|aantal|qty|quantity|menge|"
    "anzahl|quantite|units|hours",
    "unit_price": "unit amount|item rate|item price|item cost|lineitem price|price each|preis einzeln|stuckpreis|"
    "precio|"
    "prezzo|prijs|price|unit price|rate|einzelpreis|preis|prix|prix unitaire|unit cost|item price",
    "tax_rate": "tax|vat|vat rate|tax rate|mwst|ust|tva|tax percent",
    "amount": "total collected|amount received|amount paid|amount|betrag|montant|paid|sum|value|total|payment",
    "method": "payment source type|payment type|zahlungsweise|zahlweise|tender|forma de pago|betaalwijze|"
    "payment method|zahlungsart|mode de paiement|paid by|type",
    "order": "rechnungsnummer|rechnungs nr|numero de facture|"
    "invoice|invoice number|invoice no|rechnung|facture|order number|order no",
    "serial": "serial|serial no|seriennummer|serien nr|numero de serie|sn",
    "serial_number": "serial|serial no|seriennummer|serien nr|numero de serie|sn",
    "make": "manufacturer|brand|hersteller|marke|fabricant|marque",
    "model": "model no|modell|modele|type",
    "installed_on": "installed|install date|installation date|installiert|einbaudatum|date d installation|fitted",
    "warranty_until": "warranty|warranty end|garantie|garantie bis|guarantee until|warranty expires",
    "title": "auftrag|einsatz|tatigkeit|card name|job name|job description|aufgabe|name|subject|job|betreff|titel|"
    "titre|summary|work|job title|task|description",
    "site": "location|property|standort|objekt|lieu",
    "asset": "equipment|machine|anlage|geraet|gerat|appareil",
    "scheduled_start": "scheduled start date|scheduled start|scheduled date|job date|einsatztermin|einsatzdatum|"
    "start|start date|starts|beginn|debut|scheduled|appointment|date|when|termin",
    "scheduled_end": "scheduled end date|scheduled end|end|end date|ends|ende|fin|finish",
    "start": "start date|starts|beginn|debut|from", "end": "end date|ends|ende|fin|until",
    "start_date": "start|starts|beginn|debut|from", "end_date": "end|ends|ende|fin|until|expiry",
    "assigned_user": "monteur|techniker|engineer|staff|assigned to|technician|zustaendig|zustandig|mitarbeiter|"
    "responsable|owner",
    "contact": "contact person|ansprechpartner|interlocuteur",
    "description": "item description|item name|lineitem name|product name|product service|item product service|what|"
    "artikelbezeichnung|item|product|service|details|artikel|leistung|designation|memo|notes|beschreibung|bezeichnung",
    "notes": "note|comment|comments|bemerkung|bemerkungen|notizen|remarques|memo|description",
    "first_name": "first|given name|vorname|prenom", "last_name": "last|surname|nachname|name|nom",
    "status": "job status|order status|invoice status|auftragsstatus|rechnungsstatus|state|zustand|"
    "etat", "priority": "prioritaet|prioritat|urgency|priorite",
    "category": "kategorie|type|kind|categorie", "value": "amount|wert|betrag|valeur|price",
}  # fmt: skip
"""Key of a field to further words for it, the surest first."""

FIRST_WORDS = {
    "customer": "customer name|client name|kundenname|nom client|company name",
    "reference": "invoice number|invoice no|invoice id|order number|order no|order id|rechnungsnummer|rechnungs nr|"
    "auftragsnummer|numero de facture|bill no",
}
"""Key of a field to words that say it more surely than its name."""
