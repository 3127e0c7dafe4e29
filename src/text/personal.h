// Personal data in free text: phone numbers, e-mail addresses, payment cards, IBANs.
#ifndef TEXT_PERSONAL_H
#define TEXT_PERSONAL_H

#include "base/str.h"

enum personal { PERSONAL_EMAIL, PERSONAL_PHONE, PERSONAL_CARD, PERSONAL_IBAN, PERSONAL_KINDS };

extern const char *const personal_names[]; // "email", "phone", "card", "iban"

struct personal_span {
    size_t from, to; // bytes of the text
    enum personal kind;
};

struct personal_finder;

struct personal_finder *personal_open(void);
void personal_close(struct personal_finder *f); // NULL is fine

// The first span that starts at or after `from`; false: none. What counts:
//   e-mail  name@host.tld, also with %40 for @
//   card    13 to 19 digits, blanks or hyphens between them, that pass the check of Luhn
//   iban    two letters, two check digits, 11 to 30 letters and digits, blanks between them, that
//           give 1 modulo 97 (ISO 13616)
//   phone   7 to 15 digits with + before or with blanks . - / ( ) between them, or 10 to 13 in a
//           row; no date, no decimal number, no IPv4 address
bool personal_find(struct personal_finder *f, struct str text, size_t from,
                   struct personal_span *span);

// The digits of s (others are passed over) pass the check of Luhn (ISO/IEC 7812-1, annex B).
bool personal_luhn(struct str s);
// s without blanks, its first four characters moved to the end and letters as 10 … 35, is 1
// modulo 97.
bool personal_iban(struct str s);

#endif
