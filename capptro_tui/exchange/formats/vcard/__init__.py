"""vCard 2.1, 3.0 and 4.0 as a table. (RFC 2426, RFC 6350, and what Android, Apple and Thunderbird really write)"""
