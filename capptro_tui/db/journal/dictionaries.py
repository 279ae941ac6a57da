"""The dictionaries of column names with which entries of the journal are deflated (RFC 1951).

An entry carries the number of its dictionary. A dictionary is never altered: its entries could not be read any more.
When new columns make another one worthwhile, it gets the next number, and new entries use it.
"""

from __future__ import annotations

from typing import Final

DICTIONARIES: Final[dict[int, bytes]] = {
    1: (
        b',"low_id":,"high_id":,"business_name":","locale":","region":","attachment_limit":,"second_backup_folder":"'
        b',"default_customer_id":,"login":","full_name":","former_logins":","shape":","radius":,"polygon":"'
        b',"asset_id":,"task_id":,"payment_id":,"follow_up_id":,"size":,"sha256":","make":","model":"'
        b',"serial_number":","installed_on":","warranty_until":","value":,"renewal":","start":","end":","street":"'
        b',"city":","state":","postcode":","country":","lat":,"lng":,"text":","important":,"amount":,"method":"'
        b',"order_id":,"quantity":,"unit_price":,"tax_rate":,"net":,"tax":,"position":,"kind":","day":","due":"'
        b',"reference":","work_item_id":,"contact_id":,"site_id":,"priority":","scheduled_start":","scheduled_end":"'
        b',"contract_id":,"project_id":,"notes":","customer_name":","customer_id":,"title":","first_name":"'
        b',"last_name":","role":","is_primary":,"left":,"version":,"created_at":","created_by":","modified_at":"'
        b',"modified_by":","trashed":,"name":","account":","phone":","alt_phone":","email":","contact_name":"'
        b',"description":","billing_street":","billing_city":","billing_state":","billing_postcode":"'
        b',"billing_country":","billing_lat":,"billing_lng":,"shipping_street":","shipping_city":"'
        b',"shipping_state":","shipping_postcode":","shipping_country":","shipping_lat":,"shipping_lng":,"status":"'
        b',"category":","type":","industry":","sector":","source":","area":","service_zone":","payment_term":"'
        b',"employees":","website":","fax":","external_id":","external_id2":","currency":","assigned_user_id":'
        b',"merged_into_id":,"custom_fields":"'
    ),
}
"""Number to dictionary."""

NEWEST: Final = max(DICTIONARIES)
"""The dictionary number of new entries."""
